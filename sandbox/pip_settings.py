"""The user's own settings of pip, as the variables that a pip without any files obeys.

pip runs confined, where no settings file can be read. So they are read here, in pip's order
(machine, user, interpreter, `PIP_CONFIG_FILE`, variables), and handed over as `PIP_*`. What would
send packages somewhere else than where they were allowed to go is left out.
"""

from __future__ import annotations

import configparser
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sandbox.errors import SandboxError
from sandbox.policy import is_secret, refusal

ELSEWHERE = frozenset(
    """cache-dir config-file dry-run editable force-reinstall ignore-installed log no-deps
    no-index-versions prefix python quiet report require-virtualenv requirement root src target
    user verbose yes""".split()  # noqa: SIM905
)
"""Settings that decide where packages go or what is installed: ours to decide."""

PASSED = (
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
)
"""Variables that say how the network is reached."""


def pip_settings(ours: Mapping[str, str], prefix: Path) -> dict[str, str]:
    """Variables for a pip that belongs to the interpreter at `prefix`. Raises SandboxError for a
    settings file that cannot be read."""
    settings: dict[str, str] = {}
    for path in settings_files(ours, prefix):
        settings |= read_settings(path)
    for name, value in ours.items():
        if name.startswith("PIP_"):
            settings[name.removeprefix("PIP_").lower().replace("_", "-")] = value
    found = {
        f"PIP_{key.upper().replace('-', '_')}": value
        for key, value in settings.items()
        if key not in ELSEWHERE
    }
    return found | {name: ours[name] for name in PASSED if name in ours}


def settings_files(ours: Mapping[str, str], prefix: Path) -> list[Path]:
    """Where pip looks, the strongest last."""
    named = ours.get("PIP_CONFIG_FILE", "")
    if named == os.devnull:
        return []
    home = Path(ours.get("HOME") or "/nonexistent")
    shared = [Path(each) for each in ours.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":") if each]
    files = [each / "pip/pip.conf" for each in reversed(shared)]
    files += [Path("/etc/pip.conf"), home / ".pip/pip.conf"]
    files += [Path(ours.get("XDG_CONFIG_HOME") or home / ".config") / "pip/pip.conf"]
    files += [prefix / "pip.conf", *([Path(named)] if named else [])]
    return [each for each in files if each.is_file()]


def read_settings(path: Path) -> dict[str, str]:
    """The entries of one file that count for `pip install`; those of `[install]` come first."""
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        raise SandboxError(
            f"the settings of pip in {path} cannot be read: {error}".splitlines()[0],
            "Correct them, or set PIP_CONFIG_FILE=/dev/null.",
        ) from error
    found: dict[str, str] = {}
    for section in ("global", "install"):
        if parser.has_section(section):
            entries = parser.items(section)
            found |= {key.replace("_", "-"): " ".join(text.split()) for key, text in entries}
    return found


def named_paths(settings: Mapping[str, str]) -> Iterable[Path]:
    """Files and folders that settings name (certificates, folders of wheels), as far as they may
    be shown to what pip runs."""
    for word in " ".join(settings.values()).split():
        text = unquote(urlsplit(word).path) if word.startswith("file://") else word
        path = Path(text)
        if not path.is_absolute() or not path.exists():
            continue
        real = path.resolve()
        if not refusal(real) and not is_secret(real):
            yield from dict.fromkeys((path, real))
