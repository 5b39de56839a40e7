"""Tables of every format as rows of text."""

from __future__ import annotations

import csv
import io
import json
import math

Row = dict[str, str]


def basename(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def ext(path: str) -> str:
    """Lower case, without the dot."""
    head, dot, tail = basename(path).rpartition(".")
    return tail.lower() if dot and head else ""


def table_rows(
    content: bytes, path: str, sheet: str = "", separator: str = "", encoding: str = "utf-8"
) -> list[Row]:
    """Raises ValueError for what is not a table with one header row."""
    grid = table_grid(content, path, sheet, separator, encoding)
    if not grid:
        return []
    header, *body = grid
    return [
        dict(zip(header, [*row, *[""] * (len(header) - len(row))], strict=False)) for row in body
    ]


def table_grid(
    content: bytes, path: str, sheet: str = "", separator: str = "", encoding: str = "utf-8"
) -> list[list[str]]:
    """Header and rows as text. The separator is the one the header holds most often."""
    kind = ext(path)
    if kind == "xlsx":
        return _workbook_grid(content, sheet)
    text = content.decode(encoding).removeprefix("\ufeff")
    if kind == "json":
        records = json.loads(text)
        if not isinstance(records, list) or not all(isinstance(item, dict) for item in records):
            raise ValueError("not a list of objects")
        header = list(dict.fromkeys(key for item in records for key in item))
        return [header, *([cell(item.get(key)) for key in header] for item in records)]
    head = text.partition("\n")[0]
    mark = separator or max(",;\t|", key=head.count)
    return [row for row in csv.reader(io.StringIO(text), delimiter=mark) if row]


def _workbook_grid(content: bytes, sheet: str) -> list[list[str]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), data_only=True)
    page = book[sheet] if sheet else book.worksheets[0]
    grid = [[cell(value) for value in row] for row in page.iter_rows(values_only=True)]
    return [row for row in grid if any(row)]


def cell(value: object) -> str:
    """A cell as text: whole numbers without `.0`, midnight without a time, nothing as nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
