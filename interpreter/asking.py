"""One request from the command line, from its options to its exit code."""

from __future__ import annotations

import os
import select
import stat
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from interpreter import config as configuration
from interpreter.approval import Approve, Reject, Run, always
from interpreter.config import Config
from interpreter.consent import Consent
from interpreter.engine import Decide, Drop, Engine, Keep, Screen, Setup, policy_of
from interpreter.environments import with_found
from interpreter.errors import (
    DONE,
    INTERRUPTED,
    NOT_ACHIEVED,
    NOT_KEPT,
    InterpError,
    UsageError,
)
from interpreter.events import Changed, Ending, Event, TurnEnded
from interpreter.permission import Permission
from interpreter.places import Places, find_places
from interpreter.session import Session, find_session, list_sessions
from interpreter.terminal import Terminal
from models.errors import ModelError
from models.messages import Code, Message
from sandbox.changes import Changes
from sandbox.errors import IsolationUnavailable, SandboxError

INPUT_LIMIT = 256 << 20
"""Bytes of standard input that are read at most."""

ENDINGS: dict[Ending, int] = {
    "answered": DONE,
    "refused": NOT_ACHIEVED,
    "asked": NOT_ACHIEVED,
    "declined": NOT_ACHIEVED,
    "interrupted": INTERRUPTED,
    "step limit": NOT_ACHIEVED,
    "time limit": NOT_ACHIEVED,
    "repeated itself": NOT_ACHIEVED,
    "model failed": 3,
    "sandbox failed": 4,
}


@dataclass(frozen=True, slots=True)
class Request:
    """The options of the command line."""

    prompt: str = ""
    folder: Path = Path()
    flags: dict[str, configuration.Value] = field(default_factory=dict)
    keep: Literal["ask", "yes", "dry run"] = "ask"
    form: Literal["normal", "quiet", "json"] = "normal"
    resume: str = ""
    schema: Path | None = None
    ask_first: bool = False
    network: bool = False
    readable: tuple[Path, ...] = ()
    writable: tuple[Path, ...] = ()
    isolate: bool = True
    debug: bool = False


def answer(request: Request) -> int:
    """Answer one request, or chat when there is none. Returns the exit code."""
    places = find_places(os.environ)
    config = configuration.load(places, os.environ, request.flags).config
    prompt, piped = read_input(request.prompt)
    setup = Setup(
        folder=usable_folder(request.folder),
        interactive=not prompt,
        network=request.network,
        readable=tuple(each.resolve() for each in request.readable),
        writable=tuple(each.resolve() for each in request.writable),
        isolate=request.isolate,
        schema=read_schema(request.schema),
        debug=request.debug,
    )
    saved = saved_session(places, setup.folder, request.resume)
    if not prompt:
        from interpreter.repl import chat

        return chat(config, places, setup, request, saved)
    terminal = Terminal.find()
    config = with_found(config, places, policy_of(config, setup))
    with Engine(config, places, setup, nobody_decides) as engine:
        screen = one_shot_screen(request, config)
        engine.decide = one_shot_decision(request, terminal, engine, screen)
        guard(engine, request, terminal, screen)
        if saved:
            engine.resume(saved)
        return play(engine.turn(prompt, piped), screen, request.keep)


def play(turn: Generator[Event, None, None], screen: Screen, keep: str = "ask") -> int:
    """Draw a turn to its end and return the exit code.

    An interrupt that lands while drawing is handed into the turn, which then ends in order.
    """
    code = DONE
    event: Event | None = None
    stopped = False
    while True:
        try:
            event = turn.throw(KeyboardInterrupt()) if stopped else next(turn)
            stopped = False
            screen.draw(event)
        except KeyboardInterrupt:
            if stopped or isinstance(event, TurnEnded):
                return INTERRUPTED
            stopped = True
            continue
        except StopIteration:
            return code
        except (ModelError, SandboxError) as error:
            why: Ending = "model failed" if isinstance(error, ModelError) else "sandbox failed"
            screen.draw(TurnEnded(why))
            raise
        if isinstance(event, Changed) and not event.kept and keep != "dry run":
            code = NOT_KEPT
        if isinstance(event, TurnEnded) and ENDINGS[event.why] != DONE:
            code = ENDINGS[event.why]


def nobody_decides(changes: Changes, why: Ending) -> Keep | Drop:
    return Drop()


def one_shot_decision(
    request: Request, terminal: Terminal | None, engine: Engine, screen: Screen
) -> Decide:
    """How changes are settled when there is no chat."""

    def decide(changes: Changes, why: Ending) -> Keep | Drop:
        if request.keep == "dry run":
            return Drop("Nothing was kept (--dry-run).")
        if request.keep == "yes":
            if why == "answered":
                return Keep()
            return Drop("The request was not achieved, so its changes were not kept.")
        if terminal is None:
            return Drop("Nothing was kept: run it with -y to keep changes without asking.")
        screen.settle()
        return consent(terminal, engine).decide(changes, why)

    return decide


def guard(engine: Engine, request: Request, terminal: Terminal | None, screen: Screen) -> None:
    """Have code asked for where the user wants it, or where nothing confines it; and whatever it
    needs beyond its policy."""
    permission = Permission(engine, terminal, screen, approval(engine, request, terminal, screen))
    engine.conversation.approve = permission.before
    engine.conversation.after = permission.after


