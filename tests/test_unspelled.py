"""Requests that spell no name, end to end with the model in the box: what is meant is looked up."""

from __future__ import annotations

import os
import time
from pathlib import Path

import openpyxl
import pytest
from conftest import Interp

JOBS = """date,customer,mechanic,hours,paid
2026-09-01,Huber,Kemal,2,yes
2026-09-03,Novak,Mario,1.5,no
2026-10-05,Huber,Kemal,4,no
"""
OLD = 400 * 86400


@pytest.fixture
def garage(folder: Path) -> Path:
    """A folder of a garage: a table of jobs and a workbook in folders, invoices, notes."""
    texts = {
        "Jobs/jobs.csv": JOBS,
        "Invoices/RE-101 Huber.txt": "two hours",
        "Invoices/RE-102 Novak.txt": "one hour",
        "Desk/telephone notes.txt": "Ilic called\nsend Huber the bill\n",
        "shopping.txt": "milk\n",
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    old = folder / "Invoices" / "RE-101 Huber.txt"
    os.utime(old, (time.time() - OLD, time.time() - OLD))
    book = openpyxl.Workbook()
    for row in [["item", "price"], ["brake", 40], ["clutch", 60]]:
        book.active.append(row)
    book.save(folder / "Jobs" / "parts list.xlsx")
    return folder


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ("hours per mechanic", ["I took jobs.csv.", "Kemal", "6", "1.5"]),
        ("oldest invoice?", ["RE-101 Huber.txt"]),
        ("show me the telephone notes", ["Ilic called", "send Huber the bill"]),
        ("what is the total price in the parts list?", ["I took parts list.xlsx.", "100"]),
    ],
)
def test_what_is_meant_is_found(
    garage: Path, interp: Interp, request_: str, said: list[str]
) -> None:
    ran = interp("-m", "mini", request_)
    assert ran.code == 0, ran.err
    assert [each for each in said if each not in ran.out] == []


def test_what_is_meant_is_changed(garage: Path, interp: Interp) -> None:
    ran = interp("-y", "-m", "mini", 'add "bread" at the end of my shopping list')
    assert ran.code == 0, ran.err
    assert (garage / "shopping.txt").read_text() == "milk\nbread\n"
