"""Text files: several things done one after the other, what is sought, what is written."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from models.mini import asked_texts, contents
from models.mini.asked import Asked
from models.mini.draw import Draw, NoWordingError
from models.mini.families import chaining, texts
from models.mini.families.code import completed, filled
from models.mini.literals import Literals
from models.mini.spotted import NOTHING
from models.mini.spotting import located


def run(template: str, **slots: str) -> None:
    exec(completed(filled(template, slots)), {"__name__": "__main__"})


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "todo.txt").write_text("milk\n\nbread\nmilk \n# shop\n\n", "utf-8")
    (tmp_path / "app.log").write_text("1 ERROR a\n2 WARN b\n3 ERROR a\n", "utf-8")
    return tmp_path


def test_doubles_and_blank_lines_go_at_once(here: Path) -> None:
    run(chaining.chain("text.no_blank", ["text.also_unique"]), file="todo.txt")
    assert (here / "todo.txt").read_text("utf-8") == "milk\nbread\n# shop\n"


def test_a_chain_that_is_saved_leaves_the_file_as_it_was(here: Path) -> None:
    before = (here / "todo.txt").read_bytes()
    code = chaining.chain("text.unique", ["text.also_sorted", "text.into", "text.also_no_comments"])
    run(code, file="todo.txt", out="clean.txt")
    assert (here / "todo.txt").read_bytes() == before
    assert (here / "clean.txt").read_text("utf-8").split() == ["bread", "milk"]


def test_what_is_open_or_of_some_days_goes_into_a_chain_too(here: Path) -> None:
    (here / "log.txt").write_text("2026-03-01 b TODO\n2026-03-09 a TODO done\n2026-04-02 c TODO\n")
    code = chaining.chain("text.between_days", ["text.also_sorted_desc", "text.into"])
    run(code, file="log.txt", date="1 March 2026", date2="31 March 2026", out="march.txt")
    assert (here / "march.txt").read_text().split("\n")[0] == "2026-03-09 a TODO done"
    run(
        chaining.chain("text.since_day", ["text.into"]),
        file="log.txt",
        date="9 March 2026",
        out="s",
    )
    assert (here / "s.txt").read_text().count("\n") == 2
    code = chaining.chain("text.search_not_done", ["text.also_with", "text.into"])
    run(code, file="log.txt", text="TODO", text2="c", out="open.txt")
    assert (here / "open.txt").read_text() == "2026-04-02 c TODO\n"


def test_the_order_in_which_clauses_are_said_does_not_matter() -> None:
    one = chaining.chain("text.sort", ["text.also_unique", "text.also_no_blank"])
    other = chaining.chain("text.no_blank", ["text.also_sorted", "text.also_unique"])
    assert one == other


def test_what_a_unit_says_already_has_its_code() -> None:
    assert chaining.chain("text.sort", ["text.also_unique"]) == texts.REQUESTS["text.sort_unique"]
    assert chaining.chain("text.sort", ["text.into"]) == texts.REQUESTS["text.sort_to"]
    assert chaining.chain("text.search", ["text.into"]) == texts.REQUESTS["text.search_save"]


def test_removing_doubles_keeps_blank_lines(here: Path) -> None:
    run(texts.REQUESTS["text.unique"], file="todo.txt")
    assert (here / "todo.txt").read_text("utf-8") == "milk\n\nbread\n# shop\n\n"


@pytest.mark.parametrize(
    ("sought", "told"),
    [("errors", "2 lines of app.log with error."), ("warnings", "1 line of app.log with warn.")],
)
def test_a_plural_finds_what_stands_there_in_the_singular(
    here: Path, capsys: pytest.CaptureFixture[str], sought: str, told: str
) -> None:
    run(texts.REQUESTS["text.lines_with"], file="app.log", text=sought)
    assert capsys.readouterr().out.strip() == told


def test_how_many_lines_and_how_many_of_them(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(texts.REQUESTS["text.lines_and_with"], file="app.log", text="errors")
    assert capsys.readouterr().out.strip() == "app.log has 3 lines, 2 of them with error."


def test_a_replacement_takes_the_spelling_of_the_file(here: Path) -> None:
    path = here / "prices.txt"
    path.write_text("Simit   1.20\nPogaca 2.00\n", "utf-8")
    run(texts.REQUESTS["text.replace"], file="prices.txt", text="simit 1.20", to="simit 1.30")
    assert path.read_text("utf-8") == "Simit   1.30\nPogaca 2.00\n"


def test_a_number_is_replaced_as_a_whole_one_only(here: Path) -> None:
    path = here / "prices.txt"
    path.write_text("20 rolls 1.20, 200 g\n", "utf-8")
    run(texts.REQUESTS["text.replace"], file="prices.txt", text="20", to="25")
    assert path.read_text("utf-8") == "25 rolls 1.20, 200 g\n"


def test_a_number_is_changed_on_the_lines_of_a_word_alone(here: Path) -> None:
    path = here / "prices.txt"
    path.write_text("clutch 650\nbrake 650\nclutch 6500\n", "utf-8")
    run(texts.REQUESTS["text.number_on_lines"], file="prices.txt", text2="Clutch", a="650", b="690")
    assert path.read_text("utf-8") == "clutch 690\nbrake 650\nclutch 6500\n"


@pytest.mark.parametrize(
    ("request_", "written"),
    [
        ("add to todo.txt a line: call Anna Berg, today", "call Anna Berg, today"),
        ("write x.txt with the text: Dear Ann, call me on Monday.", "Dear Ann, call me on Monday."),
        ("append to notes.md: buy milk, please", "buy milk"),
        ("make a.txt with three lines: red, green, blue", None),
        ("todo.txt: remove blank lines", None),
        ("add the line: rent is due to todo.txt", None),
    ],
)
def test_a_text_behind_a_colon_is_taken_whole(request_: str, written: str | None) -> None:
    found = contents.written(request_)
    assert (found.value if found else None) == written


def test_a_written_text_is_one_literal_with_its_capitals() -> None:
    literals = Literals()
    literals.hide("add to todo.txt a line: call Anna Berg about B.txt")
    literals.hide("add to list.txt a line: call Anna Berg, Monday 12:30")
    assert "call Anna Berg, Monday 12:30" in literals.values.values()


def test_an_old_log_has_its_number() -> None:
    request = "last 5 lines of app.log.1"
    found = contents.rotated(request, located(request, NOTHING, []))
    assert [f.value for f in found if f.kind == "file"] == ["app.log.1"]


def test_two_questions_about_one_file_are_both_answered() -> None:
    draw = Draw(random.Random(4), "train")
    made: list[Asked] = []
    while len(made) < 20:
        try:
            made.append(asked_texts.two_questions(draw))
        except NoWordingError:
            continue
    assert all(asked.code.count("path = locate(") == 1 for asked in made)
    told = re.compile(r"print\(|show_\w+\(|count_levels\(")
    assert all(len(told.findall(asked.code)) > 1 for asked in made)
