"""Text to tokens and back, as the model file defines them."""

from __future__ import annotations

import ctypes
from typing import Any


class Vocabulary:
    """The tokens of a loaded model."""

    def __init__(self, lib: Any, model: Any) -> None:
        self._lib = lib
        self.pointer = lib.llama_model_get_vocab(model)
        self.size = int(lib.llama_vocab_n_tokens(self.pointer))
        self.more_ends: frozenset[int] = frozenset()
        """Tokens that end a reply besides those that the file names."""
        self._ends: dict[int, bool] = {}
        self._pieces: dict[int, bytes] = {}
        self._buffer = ctypes.create_string_buffer(256)

    def tokenize(self, text: str, *, special: bool, bos: bool = False) -> list[int]:
        """`special`: marks in the text are read as special tokens. `bos`: put BOS where due."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        while True:
            tokens = (ctypes.c_int32 * room)()
            count = self._lib.llama_tokenize(
                self.pointer, data, len(data), tokens, room, bos, special
            )
            if count >= 0:
                return tokens[:count]
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes that a token stands for; special tokens as their text."""
        known = self._pieces.get(token)
        if known is None:
            known = self._pieces[token] = self._piece(token)
        return known

    def _piece(self, token: int) -> bytes:
        while True:
            room = len(self._buffer)
            size = self._lib.llama_token_to_piece(self.pointer, token, self._buffer, room, 0, True)
            if size >= 0:
                return self._buffer.raw[:size]
            self._buffer = ctypes.create_string_buffer(-size)

    def ends(self, token: int) -> bool:
        """Whether a reply is over with this token."""
        known = self._ends.get(token)
        if known is None:
            known = self._ends[token] = bool(self._lib.llama_vocab_is_eog(self.pointer, token))
        return known or token in self.more_ends

    def is_control(self, token: int) -> bool:
        """Whether it is a mark that no text can spell."""
        return bool(self._lib.llama_vocab_is_control(self.pointer, token))
