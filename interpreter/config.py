"""The configuration as one frozen value, each entry with where it came from.

Order: defaults < `config.toml` < environment (`INTERP_*`) < command line. Nothing else in the
package reads the environment for settings.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from interpreter.errors import UsageError
from interpreter.places import Places, write_private

Value = str | int | float | bool


def setting(default: Value, sentence: str) -> Any:
    """A field of `Config` with the sentence that `interp config` prints."""
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting. Times in seconds, sizes in megabytes."""

    model: str = setting("mini", "the model: mini, a name, a path to a GGUF, or scripted:FILE")
    context: int = setting(0, "context window in tokens; 0 takes what the model and memory allow")
    max_steps: int = setting(12, "how often the model is asked again within one request")
    timeout: float = setting(600.0, "time for one request")
    cell_timeout: float = setting(120.0, "time for one block of code")
    temperature: float = setting(0.0, "how freely tokens are chosen; 0 always takes the likeliest")
    top_p: float = setting(0.95, "share of probability that tokens are chosen from")
    seed: int = setting(-1, "makes sampling repeatable; -1 takes a new one each time")
    max_tokens: int = setting(2048, "longest reply")
    gpu_layers: int = setting(-1, "layers on the GPU; -1 takes as many as fit")
    threads: int = setting(0, "CPU threads of the model; 0 takes the physical cores")
    kv_type: str = setting("f16", "type of the KV cache: f16, q8_0 or q4_0")
    flash_attention: str = setting("auto", "flash attention: auto, on or off")
    speculation: str = setting("auto", "prompt-lookup speculation: auto, on or off")
    constrain: str = setting("auto", "grammar for the shape of replies: auto, on or off")
    lora: str = setting("", "path to a LoRA adapter (GGUF)")
    projector: str = setting("", "path to a vision projector (GGUF)")
    draft: str = setting("", "path to a small draft model (GGUF) for speculation")
    repetition: str = setting("stop", "a reply that only repeats itself: stop or allow")
    huge_pages: str = setting("auto", "move weights into huge pages of memory: auto, on or off")
    memory: int = setting(4096, "memory that code may use")
    disk: int = setting(8192, "space that files written in one request may take")
    output: int = setting(64, "output that one block of code may produce")
    python: str = setting("", "Python whose packages code uses; empty takes the one of interp")
    history_size: int = setting(2048, "space for old versions of files, for undo")
    history_days: int = setting(90, "days for which old versions of files are kept")
    color: str = setting("auto", "colour on the terminal: auto, on or off")


@dataclass(frozen=True, slots=True)
class Configured:
    """The configuration with the origin of each value."""

    config: Config
    origins: Mapping[str, str]


def load(places: Places, environment: Mapping[str, str], flags: Mapping[str, Value]) -> Configured:
    """Build the configuration once. Raises `UsageError` for unknown keys and wrong types."""
    config, origins = Config(), {each.name: "default" for each in fields(Config)}
    file = places.config_file
    layers: list[tuple[str, Mapping[str, object]]] = [(str(file), read_file(file))]
    names = {f"INTERP_{each.name.upper()}": each.name for each in fields(Config)}
    layers.append(
        ("environment", {names[key]: text for key, text in environment.items() if key in names})
    )
    layers.append(("command line", dict(flags)))
    for origin, values in layers:
        for key, value in values.items():
            entry: dict[str, Any] = {key: checked(key, value, origin)}
            config = replace(config, **entry)
            origins[key] = origin
    return Configured(config, origins)


def read_file(path: Path) -> dict[str, object]:
    """The file's entries; none when there is no file. Raises `UsageError` when it is not TOML."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {error}", "Check the file's permissions.") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}", "Correct or remove it.") from error


def checked(key: str, value: object, origin: str) -> Value:
    """The value in the type of its field; text is converted. Raises `UsageError`."""
    defaults = Config()
    known = {each.name: type(getattr(defaults, each.name)) for each in fields(Config)}
    if key not in known:
        raise UsageError(
            f"unknown setting {key!r} ({origin})", "`interp config` lists what can be set."
        )
    kind = known[key]
    try:
        if kind is bool and isinstance(value, str):
            return value.strip().lower() in ("1", "true", "yes", "on")
        if kind is str and not isinstance(value, str):
            raise ValueError
        if isinstance(value, str | int | float):
            converted: Value = kind(value)
            return converted
    except ValueError:
        pass
    article = {"int": "a whole number", "float": "a number", "str": "text", "bool": "true or false"}
    raise UsageError(
        f"{key} must be {article[kind.__name__]}, not {value!r} ({origin})",
        f"For example: interp config {key} {getattr(defaults, key)}",
    )


def write_setting(places: Places, key: str, text: str) -> Value:
    """Set one entry in `config.toml`, keeping the user's comments. Raises `UsageError`."""
    import tomlkit

    value = checked(key, text, "command line")
    read_file(places.config_file)
    old = places.config_file.read_text("utf-8") if places.config_file.exists() else ""
    document = tomlkit.parse(old)
    document[key] = value
    write_private(places.config_file, tomlkit.dumps(document))
    return value
