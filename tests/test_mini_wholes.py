"""Whole requests: sentences that somebody wove from several units, and the code they become."""

from __future__ import annotations

import ast
import random

import pytest

from models.mini import phrases
from models.mini.asked_whole import whole_task
from models.mini.draw import Draw, NoWordingError
from models.mini.families.code import completed
from models.mini.phrases import Whole, whole, whole_problem


def asked(line: str, seed: int = 1) -> tuple[str, str]:
    """The request and its code, for one whole request."""

    class One(Draw):
        def whole(self) -> Whole:
            return whole(line)

    made = whole_task(One(random.Random(seed), "train"))
    return made.request, made.code


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("move {ext} to {dest} || selection.ext action.fly", "no such unit action.fly"),
        ("move {ext} || selection.ext action.move", "slot dest is missing"),
        ("{ext} {ext} to {dest} || selection.ext action.move", "a slot stands twice"),
        ("{n} {ext} to {dest} || selection.ext action.move", "unknown slot n"),
        ("{n} || selection.days selection.older action.list", "two units have a slot n"),
        ("{ext} to {dest} || selection.ext action.move", ""),
    ],
)
def test_a_whole_request_that_cannot_be_used_is_told(line: str, what: str) -> None:
    assert whole_problem(whole(line)) == what


def test_one_sentence_becomes_the_code_of_all_its_units() -> None:
    line = "{ext} in {folder} over {size}, all into {dest}"
    units = "selection.ext selection.larger selection.folder action.move"
    _, code = asked(f"{line} || {units}")
    for part in ("folder_of(", "endswith(", "in_bytes(", "place(", "shutil.move("):
        assert part in code


def test_one_named_file_is_never_taken_for_all_files() -> None:
    _, code = asked("{file} can go || selection.file action.delete")
    assert "exactly(" in code
    assert "rglob" not in code


def test_a_filter_stands_behind_the_table_it_filters() -> None:
    _, code = asked("{col} of {table} in all where {fcol} is {word} || table.sum table.filter_is")
    lines = [line for line in code.splitlines() if "df" in line]
    assert "read_table" in lines[0]
    assert lines[1].startswith("df = df[")


def test_units_that_do_not_go_together_are_left_out_and_not_guessed() -> None:
    with pytest.raises(NoWordingError):
        asked("count the words of {file}, {ext} too || selection.ext text.words")


def test_nearly_all_whole_requests_that_were_written_become_code() -> None:
    draw = Draw(random.Random(4), "train")
    lost = 0
    for _ in range(600):
        try:
            made = whole_task(draw)
        except NoWordingError:
            lost += 1
            continue
        ast.parse(completed(made.code))
        assert not phrases.SLOT.search(made.request)
    assert lost < 18
