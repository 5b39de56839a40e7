"""What code needs beyond its policy: before it runs from its text, afterwards from how it failed.

Estimates, both of them; they decide what the user is asked, and nothing else. Text that code
printed can bring a question up, but the question always names the very thing that an answer would
allow. What holds secrets, and what belongs to the system, is never asked for.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from interpreter.approval import effects, opens_for_writing, strip_magics
from interpreter.commands_of_shell import commands
from interpreter.installs import name_of
from interpreter.observation import Outcome
from models.messages import Code
from sandbox.policy import Policy, is_secret, refusal

Kind = Literal["network", "read", "write"]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that code needs and may not have yet."""

    kind: Kind
    path: Path | None = None

    @property
    def what(self) -> str:
        """Behind `code may`, or `Let code`."""
        if self.path is None:
            return "use the network"
        return f"read {self.path}" if self.kind == "read" else f"write in {self.path}"


SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store")
CLOSED = ("/boot", "/dev", "/etc", "/proc", "/run", "/sys", "/var/lib", "/var/log", "/var/run")
"""Never asked for: what is of use in there is shown to code anyway."""
PRIVATE = frozenset({"/tmp", "/var/tmp", "/dev/shm"})
"""Code has empty ones of its own to write in."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may be asked for on top of a policy. `ours`: folders that belong to the program."""

    policy: Policy
    ours: tuple[Path, ...] = ()

    def need(self, text: str, writes: bool) -> Need | None:
        """What has to be asked for so that code can use the path; None when nothing has to be, or
        when it is not ours to offer."""
        named = Path(os.path.normpath(plain(text)))
        if not named.is_absolute() or (writes and {str(named), str(named.parent)} & PRIVATE):
            return None
        try:
            path = named.resolve()
            there = path.exists()
            if writes and not path.is_dir():
                path, there = path.parent, path.parent.is_dir()
        except (OSError, RuntimeError, ValueError):
            return None
        if not there or self.allows(path, writes) or not self.offers(path, writes):
            return None
        return Need("write" if writes else "read", path)

    def allows(self, path: Path, writes: bool) -> bool:
        policy = self.policy
        allowed = [policy.folder, *policy.writable]
        if not writes:
            allowed += [*policy.readable, *map(Path, SYSTEM)]
            allowed += [Path(sys.prefix), Path(sys.base_prefix)]
        return within(path, allowed)

    def offers(self, path: Path, writes: bool) -> bool:
        home = Path.home()
        hidden = within(path, [home]) and any(
            part.startswith(".") for part in path.relative_to(home).parts[:1]
        )
        ours = any(within(path, [each]) or within(each, [path]) for each in self.ours)
        closed = within(path, map(Path, CLOSED + SYSTEM)) or bool(refusal(path)) or path == home
        may = os.access(path, os.W_OK if writes else os.R_OK)
        return may and not (hidden or ours or closed or is_secret(path))


def within(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(each) for each in folders)


def plain(text: str) -> str:
    """The path before its first wildcard, with the home folder put in."""
    head = re.split(r"[*?\[{]", text, maxsplit=1)[0]
    if head != text:
        head = head.rpartition("/")[0] or "/"
    return os.path.expanduser(head)  # noqa: PTH111 (gives up quietly without a home)


def foreseen(code: Code, bounds: Bounds) -> list[Need]:
    """What the code seems to need."""
    found = [Need("network")] if "network" in effects(code) and not bounds.policy.network else []
    paths = python_paths(code.source) if code.language == "python" else shell_paths(code.source)
    needs = (bounds.need(text, writes) for text, writes in paths)
    return outermost([*found, *filter(None, needs)])


def outermost(needs: Sequence[Need]) -> list[Need]:
    """Each need once, without those that another one meets."""
    return [
        need
        for need in dict.fromkeys(needs)
        if not any(
            need.path and other.path and need != other and need.path.is_relative_to(other.path)
            for other in needs
            if other.kind in {need.kind, "write"}
        )
    ]


WRITERS = frozenset(
    """write_text write_bytes to_csv to_excel to_json to_parquet savefig save mkdir makedirs touch
    rename replace symlink_to extractall make_archive chmod remove unlink rmdir rmtree
    removedirs""".split()  # noqa: SIM905
)
COPIERS = frozenset({"copy", "copy2", "copyfile", "copytree", "move"})
NAMING = frozenset(
    """Path PurePath str fspath join joinpath expanduser resolve absolute with_name
    with_suffix""".split()  # noqa: SIM905
)
"""Calls that make a path of a path: what happens to it is up to the call around them."""
NO_READERS = frozenset({"print", "startswith", "endswith", "replace", "split", "format", "sub"})


