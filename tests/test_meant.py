"""Files, folders and tables that a request means without spelling their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from interpreter.look import look
from models.meant import meant, table_meant
from models.mini.restating import restated

PATHS = [
    "Desk/",
    "Desk/telephone notes.txt",
    "Invoices/",
    "Invoices/RE-104 Huber.PDF",
    "Invoices/RE-105 Petersen.pdf",
    "Invoices/RE-105 Petersen (1).pdf",
    "Photos/",
    "Photos/IMG_0452.JPG",
    "Photos/Golf Huber.jpg",
    "recipes/",
    "recipes/simit.txt",
    "recipes/börek.txt",
    "shopping.txt",
    "logs/",
    "logs/build_0.9.1.log",
    "logs/build_0.9.2.log",
    "quote_painter_old.pdf",
    "Family tree/",
    "Family tree/families.json",
]


@pytest.mark.parametrize(
    ("prompt", "paths"),
    [
        ("how many calls are in the telephone notes?", ["Desk/telephone notes.txt"]),
        ("read me the recipe of simit", ["recipes/simit.txt"]),
        ("show me the BOREK recipe", ["recipes/börek.txt"]),
        ("last lines of the 0.9.1 build log", ["logs/build_0.9.1.log"]),
        ("turn IMG_0452 left", ["Photos/IMG_0452.JPG"]),
        ("please delete the painter's quote", ["quote_painter_old.pdf"]),
        ("sort the shopping list", ["shopping.txt"]),
        ("oldest invoice?", ["Invoices/"]),
        ("open RE-105 Petersen", ["Invoices/RE-105 Petersen.pdf"]),
        ("who is in the family tree?", ["Family tree/"]),
        # what is spelled, several, or nothing
        ("delete RE-105 Petersen (1).pdf", []),
        ("rename shopping.txt to 'telephone notes'", []),
        ("all the files about Huber", []),
        ("everything in the build logs", ["logs/"]),
        ("what is the weather like", []),
        ("sort everything by size", []),
        ("zip the texts (shopping, telephone notes)", ["Desk/telephone notes.txt"]),
        ("add bread to the shopping in shopping.txt", []),
    ],
)
def test_words_mean_what_is_there(prompt: str, paths: list[str]) -> None:
    assert [each.path for each in meant(PATHS, prompt)] == paths


JOBS = [["date", "customer", "mechanic", "hours", "paid"], ["1", "Huber", "Kemal", "2", "no"]]
STOCK = [["part", "price", "minimum"], ["brake", "5", "3"]]


@pytest.mark.parametrize(
    ("prompt", "table"),
    [
        ("hours per mechanic", ("Jobs/jobs.csv", True)),
        ("what did Kemal do for huber", ("Jobs/jobs.csv", True)),
        ("price of the brake", ("Parts/stock.csv", True)),
        ("hours per mechanic in times.csv", ("Jobs/jobs.csv", True)),
        ("the average price", ("Parts/stock.csv", False)),
        ("hours per mechanic in jobs.csv", ("", False)),
        ("how many files are there", ("", False)),
        ("price per hour of work", ("", False)),
        ("find everything with huber in the name", ("", False)),
    ],
)
def test_the_table_that_columns_and_cells_point_to(prompt: str, table: tuple[str, bool]) -> None:
    assert table_meant({"Jobs/jobs.csv": JOBS, "Parts/stock.csv": STOCK}, prompt) == table


@pytest.fixture
def garage(folder: Path) -> Path:
    """A folder of a garage: jobs in a table, a letter, invoices."""
    for path in PATHS:
        if not path.endswith("/"):
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).touch()
    (folder / "Jobs").mkdir()
    lines = ["date,customer,mechanic,labour_eur", "1,Huber,Kemal,20", "2,Novak,Kemal,30"]
    (folder / "Jobs" / "jobs.csv").write_text("\n".join([*lines, "3,Ilic,Mario,3", "4,Ilic,Jo,2"]))
    return folder


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("oldest invoice?", ["oldest file in Invoices?"]),
        ("move the huber invoices to Old", ["move the huber files in Invoices to Old"]),
        ("copy all recipes to Mum", ["copy all files in recipes to Mum"]),
        ("zip recipes", []),
        ("put bread at the end of my shopping list", ["put bread at the end of shopping.txt"]),
        ("labour per mechanic, please", ["labour_eur per mechanic in jobs.csv"]),
        ("total labour for the ilics", ["total labour_eur for the Ilic in jobs.csv"]),
        ("sum of labour_eur in jobs.csv", []),
        ("show me all pdfs", []),
    ],
)  # fmt: skip
def test_a_request_is_said_again_with_names(garage: Path, prompt: str, said: list[str]) -> None:
    assert [way.request for way in restated(prompt, look(garage, prompt))] == said


def test_the_user_is_told_what_was_taken(garage: Path) -> None:
    def told(prompt: str) -> list[str]:
        return [way.note for way in restated(prompt, look(garage, prompt))]

    assert told("hours and labour per mechanic") == ["I took jobs.csv."]
    assert told("open the painter's quote") == ["I took quote_painter_old.pdf."]


def test_names_with_the_signs_of_the_facts_are_left_out(folder: Path) -> None:
    (folder / "a = b; shopping.txt").touch()
    assert "meant" not in look(folder, "the b shopping list")
