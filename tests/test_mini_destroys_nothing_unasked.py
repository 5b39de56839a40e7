"""The model in the box deletes only when a person said so."""

from __future__ import annotations

import pytest

from models.mini.checks import Asked, problems

DELETES = "from pathlib import Path\nfor p in Path('.').iterdir():\n    p.unlink()\n"


def refused(request: str, before: str = "", around: str = "") -> bool:
    found = problems(DELETES, Asked(request, around=around, before=before), frozenset())
    return any(each.kind == "destroys" for each in found)


@pytest.mark.parametrize(
    ("request_", "before"),
    [
        ("list all photos", ""),
        ("list all photos", "hello"),
        ("show big.bin", ""),
        ("how many files are called 'delete me'?", ""),
        ("where is remove.txt", ""),
    ],
)
def test_a_request_that_names_no_deletion_deletes_nothing(request_: str, before: str) -> None:
    assert refused(request_, before, around="files: big.bin, trash.txt\nDeleted 2 files.")


@pytest.mark.parametrize(
    ("request_", "before"),
    [
        ("delete all photos", ""),
        ("get rid of the tmp files", ""),
        ("I don't need the logs anymore", ""),
        ("and the png ones too", "remove the jpg files"),
    ],
)
def test_a_request_for_deletion_is_let_through(request_: str, before: str) -> None:
    assert not refused(request_, before)
