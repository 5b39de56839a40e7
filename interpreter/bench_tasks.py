"""Reading task files: strictly, so that a typing mistake is an error and not a lenient task."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from interpreter.bench_facts import FactError, Facts

FAMILIES = (
    "finding",
    "moving",
    "archives",
    "text",
    "tables",
    "plots",
    "images",
    "system",
    "sums",
    "shell",
    "followup",
    "repair",
    "refusal",
)
OUTCOMES = ("answered", "asks or refuses", "any")

Value = object


class TaskError(Exception):
    """A task file is not well formed; the message says which task and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Relocation:
    """Files or folders and where they must be: from path to path, relative to the folder."""

    pairs: Mapping[str, str]
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class FileWanted:
    """A file with checked content, under one of several paths or globs."""

    paths: tuple[str, ...]
    checks: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Ending:
    """One way in which a task may end, with all expressions evaluated."""

    deleted: tuple[str, ...] = ()
    moved: tuple[Relocation, ...] = ()
    copied: tuple[Relocation, ...] = ()
    created: tuple[FileWanted, ...] = ()
    changed: tuple[FileWanted, ...] = ()
    folders: tuple[str, ...] = ()
    may_create: tuple[str, ...] = ()
    nothing_changes: bool = False
    outcome: str = "answered"
    answer: Mapping[str, Value] | None = None
    shown: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A request as a person typed it, the folder it is typed in, and what must be true after."""

    id: str
    family: str
    fixture: str
    prompts: tuple[str, ...]
    expect: tuple[Mapping[str, Value], ...]
    """As written; `endings` evaluates it over the built fixture."""
    stdin: str | None = None
    seconds: float = 60.0
    part: str = ""
    """`open`, `blind`, or empty for a file that lies elsewhere."""

    def endings(self, facts: Facts) -> tuple[Ending, ...]:
        """Raises TaskError when an expression fails or a path is not in the fixture."""
        return tuple(_ending(self.id, spec, facts) for spec in self.expect)


_TASK_KEYS = {
    "id": str,
    "family": str,
    "fixture": str,
    "prompt": str,
    "prompts": list,
    "expect": (dict, list),
    "stdin": str,
    "seconds": (int, float),
}


def load_tasks(path: Path) -> list[Task]:
    """All tasks of a file, or of every TOML file in a folder. Raises TaskError."""
    if path.is_dir():
        return [task for file in sorted(path.glob("*.toml")) for task in load_tasks(file)]
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TaskError(f"{path}: {error}") from error
    entries = data.pop("task", [])
    if data or not isinstance(entries, list) or not entries:
        raise TaskError(f"{path}: a task file holds [[task]] entries and nothing else")
    part = path.parent.name if path.parent.name in ("open", "blind") else ""
    return [_task(entry, f"{path.name}, entry {n}", part) for n, entry in enumerate(entries, 1)]


def requests(tasks: Sequence[Task]) -> list[str]:
    """Every prompt, for the test that none of them is in training data."""
    return [prompt for task in tasks for prompt in task.prompts]


def _task(entry: Mapping[str, Value], where: str, part: str) -> Task:
    name = f"{where} ({entry.get('id', 'no id')})"
    for key, value in entry.items():
        if key not in _TASK_KEYS:
            raise TaskError(f"{name}: unknown key {key!r}; known: {', '.join(_TASK_KEYS)}")
        if not isinstance(value, _TASK_KEYS[key]):  # type: ignore[arg-type]
            raise TaskError(f"{name}: {key} has the wrong type")
    missing = [key for key in ("id", "family", "fixture", "expect") if key not in entry]
    if missing:
        raise TaskError(f"{name}: {', '.join(missing)} missing")
    if ("prompt" in entry) == ("prompts" in entry):
        raise TaskError(f"{name}: give either prompt or prompts")
    if entry["family"] not in FAMILIES:
        raise TaskError(f"{name}: unknown family {entry['family']!r}")
    prompts = _strings(entry.get("prompts", entry.get("prompt")), name)
    expect = entry["expect"]
    specs = [_shaped(name, spec) for spec in (expect if isinstance(expect, list) else [expect])]
    return Task(
        id=str(entry["id"]),
        family=str(entry["family"]),
        fixture=str(entry["fixture"]),
        prompts=prompts,
        expect=tuple(specs),
        stdin=None if "stdin" not in entry else str(entry["stdin"]),
        seconds=float(str(entry.get("seconds", 60))),
        part=part,
    )


_EXPECT_KEYS = tuple(Ending.__dataclass_fields__)
_RELOCATION_KEYS = ("files", "to", "keep_tree", "file", "as", "pairs", "overwrite")
_FOLDER_KEYS = ("deleted", "moved", "copied", "created", "changed", "folders")


def _shaped(where: str, spec: Value) -> Mapping[str, Value]:
    if not isinstance(spec, dict) or not spec:
        raise TaskError(f"{where}: expect is a table that says something")
    unknown = [key for key in spec if key not in _EXPECT_KEYS]
    if unknown:
        raise TaskError(f"{where}: unknown in expect: {unknown}; known: {', '.join(_EXPECT_KEYS)}")
    if spec.get("outcome", "answered") not in OUTCOMES:
        raise TaskError(f"{where}: outcome is one of {', '.join(OUTCOMES)}")
    named = [key for key in _FOLDER_KEYS if key in spec]
    if spec.get("nothing_changes") and (named or "may_create" in spec):
        raise TaskError(f"{where}: nothing_changes does not go with {named or ['may_create']}")
    spoken = [key for key in ("answer", "shown") if key in spec]
    refuses = spec.get("outcome") == "asks or refuses"
    if not named and not spoken and not refuses:
        raise TaskError(f"{where}: says neither what changes nor what is answered")
    if not named and not refuses and not spec.get("nothing_changes") and "may_create" not in spec:
        raise TaskError(f"{where}: say nothing_changes = true (or may_create)")
    return spec


def _strings(value: Value, where: str) -> tuple[str, ...]:
    found = [value] if isinstance(value, str) else value
    if (
        not isinstance(found, Sequence)
        or not found
        or not all(isinstance(item, str) and item for item in found)
    ):
        raise TaskError(f"{where}: a text or a list of texts is wanted, not {value!r}")
    return tuple(str(item) for item in found)


def evaluated(value: Value, facts: Facts) -> Value:
    """`value` with every text that begins with `=` replaced by what it evaluates to."""
    if isinstance(value, str):
        return facts.evaluate(value[1:]) if value.startswith("=") else value
    if isinstance(value, dict):
        return {key: evaluated(item, facts) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    spliced: list[Value] = []
    for item in value:
        result = evaluated(item, facts)
        computed = isinstance(item, str) and item.startswith("=")
        spliced.extend(result if computed and isinstance(result, (list, tuple)) else [result])
    return spliced


def _ending(where: str, written: Mapping[str, Value], facts: Facts) -> Ending:
    try:
        spec = evaluated(dict(written), facts)
    except FactError as error:
        raise TaskError(f"{where}: {error}") from error
    assert isinstance(spec, dict)
    changed = _wanted(spec.get("changed", []), facts, where)
    for item in changed:
        if len(item.paths) != 1 or not (facts.root / item.paths[0]).is_file():
            raise TaskError(f"{where}: changed takes one file of the fixture, not {item.paths}")
    return Ending(
        deleted=_paths(spec["deleted"], facts, where) if "deleted" in spec else (),
        moved=_relocations(spec.get("moved", []), facts, where),
        copied=_relocations(spec.get("copied", []), facts, where),
        created=_wanted(spec.get("created", []), facts, where),
        changed=changed,
        folders=tuple(item.rstrip("/") for item in _optional(spec.get("folders"), where)),
        may_create=_optional(spec.get("may_create"), where),
        nothing_changes=bool(spec.get("nothing_changes", False)),
        outcome=str(spec.get("outcome", "answered")),
        answer=_mapping(spec.get("answer"), where),
        shown=_mapping(spec.get("shown"), where),
    )


def _optional(value: Value, where: str) -> tuple[str, ...]:
    return () if value is None else _strings(value, where)


def _mapping(value: Value, where: str) -> Mapping[str, Value] | None:
    if value is None or (isinstance(value, dict) and value):
        return value
    raise TaskError(f"{where}: answer and shown are tables that say something")


def _paths(value: Value, facts: Facts, where: str) -> tuple[str, ...]:
    """Paths and globs, resolved against the fixture; each must name something there."""
    found: dict[str, None] = {}
    for item in _strings(value, where):
        exact = item.rstrip("/")
        if (facts.root / exact).exists() or (facts.root / exact).is_symlink():
            found[exact] = None
            continue
        matches = facts.files(item) if any(mark in item for mark in "*?[") else []
        if not matches:
            raise TaskError(f"{where}: {item!r} is not in the fixture")
        found.update(dict.fromkeys(matches))
    return tuple(found)


def _relocations(value: Value, facts: Facts, where: str) -> tuple[Relocation, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(_relocation(item, facts, where) for item in items)


def _relocation(item: Value, facts: Facts, where: str) -> Relocation:
    if not isinstance(item, dict) or not item or set(item) - set(_RELOCATION_KEYS):
        raise TaskError(f"{where}: moved and copied take {', '.join(_RELOCATION_KEYS)}: {item!r}")
    overwrite = bool(item.get("overwrite", False))
    form = set(item) - {"overwrite", "keep_tree"}
    if form == {"pairs"} and isinstance(item["pairs"], dict) and item["pairs"]:
        old = _paths(list(item["pairs"]), facts, where)
        pairs = dict(zip(old, (str(new) for new in item["pairs"].values()), strict=True))
    elif form == {"file", "as"}:
        (only,) = _paths(item["file"], facts, where)
        pairs = {only: str(item["as"]).rstrip("/")}
    elif form == {"files", "to"}:
        base = str(item["to"]).rstrip("/")
        base = "" if base in ("", ".") else f"{base}/"
        whole = bool(item.get("keep_tree", False))
        paths = _paths(item["files"], facts, where)
        pairs = {path: base + (path if whole else path.rpartition("/")[2]) for path in paths}
    else:
        raise TaskError(f"{where}: give files + to, file + as, or pairs: {item!r}")
    return Relocation({old: new for old, new in pairs.items() if old != new}, overwrite)


def _wanted(value: Value, facts: Facts, where: str) -> tuple[FileWanted, ...]:
    from interpreter.bench_content import CHECKS, OPTIONS

    found = []
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict) or "path" not in item:
            raise TaskError(f"{where}: created and changed are lists of tables with a path")
        checks = {key: wanted for key, wanted in item.items() if key != "path"}
        unknown = [key for key in checks if key not in CHECKS and key not in OPTIONS]
        if unknown or not any(key in CHECKS for key in checks):
            known = ", ".join([*CHECKS, *OPTIONS])
            raise TaskError(f"{where}: a file is checked with {known}; not {unknown}")
        if "members" in checks:
            checks["members"] = _paths(checks["members"], facts, where)
        found.append(FileWanted(_strings(item["path"], where), checks))
    return tuple(found)
