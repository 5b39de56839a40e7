"""The program's side of a model's process: starts it, asks it, survives it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from models import errors
from models.errors import ModelDied, ModelDoesNotFit, ModelError, ModelFileInvalid
from models.gguf import check_magic
from models.messages import Message, Sampling, Usage
from models.plan import DEFAULTS, RuntimeOptions
from models.wire import Flag, Line, Wire

_BOOTSTRAP = (
    "import sys; sys.path[:] = sys.argv[4:]; from models.worker import start; start(sys.argv[1:4])"
)
_TAIL = 4000
"""Bytes of the dead process's stderr that an error carries."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of a reply. `text` may be empty, while a character is incomplete."""

    token: int
    text: str
    logprob: float | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One of several independent replies."""

    tokens: tuple[int, ...]
    text: str
    logprobs: tuple[float, ...]
    ended: bool
    """It came to an end of generation, not to the limit."""


class Died(ModelDied):
    """With the exit status, negative for a signal."""

    status = 0


class Process:
    """A running child with its wire and its stop flag."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.flag = Flag.create()
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        root = str(Path(__file__).resolve().parent.parent)
        paths = [root, *(path for path in sys.path if path and path != root)]
        numbers = [str(n) for n in (theirs.fileno(), self.flag.fd, os.getpid())]
        self._popen = subprocess.Popen(
            [sys.executable, "-I", "-c", _BOOTSTRAP, *numbers, *paths],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._stderr,
            pass_fds=(theirs.fileno(), self.flag.fd),
            env={**os.environ, "GGML_NO_BACKTRACE": "1"},
            process_group=0,  # Ctrl-C in the terminal is for the program, not for the model
        )
        theirs.close()
        self.wire = Wire(ours)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    def death(self) -> Died:
        """What to raise once the wire has closed."""
        status = self._popen.wait()
        details = self._tail()
        self.end()
        killed = f"signal {-status}" if status < 0 else f"status {status}"
        hint = (
            "the system may have run out of memory: take a smaller model or context"
            if status == -signal.SIGKILL
            else "ask again: the model is loaded anew; --debug shows what it left behind"
        )
        died = Died(f"the model's process ended by itself ({killed})", hint, details)
        died.status = status
        return died

    def _tail(self) -> str:
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - _TAIL))
        return self._stderr.read().decode("utf-8", "replace")

    def end(self) -> None:
        """No process, no descriptor is left."""
        self.wire.close()
        self._popen.kill()
        self._popen.wait()
        self._stderr.close()
        self.flag.close()


