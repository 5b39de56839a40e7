"""Where files of ours lie: the XDG folders, or everything below `INTERP_HOME`.

Nothing is ever written into the user's own folder. Folders are private (0700).
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

APP = "interp"


@dataclass(frozen=True, slots=True)
class Places:
    """The four homes. None of them need exist; `private` makes a folder when it is needed."""

    config: Path
    data: Path
    state: Path
    cache: Path

    @property
    def config_file(self) -> Path:
        return self.config / "config.toml"

    @property
    def models(self) -> Path:
        return self.data / "models"

    @property
    def sessions(self) -> Path:
        return self.state / "sessions"

    @property
    def changes(self) -> Path:
        """Kept versions of files, for undo and redo."""
        return self.state / "changes"

    @property
    def packages(self) -> Path:
        """Packages that were let in, a folder for each work folder."""
        return self.state / "packages"

    @property
    def prefixes(self) -> Path:
        """Saved states of prompts that were read before."""
        return self.cache / "prefixes"

    @property
    def prompt_history(self) -> Path:
        return self.state / "prompts"


def find_places(environment: Mapping[str, str]) -> Places:
    """The homes for this environment; a machine without any home folder gets a temporary one."""
    if root := environment.get("INTERP_HOME"):
        base = Path(root).expanduser().absolute()
        return Places(base / "config", base / "data", base / "state", base / "cache")
    import platformdirs

    try:
        Path.home()
    except RuntimeError:
        base = Path(tempfile.gettempdir()) / f"{APP}-homeless"
        return Places(base / "config", base / "data", base / "state", base / "cache")
    dirs = platformdirs.PlatformDirs(APP, appauthor=False)
    return Places(
        dirs.user_config_path, dirs.user_data_path, dirs.user_state_path, dirs.user_cache_path
    )


def private(folder: Path) -> Path:
    """Make the folder, readable by nobody else, and return it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def write_private(path: Path, content: str | bytes) -> None:
    """Replace the file in one step: a reader sees the old or the new, never a part."""
    private(path.parent)
    data = content.encode("utf-8") if isinstance(content, str) else content
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as new:
        try:
            new.write(data)
            new.flush()
        except OSError:
            Path(new.name).unlink(missing_ok=True)
            raise
    Path(new.name).replace(path)
