"""What the system says about mounts: on which kind of disk something lies, and what is inside."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

_TABLE = Path("/proc/self/mountinfo")
_ESCAPE = re.compile(rb"\\([0-7]{3})")

HOLDS_UPPERS = frozenset({"ext4", "xfs", "btrfs", "tmpfs", "f2fs", "bcachefs"})
"""File systems whose folders an overlay can write to."""

OUR_CLOCK = HOLDS_UPPERS | {"ext2", "ext3", "overlay", "ramfs", "vfat", "exfat", "zfs", "ntfs3"}
"""File systems that stamp changes with this machine's clock."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One row of the table."""

    path: bytes
    kind: str


def mounts() -> tuple[Mount, ...]:
    """All mounts that this process sees, in the order of mounting; none where nobody tells."""
    try:
        rows = _TABLE.read_bytes().splitlines()
    except OSError:
        return ()
    found = []
    for row in rows:
        before, _, after = row.partition(b" - ")
        path = _ESCAPE.sub(lambda match: bytes([int(match[1], 8)]), before.split()[4])
        found.append(Mount(path, after.split()[0].decode()))
    return tuple(found)


def kind_of(path: Path, table: tuple[Mount, ...]) -> str:
    """The file system on which a resolved path lies; "" when it is not known."""
    wanted = os.fsencode(path)
    kind, longest = "", -1
    for mount in table:
        inside = wanted == mount.path or wanted.startswith(mount.path.rstrip(b"/") + b"/")
        if inside and len(mount.path) >= longest:
            kind, longest = mount.kind, len(mount.path)
    return kind


def mounts_inside(path: Path, table: tuple[Mount, ...]) -> tuple[str, ...]:
    """Where other disks are mounted below a resolved folder."""
    prefix = os.fsencode(path).rstrip(b"/") + b"/"
    return tuple(os.fsdecode(m.path) for m in table if m.path.startswith(prefix) and m.path != b"/")
