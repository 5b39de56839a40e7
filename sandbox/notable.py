"""Which changes deserve a second look, as tables.

A file is notable when another program will run it or obey it without being asked: then keeping it
can do what the code itself was not allowed to do. The tables warn, they never forbid, and they
know names only: that a file is not listed here does not say that it is harmless.
"""

from __future__ import annotations

import posixpath
import re
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from sandbox.changes import Kind

MANY_DELETIONS = 20

RUNS = "runs by itself"

NOTABLE: tuple[tuple[str, str], ...] = (
    # Version control.
    (".git", "replaces the git repository"),
    (".git/hooks/*", f"{RUNS}: git hook"),
    (".git/config", f"{RUNS}: git configuration"),
    (".git/**", "inside the git repository"),
    (".gitmodules", "git submodules"),
    (".gitattributes", "git filters"),
    (".hg/hgrc", f"{RUNS}: Mercurial configuration"),
    (".husky/**", f"{RUNS}: git hook"),
    (".githooks/**", f"{RUNS}: git hook"),
    ("lefthook.y*ml", f"{RUNS}: git hook"),
    (".pre-commit-config.yaml", f"{RUNS}: pre-commit"),
    # Shells and terminals.
    (".bashrc", f"{RUNS}: shell start-up"),
    (".bash_*", f"{RUNS}: shell start-up"),
    (".profile", f"{RUNS}: shell start-up"),
    (".zsh*", f"{RUNS}: shell start-up"),
    (".zprofile", f"{RUNS}: shell start-up"),
    (".zlogin", f"{RUNS}: shell start-up"),
    (".kshrc", f"{RUNS}: shell start-up"),
    (".cshrc", f"{RUNS}: shell start-up"),
    (".tcshrc", f"{RUNS}: shell start-up"),
    ("config.fish", f"{RUNS}: shell start-up"),
    (".inputrc", f"{RUNS}: shell start-up"),
    (".envrc", f"{RUNS}: direnv"),
    (".env", "environment variables for other programs"),
    (".tmux.conf", f"{RUNS}: terminal configuration"),
    (".screenrc", f"{RUNS}: terminal configuration"),
    (".tool-versions", f"{RUNS}: tool versions"),
    ("mise.toml", f"{RUNS}: tool versions"),
    (".mise.toml", f"{RUNS}: tool versions"),
    (".ssh/**", "keys and configuration of ssh"),
    ("authorized_keys", "lets people log in"),
    (".netrc", "passwords for other programs"),
    # Python.
    ("conftest.py", f"{RUNS}: pytest"),
    ("sitecustomize.py", f"{RUNS}: every Python"),
    ("usercustomize.py", f"{RUNS}: every Python"),
    ("*.pth", f"{RUNS}: every Python"),
    ("setup.py", f"{RUNS}: pip install"),
    ("setup.cfg", f"{RUNS}: pip install"),
    ("pyproject.toml", f"{RUNS}: pip install, tools"),
    ("tox.ini", f"{RUNS}: tox, pytest"),
    ("pytest.ini", f"{RUNS}: pytest"),
    ("noxfile.py", f"{RUNS}: nox"),
    ("tasks.py", f"{RUNS}: invoke"),
    (".pdbrc", f"{RUNS}: Python debugger"),
    (".pypirc", "passwords for other programs"),
    ("pip.conf", f"{RUNS}: pip"),
    (".ipython/**", f"{RUNS}: IPython"),
    (".jupyter/**", f"{RUNS}: Jupyter"),
    ("jupyter_*config.*", f"{RUNS}: Jupyter"),
    ("*.ipynb", "notebook: holds code"),
    ("*.pkl", "pickle: runs code when it is read"),
    ("*.pickle", "pickle: runs code when it is read"),
    # Other builds.
    ("Makefile", f"{RUNS}: make"),
    ("makefile", f"{RUNS}: make"),
    ("GNUmakefile", f"{RUNS}: make"),
    ("justfile", f"{RUNS}: just"),
    ("Taskfile.y*ml", f"{RUNS}: task"),
    ("CMakeLists.txt", f"{RUNS}: cmake"),
    ("package.json", f"{RUNS}: npm scripts"),
    (".npmrc", f"{RUNS}: npm"),
    (".yarnrc*", f"{RUNS}: yarn"),
    ("build.rs", f"{RUNS}: cargo"),
    (".cargo/config*", f"{RUNS}: cargo"),
    ("Rakefile", f"{RUNS}: rake"),
    ("Gemfile", f"{RUNS}: bundler"),
    ("build.gradle*", f"{RUNS}: gradle"),
    ("gradlew", f"{RUNS}: gradle"),
    ("Dockerfile*", f"{RUNS}: docker build"),
    ("docker-compose*.y*ml", f"{RUNS}: docker compose"),
    ("compose*.y*ml", f"{RUNS}: docker compose"),
    ("Vagrantfile", f"{RUNS}: vagrant"),
    (".devcontainer/**", f"{RUNS}: development container"),
    # Continuous integration.
    (".github/workflows/*", f"{RUNS}: CI"),
    (".github/actions/**", f"{RUNS}: CI"),
    (".gitlab-ci.yml", f"{RUNS}: CI"),
    (".circleci/**", f"{RUNS}: CI"),
    (".travis.yml", f"{RUNS}: CI"),
    (".woodpecker*", f"{RUNS}: CI"),
    (".drone.yml", f"{RUNS}: CI"),
    ("azure-pipelines.yml", f"{RUNS}: CI"),
    ("bitbucket-pipelines.yml", f"{RUNS}: CI"),
    ("Jenkinsfile", f"{RUNS}: CI"),
    # Editors and desktops.
    (".vscode/**", f"{RUNS}: editor"),
    (".idea/**", f"{RUNS}: editor"),
    ("*.code-workspace", f"{RUNS}: editor"),
    (".vimrc", f"{RUNS}: editor"),
    (".exrc", f"{RUNS}: editor"),
    (".nvimrc", f"{RUNS}: editor"),
    (".nvim.lua", f"{RUNS}: editor"),
    (".emacs*", f"{RUNS}: editor"),
    (".dir-locals.el", f"{RUNS}: editor"),
    (".gdbinit", f"{RUNS}: debugger"),
    (".lldbinit", f"{RUNS}: debugger"),
    ("*.desktop", f"{RUNS}: desktop"),
    ("*.service", f"{RUNS}: systemd"),
    ("*.timer", f"{RUNS}: systemd"),
    ("crontab", f"{RUNS}: cron"),
    ("*.command", f"{RUNS}: a double click"),
    ("*.bat", f"{RUNS}: a double click"),
    ("*.cmd", f"{RUNS}: a double click"),
    ("*.ps1", f"{RUNS}: PowerShell"),
    ("*.lnk", f"{RUNS}: a double click"),
    # What is read as instructions by programs that act on them.
    ("AGENTS.md", "instructions that other programs obey"),
    ("AGENTS.override.md", "instructions that other programs obey"),
    ("CLAUDE*.md", "instructions that other programs obey"),
    ("GEMINI.md", "instructions that other programs obey"),
    (".cursor/**", "instructions that other programs obey"),
    (".cursorrules", "instructions that other programs obey"),
    (".windsurfrules", "instructions that other programs obey"),
    (".clinerules", "instructions that other programs obey"),
    ("copilot-instructions.md", "instructions that other programs obey"),
    (".mcp.json", f"{RUNS}: tools of other programs"),
)
"""Pattern of the end of a path (`**`: everything below), and what is said. First match wins."""

