"""What the model in the box learns of requests that go on from an answer, and what checks them."""

from __future__ import annotations

import random

import pytest

from models.messages import Message
from models.mini import repairs
from models.mini.checks import repeated
from models.mini.draw import Draw, NoWordingError
from models.mini.families import files, tables
from models.mini.reading import asked_of
from models.mini.referring import AFTER_FILES, REFERRING, lonely, onward, referring

CODE = '```python\ndf = read_table(locate("a.csv"))\ndf = having(df, "open")\nshow(df)\n```'


def draw(seed: str) -> Draw:
    return Draw(random.Random(seed), "train")


@pytest.mark.parametrize("unit", REFERRING)
def test_each_follow_up_changes_the_code_of_before(unit: str) -> None:
    _, messages = referring(draw(unit), unit)
    assert messages[-2].role == "user"
    assert messages[1].content != messages[-1].content


def test_deleting_one_of_those_listed_never_deletes_them_all() -> None:
    for unit in ("follow.delete_empty", "follow.delete_ext", "follow.delete_oldest"):
        for seed in range(5):
            _, messages = referring(draw(f"{unit} {seed}"), unit)
            before, after = (m.content.split("\n") for m in (messages[1], messages[-1]))
            assert "    p.unlink()" in after
            chosen = [line for line in after if line.startswith("files = ")]
            assert len(chosen) == 1 + len([x for x in before if x.startswith("files = ")])


def test_a_third_request_goes_on_from_the_second() -> None:
    made = None
    for seed in range(20):
        try:
            made = onward(draw(str(seed)), referring(draw(str(seed)), "follow.which_newest"))
        except NoWordingError:
            continue
        break
    assert made is not None
    unit, messages = made
    assert unit in AFTER_FILES
    assert [m.role for m in messages].count("user") == 3
    shown = files.ACTIONS["action.list"].strip()
    kept = messages[4].content.removesuffix("\n```").removesuffix(shown)
    assert messages[-1].content.startswith(kept)


def test_what_refers_back_to_nothing_is_made_of_follow_ups() -> None:
    assert len({lonely(draw(str(seed))) for seed in range(20)}) > 10


def test_the_same_code_again_is_no_answer_to_a_follow_up() -> None:
    def flagged(request: str) -> bool:
        said = [Message("user", "open ones in a.csv"), Message("assistant", CODE),
                Message("user", request)]  # fmt: skip
        return repeated(CODE[len("```python\n") : -len("```")], asked_of(said))

    assert flagged("and in b.csv?")
    assert flagged("how many of those are paid")
    assert not flagged("open ones in a.csv")
    assert not flagged("the same again")
    assert not flagged("rows of a.csv with open")


def test_a_column_that_is_called_by_another_word_is_taken_when_only_one_can_be_meant() -> None:
    code = '```python\ndf = read_table(locate("a.csv"))\ncol = column(df, "salary")\n```'
    error = "KeyError: 'no column salary; columns: number, name, gross'"
    mended = repairs.mend(code, error, "")
    assert mended is not None
    assert 'column(df, "gross")' in mended.code
    assert repairs.mend(code, "KeyError: 'no column salary; columns: number, name'", "") is None


def test_a_file_to_be_deleted_is_never_guessed() -> None:
    error = "FileNotFoundError: no sales.csv; here: Sales 2024.csv"
    seen = "files: Sales 2024.csv"
    assert repairs.mend('path = exactly("sales.csv")', error, seen) is None
    assert repairs.mend('path = locate("sales.csv")', error, seen) is not None


def test_rows_stay_rows() -> None:
    for seed in range(5):
        _, messages = referring(draw(str(seed)), "follow.columns_sorted")
        assert messages[-1].content.removesuffix("\n```").endswith(tables.SHOW.strip())
