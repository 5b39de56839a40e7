"""The process that holds a model: takes requests from the wire, one after the other.

It dies with its parent, whatever kills that: a thread waits on the parent's pidfd and on the wire
itself. (`PR_SET_PDEATHSIG` would fire already when the *thread* ends that started us.) Nothing
here catches what it does not understand: an error of our own, like an abort of the C library, ends
the process, the other side says so with what was written to stderr, and starts a new one.
"""

from __future__ import annotations

import faulthandler
import os
import resource
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from models.conversing import Conversing
from models.errors import ModelError
from models.plan import RuntimeOptions
from models.wire import Flag, Line, Wire

TOGETHER = 0.06
"""Seconds from one sending of text to the next; nobody reads faster."""
PAUSE = 0.05
"""Seconds without a request that are taken for the beginning of a pause."""


def main(wire_fd: int, flag_fd: int, parent: int) -> None:
    """Serve until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faulthandler.enable()
    end = socket.socket(fileno=wire_fd)
    _die_with(parent, wire_fd)
    serve(Wire(end), Flag(flag_fd))


def _die_with(parent: int, wire_fd: int) -> None:
    poll = select.poll()
    # No event is asked for: only the hang-up, which is always reported.
    poll.register(wire_fd, 0)
    if hasattr(os, "pidfd_open"):
        try:
            poll.register(os.pidfd_open(parent), select.POLLIN)
        except ProcessLookupError:
            os._exit(0)
        except OSError:
            pass  # an old kernel: the hang-up has to do
    if os.getppid() != parent:
        os._exit(0)

    def watch() -> None:
        poll.poll()
        os._exit(0)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


def serve(wire: Wire, flag: Flag) -> None:
    """Answer requests. Each answer carries its request's number; streams end with an `end`."""
    try:
        first = wire.receive()
        model = _opened(wire, first, flag)
        while model is not None:
            _use_pause(wire, model)
            _answer(wire, model, wire.receive())
    except (EOFError, BrokenPipeError, ConnectionError):
        return


def _use_pause(wire: Wire, model: Conversing) -> None:
    """Nobody asks for anything, and has not for a moment: do what can be put off until then."""
    wait = PAUSE
    while not wire.waits(wait) and model.idle():
        wait = 0.0


def _opened(wire: Wire, line: Line, flag: Flag) -> Conversing | None:
    try:
        model = Conversing(Path(line["path"]), RuntimeOptions.from_line(line["options"]), flag)
    except ModelError as error:
        wire.send({"id": line["id"], "error": described(error)})
        return None
    wire.send({"id": line["id"], "end": model.facts()})
    return model


def _answer(wire: Wire, model: Conversing, line: Line) -> None:
    number = line.get("id")
    requests: dict[str, Callable[[Line], Iterator[Line]]] = {
        "sync": lambda _: iter(({"end": {}},)),
        "count": model.count,
        "stream": model.stream,
        "tokenize": model.tokenize,
        "text": model.text,
        "generate": model.generate,
        "samples": model.samples,
        "score": model.score,
        "facts": lambda _: iter(({"end": model.facts()},)),
        "rest": model.rest,
    }
    pieces = Pieces(wire)
    try:
        for answer in requests[line["op"]](line):
            pieces.give({"id": number, **answer}, soon=model.engine.seconds)
    except ModelError as error:
        wire.send({"id": number, "error": described(error)})


class Pieces:
    """Pieces of one reply on their way to the program: a few at a time where they come quickly.

    Each time something is sent, the program wakes up, reads it and draws the screen. Where every
    core computes it takes one away for that moment, and the threads on the others wait for it.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._sent = float("-inf")
        self._mark = False

    def give(self, line: Line, soon: float) -> None:
        """Send the line, or keep it for the next, which is expected so `soon`."""
        piece = line.get("p")
        if piece is None:
            self._wire.send(line)
            return
        now = time.monotonic()
        # With a fence code may be complete, which is waited for.
        marked, self._mark = self._mark, "`" in piece
        if marked or self._mark or now - self._sent + soon >= TOGETHER:
            self._wire.send(line)
            self._sent = now
        else:
            self._wire.keep(line)


def described(error: ModelError) -> Line:
    """An error for the wire."""
    return {
        "kinds": [kind.__name__ for kind in type(error).__mro__],
        "message": str(error),
        "hint": error.hint,
        "details": error.details,
    }


def start(argv: list[str]) -> Any:
    """Entered by the parent's bootstrap line: three numbers."""
    wire_fd, flag_fd, parent = map(int, argv)
    main(wire_fd, flag_fd, parent)
    sys.stdout.flush()
    # Freed by the system: taking a large model apart properly costs time and can itself crash.
    os._exit(0)
