"""Task files are read strictly, useless tasks are found, and fixtures are what they say."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from interpreter.bench import PARTS, TASKS, find_tasks
from interpreter.bench_check import check_file
from interpreter.bench_facts import FactError, Facts
from interpreter.bench_folder import snapshot
from interpreter.bench_tasks import FAMILIES, TaskError, load_tasks, requests
from models.bench import fixtures
from models.bench.fixtures import FIXTURES

HEAD = '[[task]]\nid = "kim-text-001"\nfamily = "text"\nfixture = "notes"\nprompt = "x"\n'
NOW = datetime(2026, 3, 18, 15, 30)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        path = tmp_path / "kim.toml"
        path.write_text(text, "utf-8")
        return path

    return written


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("task = 3", "nothing else"),
        ("[[task]\n", "kim.toml"),
        (HEAD + "expcet = {}\n", "expcet"),
        (HEAD, "expect missing"),
        (HEAD.replace('"text"', '"txet"') + 'expect = { deleted = "*.txt" }', "txet"),
        (HEAD + 'prompts = ["y"]\nexpect = { deleted = "*.txt" }', "either prompt or prompts"),
        (HEAD + 'expect = { delted = "*.txt" }', "delted"),
        (HEAD + "expect = { nothing_changes = true }", "neither what changes"),
        (HEAD + "expect = { answer = { numbers = [1] } }", "nothing_changes = true"),
        (HEAD + 'expect = { nothing_changes = true, deleted = "a" }', "does not go with"),
        (HEAD + 'expect = { nothing_changes = true, outcome = "maybe" }', "outcome is one of"),
        (HEAD + 'seconds = "3"\nexpect = { deleted = "*.txt" }', "wrong type"),
        ('title = "x"\n' + HEAD + 'expect = { deleted = "*.txt" }', "nothing else"),
    ],
)
def test_a_mistake_in_a_task_file_is_an_error(
    write: Callable[[str], Path], text: str, told: str
) -> None:
    with pytest.raises(TaskError, match=told):
        load_tasks(write(text))


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ('{ deleted = "nowhere.txt" }', "nowhere.txt"),
        ('{ deleted = "*.xyz" }', "xyz"),
        ('{ deleted = "= files(ext=3)" }', "files"),
        ('{ moved = [{ files = "*.txt" }] }', "files \\+ to"),
        ('{ moved = [{ file = "poem.txt", too = "x" }] }', "take files, to"),
        ('{ created = [{ path = "x" }] }', "checked with"),
        ('{ created = [{ path = "x", tabel = [] }] }', "tabel"),
        ('{ created = [{ text = "x" }] }', "with a path"),
        ('{ changed = [{ path = "*.txt", text = "x" }] }', "one file of the fixture"),
        ("{ nothing_changes = true, answer = { numers = [1] } }", "numers"),
        ('{ nothing_changes = true, answer = { matches = ["("] } }', "regular expression"),
        ('{ nothing_changes = true, answer = { not_names = ["x"] } }', "does nothing"),
        ('{ changed = [{ path = "poem.txt", same_as = "poem.txt" }] }', "does nothing"),
        (
            '{ deleted = "poem.txt", changed = [{ path = "poem.txt", text = "x" }] }',
            "more than one",
        ),
        (
            '{ nothing_changes = true, answer = { names = ["a"], not_names = ["a"] } }',
            "own ending",
        ),
        (
            "{ nothing_changes = true, answer = { numbers = [1.5], not_numbers = [1.5] } }",
            "own ending",
        ),
    ],
)
def test_the_validator_finds_what_cannot_be_met_and_what_demands_nothing(
    write: Callable[[str], Path], expect: str, told: str
) -> None:
    (complaint, *_) = check_file(write(f"{HEAD}expect = {expect}\n"))
    assert complaint.startswith("kim-text-001")
    assert re.search(told, complaint), complaint


def test_the_validator_finds_ids_and_requests_that_occur_twice(
    write: Callable[[str], Path],
) -> None:
    task = HEAD + 'expect = { deleted = "poem.txt" }\n'
    assert len(check_file(write(task + task))) == 2
    assert check_file(write(task)) == []


def test_an_unknown_fixture_is_told_with_the_known_ones(write: Callable[[str], Path]) -> None:
    text = HEAD.replace('"notes"', '"noets"') + 'expect = { deleted = "poem.txt" }\n'
    (complaint,) = check_file(write(text))
    assert "noets" in complaint
    assert "notes" in complaint


@pytest.mark.parametrize("part", PARTS)
def test_every_task_of_the_development_set_is_fit_for_use(part: str) -> None:
    assert check_file(TASKS / part) == []


def test_ids_and_requests_are_unique_over_the_whole_set() -> None:
    tasks = [task for part in PARTS for task in find_tasks(part)]
    ids = [task.id for task in tasks]
    assert len(set(ids)) == len(ids)
    asked = [(task.fixture, *task.prompts) for task in tasks]
    assert len(set(asked)) == len(asked)
    assert len(requests(tasks)) >= len(tasks)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_covers_every_family(part: str) -> None:
    assert {task.family for task in find_tasks(part)} == set(FAMILIES)


@pytest.mark.parametrize("name", sorted(FIXTURES))
def test_a_fixture_is_small_and_the_same_every_time(name: str, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        fixtures.build(name, tmp_path / folder, NOW)
    one, two = snapshot(tmp_path / "one"), snapshot(tmp_path / "two")
    assert one == two
    assert len(one) < 60
    files = [path for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert sum(path.stat().st_blocks * 512 for path in files) < 2_000_000


@pytest.mark.parametrize("name", ["inventory", "downloads", "logs", "project"])
def test_the_bytes_of_a_fixture_do_not_depend_on_the_clock(name: str, tmp_path: Path) -> None:
    contents = []
    for days in (0, 40):
        folder = tmp_path / str(days)
        fixtures.build(name, folder, NOW + timedelta(days=days))
        held = snapshot(folder)
        contents.append(sorted(held[path] for path in held if "archive/" not in path))
    assert contents[0] == contents[1]


def test_a_workbook_does_not_say_when_it_was_built(tmp_path: Path) -> None:
    fixtures.build("inventory", tmp_path, NOW)
    with zipfile.ZipFile(tmp_path / "stock.xlsx") as packed:
        assert {info.date_time for info in packed.infolist()} == {(2024, 1, 1, 0, 0, 0)}
        stamps = re.findall(rb"20\d\d-[^<]*", packed.read("docProps/core.xml"))
    assert set(stamps) == {b"2024-01-01T00:00:00Z"}
    assert len(stamps) == 2


def test_ages_are_counted_in_calendar_days(tmp_path: Path) -> None:
    fixtures.build("desktop", tmp_path, datetime.now())
    facts = Facts(tmp_path)
    assert facts.evaluate("files('todo.txt', days=0)") == ["todo.txt"]
    assert facts.evaluate("files('boarding pass.pdf', days=0)") == []
    assert facts.evaluate("files('boarding pass.pdf', days=1)") == ["boarding pass.pdf"]
    assert facts.evaluate("files('boarding pass.pdf', older=0)") == ["boarding pass.pdf"]


def test_facts_are_those_of_the_folder(tmp_path: Path) -> None:
    fixtures.build("sales", tmp_path)
    facts = Facts(tmp_path)
    for expression, value in {
        "len(rows('sales.csv'))": 60,
        "rows('sales.csv')[0]['order_id']": "00412",
        "len(files(ext='csv'))": 6,
        "len(files(ext='CSV', recursive=False))": 4,
        "files('by_year/*2023*')": ["by_year/orders_2023.csv"],
        "names(largest(files(), 1))": ["sales.csv"],
        "summed(rows('payments.csv'), 'paid')": 885.75,
        "list(grouped(rows('payments.csv'), 'customer_id'))": ["007", "019", "031", "023"],
        "parent(files(inside='by_year')[0])": "by_year",
    }.items():
        assert facts.evaluate(expression) == value, expression


def test_a_failing_expression_is_told_with_its_text(tmp_path: Path) -> None:
    with pytest.raises(FactError, match=r"rows\('none.csv'\)"):
        Facts(tmp_path).evaluate("rows('none.csv')")
