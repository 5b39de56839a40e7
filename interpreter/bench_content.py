"""What is inside a file: each check says what is wrong with the bytes, or nothing."""

from __future__ import annotations

import io
import json
import math
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from interpreter.bench_facts import cell, ext, table_grid

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Value = object

TOLERANCE = 0.005
"""Absolute, for numbers in tables: half a cent."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that the run left behind, and how it is to be looked at."""

    path: str
    content: bytes
    start: Path
    """The untouched fixture, for contents that must come from it."""
    options: Mapping[str, Value]

    def text(self) -> str:
        return decoded(self.content)

    def grid(self) -> list[list[str]]:
        sheet, mark = self.options.get("sheet", ""), self.options.get("separator", "")
        return table_grid(self.content, self.path, str(sheet), str(mark), _encoding(self.content))


def complaints(
    path: str, content: bytes, start: Path, checks: Mapping[str, Value]
) -> tuple[str, ...]:
    """Everything that is wrong with the file, one sentence each; empty when all checks hold."""
    options = {key: value for key, value in checks.items() if key in OPTIONS}
    found = Found(path, content, start, options)
    said = (
        _complaint(found, name, wanted) for name, wanted in checks.items() if name not in OPTIONS
    )
    return tuple(f"{path}: {text}" for text in said if text)


def _complaint(found: Found, name: str, wanted: Value) -> str:
    try:
        return CHECKS[name](found, wanted)
    except UNREADABLE as error:
        return f"{name}: cannot be read: {type(error).__name__}: {error}"


UNREADABLE = (ValueError, KeyError, IndexError, OSError, EOFError, zipfile.BadZipFile,
              tarfile.TarError)  # fmt: skip
"""What the readers of tables, images and archives raise on damaged content."""


def _encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"


def decoded(content: bytes) -> str:
    """Text in whichever of UTF-8, UTF-16 and Windows-1252 it is; raises ValueError for none."""
    return content.decode(_encoding(content))


# -- text --------------------------------------------------------------------------------------
def _same_as(found: Found, wanted: Value) -> str:
    same = found.content == (found.start / str(wanted)).read_bytes()
    return "" if same else f"has not the bytes of {wanted}"


def _text(found: Found, wanted: Value) -> str:
    if found.options.get("exact"):
        return "" if found.text() == wanted else f"text is {_short(found.text())}"
    same = str(wanted).rstrip("\r\n").splitlines() == found.text().rstrip("\r\n").splitlines()
    return "" if same else f"text is {_short(found.text())}"


def _lines(found: Found, wanted: Value) -> str:
    want = [str(line) for line in _sequence(wanted)]
    if found.options.get("exact"):
        have = found.text().split("\n")
        have = have[:-1] if have[-1] == "" else have
    else:
        have = found.text().rstrip("\r\n").splitlines()
    if found.options.get("order") is False:
        want, have = sorted(want), sorted(have)
    return "" if want == have else f"lines are {_short(str(have))}, not {_short(str(want))}"


def _contains(found: Found, wanted: Value) -> str:
    text = found.text()
    missing = [piece for piece in _sequence(wanted) if str(piece) not in text]
    return f"lacks {missing}" if missing else ""


def _lacks(found: Found, wanted: Value) -> str:
    text = found.text()
    present = [piece for piece in _sequence(wanted) if str(piece) in text]
    return f"still contains {present}" if present else ""


def _encoded(found: Found, wanted: Value) -> str:
    name = str(wanted)
    try:
        found.content.decode(name)
    except UnicodeDecodeError:
        return f"is not {name}"
    marked = found.content.startswith(b"\xef\xbb\xbf") and name.lower() == "utf-8"
    return "starts with a byte order mark" if marked else ""


def _newline(found: Found, wanted: Value) -> str:
    bare = found.content.replace(b"\r\n", b"")
    if wanted == "\r\n":
        return "" if b"\n" not in bare and b"\r\n" in found.content else "has lines without CRLF"
    return "has carriage returns" if b"\r" in found.content else ""


def _size(found: Found, wanted: Value) -> str:
    limits = cast(Mapping[str, float], wanted)
    size = len(found.content)
    fits = limits.get("min", 0) <= size <= limits.get("max", math.inf)
    return "" if fits else f"has {size} bytes"


# -- tables ------------------------------------------------------------------------------------
def _table(found: Found, wanted: Value) -> str:
    records = [cast(Mapping[str, Value], item) for item in _sequence(wanted)]
    header, rows = _split(found.grid())
    columns = list(records[0]) if records else header
    if sorted(header) != sorted(columns):
        return f"columns are {header}, not {columns}"
    have = [[row[header.index(name)] for name in columns] for row in rows]
    want = [[cell(record[name]) for name in columns] for record in records]
    return _compare_rows(have, want, bool(found.options.get("order")))