def approval(
    engine: Engine, request: Request, terminal: Terminal | None, screen: Screen
) -> Approve:
    """Whether code is asked for before each run."""
    facts = engine.sandbox.facts()
    confined = facts.usable and facts.confines
    if confined and not request.ask_first:
        return always
    if terminal is None:
        problem = "asked to" if request.ask_first else f"no isolation ({facts.reason or 'none'})"
        raise IsolationUnavailable(
            f"code would have to be approved before each run ({problem}), and nobody can be asked",
            "Run it in a terminal, or see `interp doctor` for what isolation needs.",
        )
    if not confined:
        terminal.write.write(
            "Code is NOT confined here, so you are asked before each run. "
            f"{facts.reason}\n".replace("  ", " ")
        )
    asked = consent(terminal, engine).approve
    screen.unfold()  # what is to be approved is shown whole

    def approve(code: Code) -> Run | Reject:
        screen.settle()
        return asked(code)

    return approve


def consent(terminal: Terminal, engine: Engine) -> Consent:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    return Consent(terminal, lambda code: explained(engine, code), engine.sandbox.diff, editor)


def explained(engine: Engine, code: Code) -> str:
    """The model's own explanation of the code; not part of the conversation."""
    from interpreter.words import words

    question = words("explain", language=code.language, source=code.source)
    history = engine.conversation.history
    completion = engine.model.stream(
        [history.system, Message("user", question)], engine.conversation.sampling
    )
    try:
        return "".join(completion)
    finally:
        completion.close()


def one_shot_screen(request: Request, config: Config) -> Screen:
    """Rich on a terminal, plain text into a pipe, JSON lines when asked for."""
    if request.form == "json":
        from interpreter.jsonlines import JsonLines

        return JsonLines(sys.stdout)
    from interpreter.plain import Plain

    fold = not (request.ask_first or request.debug)
    if request.form == "quiet":
        return Plain(sys.stdout, None)
    if not sys.stdout.isatty() or not sys.stderr.isatty():
        return Plain(sys.stdout, sys.stderr, fold)
    from interpreter.render import Screen as Rich
    from interpreter.repl import console_for

    listed = request.keep == "ask"  # the question shows the list itself
    return Rich(console_for(config), lambda asked: None, quiet_changes=listed, fold=fold)


def usable_folder(folder: Path) -> Path:
    """The folder as an absolute path. Raises `UsageError` when it cannot be worked in."""
    try:
        path = folder.expanduser().resolve()
    except (OSError, RuntimeError) as error:
        raise UsageError(f"the folder {folder} cannot be used: {error}", WORK_FOLDER) from error
    if not path.exists():
        raise UsageError(f"the folder {path} does not exist", WORK_FOLDER)
    if not path.is_dir():
        raise UsageError(f"{path} is not a folder", WORK_FOLDER)
    if not os.access(path, os.R_OK | os.X_OK):
        raise UsageError(f"the folder {path} cannot be read", "Check its permissions.")
    return path


WORK_FOLDER = "Name an existing folder with --folder, or change into one."


def read_schema(path: Path | None) -> str:
    if path is None:
        return ""
    import json

    try:
        text = path.read_text("utf-8")
        json.loads(text)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"the schema {path} cannot be used: {error}", "It must be JSON."
        ) from error
    return text


def read_input(prompt: str) -> tuple[str, str]:
    """The request and what was piped in. Raises `UsageError` for binary input."""
    piped = ""
    if sys.stdin is not None and not sys.stdin.isatty() and is_piped(sys.stdin.fileno()):
        piped = read_text(sys.stdin.fileno())
    if prompt == "-" or (not prompt and piped):
        prompt, piped = piped.strip(), ""
    if not prompt and (sys.stdin is None or not sys.stdin.isatty()):
        raise UsageError(
            "there is no request", 'Write it behind the command: interp "list the largest files"'
        )
    return prompt, piped


def is_piped(descriptor: int) -> bool:
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)


def read_text(descriptor: int) -> str:
    """All of standard input. Says so when it has to wait for it."""
    chunks: list[bytes] = []
    size, told, begin = 0, False, time.monotonic()
    while size < INPUT_LIMIT:
        if not told and not select.select([descriptor], [], [], 2.0)[0]:
            told = time.monotonic() - begin > 1.5
            sys.stderr.write("reading standard input …\n")
        chunk = os.read(descriptor, 1 << 20)
        if not chunk:
            break
        chunks.append(chunk)
        size += len(chunk)
    raw = b"".join(chunks)
    if b"\0" in raw[:65536]:
        raise UsageError(
            "standard input holds binary data",
            "Put it into a file in the work folder and name the file in the request.",
        )
    return raw.decode("utf-8", "replace")


def saved_session(places: Places, folder: Path, which: str) -> Session | None:
    """The session to go on with. Raises `UsageError` when there is none."""
    if not which:
        return None
    if which != "last":
        return Session.open(find_session(places.sessions, which))
    found = list_sessions(places.sessions, folder)
    if not found:
        raise UsageError(
            f"there is no earlier session in {folder}", "Leave --continue out to begin one."
        )
    return Session.open(found[0].path)


__all__ = ["InterpError", "Request", "answer", "play"]
