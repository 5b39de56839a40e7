"""Pictures for models that see: files through the projector into the model's memory.

A picture takes part in the record of the conversation like text does. In the rendered prompt it is
one private character, chosen by the picture's content; among the tokens it is a row of negative
numbers, as long as the places it takes, which no real token can be. So it is read again only when
it, or something before it, has changed.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import ModelError, ModelFileInvalid
from models.gguf import check_magic
from models.library import multimodal

FIRST_LETTER = 0x100000
LETTERS = 0xFFFD
_CPU = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, cut into what the model reads."""

    chunks: Any
    tokens: tuple[int, ...]
    """Stand-ins, one for each place it takes in the context."""


class Images:
    """A projector beside a model. Raises `ModelFileInvalid` when they do not belong together."""

    def __init__(self, projector: Path, model: Any, threads: int, gpu: bool) -> None:
        check_magic(projector)
        self._lib = multimodal()
        params = self._lib.mtmd_context_params_default()
        params.use_gpu = gpu
        params.n_threads = threads
        params.print_timings = False
        params.warmup = False
        self._context = self._lib.mtmd_init_from_file(os.fsencode(projector), model, params)
        if not self._context:
            raise ModelFileInvalid(
                f"{projector.name} is no projector for this model",
                "take the mmproj file that lies beside the model where you got it",
            )
        if not self._lib.mtmd_support_vision(self._context):
            raise ModelFileInvalid(
                f"{projector.name} is not for pictures", "take the mmproj file of a vision model"
            )
        self._by_letter: dict[str, Picture] = {}
        self._by_token: dict[int, Picture] = {}

    def letter(self, path: Path) -> str:
        """The character that stands for this file's content. Raises `ModelError`."""
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ModelError(
                f"the picture {path.name} cannot be read: {error.strerror}", "name another file"
            ) from error
        number = int.from_bytes(hashlib.sha256(data).digest()[:8], "big")
        letter = chr(FIRST_LETTER + number % LETTERS)
        if letter not in self._by_letter:
            picture = self._cut(path, data, number)
            self._by_letter[letter] = picture
            self._by_token[picture.tokens[0]] = picture
        return letter

    def tokens(self, letter: str) -> Sequence[int]:
        """The stand-ins of a picture that `letter` was asked for."""
        return self._by_letter[letter].tokens

    def begins(self, token: int) -> Picture | None:
        """The picture whose first stand-in this is."""
        return self._by_token.get(token)

    def _cut(self, path: Path, data: bytes, number: int) -> Picture:
        lib = self._lib
        buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        bitmap = lib.mtmd_helper_bitmap_init_from_buf(self._context, buffer, len(data), False)
        if not bitmap:
            raise ModelError(f"{path.name} is no picture that can be read", "use PNG or JPEG")
        marker = lib.mtmd_default_marker()
        text = lib.mtmd_input_text(marker, len(marker), False, True)
        chunks = lib.mtmd_input_chunks_init()
        bitmaps = (lib.mtmd_bitmap_p_ctypes * 1)(bitmap)
        result = lib.mtmd_tokenize(self._context, chunks, ctypes.byref(text), bitmaps, 1)
        lib.mtmd_bitmap_free(bitmap)
        if result != 0:
            raise ModelError(f"{path.name} cannot be prepared for the model", "try a smaller one")
        places = int(lib.mtmd_helper_get_n_pos(chunks))
        start = -2 - (number % (1 << 40)) * (1 << 20)
        return Picture(chunks, tuple(range(start, start - places, -1)))

    def look(self, picture: Picture, context: Any, past: int, batch: int) -> bool:
        """Put the picture into the model's memory behind `past` tokens."""
        reached = ctypes.c_int32(0)
        result = self._lib.mtmd_helper_eval_chunks(
            self._context, context, picture.chunks, past, 0, batch, False, ctypes.byref(reached)
        )
        return result == 0 and reached.value == past + len(picture.tokens)
