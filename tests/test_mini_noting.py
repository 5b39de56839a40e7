"""Lists, diaries and logs; names that people do not spell; commands that only look."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from interpreter.look import look
from models.meant import meant
from models.mini.checks import risk
from models.mini.families import noting, texts
from models.mini.families.code import completed, filled
from models.mini.literals import Literals, known_of
from models.mini.motives import unasked
from models.mini.restating import restated
from models.mini.verify import run

DIARY = "2026-11-01: rain\n2026-11-03: sun\nnothing\n2026-11-09: snow\n"
DESK = "TODO call Anna\nTODO rolls - done\n[x] TODO mail\nTODO not done: tax\n"
PRICES = "clutch 650 euro\nbrake pads 45.50 euro (per 2)\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    for name, text in (("diary.txt", DIARY), ("desk.txt", DESK), ("prices.txt", PRICES)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def told(folder: Path, unit: str, **slots: str) -> str:
    output, error = run(completed(filled(texts.REQUESTS[unit], slots)), folder)
    return output.strip() or error.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("unit", "slots", "said"),
    [
        ("text.line_items", {"file": "diary.txt", "text": "days"}, "4 days in diary.txt"),
        ("text.since_day", {"file": "diary.txt", "date": "2026-11-03"}, "2 lines of 4."),
        (
            "text.between_days",
            {"file": "diary.txt", "date": "2026-11-02", "date2": "2026-11-08"},
            "2: 2026-11-03: sun\n1 line of 4.",
        ),
        ("text.lines_with_two", {"file": "desk.txt", "text": "TODO", "text2": "done"}, "done: 2"),
        ("text.search_not_done", {"file": "desk.txt", "text": "TODO"}, "4: TODO not done: tax"),
        ("text.append_dated", {"file": "diary.txt", "content": "hail"}, f"{date.today()}: hail"),
        ("text.number_now", {"file": "prices.txt", "text": "brake pads", "b": "47"}, "of 45.50"),
        ("text.number_now", {"file": "desk.txt", "text": "TODO", "b": "47"}, "LookupError"),
    ],
)
def test_lists_and_diaries(desk: Path, unit: str, slots: dict[str, str], said: str) -> None:
    assert said in told(desk, unit, **slots)


def test_files_are_joined_in_the_order_of_their_dates(tmp_path: Path) -> None:
    for name in ("minutes_2026-09-01.txt", "minutes_2026-11-03.txt", "minutes_2026-10-06.txt"):
        (tmp_path / name).write_text(f"{name}\n")
    code = 'files = sorted(Path(".").glob("*.txt"), reverse=True)\n'
    code += filled(noting.ACTIONS["action.merge_by_date"], {"out": "all.md"})
    run(completed(code), tmp_path)
    lines = (tmp_path / "all.md").read_text().splitlines()
    assert [line[8:15] for line in lines] == ["2026-09", "2026-10", "2026-11"]


def test_a_script_is_run_by_its_language(tmp_path: Path) -> None:
    (tmp_path / "physics").mkdir()
    (tmp_path / "physics" / "auto.py").write_text("print(6 * 7)\n")
    for command in ("physics/auto.py", "auto.py", "auto.py 5"):
        assert run(completed(f'run("{command}")'), tmp_path)[0].strip() == "42"


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("ls -l photos", "reads"),
        ('wc -l \\"my hours.csv\\"', "reads"),
        ("ls > a.txt", "changes"),
        ("cat a.txt; touch b", "changes"),
        ("lsof", "changes"),
        ("rm a.txt", "destroys"),
    ],
)
def test_a_command_that_only_looks_changes_nothing(command: str, what: str) -> None:
    assert risk(f'run("{command}")') == what


def test_lines_with_a_word_are_not_those_without_it() -> None:
    code = 'wanted = "TODO"\nwith_numbers(lines, lambda line: wanted.lower() not in line.lower())\n'
    assert unasked(code, "all lines with TODO in a.txt that are not done", "")
    assert not unasked(code, "all lines of a.txt that are not with TODO", "")
    share = "show_share(path, lines, wanted)"
    assert unasked(share, "how many lines with A and how many with B are in a.txt", "")
    assert not unasked(share, "how many lines has a.txt, and how many with B", "")
    assert unasked('run("git status")', "what git version do I have", "")


PATHS = [
    "call list.txt", "price list 2026.txt", "Notes/", "Notes/TODO.txt", "Old backup/",
    "Old backup/TODO.txt", "Dr. Hoffmann/", "Dr. Hoffmann/letter draft.txt", "songs.txt",
]  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "path"),
    [
        ("put it at the end of the call list", "call list.txt"),
        ("in the price list 2026 change simit to 1.30", "price list 2026.txt"),
        ("what is on my TODO list", "Notes/TODO.txt"),
        ("open the letter draft for Dr. Hoffmann", "Dr. Hoffmann/letter draft.txt"),
    ],
)
def test_lists_and_titles_are_words_of_names(prompt: str, path: str) -> None:
    assert [each.path for each in meant(PATHS, prompt)] == [path]


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("sort the songs and save them as songs sorted.txt",
         ["sort songs.txt and save them as songs sorted.txt"]),
        ("sort the call list file", ["sort call list.txt"]),
        ("add a line to TODO.txt in Notes", ["add a line to Notes/TODO.txt"]),
        ("add to TODO.txt in Notes a line: learn the songs",
         ["add to Notes/TODO.txt a line: learn the songs"]),
    ],
)  # fmt: skip
def test_what_is_written_or_named_stays_as_it_was_typed(
    tmp_path: Path, prompt: str, said: list[str]
) -> None:
    for path in PATHS:
        if path.endswith("/"):
            (tmp_path / path).mkdir()
        else:
            (tmp_path / path).touch()
    ways = [way.request for way in restated(prompt, look(tmp_path, prompt))]
    assert said[0] in ways


@pytest.mark.parametrize(
    ("request_", "values"),
    [
        ("replace XXX with R26-022 in a.txt", ["XXX", "R26-022", "a.txt"]),
        ("write it into a new file names sorted.txt", ["names sorted.txt"]),
        ("join them in one file called all menus.txt", ["all menus.txt"]),
        ("save as packing list clean.txt", ["packing list clean.txt"]),
        ("Rosa Jansen is called Blumen Jansen now", ["Rosa Jansen", "Blumen Jansen"]),
        ("Show Anna the way", ["Anna"]),
        ("every line in the minutes", ["minutes"]),
        ("how many minutes are 3 hours", ["3"]),
    ],
)
def test_names_are_seen_as_they_are(request_: str, values: list[str]) -> None:
    literals = Literals()
    literals.hide(request_, known_of([], {}, (), ["minutes"]))
    assert list(literals.values.values()) == values
