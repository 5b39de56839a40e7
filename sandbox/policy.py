"""What code may do: one frozen value, decided by the user and never by the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one kernel and everything it starts. Sizes in bytes, times in seconds."""

    memory: int = 4 << 30
    processes: int = 256
    open_files: int = 1024
    file_size: int = 4 << 30
    disk: int = 8 << 30
    """What all files written in one turn may take together."""
    cpu_seconds: float = 600.0
    wall_seconds: float = 120.0
    """Of one cell; the wait for an answer of the user does not count."""
    output: int = 64 << 20
    """Of one cell, text and displays together."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a kernel may see and touch. Paths are absolute and resolved."""

    folder: Path
    """The work folder. The code sees it at this path; whether its writes land there is the
    rehearsal's business."""
    writable: tuple[Path, ...] = ()
    """Further folders that may be written (`--allow-write`). Writes there are immediate."""
    readable: tuple[Path, ...] = ()
    """Further folders that may be read (`--allow-read`)."""
    network: bool = False
    isolate: bool = True
    """False only by the user's `--no-sandbox`."""
    rehearse: bool = True
    """Code works on a copy-on-write view of the folder; the user keeps or drops the changes."""
    limits: Limits = field(default_factory=Limits)


SYSTEM_FOLDERS = frozenset(
    """/bin /boot /dev /etc /home /lib /lib32 /lib64 /media /mnt /opt /proc /root /run /sbin
    /srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/share /var /var/lib /var/log /var/tmp
    /Applications /Library /System /Users /Volumes /private""".split()  # noqa: SIM905
)
"""Folders that belong to nobody's project: a view over them would show or change too much."""

SECRET_NAMES = frozenset(
    """.aws .azure .bash_history .cargo/credentials .cargo/credentials.toml .config/chromium
    .config/gcloud .config/gh .config/git/credentials .config/google-chrome .docker
    .git-credentials .gnupg .kube .local/share/keyrings .mozilla .netrc .npmrc .password-store
    .pgpass .pypirc .python_history .ssh .terraform.d .terraformrc .vault-token
    .zsh_history""".split()  # noqa: SIM905
)
"""What programs keep secrets in, wherever it lies."""


def refusal(folder: Path, home: Path | None = None) -> str:
    """Why this folder cannot be the work folder, or "" when it can."""
    home = Path.home() if home is None else home
    if folder == Path("/"):
        return "the work folder is the whole file system"
    if folder == home:
        return ""
    if home.is_relative_to(folder):
        return f"{folder} holds your whole home folder"
    if str(folder) in SYSTEM_FOLDERS:
        return f"{folder} belongs to the system"
    return ""


def is_secret(path: Path) -> bool:
    """Whether the path, what it lies in, or an entry right below it is one of `SECRET_NAMES`."""
    parts = path.parts
    for name in SECRET_NAMES:
        words = tuple(name.split("/"))
        if any(parts[at : at + len(words)] == words for at in range(len(parts))):
            return True
        if (path / name).exists():
            return True
    return False


def masks(folder: Path, home: Path | None = None) -> tuple[Path, ...]:
    """Entries of the work folder that code is not to see: programs keep secrets there. In the home
    folder that is every hidden entry."""
    home = Path.home() if home is None else home
    found = [folder / name for name in SECRET_NAMES if (folder / name).exists()]
    if folder == home:
        found += [path for path in folder.iterdir() if path.name.startswith(".")]
    outermost = sorted(set(found))
    return tuple(
        path
        for path in outermost
        if not any(path != other and path.is_relative_to(other) for other in outermost)
    )
