"""Each check of a file's content passes on what it asks for and fails on what comes near."""

from __future__ import annotations

import io
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from PIL import Image

from interpreter.bench_content import CHECKS, OPTIONS, complaints
from models.bench.fixtures import build
from models.bench.fixtures.desk import Desk

RECORDS = [{"id": "007", "name": "Ana", "paid": 1.5}, {"id": "12", "name": "Bo", "paid": ""}]


def image(size: tuple[int, int], mode: str = "RGB", kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    layer = Image.linear_gradient("L").resize(size)
    picture = Image.merge("RGB", (layer, layer.point(lambda v: 255 - v), layer)).convert(mode)
    picture.save(buffer, kind)
    return buffer.getvalue()


def shot(
    mode: str,
    size: tuple[int, int],
    way: Image.Transpose | None = None,
    box: tuple[int, int, int, int] = (0, 0, 120, 80),
) -> bytes:
    """The picture `shot.png` of the start folder, after some work on it."""
    folder = Path(tempfile.mkdtemp())
    try:
        Desk(folder, datetime.now()).picture("shot.png", (120, 80), seed=1)
        picture = Image.open(folder / "shot.png").convert(mode).crop(box)
    finally:
        shutil.rmtree(folder)
    buffer = io.BytesIO()
    (picture.transpose(way) if way is not None else picture).resize(size).save(buffer, "PNG")
    return buffer.getvalue()


def blank(size: tuple[int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, "PNG")
    return buffer.getvalue()


def packed(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def taped(members: Mapping[str, bytes], mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def workbook(rows: list[list[object]], sheet: str = "Sheet") -> bytes:
    book = Workbook()
    book.worksheets[0].title = sheet
    for row in rows:
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


LETTERS = {"letters/anna.txt": b"Dear Anna\n", "letters/ben.txt": b"Dear Ben\n"}
BARE = {name.rpartition("/")[2]: content for name, content in LETTERS.items()}
DEEPER = {f"stuff/{name}": content for name, content in LETTERS.items()}

Case = tuple[str, str, Mapping[str, object], Callable[[], bytes], Callable[[], bytes]]
"""Which check, of a file called what, with which wish, on good bytes and on bad bytes."""

CASES: list[Case] = [
    ("same_as", "x.md", {"same_as": "todo.md"}, lambda: b"- pack\n- send\n", lambda: b"- pack\n"),
    ("text", "x", {"text": "a\nb\n"}, lambda: b"a\r\nb", lambda: b"a\nb\nc\n"),
    ("text, exact", "x", {"text": "a\n", "exact": True}, lambda: b"a\n", lambda: b"a"),
    ("lines", "x", {"lines": ["b", "a"]}, lambda: b"b\na\n", lambda: b"a\nb\n"),
    ("lines, blank end", "x", {"lines": ["a"], "exact": True}, lambda: b"a\n", lambda: b"a\n\n"),
    ("lines, free", "x", {"lines": ["b", "a"], "order": False}, lambda: b"a\nb", lambda: b"a\na"),
    ("contains", "x", {"contains": ["to"]}, lambda: b"to do", lambda: b"do"),
    ("lacks", "x", {"lacks": ["foo"]}, lambda: b"bar", lambda: b"a foo"),
    ("encoding", "x", {"encoding": "utf-8"}, lambda: b"\xc3\xbc", lambda: b"\xfc"),
    ("encoding, mark", "x", {"encoding": "utf-8"}, lambda: b"a", lambda: b"\xef\xbb\xbfa"),
    ("newline", "x", {"newline": "\n"}, lambda: b"a\nb\n", lambda: b"a\r\nb\r\n"),
    ("newline, crlf", "x", {"newline": "\r\n"}, lambda: b"a\r\nb\r\n", lambda: b"a\r\nb\n"),
    ("size", "x", {"size": {"min": 2, "max": 3}}, lambda: b"abc", lambda: b"abcd"),
    (
        "table",
        "x.csv",
        {"table": RECORDS},
        lambda: b"name,id,paid\nBo,12,\nAna,007,1.50\n",
        lambda: b"name,id,paid\nBo,12,\nAna,7,1.50\n",
    ),
    (
        "table, an index column",
        "x.csv",
        {"table": RECORDS},
        lambda: b"id;name;paid\n007;Ana;1.5\n12;Bo;\n",
        lambda: b",id,name,paid\n0,007,Ana,1.5\n1,12,Bo,\n",
    ),
    (
        "table, order",
        "x.tsv",
        {"table": RECORDS, "order": True},
        lambda: b"id\tname\tpaid\n007\tAna\t1.5\n12\tBo\t\n",
        lambda: b"id\tname\tpaid\n12\tBo\t\n007\tAna\t1.5\n",
    ),
    (
        "table, a row too many",
        "x.json",
        {"table": RECORDS},
        lambda: b'[{"id":"007","name":"Ana","paid":1.5},{"id":"12","name":"Bo","paid":null}]',
        lambda: b'[{"id":"007","name":"Ana","paid":1.5},{"id":"12","name":"Bo"},{"id":"12"}]',
    ),
    (
        "table, a sheet",
        "x.xlsx",
        {"table": RECORDS, "sheet": "S"},
        lambda: workbook([["id", "name", "paid"], ["007", "Ana", 1.5], [12, "Bo", None]], "S"),
        lambda: workbook([["id", "name", "paid"], ["007", "Ana", 1.6], [12, "Bo", None]], "S"),
    ),
    (
        "values",
        "x.csv",
        {"values": [["North", 12], ["South", 3.5]]},
        lambda: b"sum,region\n3.50,South\n12.0,North\n",
        lambda: b"sum,region\n3.50,North\n12.0,South\n",
    ),
    ("columns", "x.csv", {"columns": ["b", "a"]}, lambda: b"a,b\n1,2\n", lambda: b"a,c\n1,2\n"),
    ("row_count", "x.csv", {"row_count": 1}, lambda: b"a\n1\n", lambda: b"a\n1\n2\n"),
    ("json", "x", {"json": {"a": [1.0]}}, lambda: b'{"a": [1]}', lambda: b'{"a": [true]}'),
    (
        "image, size",
        "x.png",
        {"image": {"width": 100, "height": 50, "format": "PNG"}},
        lambda: image((100, 51)),
        lambda: image((100, 53)),
    ),
    (
        "image, format",
        "x.png",
        {"image": {"format": "PNG"}},
        lambda: image((9, 9)),
        lambda: image((9, 9), kind="JPEG"),
    ),
    (
        "image, limits",
        "x.png",
        {"image": {"max_width": 100, "max_height": 100}},
        lambda: image((100, 40)),
        lambda: image((40, 101)),
    ),
    (
        "image, mode",
        "x.png",
        {"image": {"mode": "L"}},
        lambda: image((9, 9), "L"),
        lambda: image((9, 9)),
    ),
    (
        "image, grey",
        "x.png",
        {"image": {"grey": True}},
        lambda: image((9, 9), "L"),
        lambda: image((9, 9)),
    ),
    (
        "image, the right one",
        "x.png",
        {"image": {"like": "shot.png", "width": 60}},
        lambda: shot("RGB", (60, 40)),
        lambda: image((60, 40)),
    ),
    (
        "image, turned",
        "x.png",
        {"image": {"like": "shot.png", "turn": 90}},
        lambda: shot("RGB", (80, 120), Image.Transpose.ROTATE_270),
        lambda: shot("RGB", (80, 120), Image.Transpose.ROTATE_90),
    ),
    (
        "image, turned upside down",
        "x.png",
        {"image": {"like": "shot.png", "turn": 180}},
        lambda: shot("RGB", (120, 80), Image.Transpose.ROTATE_180),
        lambda: shot("RGB", (120, 80)),
    ),
    (
        "image, flipped",
        "x.png",
        {"image": {"like": "shot.png", "flip": "horizontal"}},
        lambda: shot("RGB", (120, 80), Image.Transpose.FLIP_LEFT_RIGHT),
        lambda: shot("RGB", (120, 80), Image.Transpose.FLIP_TOP_BOTTOM),
    ),
    (
        "image, cropped",
        "x.png",
        {"image": {"like": "shot.png", "box": [0, 0, 60, 80]}},
        lambda: shot("RGB", (60, 80), box=(0, 0, 60, 80)),
        lambda: shot("RGB", (60, 80), box=(60, 0, 120, 80)),
    ),
    (
        "image, grey and the right one",
        "x.png",
        {"image": {"like": "shot.png", "grey": True}},
        lambda: shot("L", (120, 80)),
        lambda: image((120, 80), "L"),
    ),
    ("plot", "x.png", {"plot": True}, lambda: image((640, 480)), lambda: blank((640, 480))),
    ("plot, tiny", "x.png", {"plot": True}, lambda: image((640, 480)), lambda: image((64, 48))),
    (
        "members",
        "x.zip",
        {"members": ["letters/anna.txt", "letters/ben.txt"]},
        lambda: packed(LETTERS),
        lambda: packed(LETTERS | {"letters/old.txt": b"x"}),
    ),
    (
        "members, bare names",
        "x.zip",
        {"members": ["letters/anna.txt", "letters/ben.txt"]},
        lambda: packed(BARE),
        lambda: packed(BARE | {"ben.txt": b"other"}),
    ),
    (
        "members, a folder in front",
        "x.tar",
        {"members": ["letters/anna.txt", "letters/ben.txt"]},
        lambda: taped(DEEPER, "w"),
        lambda: taped({"letters/anna.txt": LETTERS["letters/anna.txt"]}, "w"),
    ),
    (
        "members, really compressed",
        "x.tar.gz",
        {"members": ["letters/anna.txt", "letters/ben.txt"]},
        lambda: taped(LETTERS, "w:gz"),
        lambda: taped(LETTERS, "w"),
    ),
]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start")
    build("archives", folder)
    Desk(folder, datetime.now()).picture("shot.png", (120, 80), seed=1)
    return folder


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_check_passes_on_what_it_asks_for_and_fails_on_what_comes_near(
    case: Case, start: Path
) -> None:
    _, path, checks, good, bad = case
    assert complaints(path, good(), start, checks) == ()
    assert complaints(path, bad(), start, checks)


def test_every_check_that_can_fail_has_a_case_here() -> None:
    tried = {key for _, _, checks, _, _ in CASES for key in checks} - set(OPTIONS)
    assert tried == set(CHECKS) - {"exists"}


def test_damaged_content_is_a_complaint_and_not_a_crash(start: Path) -> None:
    junk = b"\x00\x01\xff\xfe"
    for path, checks in (
        ("x.zip", {"members": ["todo.md"]}),
        ("x.tar.gz", {"members": ["todo.md"]}),
        ("x.xlsx", {"row_count": 1}),
        ("x.json", {"json": {}}),
        ("x.png", {"plot": True}),
        ("x.png", {"image": {"width": 3}}),
        ("x.csv", {"columns": ["a"]}),
    ):
        assert complaints(path, junk, start, checks), path
