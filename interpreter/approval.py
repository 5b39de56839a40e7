"""Whether code may run: the answers to that question, and what the code is expected to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.messages import Code


@dataclass(frozen=True, slots=True)
class Run:
    """Run this code: the model's, or what the user made of it."""

    code: Code


@dataclass(frozen=True, slots=True)
class Reject:
    """Do not run it. `reason` is told to the model; `final` ends the turn."""

    reason: str = ""
    final: bool = True


Approve = Callable[[Code], Run | Reject]


def always(code: Code) -> Run:
    """Approve everything: isolation and rehearsal stand between the code and the user's files."""
    return Run(code)


Kind = str
"""What code does, as a row of `EFFECTS`."""

EFFECTS: tuple[tuple[Kind, str, str], ...] = (
    # kind, calls in Python, commands of a shell
    ("deletes", r"^(remove|unlink|rmdir|rmtree|removedirs|send2trash)$", r"rm|rmdir|shred|unlink"),
    (
        "writes",
        (
            r"^(write|write_text|write_bytes|to_csv|to_excel|to_json|to_parquet|savefig|save|mkdir"
            r"|makedirs|touch|copy|copy2|copyfile|copytree|move|rename|replace|symlink_to"
            r"|extractall|writestr|make_archive|chmod)$"
        ),
        r"mv|cp|mkdir|touch|tee|ln|chmod|chown|tar|unzip|zip|sed|dd|truncate|install",
    ),
    (
        "reads",
        (
            r"^(read|read_text|read_bytes|read_csv|read_excel|read_json|readlines|glob|rglob"
            r"|iterdir|listdir|walk|scandir|open|load)$"
        ),
        r"cat|head|tail|less|grep|find|ls|du|wc|sort|awk",
    ),
    (
        "network",
        r"^(urlopen|urlretrieve|get|post|request|create_connection|connect)$",
        r"curl|wget|ssh|scp|rsync|nc|ftp|ping",
    ),
    (
        "processes",
        r"^(system|popen|Popen|run|call|check_call|check_output|fork|spawn|kill|execv)$",
        r"kill|pkill|killall|nohup|systemctl|sudo|bash|sh|python3?",
    ),
    ("installs", r"^$", r"pip3?|uv|conda|apt|apt-get|npm|brew|cargo"),
)

NETWORK_MODULES = frozenset({"requests", "urllib", "http", "socket", "httpx", "aiohttp", "ftplib"})
PROCESS_MODULES = frozenset({"subprocess", "os", "multiprocessing"})


def effects(code: Code) -> tuple[Kind, ...]:
    """What the code seems to do, from its syntax; an estimate, and no protection.

    Python is read as a syntax tree, everything else by its command words. Code that cannot be
    parsed is reported as `unreadable`.
    """
    if code.language == "python":
        try:
            tree = ast.parse(strip_magics(code.source))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ("unreadable",)
        found = set(python_effects(tree))
        commands = re.findall(r"^\s*[!%](.*)$", code.source, re.MULTILINE)
        found.update(kind for line in commands for kind in shell_effects(line))
    else:
        found = set(shell_effects(code.source))
    return tuple(kind for kind, _, _ in EFFECTS if kind in found)


def strip_magics(source: str) -> str:
    return re.sub(r"^(\s*)[!%].*$", r"\1pass", source, flags=re.MULTILINE)


def python_effects(tree: ast.AST) -> Iterable[Kind]:
    modules = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = (
            node.func.attr
            if isinstance(node.func, ast.Attribute)
            else node.func.id
            if isinstance(node.func, ast.Name)
            else ""
        )
        if name == "open" and opens_for_writing(node):
            yield "writes"
            continue
        for kind, calls, _ in EFFECTS:
            if not re.match(calls, name):
                continue
            if kind == "network" and not modules & NETWORK_MODULES:
                continue
            if kind == "processes" and not modules & PROCESS_MODULES:
                continue
            yield kind


def opens_for_writing(call: ast.Call) -> bool:
    modes = [*call.args[1:2], *(each.value for each in call.keywords if each.arg == "mode")]
    if isinstance(call.func, ast.Attribute):
        modes += call.args[:1]
    return any(
        isinstance(mode, ast.Constant)
        and isinstance(mode.value, str)
        and set(mode.value) & set("wax+")
        for mode in modes
    )


def shell_effects(source: str) -> Iterable[Kind]:
    words = set(command_words(source))
    for kind, _, commands in EFFECTS:
        if any(re.fullmatch(commands, word) for word in words):
            yield kind
    if re.search(r"(?<![0-9&])>{1,2}(?!&)", source):
        yield "writes"
    if re.search(r"-delete\b|-exec\s+rm\b", source):
        yield "deletes"


RUNNERS = frozenset({"sudo", "xargs", "env", "nohup", "time", "exec", "command"})
"""Commands whose own argument is a command."""


def command_words(source: str) -> Iterable[str]:
    """The first word of each simple command, and the words that runners run."""
    for part in re.split(r"[;&|(`\n{]", source):
        for word in part.split():
            name = word.rsplit("/", 1)[-1]
            if not re.fullmatch(r"\w+=.*|-.*", word):
                yield name
                if name not in RUNNERS:
                    break
