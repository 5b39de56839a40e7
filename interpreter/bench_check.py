"""Is a task file fit for use? Builds every fixture and judges two runs that need no model.

Doing nothing must not satisfy a task, and the ending that a task describes must satisfy it: the
first catches expectations that demand nothing, the second those that contradict themselves.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from interpreter import bench_answer
from interpreter.bench_content import CHECKS
from interpreter.bench_facts import Facts
from interpreter.bench_folder import FOLDER, Place, plan
from interpreter.bench_grid import cell, ext
from interpreter.bench_tasks import Ending, FileWanted, Task, TaskError, load_tasks
from interpreter.bench_verdict import Said, Verdict, judge
from models.bench.fixtures import FIXTURES, build

Wish = Mapping[str, object]


def check_file(path: Path) -> list[str]:
    """Everything that is wrong with the tasks in a file or folder, one sentence each."""
    try:
        tasks = load_tasks(path)
    except TaskError as error:
        return [str(error)]
    said = list(_repeated(tasks))
    with tempfile.TemporaryDirectory(prefix="interp-check-") as scratch:
        for name in dict.fromkeys(task.fixture for task in tasks):
            group = [task for task in tasks if task.fixture == name]
            if name not in FIXTURES:
                known = ", ".join(FIXTURES)
                said += [f"{task.id}: unknown fixture {name!r}; known: {known}" for task in group]
                continue
            start = Path(scratch, name)
            build(name, start)
            before = Place.of(start)
            said += [f"{task.id}: {text}" for task in group for text in _check(task, before)]
    return said


def _repeated(tasks: Sequence[Task]) -> Iterator[str]:
    seen: dict[tuple[str, ...], str] = {}
    ids: set[str] = set()
    for task in tasks:
        if task.id in ids:
            yield f"{task.id}: the id is used twice"
        ids.add(task.id)
        key = (task.fixture, *(" ".join(prompt.lower().split()) for prompt in task.prompts))
        if key in seen:
            yield f"{task.id}: the same request as {seen[key]}"
        seen[key] = task.id


def _check(task: Task, before: Place) -> Iterator[str]:
    facts = Facts(before.root)
    try:
        endings = task.endings(facts)
    except TaskError as error:
        yield str(error).removeprefix(f"{task.id}: ")
        return
    unusable = [text for ending in endings if (text := _unusable(ending))]
    if unusable:
        yield from unusable
        return
    if judge(endings, Said("answered", "", ""), before, before).verdict is Verdict.RIGHT:
        yield "a run that does nothing and says nothing satisfies it"
    for number, ending in enumerate(endings, 1):
        where = f"ending {number}: " if len(endings) > 1 else ""
        wrong = _ideal(task, ending, before)
        if wrong:
            yield f"{where}its own ending does not satisfy it: {'; '.join(wrong)}"


def _ideal(task: Task, ending: Ending, before: Place) -> tuple[str, ...]:
    """What is wrong with a run that ends as the ending says."""
    plain, said = speak(ending)
    if ending.nothing_changes:
        return judge((plain,), said, before, before).wrong
    with tempfile.TemporaryDirectory(prefix="interp-ideal-") as scratch:
        folder = Path(scratch, task.fixture)
        build(task.fixture, folder)
        skipped = enact(before, plain, folder)
        return judge((_without(plain, skipped),), said, before, Place.of(folder)).wrong


def _unusable(ending: Ending) -> str:
    changed = {path for item in ending.changed for path in item.paths}
    moved = {old for relocation in ending.moved for old in relocation.pairs}
    twice = changed & set(ending.deleted) | changed & moved | moved & set(ending.deleted)
    if twice:
        return f"more than one of deleted, moved and changed: {sorted(twice)}"
    for wanted in (ending.answer, ending.shown):
        unknown = [key for key in wanted or {} if key not in bench_answer.KEYS]
        if unknown:
            return f"unknown in answer or shown: {unknown}; known: {', '.join(bench_answer.KEYS)}"
        for pattern in _patterns(wanted):
            try:
                re.compile(pattern)
            except re.error as error:
                return f"{pattern!r} is no regular expression: {error}"
    return ""


def enact(before: Place, ending: Ending, folder: Path) -> set[tuple[str, ...]]:
    """Make `folder` as the ending wants it; returns the files whose content cannot be made up."""
    start = before.holds
    made = plan(start, ending)
    sources = {digest: path for path, digest in start.items() if digest != FOLDER}
    for path in [path for path in start if start[path] != FOLDER]:
        if path not in made.files and not any(clash.source == path for clash in made.clashes):
            (folder / path).unlink()
    for path in sorted(start, key=len, reverse=True):
        if start[path] == FOLDER and path not in made.folders | made.free_folders:
            shutil.rmtree(folder / path)
    for path in made.folders:
        (folder / path).mkdir(parents=True, exist_ok=True)
    for path, digest in made.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if start.get(path) != digest:
            shutil.copyfile(before.root / sources[digest], folder / path)
    facts = Facts(before.root)
    skipped: set[tuple[str, ...]] = set()
    for number, item in enumerate(made.wanted):
        content = invented(item, facts)
        if content is None:
            skipped.add(item.paths)
            continue
        target = folder / item.paths[0].replace("*", f"made{number}").replace("?", "x")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return skipped


def _without(ending: Ending, skipped: set[tuple[str, ...]]) -> Ending:
    deleted = tuple(item.paths[0] for item in ending.changed if item.paths in skipped)
    return replace(
        ending,
        created=tuple(item for item in ending.created if item.paths not in skipped),
        changed=tuple(item for item in ending.changed if item.paths not in skipped),
        deleted=(*ending.deleted, *deleted),
    )


def invented(item: FileWanted, facts: Facts) -> bytes | None:
    """Bytes that satisfy the checks; None when that takes more than writing them down."""
    makers = {"same_as": _same, "text": _text, "lines": _lines, "table": _table, "json": _json,
              "members": _pack}  # fmt: skip
    if set(item.checks) & {"image", "plot", "size", "encoding", "newline", "values"}:
        return None
    for name, make in makers.items():
        if name in item.checks:
            return make(item, item.checks[name], facts)
    return b"" if set(item.checks) & CHECKS.keys() == {"exists"} else None


def _same(item: FileWanted, wanted: object, facts: Facts) -> bytes:
    return (facts.root / str(wanted)).read_bytes()


def _text(item: FileWanted, wanted: object, facts: Facts) -> bytes:
    return str(wanted).encode()


def _lines(item: FileWanted, wanted: object, facts: Facts) -> bytes:
    lines = wanted if isinstance(wanted, (list, tuple)) else [wanted]
    return "".join(f"{line}\n" for line in lines).encode()


def _json(item: FileWanted, wanted: object, facts: Facts) -> bytes:
    return json.dumps(wanted, indent=2).encode()


def _table(item: FileWanted, wanted: object, facts: Facts) -> bytes | None:
    if not isinstance(wanted, (list, tuple)) or not wanted:
        return None
    header = list(wanted[0])
    grid = [header, *([cell(row[name]) for name in header] for row in wanted)]
    kind = ext(item.paths[0])
    if kind == "json":
        return json.dumps([dict(row) for row in wanted]).encode()
    if kind == "xlsx":
        return _workbook(grid, str(item.checks.get("sheet", "Sheet")))
    buffer = io.StringIO()
    mark = str(item.checks.get("separator", "\t" if kind == "tsv" else ","))
    csv.writer(buffer, delimiter=mark).writerows(grid)
    return buffer.getvalue().encode()


def _workbook(grid: Sequence[Sequence[str]], sheet: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].title = sheet
    for row in grid:
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _pack(item: FileWanted, wanted: object, facts: Facts) -> bytes:
    found: Mapping[str, bytes] = {
        path.relative_to(facts.root).as_posix(): path.read_bytes()
        for source in (facts.root / str(name) for name in _listed(wanted))
        for path in ([source] if source.is_file() else source.rglob("*"))
        if path.is_file()
    }
    buffer = io.BytesIO()
    if ext(item.paths[0]) == "zip":
        with zipfile.ZipFile(buffer, "w") as packed:
            for name, content in found.items():
                packed.writestr(name, content)
        return buffer.getvalue()
    mode = "gz" if item.paths[0].endswith("gz") else ""
    with tarfile.open(fileobj=buffer, mode=f"w:{mode}") as tape:  # type: ignore[call-overload]
        for name, content in found.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tape.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, (list, tuple)) else [value]


def speak(ending: Ending) -> tuple[Ending, Said]:
    """The words that an ending asks for, and the ending without the patterns for which none could
    be made up (only plain ones are tried)."""
    if ending.outcome == "asks or refuses":
        return ending, Said("refused", "I cannot do that. Which one do you mean?", "")
    answer, answered = _sentence(ending.answer)
    shown, printed = _sentence(ending.shown)
    return replace(ending, answer=answer, shown=shown), Said("answered", answered, printed)


def _sentence(wanted: Wish | None) -> tuple[Wish | None, str]:
    if wanted is None:
        return None, "Done."
    words = [str(_listed(entry)[0]) for entry in _listed(wanted.get("names", []))]
    words += [f"{float(str(_listed(n)[0])):.12g}" for n in _listed(wanted.get("numbers", []))]
    words += [f"{_listed(entry)[0]} bytes" for entry in _listed(wanted.get("sizes", []))]
    spoken = {pattern: _plain(pattern) for pattern in _patterns(wanted, "matches")}
    plain = [p for p, words in spoken.items() if re.search(p, words, re.IGNORECASE)]
    words += [spoken[pattern] for pattern in plain]
    return {**wanted, "matches": plain}, " ; ".join(words)


def _patterns(wanted: Wish | None, *keys: str) -> list[str]:
    return [
        str(pattern)
        for key in keys or ("matches", "not_matches")
        for pattern in _listed((wanted or {}).get(key, []))
    ]


def _plain(pattern: str) -> str:
    """One text that a simple pattern matches: the first alternative without its marks."""
    first = re.sub(r"\(\?:|\\b|[\^$]", "", pattern)
    first = re.sub(r"\(([^()|]*)[^()]*\)\??", r"\1", first).partition("|")[0]
    return first.replace("?", "").replace("\\", "")
