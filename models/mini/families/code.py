"""How an answer's code is put together from templates, definitions and imports.

A template holds slots between at-signs, `locate("@file@")`. Definitions and imports it needs are
put right in front of the line that needs them first, so that the model decides one thing after
the other, in the order of the request, and has nothing to plan ahead.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from functools import lru_cache

from models.mini.families.definitions import DEFINITIONS, IMPORTS

SLOT = re.compile(r"@(\w+)@")
_NAME = re.compile(r"(?<![\w.\"'])([A-Za-z_]\w*)\b")
_QUOTED = re.compile(r"\"\"\".*?\"\"\"|([frb]*)\"((?:[^\"\\\n]|\\.)*)\"", re.S)
_FIELD = re.compile(r"\{([^{}]*)\}")


def filled(template: str, slots: Mapping[str, str]) -> str:
    """The template with its slots, escaped for a literal in double quotes."""

    def value(found: re.Match[str]) -> str:
        return slots[found[1]].replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

    return SLOT.sub(value, template)


def _unquoted(found: re.Match[str]) -> str:
    """What is left of a literal: nothing, or the expressions that an f-string fills in."""
    return " ".join(_FIELD.findall(found[2])) if found[1] and "f" in found[1] else " "


@lru_cache(maxsize=8192)
def _needs(text: str) -> tuple[str, ...]:
    words = _NAME.findall(_QUOTED.sub(_unquoted, text))
    return tuple(dict.fromkeys(w for w in words if w in DEFINITIONS or w in IMPORTS))


@lru_cache(maxsize=8192)
def completed(template: str) -> str:
    """The template with every definition and import in front of its first use."""
    lines: list[str] = []
    known: set[str] = set()

    def require(text: str) -> None:
        for name in _needs(text):
            if name in known:
                continue
            known.add(name)
            if name in IMPORTS:
                line = IMPORTS[name]
                if line not in lines:
                    lines.append(line)
            else:
                require(DEFINITIONS[name])
                lines.append(DEFINITIONS[name])

    block: list[str] = []
    for line in [*template.strip("\n").split("\n"), ""]:
        if line.startswith(("import ", "from ")):
            known.update(name for name, text in IMPORTS.items() if text == line)
        if block and not line.startswith((" ", ")")):
            if not block[0].startswith(("import ", "from ")):
                require("\n".join(block))
            lines.extend(block)
            block = []
        block.append(line)
    return _guarded("\n".join(lines))


_PACKING = re.compile(
    r"^(with (?:zipfile\.ZipFile|tarfile\.open)\(archive, .*:)\n"
    r"    (for p in files:)\n        (\w\.(?:write|add)\(p.*)$",
    re.M,
)
_IF_ANY = re.compile(
    r"^if files:\n    (with (?:zipfile\.ZipFile|tarfile\.open)\(archive, .*:)\n"
    r"        (for p in files:)\n            (\w\.(?:write|add)\(p.*)$",
    re.M,
)
_PACKED = '\nprint(f"Packed {told(files)} into {archive}.")'
_TOLD = (
    '\nprint(f"Packed {told(files)} into {archive}." if files else '
    'f"Packed {told(files)}, made no archive.")'
)


_COUNTS = 'value_counts(dropna=False).items():\n    print(f"{value}: {n}")'
_OR_NONE = _COUNTS + '\nif df.empty:\n    print("No row fits.")'


def _guarded(code: str) -> str:
    """The code as it is run: where no file fits, there is no archive of nothing, and where no row
    fits, that is said."""
    code = code.replace(_COUNTS, _OR_NONE)
    if "(archive, " not in code:
        return code
    return _PACKING.sub(r"if files:\n    \1\n        \2\n            \3", code).replace(
        _PACKED, _TOLD
    )


def _unguarded(code: str) -> str:
    """The other way round."""
    code = code.replace(_OR_NONE, _COUNTS)
    return _IF_ANY.sub(r"\1\n    \2\n        \3", code).replace(_TOLD, _PACKED)


def block(template: str, slots: Mapping[str, str]) -> str:
    """A reply as it is learnt: a fenced block of Python, which `completed` makes whole."""
    return f"```python\n{filled(template, slots).strip()}\n```"


def without_shared(code: str) -> str:
    """The code without the imports and functions that `completed` puts in."""
    code = _unguarded(code)
    if "def " in code:
        for text in DEFINITIONS.values():
            if text in code:
                code = code.replace(text + "\n", "")
    imports = _imports()
    return "".join(line for line in code.splitlines(keepends=True) if line.strip() not in imports)


@lru_cache(maxsize=1)
def _imports() -> frozenset[str]:
    return frozenset(IMPORTS.values())


@lru_cache(maxsize=1)
def fixed_lines() -> frozenset[str]:
    """Lines of the templates that have no slot: nothing in them comes from a request."""
    from models.mini import families

    found: set[str] = set()

    def collect(value: object) -> None:
        if isinstance(value, str):
            found.update(line for line in value.splitlines() if line and not SLOT.search(line))
        elif isinstance(value, Mapping):
            for each in value.values():
                collect(each)
        elif isinstance(value, tuple | list):
            for each in value:
                collect(each)

    for each in pkgutil.iter_modules(families.__path__):
        module = importlib.import_module(f"{families.__name__}.{each.name}")
        for name, value in vars(module).items():
            if not name.startswith("__"):
                collect(value)
    return frozenset(found)