def _values(found: Found, wanted: Value) -> str:
    _, rows = _split(found.grid())
    have = [sorted(row) for row in rows]
    want = [sorted(cell(item) for item in _sequence(row)) for row in _sequence(wanted)]
    return _compare_rows(have, want, bool(found.options.get("order")), free=True)


def _compare_rows(
    have: list[list[str]], want: list[list[str]], ordered: bool, free: bool = False
) -> str:
    if len(have) != len(want):
        return f"has {len(have)} rows, not {len(want)}"
    alike = _same_cells if free else _same_row
    left = list(have)
    for number, row in enumerate(want):
        candidates = left[:1] if ordered else left
        match = next((item for item in candidates if alike(item, row)), None)
        if match is None:
            near = f"; row {number + 1} is {have[number]}" if ordered else ""
            return f"lacks the row {row}{near}"
        left.remove(match)
    return ""


def _same_row(have: Sequence[str], want: Sequence[str]) -> bool:
    return len(have) == len(want) and all(map(same_cell, have, want))


def _same_cells(have: Sequence[str], want: Sequence[str]) -> bool:
    left = list(have)
    for item in want:
        match = next((other for other in left if same_cell(other, item)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def same_cell(have: str, want: str) -> bool:
    """Equal as text, or as numbers unless leading zeros make the text a name."""
    a, b = _plain(have), _plain(want)
    if a == b:
        return True
    x, y = _number(a), _number(b)
    return x is not None and y is not None and math.isclose(x, y, rel_tol=1e-9, abs_tol=TOLERANCE)


def _plain(text: str) -> str:
    trimmed = text.strip()
    for midnight in (" 00:00:00", "T00:00:00", "T00:00:00.000", "T00:00:00.000Z"):
        trimmed = trimmed.removesuffix(midnight)
    return trimmed


def _number(text: str) -> float | None:
    digits = text.lstrip("+-")
    if not digits[:1].isdigit() or (digits[0] == "0" and digits[1:2].isdigit()):
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _columns(found: Found, wanted: Value) -> str:
    header, _ = _split(found.grid())
    want = [str(name) for name in _sequence(wanted)]
    same = header == want if found.options.get("order") else sorted(header) == sorted(want)
    return "" if same else f"columns are {header}, not {want}"


def _row_count(found: Found, wanted: Value) -> str:
    _, rows = _split(found.grid())
    return "" if len(rows) == wanted else f"has {len(rows)} rows, not {wanted}"


def _split(grid: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    if not grid:
        raise ValueError("no header")
    header, *rows = grid
    return header, [row + [""] * (len(header) - len(row)) for row in rows]


def _json(found: Found, wanted: Value) -> str:
    have = json.loads(found.text())
    return "" if same_value(have, wanted) else f"is {_short(json.dumps(have))}"


def same_value(have: Value, want: Value) -> bool:
    """Equal as JSON; numbers within 1e-6."""
    if isinstance(have, bool) or isinstance(want, bool):
        return have is want
    if isinstance(have, (int, float)) and isinstance(want, (int, float)):
        return math.isclose(have, want, rel_tol=1e-6, abs_tol=1e-6)
    if isinstance(have, dict) and isinstance(want, dict):
        return have.keys() == want.keys() and all(same_value(have[k], want[k]) for k in want)
    if isinstance(have, list) and isinstance(want, (list, tuple)):
        return len(have) == len(want) and all(map(same_value, have, want))
    return type(have) is type(want) and have == want


# -- images ------------------------------------------------------------------------------------
_IMAGE_KEYS = (
    "width", "height", "format", "mode", "grey", "max_width", "max_height", "within", "like",
    "turn", "flip", "box",
)  # fmt: skip


def _image(found: Found, wanted: Value) -> str:
    from PIL import Image

    want = cast(Mapping[str, Value], wanted)
    if set(want) - set(_IMAGE_KEYS):
        raise ValueError(f"image takes {_IMAGE_KEYS}")
    with Image.open(io.BytesIO(found.content)) as image:
        image.load()
        wrong = _measured(image, want)
        if "format" in want and image.format != want["format"]:
            wrong.append(f"format is {image.format}")
        if "mode" in want and image.mode != want["mode"]:
            wrong.append(f"mode is {image.mode}")
        if want.get("grey") and not _grey(image.convert("RGB")):
            wrong.append("has colours")
        if "like" in want and not _alike(image, found.start, want):
            wrong.append(f"does not show {want['like']} as it should")
    return ", ".join(wrong)


def _measured(image: Picture, want: Mapping[str, Value]) -> list[str]:
    slack = float(str(want.get("within", 1)))
    wrong = []
    for key, have in (("width", image.width), ("height", image.height)):
        exact, most = want.get(key), float(str(want.get(f"max_{key}", math.inf)))
        if have > most or (exact is not None and abs(have - float(str(exact))) > slack):
            wrong.append(f"{key} is {have}")
    return wrong


def _grey(image: Picture) -> bool:
    from PIL import ImageChops

    red, green, blue = image.split()
    differences = (ImageChops.difference(red, green), ImageChops.difference(red, blue))
    return all(cast(tuple[int, int], item.getextrema())[1] <= 2 for item in differences)


def _alike(image: Picture, start: Path, want: Mapping[str, Value]) -> bool:
    """Whether it shows the start image, cropped to `box`, turned clockwise by `turn`, then flipped.
    Both are looked at from afar, so that compression and scaling do not matter."""
    from PIL import Image, ImageChops, ImageStat

    with Image.open(start / str(want["like"])) as original:
        ideal = original.convert("L" if want.get("grey") else "RGB")
    if "box" in want:
        left, top, right, bottom = (int(str(item)) for item in _sequence(want["box"]))
        ideal = ideal.crop((left, top, right, bottom))
    ideal = ideal.rotate(-float(str(want.get("turn", 0))), expand=True)
    if "flip" in want:
        sideways = want["flip"] == "horizontal"
        way = Image.Transpose.FLIP_LEFT_RIGHT if sideways else Image.Transpose.FLIP_TOP_BOTTOM
        ideal = ideal.transpose(way)
    far = (24, 24)
    seen = image.convert(ideal.mode).resize(far)
    return max(ImageStat.Stat(ImageChops.difference(seen, ideal.resize(far))).mean) <= 8


def _plot(found: Found, wanted: Value) -> str:
    from PIL import Image

    with Image.open(io.BytesIO(found.content)) as image:
        image.load()
        if image.format != "PNG":
            return f"is {image.format}, not PNG"
        if image.width < 200 or image.height < 150:
            return f"is only {image.width}×{image.height}"
        colours = image.convert("RGB").resize((160, 120)).getcolors(20_000) or []
    shown = len(colours) >= 8 and max(count for count, _ in colours) < 0.995 * 160 * 120
    return "" if shown else "is blank"


# -- archives ----------------------------------------------------------------------------------
def archive_members(path: str, content: bytes) -> dict[str, bytes]:
    """The files in a zip or tar, by name. Raises what the readers raise on damaged content."""
    if ext(path) == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {
                name.removeprefix("./"): archive.read(name)
                for name in archive.namelist()
                if not name.endswith("/")
            }
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        read = ((item.name, archive.extractfile(item)) for item in archive if item.isfile())
        return {name.removeprefix("./"): file.read() for name, file in read if file is not None}


def _members(found: Found, wanted: Value) -> str:
    """Each wanted start file once, under a tail of its path, or with one common folder in front."""
    have = archive_members(found.path, found.content)
    if ext(found.path) in ("gz", "tgz") and not found.content.startswith(b"\x1f\x8b"):
        return "is not compressed with gzip"
    want: dict[str, bytes] = {}
    for item in _sequence(wanted):
        source = found.start / str(item)
        files = [source] if source.is_file() else [p for p in source.rglob("*") if p.is_file()]
        want |= {file.relative_to(found.start).as_posix(): file.read_bytes() for file in files}
    left = dict(have)
    for path, content in want.items():
        name = next((n for n in left if _tail(path, n) and left[n] == content), None)
        if name is None:
            return f"holds no {path} with its bytes; it holds {sorted(have)}"
        del left[name]
    return f"also holds {sorted(left)}" if left else ""


def _tail(path: str, member: str) -> bool:
    inner = member.partition("/")[2] or member
    return any(f"/{path}".endswith(f"/{name}") for name in (member, inner))


def _exists(found: Found, wanted: Value) -> str:
    return ""


def _sequence(value: Value) -> Sequence[Value]:
    return value if isinstance(value, (list, tuple)) else [value]


def _short(text: str) -> str:
    return repr(text if len(text) <= 160 else f"{text[:157]}…")


Check = Callable[[Found, Value], str]

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "same_as": _same_as,
        "text": _text,
        "lines": _lines,
        "contains": _contains,
        "lacks": _lacks,
        "encoding": _encoded,
        "newline": _newline,
        "size": _size,
        "table": _table,
        "values": _values,
        "columns": _columns,
        "row_count": _row_count,
        "json": _json,
        "image": _image,
        "plot": _plot,
        "members": _members,
        "exists": _exists,
    }
)
OPTIONS = ("order", "exact", "sheet", "separator")
