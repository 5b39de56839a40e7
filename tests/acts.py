"""What code does to folders, at random: many small acts on few paths with unfriendly names."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

NAMES = [
    b"a",
    b"b",
    b"c",
    b"d",
    b".hidden",
    b"with space",
    b"new\nline",
    "größe-ж-✓".encode(),
    b"not-utf8-\xff\xfe",
    b"-rf",
    b"n" * 255,
]


@dataclass(frozen=True)
class Place:
    """A path by numbers: few different ones, so that acts meet each other, with any names."""

    parts: tuple[int, ...]

    def named(self, names: Sequence[bytes]) -> bytes:
        return b"/".join(names[part] for part in self.parts)


Act = tuple[Callable[..., object], tuple[object, ...]]


def write(path: bytes, content: bytes, mode: int, when: int) -> None:
    Path(os.fsdecode(path)).parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(content)
    os.utime(path, ns=(when, when))
    Path(os.fsdecode(path)).chmod(mode)


def append(path: bytes) -> None:
    with open(path, "ab") as file:  # noqa: PTH123
        file.write(b"more")


def sparse(path: bytes) -> None:
    with open(path, "wb") as file:  # noqa: PTH123
        file.seek(1 << 22)
        file.write(b"end")


def folder(path: bytes, mode: int) -> None:
    Path(os.fsdecode(path)).mkdir(parents=True, exist_ok=True)
    Path(os.fsdecode(path)).chmod(mode)


def link(path: bytes, target: bytes) -> None:
    Path(os.fsdecode(path)).symlink_to(os.fsdecode(target))


def second_name(path: bytes, origin: bytes) -> None:
    Path(os.fsdecode(path)).hardlink_to(os.fsdecode(origin))


def move(origin: bytes, path: bytes) -> None:
    shutil.move(os.fsdecode(origin), os.fsdecode(path))


def delete(path: bytes) -> None:
    name = os.fsdecode(path)
    if Path(name).is_dir() and not Path(name).is_symlink():
        shutil.rmtree(name)
    else:
        Path(name).unlink()


def mode_of(path: bytes, mode: int) -> None:
    if not Path(os.fsdecode(path)).is_symlink():
        Path(os.fsdecode(path)).chmod(mode | 0o400)


def mark(path: bytes) -> None:
    os.setxattr(path, "user.note", b"marked", follow_symlinks=False)


def do(acts: list[Act], names: Sequence[bytes]) -> None:
    for act, values in acts:
        named = [each.named(names) if isinstance(each, Place) else each for each in values]
        # Half of what is drawn cannot be done: a name that is taken, a folder that is read-only.
        with contextlib.suppress(OSError, shutil.Error, RecursionError):
            act(*named)


CONTENTS = (b"", b"x", b"some text\n" * 50, bytes(range(256)) * 300, b"\0" * 70000)
MODES = (0o644, 0o600, 0o755, 0o444, 0o400, 0o000)
FOLDER_MODES = (0o755, 0o700, 0o555, 0o500)
FIRST_TIME, LAST_TIME = 10**18, 17 * 10**17


def drawn(chance: random.Random, count: int, *, making: bool) -> list[Act]:
    """Some acts; with `making` those that fill a folder."""

    def place() -> Place:
        return Place(tuple(chance.randrange(4) for _ in range(chance.randint(1, 3))))

    def one() -> Act:
        kind = chance.choice(_MAKING if making else _ALL)
        content, mode = chance.choice(CONTENTS), chance.choice(MODES)
        values: dict[Callable[..., object], tuple[object, ...]] = {
            write: (place(), content, mode, chance.randint(FIRST_TIME, LAST_TIME)),
            folder: (place(), chance.choice(FOLDER_MODES)),
            mode_of: (place(), mode),
        }
        if kind in (link, second_name, move):
            return kind, (place(), place())
        return kind, values.get(kind, (place(),))

    return [one() for _ in range(count)]


_MAKING: tuple[Callable[..., object], ...] = (write, write, folder, link, second_name)
_ALL = (*_MAKING, append, sparse, move, move, delete, mode_of, mark)
