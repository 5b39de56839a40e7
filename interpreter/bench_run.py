"""One task through the real command line: a fresh folder, a fresh history, a time limit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from interpreter.bench_facts import Facts
from interpreter.bench_folder import Place
from interpreter.bench_tasks import Task
from interpreter.bench_verdict import Judgement, Said, judge
from interpreter.places import find_places
from models.bench.fixtures import build

PATIENCE = 10.0
"""Seconds between the signals to a program that does not end."""

Event = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one task."""

    task: Task
    judgement: Judgement
    said: Said
    seconds: float
    """Wall clock of all its prompts, start of the program included."""
    tokens: int
    token_seconds: float
    unseen: tuple[str, ...] = ()
    """Lost files that the preview of the changes did not name."""
    transcript: tuple[Event, ...] = ()
    trouble: str = ""
    """The end of what the program wrote to standard error."""


@dataclass(frozen=True, slots=True)
class Program:
    """How the program under test is called."""

    command: tuple[str, ...]
    """Begins with the executable; the options and the prompt are put behind it."""
    model: str = ""
    """Empty: the one that is configured."""
    grace: float = 10.0
    """Seconds past the task's time limit before the program is interrupted."""


class Crew:
    """The programs that are running now, so that an interrupted evaluation can end them."""

    def __init__(self) -> None:
        self.running: set[subprocess.Popen[str]] = set()
        self.dismissed = False

    def dismiss(self) -> None:
        """Interrupt all of them; no other is started."""
        self.dismissed = True
        for process in list(self.running):
            _signal(process, signal.SIGINT)


class Dismissed(Exception):
    """The evaluation was interrupted before this prompt was asked."""


def run_task(task: Task, program: Program, crew: Crew) -> Run:
    """Play the task and judge it.

    Raises TaskError, Dismissed, and OSError when the program does not start.
    """
    with tempfile.TemporaryDirectory(prefix="interp-bench-", ignore_cleanup_errors=True) as scratch:
        start = Path(scratch, "start", task.fixture)
        folder = Path(scratch, "work", task.fixture)
        now = datetime.now()
        build(task.fixture, start, now)
        build(task.fixture, folder, now)
        facts = Facts(start)
        endings = task.endings(facts)
        before = Place.of(start)
        began = time.monotonic()
        with _home(Path(scratch, "home")) as environment:
            patience = task.seconds + program.grace
            words = tuple(_words(task, program, folder))
            stage = _Stage(task, words, environment, patience, crew)
            calls = [_call(stage, number) for number in range(len(task.prompts))]
        seconds = time.monotonic() - began
        events = [event for call in calls for event in call.events]
        said = said_by(calls[-1].events)
        judgement = judge(endings, said, before, Place.of(folder))
        usages = [usage for event in events if (usage := _table(event.get("usage")))]
        return Run(
            task,
            judgement,
            said,
            seconds,
            tokens=int(sum(_figure(usage, "completion_tokens") for usage in usages)),
            token_seconds=sum(_figure(usage, "completion_seconds") for usage in usages),
            unseen=tuple(unseen(judgement.lost, events)),
            transcript=tuple(events),
            trouble=calls[-1].trouble,
        )


@dataclass(frozen=True, slots=True)
class _Call:
    events: tuple[Event, ...]
    trouble: str


def _words(task: Task, program: Program, folder: Path) -> Iterator[str]:
    yield from program.command
    yield from ("-y", "--json", "-C", str(folder), "--timeout", f"{task.seconds:g}")
    if program.model:
        yield from ("-m", program.model)


@dataclass(frozen=True, slots=True)
class _Stage:
    """All that the prompts of a task have in common."""

    task: Task
    words: tuple[str, ...]
    environment: Mapping[str, str]
    patience: float
    crew: Crew


def _call(stage: _Stage, number: int) -> _Call:
    """Ask the prompt of that number. Raises Dismissed."""
    if stage.crew.dismissed:
        raise Dismissed
    again = ["--continue"] if number else []
    given = stage.task.stdin if number == 0 else None
    process = subprocess.Popen(
        [*stage.words, *again, "--", stage.task.prompts[number]],
        stdin=subprocess.PIPE if given is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=stage.environment["INTERP_HOME"],
        env=dict(stage.environment),
        start_new_session=True,
        encoding="utf-8",
        errors="replace",
    )
    stage.crew.running.add(process)
    try:
        out, trouble = process.communicate(given, timeout=stage.patience)
    except subprocess.TimeoutExpired:
        out, trouble = _stopped(process)
    finally:
        stage.crew.running.discard(process)
    return _Call(tuple(read_events(out)), trouble[-2000:])


def _stopped(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Interrupt, then end the program and what it started; returns what it had written."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        _signal(process, sign)
        try:
            return process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            continue
    return "", "the program could not be ended"


def _signal(process: subprocess.Popen[str], sign: signal.Signals) -> None:
    try:
        os.killpg(process.pid, sign)
    except ProcessLookupError:
        pass


@contextmanager
def _home(base: Path) -> Iterator[Mapping[str, str]]:
    """An environment with the user's configuration and models, and a history of its own."""
    places = find_places(os.environ)
    base.mkdir(mode=0o700)
    for name, real in (("config", places.config), ("data", places.data), ("cache", places.cache)):
        if real.is_dir():
            (base / name).symlink_to(real.resolve(), target_is_directory=True)
    yield {**os.environ, "INTERP_HOME": str(base)}


def read_events(out: str) -> Iterator[Event]:
    """The JSON lines of the program's output; other lines are no events."""
    for line in out.splitlines():
        if line.startswith("{"):
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue


def said_by(events: Sequence[Event]) -> Said:
    """What a user saw of the turn: its end, its answer, and what was printed or displayed."""
    cells: list[list[str]] = [[]]
    for event in events:
        if event.get("event") == "code_ready":
            cells.append([])
        elif event.get("event") == "printed":
            cells[-1].append(str(event.get("text", "")))
        elif event.get("event") == "displayed":
            data = _table(event.get("data"))
            cells[-1].append(str(data.get("text/plain", "")) + "\n")
    printed, last = "".join(text for cell in cells for text in cell), "".join(cells[-1])
    end = events[-1] if events else {}
    if end.get("event") != "turn_ended":
        return Said("no end", "", printed, last)
    return Said(str(end.get("why")), str(end.get("answer") or ""), printed, last)


def unseen(lost: Iterable[str], events: Sequence[Event]) -> Iterator[str]:
    """Lost files that no `changed` event names, themselves or by a folder above them."""
    entries = [
        _table(entry)
        for event in events
        if event.get("event") == "changed"
        for entry in _list(_table(event.get("changes")).get("entries"))
    ]
    named = {str(entry.get(key)) for entry in entries for key in ("path", "origin")}
    for path in lost:
        above = [path, *(parent.as_posix() for parent in Path(path).parents)]
        if not named.intersection(above):
            yield path


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def _figure(table: Mapping[str, object], key: str) -> float:
    value = table.get(key, 0)
    return float(value) if isinstance(value, (int, float)) else 0.0