class Runtime:
    """The bare model: tokens in, tokens out. Loading goes on while nothing is asked yet.

    When the process dies, the call that notices raises `ModelDied` and the next one begins with a
    new process. Not for several threads at once.
    """

    def __init__(self, path: Path, options: RuntimeOptions) -> None:
        check_magic(path)
        self._path = path
        self._options = options
        self._process: Process | None = None
        self._facts: Line | None = None
        self._number = 0
        self._unsettled = False
        """A request was left before its end: what still comes of it is to be skipped."""
        self._start()

    @classmethod
    def open(cls, path: Path, options: RuntimeOptions = DEFAULTS) -> Self:
        """Begin to load the file, in a process of its own.

        Raises at once what a look at the file's first bytes shows (`ModelNotFound`,
        `ModelFileInvalid`); the rest is raised by the first call that needs the model.
        """
        return cls(path, options)

    def _start(self) -> Process:
        self._process = Process()
        self._facts = None
        self._unsettled = False
        self._number += 1
        self._process.wire.send(
            {
                "id": self._number,
                "path": str(self._path.absolute()),
                "options": self._options.as_line(),
            }
        )
        return self._process

    # Asking

    def ask(self, op: str, **arguments: Any) -> Line:
        """The `end` of a request that has no pieces."""
        request = self.request(op, **arguments)
        for _ in request:
            pass
        return request.end

    def request(self, op: str, **arguments: Any) -> Request:
        """Send a request; its pieces are iterated."""
        process = self._ready()
        self._number += 1
        process.flag.set(False)
        self._unsettled = True
        try:
            process.wire.send({"id": self._number, "op": op, **arguments})
        except OSError as error:
            raise self._died() from error
        return Request(self, self._number)

    @property
    def facts(self) -> Line:
        """What the loaded model is and uses. Waits for the loading; raises its errors."""
        self._ready()
        assert self._facts is not None
        return self._facts

    def _ready(self) -> Process:
        process = self._process or self._start()
        if self._facts is None:
            self._facts = self._first(process)
        elif self._unsettled:
            self._settle(process)
        return process

    def _first(self, process: Process) -> Line:
        if self._unsettled:  # an earlier wait was interrupted and may have torn the answer
            self._number += 1
            process.wire.send_fresh({"id": self._number, "op": "facts"})
        self._unsettled = True
        try:
            line = self._receive(process)
            while line.get("id") != self._number:
                line = self._receive(process)
        except Died as error:
            raise self._died_loading(error) from error
        if "error" in line:
            self._process = None
            process.end()
            raise _error(line["error"])
        self._unsettled = False
        return dict(line["end"])

    def _died_loading(self, error: Died) -> ModelError:
        """Whoever dies while it reads a file had a bad file, or no memory."""
        if error.status == -signal.SIGKILL:
            return ModelDoesNotFit(
                f"the system ended the model's process while it loaded {self._path.name}",
                "memory has run out: take a smaller model or context",
                error.details,
            )
        return ModelFileInvalid(
            f"llama.cpp crashes on {self._path.name}: the file is damaged, or of a kind that this "
            "version does not know",
            "download it again and compare its checksum; --debug shows what the crash left",
            error.details,
        )

    def _settle(self, process: Process, left: int = 0) -> Line | None:
        """Stop what was left running and find the place from which lines are sound again.

        The last line of request `left`, if it still comes.
        """
        process.flag.set(True)
        self._number += 1
        try:
            process.wire.send_fresh({"id": self._number, "op": "sync"})
        except OSError as error:
            raise self._died() from error
        last: Line | None = None
        while (line := self._receive(process)).get("id") != self._number:
            if line.get("id") == left:
                last = line
        process.flag.set(False)
        self._unsettled = False
        return last

    def _receive(self, process: Process) -> Line:
        try:
            return process.wire.receive()
        except (EOFError, OSError) as error:
            raise self._died() from error

    def _died(self) -> Died:
        process, self._process = self._process, None
        self._facts = None
        assert process is not None
        return process.death()

    def next_line(self, number: int) -> Line | None:
        """The next line of that request; None when another one was begun since."""
        if number != self._number or self._process is None:
            return None
        line = self._receive(self._process)
        while line.get("id") != number:
            line = self._receive(self._process)
        if "error" in line:
            self._unsettled = False
            raise _error(line["error"])
        if "end" in line:
            self._unsettled = False
        return line

    def stop(self, number: int) -> Line | None:
        """End that request now; its `end`."""
        if number != self._number or self._process is None or not self._unsettled:
            return None
        return self._settle(self._process, number)

    # The bare model

    def tokenize(self, text: str, special: bool = False) -> list[int]:
        """`special`: marks such as `<|end|>` in the text become their tokens. No BOS is added."""
        return [int(t) for t in self.ask("tokenize", text=text, special=special)["tokens"]]

    def text(self, tokens: Sequence[int]) -> str:
        """What these tokens read like, special tokens as their text."""
        return str(self.ask("text", tokens=list(tokens))["text"])

    def generate(
        self, tokens: Sequence[int], sampling: Sampling = Sampling(), *, logprobs: bool = False
    ) -> Generation:
        """Continue `tokens`. What memory still shares with an earlier call is not read again."""
        request = self.request(
            "generate", tokens=list(tokens), sampling=asdict(sampling), logprobs=logprobs
        )
        request.begin()
        return Generation(request)

    def score(
        self, prompt_tokens: Sequence[int], continuation_tokens: Sequence[int]
    ) -> list[float]:
        """Log-probability of each token of the continuation, under the model itself."""
        end = self.ask("score", tokens=list(prompt_tokens), continuation=list(continuation_tokens))
        return [float(value) for value in end["logprobs"]]

    def samples(
        self, tokens: Sequence[int], sampling: Sampling, n: int, *, logprobs: bool = False
    ) -> list[Sample]:
        """`n` independent replies with seeds counted up from `sampling.seed`. The prompt is read
        once; with `RuntimeOptions.sequences` of n + 1, all are written side by side."""
        end = self.ask(
            "samples", tokens=list(tokens), sampling=asdict(sampling), n=n, logprobs=logprobs
        )
        return [
            Sample(tuple(s["tokens"]), s["text"], tuple(s["logprobs"]), s["ended"])
            for s in end["samples"]
        ]

    # Ending

    def rest(self) -> None:
        """Let the process keep on disk what it has read, if it is worth it. Failing is no error."""
        if self._process is None or self._facts is None or self._options.cache_dir is None:
            return
        try:
            self.ask("rest")
        except ModelError:
            self.close()

    def close(self) -> None:
        """End the process; its memory is given back. Idempotent; a later call starts it anew."""
        process, self._process = self._process, None
        self._facts = None
        if process is not None:
            process.end()

    @property
    def pid(self) -> int | None:
        """Of the model's process, while there is one."""
        return self._process.pid if self._process else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Request:
    """Lines of one request until its `end`."""

    def __init__(self, runtime: Runtime, number: int) -> None:
        self._runtime = runtime
        self._number = number
        self._over = False
        self.end: Line = {}

    def __iter__(self) -> Iterator[Line]:
        while not self._over:
            try:
                line = self._runtime.next_line(self._number)
            except ModelError:
                self._over = True
                raise
            if line is None:
                self._over = True
            elif "end" in line:
                self._over = True
                self.end = line["end"]
            elif "begun" in line:
                self.end = line["begun"]
            else:
                yield line

    def begin(self) -> None:
        """Wait until the prompt is found to be possible. Raises what speaks against it."""
        line = self._runtime.next_line(self._number)
        if line is not None:
            self.end = line["begun"]

    def close(self) -> None:
        """Stop it; `end` says what it cost until then. Idempotent."""
        if self._over:
            return
        line = self._runtime.stop(self._number)
        self._over = True
        if line is not None:
            self.end = line.get("end", self.end)

    @property
    def usage(self) -> Usage:
        """What it cost; complete once it is over."""
        names = Usage.__dataclass_fields__
        return Usage(**{name: self.end[name] for name in names if name in self.end})


class Generation:
    """Tokens of a reply as they come."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __iter__(self) -> Iterator[Piece]:
        for line in self._request:
            yield Piece(line["t"], line["p"], line.get("l"))

    def close(self) -> None:
        """Stop now. Idempotent."""
        self._request.close()

    @property
    def usage(self) -> Usage:
        """What it cost; complete once iteration ended or `close` was called."""
        return self._request.usage

    @property
    def ended(self) -> bool:
        """It came to an end of generation, not to a limit."""
        return bool(self._request.end.get("ended", False))


def message_line(message: Message) -> Line:
    """A message for the wire."""
    return {**asdict(message), "images": [str(path) for path in message.images]}


def _error(line: Line) -> ModelError:
    kind = next(_KINDS[name] for name in line["kinds"] if name in _KINDS)
    return kind(line["message"], line["hint"], line["details"])


_KINDS: dict[str, type[ModelError]] = {
    kind.__name__: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, ModelError)
}
