"""Standard output and error of the Python kernel. Runs inside the confinement.

Unlike ipykernel's own stream: nothing is dropped and nothing is hoarded (who writes faster than the
host reads has to wait); a message is never large; what other processes and C code write to
descriptors 1 and 2 is taken in whole characters, before the cell ends, and also from forked
children; there is no TCP port for those.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import select
import struct
import termios
import threading
from typing import Any

from ipykernel.iostream import OutStream

PIECE = 1 << 18
"""Characters of one message at most."""
MOST_HELD = 1 << 20
"""Characters that may wait to be sent before the writer has to wait."""
DESCRIPTORS = {"stdout": 1, "stderr": 2}


class Stream(OutStream):  # type: ignore[misc]
    """A text stream that becomes `stream` messages, and the descriptor below it."""

    flush_interval = 0.05
    flush_timeout = 86_400.0
    """The host may let us wait as long as it likes; it ends us when it has had enough."""

    def __init__(self, session: Any, pub_thread: Any, name: str, **_options: Any) -> None:
        super().__init__(session, pub_thread, name, watchfd=False)
        self._held = 0
        self._room = threading.Condition()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        # Again by the same thread: a signal handler of the code may print while we are at it.
        self._reading = threading.RLock()
        self._in_hand = False
        self._number = DESCRIPTORS[name]
        self._pipe, end = os.pipe()
        os.set_blocking(self._pipe, False)
        os.dup2(end, self._number)
        os.close(end)
        threading.Thread(target=self._watch, name=f"watch {name}", daemon=True).start()

    def fileno(self) -> int:
        return self._number

    def write(self, string: str) -> int:
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string).__name__}")
        if not self._is_master_process():
            self._write_from_child(string)
            return len(string)
        self._catch_up()
        self._append(string)
        return len(string)

    def _append(self, string: str) -> None:
        for start in range(0, len(string), PIECE):
            piece = string[start : start + PIECE]
            with self._room:
                self._held += len(piece)
            super().write(piece)
            self._wait_for_room()

    def _write_from_child(self, string: str) -> None:
        left = memoryview(string.encode("utf-8", "replace"))
        while left:
            left = left[os.write(self._number, left) :]

    def _wait_for_room(self) -> None:
        if self._held <= MOST_HELD or threading.current_thread() is self.pub_thread.thread:
            return
        self.pub_thread.schedule(self._flush)
        with self._room:
            while self._held > MOST_HELD and self.pub_thread.thread.is_alive():
                self._room.wait(1.0)

    def _flush(self) -> None:
        """Send what is held; in the publishing thread, which waits when nobody reads."""
        self._flush_pending = False
        self._subprocess_flush_pending = False
        for parent, data in self._flush_buffers():
            for start in range(0, len(data), PIECE):
                content = {"name": self.name, "text": data[start : start + PIECE]}
                message = self.session.msg("stream", content, parent=parent)
                for hook in self._hooks:
                    message = message and hook(message)
                if message is not None and self.pub_thread.socket is not None:
                    self.session.send(self.pub_thread.socket, message, ident=self.topic)
            with self._room:
                self._held -= len(data)
                self._room.notify_all()

    def flush(self) -> None:
        if not self._is_master_process():
            return
        self._catch_up()
        super().flush()

    def _catch_up(self) -> None:
        """Take in what was written to the descriptor until now, so that the order stays right."""
        if threading.current_thread() is self.pub_thread.thread:
            return
        waiting = struct.unpack("i", fcntl.ioctl(self._pipe, termios.FIONREAD, b"\0" * 4))[0]
        if waiting or self._in_hand:
            self._drain(waiting)

    def _drain(self, most: int) -> None:
        """Take in what is in the pipe, `most` bytes; a flood must not keep us for ever."""
        with self._reading:
            self._in_hand = True
            try:
                while most > 0:
                    data = os.read(self._pipe, 65_536)
                    most -= len(data)
                    self._append(self._decoder.decode(data))
            except BlockingIOError:
                return
            finally:
                self._in_hand = False

    def _watch(self) -> None:
        poll = select.poll()
        poll.register(self._pipe, select.POLLIN)
        while True:
            poll.poll()
            self._drain(65_536)