_MODULES = frozenset(sys.stdlib_module_names - {"test", "this", "antigravity", "idlelib"}) | {
    "IPython",
    "ipykernel",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pandas",
    "pip",
    "PIL",
    "plotly",
    "pytest",
    "requests",
    "scipy",
    "seaborn",
    "setuptools",
    "sklearn",
    "sqlalchemy",
    "torch",
    "yaml",
}

_SPECIAL: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISFIFO, "named pipe: not kept"),
    (stat.S_ISSOCK, "socket: not kept"),
    (stat.S_ISCHR, "device: not kept"),
    (stat.S_ISBLK, "device: not kept"),
)


@dataclass(frozen=True, slots=True)
class Sight:
    """What the tables look at."""

    kind: Kind
    path: str
    mode: int
    """Type and permission bits afterwards; 0 when it is gone."""
    mode_before: int = 0
    target: str = ""
    """Where a link leads."""
    folder: str = ""
    """The work folder's absolute path."""


def warnings_about(sight: Sight) -> tuple[str, ...]:
    """All that is to be said of one entry, the weightiest first."""
    return tuple(dict.fromkeys(_warnings(sight)))


def _warnings(sight: Sight) -> Iterator[str]:
    parts = sight.path.split("/")
    found = [match.lastindex for match in _table().finditer(sight.path)]
    if rows := [row for row in found if row is not None]:
        yield NOTABLE[min(rows) - 1][1]
    if sight.mode:
        yield from _about_what_is_there(sight, parts)
    if any(part.startswith(".") for part in parts):
        yield "hidden"


@cache
def _table() -> re.Pattern[str]:
    """All rows as one expression; the number of the group that matched is the row."""
    # Where a component begins is asked once, not by each row: that is ten times faster.
    return re.compile(
        r"(?:\A|/)(?:" + "|".join(f"({_expression(pattern)})" for pattern, _ in NOTABLE) + ")"
    )


def _expression(pattern: str) -> str:
    parts = [
        r"[^/]*".join(re.escape(piece) for piece in part.split("*"))
        for part in pattern.removesuffix("/**").split("/")
    ]
    end = r"/" if pattern.endswith("/**") else r"\Z"
    return "/".join(parts) + end


def _about_what_is_there(sight: Sight, parts: list[str]) -> Iterator[str]:
    yield from (sentence for test, sentence in _SPECIAL if test(sight.mode))
    if stat.S_ISREG(sight.mode):
        if sight.mode & (stat.S_ISUID | stat.S_ISGID):
            yield "runs with its owner's rights: that bit is not kept"
        if sight.mode & 0o111 and not sight.mode_before & 0o111:
            yield "executable"
        if sight.mode & stat.S_IWOTH and not sight.mode_before & stat.S_IWOTH:
            yield "everybody may write it"
    if stat.S_ISLNK(sight.mode) and leads_outside(sight.path, sight.target, sight.folder):
        yield "link that leads out of the folder"
    if sight.kind in ("created", "moved", "retyped") and _shadows(sight.mode, parts):
        yield "takes the name of a Python module"


def _shadows(mode: int, parts: list[str]) -> bool:
    if parts[-1] == "__init__.py" and len(parts) > 1:
        return parts[-2] in _MODULES
    stem, dot, suffix = parts[-1].partition(".")
    return stat.S_ISREG(mode) and bool(dot) and suffix == "py" and stem in _MODULES


def leads_outside(path: str, target: str, folder: str) -> bool:
    """Whether a link at `path` with this target points out of the folder, as far as names tell."""
    reached = posixpath.normpath(posixpath.join(folder, posixpath.dirname(path), target))
    return reached != folder and not reached.startswith(folder.rstrip("/") + "/")
