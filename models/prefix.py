"""What a model has read, kept on disk: the next run begins where this one stopped reading.

A state file belongs to one model file, template and setting (its folder is named by their hash) and
holds the text, the tokens and llama.cpp's own memory of them. It is only used whole: both halves
carry a hash, because the C library believes what it is given. Files are private, appear at once
(written aside, then renamed), and the least recently used go when all together grow too large.
Nothing is locked: two processes at worst write the same state twice.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.gguf import Header
from models.ledger import Ledger, common_length

MAGIC = b"interp state 1\n"
LIMIT = 4 << 30
"""Bytes of all states together."""
LARGEST = LIMIT // 4
"""Bytes of one state; a longer one is not kept."""
_HEAD = struct.Struct("<Q32s")
_SLICES, _SLICE = 64, 4096


@dataclass(frozen=True, slots=True)
class State:
    """A conversation's record, and where the memory of it lies."""

    path: Path
    ledger: Ledger
    start: int
    size: int
    digest: str

    def payload(self) -> bytes | None:
        """llama.cpp's memory; None when it is not as it was written."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.start)
                data = file.read(self.size + 1)
        except OSError:
            return None
        return data if _digest(data) == self.digest else None


class States:
    """The states of one model with one template and settings."""

    def __init__(self, folder: Path, key: str, limit: int = LIMIT) -> None:
        self._all = folder
        self._mine = folder / key
        self._limit = limit
        self.trouble = ""
        """Why the last state could not be kept."""

    def best(self, text: str) -> State | None:
        """The state that shares the longest beginning with `text`."""
        found = [(common_length(state.ledger.text, text), state) for state in self._states()]
        shared, state = max(found, key=lambda each: each[0], default=(0, None))
        if state is None or not shared:
            return None
        try:
            os.utime(state.path)
        except OSError:
            pass  # it is still good, only sooner the oldest
        return state

    def holds(self, text: str) -> bool:
        """Whether a state begins with all of `text`."""
        return any(state.ledger.text.startswith(text) for state in self._states())

    def keep(self, ledger: Ledger, tokens: Sequence[int], payload: bytes) -> None:
        """Write a state; of the record only what `tokens` covers. Failing is no error."""
        ends = [place for place in ledger.ends if place[1] <= len(tokens)]
        characters, count = ends[-1]
        if count == 0 or len(payload) > min(LARGEST, self._limit):
            return
        head = json.dumps(
            {
                "text": ledger.text[:characters],
                "tokens": list(tokens),
                "ends": ends,
                "size": len(payload),
                "digest": _digest(payload),
            }
        ).encode()
        name = hashlib.sha256(ledger.text[:characters].encode("utf-8", "replace")).hexdigest()[:32]
        try:
            self._mine.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(self._mine / f"{name}.state", head, payload)
            self._shrink()
            self.trouble = ""
        except OSError as error:
            self.trouble = f"the state of the prompt could not be kept: {error.strerror}"

    def _write(self, path: Path, head: bytes, payload: bytes) -> None:
        descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(MAGIC + _HEAD.pack(len(head), hashlib.sha256(head).digest()))
                file.write(head)
                file.write(payload)
            Path(aside).replace(path)
        except OSError:
            Path(aside).unlink(missing_ok=True)
            raise

    def _states(self) -> Iterator[State]:
        for path in self._mine.glob("*.state"):
            state = _read(path)
            if state is None:
                path.unlink(missing_ok=True)
            else:
                yield state

    def _shrink(self) -> None:
        files = []
        for path in self._all.glob("*/*.state"):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            files.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._limit:
                break
            path.unlink(missing_ok=True)
            total -= size


def _read(path: Path) -> State | None:
    try:
        with path.open("rb") as file:
            magic = file.read(len(MAGIC))
            fixed = file.read(_HEAD.size)
            if magic != MAGIC or len(fixed) != _HEAD.size:
                return None
            size, digest = _HEAD.unpack(fixed)
            if size > path.stat().st_size:
                return None
            head = file.read(size)
    except OSError:
        return None
    if hashlib.sha256(head).digest() != digest:
        return None
    told = json.loads(head)
    ledger = Ledger(told["text"], told["tokens"], [(place[0], place[1]) for place in told["ends"]])
    start = len(MAGIC) + _HEAD.size + size
    return State(path, ledger, start, told["size"], told["digest"])


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def identity(header: Header, *settings: object) -> str:
    """A name for a model file's content, told without reading all of it, and for settings."""
    made = hashlib.sha256(header.raw)
    made.update(repr((header.file_size, header.total_size, settings)).encode())
    with header.path.open("rb") as file:
        step = max(1, (header.file_size - header.data_start) // _SLICES)
        for place in range(header.data_start, header.file_size, step):
            file.seek(place)
            made.update(file.read(_SLICE))
    return made.hexdigest()[:32]
