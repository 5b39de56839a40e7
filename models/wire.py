"""Between the program and the model's process: one JSON object a line, both ways.

Lines find their own beginning again. When Ctrl-C tears one apart (half written, or read and lost),
only that line is lost: the reader skips what does not parse, and a `sync` request with a fresh
number says where sound lines begin. Text is escaped to ASCII, so no newline stands inside a line.
"""

from __future__ import annotations

import json
import mmap
import os
import select
import socket
import tempfile
from typing import Any

Line = dict[str, Any]

CHUNK = 1 << 16
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Wire:
    """One end of the connection."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._buffer = bytearray()
        self._kept = b""
        self._searched = 0

    def fileno(self) -> int:
        """For polling."""
        return self._socket.fileno()

    def keep(self, line: Line) -> None:
        """Have a line sent together with the next that is."""
        self._kept += _encode(line).encode() + b"\n"

    def send(self, line: Line) -> None:
        """Write one line, behind those that were kept. Raises `OSError` when the other end is
        gone."""
        self.keep(line)
        kept, self._kept = self._kept, b""
        self._socket.sendall(kept)

    def send_fresh(self, line: Line) -> None:
        """Like `send`, ending first whatever an interrupted write may have left."""
        self._socket.sendall(b"\n")
        self.send(line)

    def receive(self) -> Line:
        """The next line that parses. Raises `EOFError` when the other end is gone."""
        while True:
            raw = self._line()
            if not raw.strip():
                continue
            try:
                line = json.loads(raw)
            except ValueError:
                continue
            if isinstance(line, dict):
                return line

    def waits(self, seconds: float) -> bool:
        """Whether `receive` has something to begin with, now or within that time."""
        if self._buffer:
            return True
        return bool(select.select([self._socket], [], [], seconds)[0])

    def _line(self) -> bytes:
        while True:
            end = self._buffer.find(b"\n", self._searched)
            if end >= 0:
                line = bytes(self._buffer[:end])
                del self._buffer[: end + 1]
                self._searched = 0
                return line
            self._searched = len(self._buffer)
            try:
                data = self._socket.recv(CHUNK)
            except ConnectionError as error:
                raise EOFError from error
            if not data:
                raise EOFError
            self._buffer += data

    def close(self) -> None:
        """Let the other end see that nobody is here."""
        self._socket.close()


class Flag:
    """One byte that two processes share: set, and a running computation stops."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._page = mmap.mmap(fd, mmap.PAGESIZE)

    @classmethod
    def create(cls) -> Flag:
        """A new one, in anonymous memory where the system has it, else in an unlinked file."""
        if hasattr(os, "memfd_create"):
            fd = os.memfd_create("interp-stop")
        else:
            fd, path = tempfile.mkstemp(prefix="interp-stop-")
            os.unlink(path)  # noqa: PTH108 - a file without a name is what is wanted
        os.ftruncate(fd, mmap.PAGESIZE)
        return cls(fd)

    def set(self, stop: bool) -> None:
        """Ask to stop, or allow to go on."""
        self._page[0] = 1 if stop else 0

    @property
    def is_set(self) -> bool:
        """Whether somebody asked to stop."""
        return self._page[0] != 0

    @property
    def page(self) -> mmap.mmap:
        """The memory itself: the byte at 0, and zeros behind it."""
        return self._page

    def close(self) -> None:
        """Give the descriptor back."""
        self._page.close()
        os.close(self.fd)