def python_paths(source: str) -> list[tuple[str, bool]]:
    """Absolute paths that stand in the code, and whether they are written to."""
    try:
        tree = ast.parse(strip_magics(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return list(literals(tree, False))


def literals(node: ast.AST, writes: bool) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Constant):
        text = node.value
        if isinstance(text, str) and text.startswith(("/", "~/")) and "\n" not in text:
            yield text, writes
        return
    if not isinstance(node, ast.Call):
        for inner in ast.iter_child_nodes(node):
            yield from literals(inner, writes)
        return
    name = name_of(node.func)
    given = [*node.args, *(each.value for each in node.keywords)]
    if name in COPIERS:
        for at, each in enumerate(given):
            yield from literals(each, at > 0 or name == "move")
    elif name == "open":
        opens = opens_for_writing(node)
        for each in (node.func, *given):
            yield from literals(each, opens)
    elif name in WRITERS:
        yield from literals(node.func, isinstance(node.func, ast.Attribute))
        text = name.startswith("write_")  # what is written is no path
        for each in inner_calls(given) if text else given:
            yield from literals(each, not text)
    elif name in NO_READERS:
        for each in inner_calls([node.func, *given]):
            yield from literals(each, False)
    else:
        for each in (node.func, *given):
            yield from literals(each, writes and name in NAMING)


def inner_calls(nodes: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """Those that are more than a text that stands there."""
    return (each for each in nodes if not isinstance(each, ast.Constant | ast.JoinedStr))


CHANGING = frozenset(
    {*("rm", "rmdir", "mv", "mkdir", "touch", "tee", "chmod", "chown"), "truncate", "unlink"}
)
COPYING = frozenset({"cp", "install", "ln", "rsync"})


def shell_paths(source: str) -> Iterator[tuple[str, bool]]:
    for command in commands(source):
        name = command.words[0].rsplit("/", 1)[-1]
        paths = [word for word in command.words[1:] if word.startswith(("/", "~/"))]
        for word in paths:
            last = word == command.words[-1]
            yield word, name in CHANGING or (name in COPYING and last)


NO_NETWORK = re.compile(
    r"gaierror|ConnectionError|URLError|ConnectTimeout|Temporary failure in name resolution"
    r"|Name or service not known|Network is unreachable|Could not resolve host"
    r"|unable to resolve host"
)
NO_FILE = re.compile(
    r"\[Errno (?P<number>\d+)\][^'\n]*'(?P<path>(?:/)[^'\n]+)'"
    r"|(?P<bare>/[^'\":\n]+)'?: (?P<words>No such file or directory|Permission denied"
    r"|Read-only file system)$",
    re.MULTILINE,
)
READ_ONLY = ("30", "Read-only file system")
MOST = 5
"""Questions that one failure can bring up."""


def shown_by(outcome: Outcome, bounds: Bounds) -> list[Need]:
    """What the code seems to have lacked when it failed."""
    if outcome.finished is None or outcome.finished.why != "error":
        return []
    text = outcome.text[-20_000:]
    found: list[Need | None] = []
    if not bounds.policy.network and NO_NETWORK.search(text):
        found.append(Need("network"))
    for match in NO_FILE.finditer(text):
        path = match["path"] or match["bare"]
        refused = READ_ONLY[0] == match["number"] or READ_ONLY[1] == match["words"]
        found.append(bounds.need(path, writes=refused or writes(Path(path), bounds)))
    return outermost([each for each in found if each])[:MOST]


def writes(path: Path, bounds: Bounds) -> bool:
    """Whether a failure on this path was about writing: there is nothing to read, or it can be
    read already."""
    try:
        return not path.exists() or bounds.allows(path.resolve(), False)
    except OSError:
        return False


def widened(policy: Policy, needs: Sequence[Need]) -> Policy:
    """The policy with these needs met."""
    from dataclasses import replace

    paths = {kind: [n.path for n in needs if n.path and n.kind == kind] for kind in KINDS}
    return replace(
        policy,
        network=policy.network or any(need.kind == "network" for need in needs),
        readable=(*policy.readable, *paths["read"]),
        writable=(*policy.writable, *paths["write"]),
    )


KINDS: tuple[Kind, ...] = ("network", "read", "write")
