"""How the model in the box reads a request: politeness, slips, names further down the folder."""

from __future__ import annotations

import pytest

from models.mini import shortened
from models.mini.literals import Literals, known_of
from models.mini.misspelt import corrected, known_words
from models.mini.surroundings import folder, values


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Could you please list all pdfs? Thanks a lot!", "list all pdfs"),
        ("hi there, can you tell me how many files there are", "tell me how many files there are"),
        ("It is full. Would you kindly delete them, please?", "it is full. delete them"),
        ("sort a by b, please", "sort a by b"),
        ("I'd like you to zip them for me", "zip them"),
        ("Zip it. Then list it", "zip it. then list it"),
        ("Dana wants it", "Dana wants it"),
        ("delete all tmp files in the tmp folder", "delete all .tmp files in the tmp folder"),
        ("please", "please"),
        ("which files could you delete", "which files could you delete"),
    ],
)
def test_what_is_only_polite_is_not_read(said: str, read: str) -> None:
    assert shortened.asked(said) == read


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("the smalest files biger then 5 mb", "the smallest files bigger then 5 mb"),
        ("lsit all flodrs", "list all flodrs"),
        ("delete the tiff and the flac", "delete the tiff and the flac"),
        ("put them in biger", "put them in biger"),
        ("open lsit.txt and 'lsit'", "open lsit.txt and 'lsit'"),
    ],
)
def test_a_slip_in_an_ordinary_word_is_put_right(typed: str, meant: str) -> None:
    assert corrected(typed, known_of(["biger/"], {})) == meant


def test_the_words_that_are_known_are_those_of_the_wordings() -> None:
    assert {"folder", "delete", "bigger", "average"} <= known_words().keys()


def test_names_and_cells_that_were_seen_are_literals() -> None:
    seen = (
        "files: a.csv, docs/\ndeeper: docs/minutes march.txt, docs/Rome/\na.csv: x,y\n"
        "found: desk lamp in x of a.csv; red in y of a.csv"
    )
    names, tables = folder(seen)
    assert {"a.csv", "docs/", "minutes march.txt", "docs/minutes march.txt", "Rome/"} <= {*names}
    assert values(seen) == ["desk lamp", "red"]
    literals = Literals()
    literals.hide("copy minutes march.txt to Rome", known_of(names, tables, values(seen)))
    assert list(literals.values.values()) == ["minutes march.txt", "Rome"]


def hidden(request: str, parts: list[str]) -> list[str]:
    literals = Literals()
    literals.hide(request, known_of([], {}, (), parts))
    return list(literals.values.values())


def test_words_that_stand_in_names_of_files_are_literals_unless_they_say_what_to_do() -> None:
    assert hidden("move the oaks songs and all invoices to Heavy", ["oaks", "invoices"]) == [
        "oaks",
        "invoices",
        "Heavy",
    ]
    assert hidden("git status", ["status"]) == []
    assert hidden("shuffle the lines", ["shuffle", "lines"]) == []
    assert hidden("the e-mail-oaks ones", ["oaks"]) == []


def test_a_new_name_with_blanks_is_one_literal() -> None:
    assert hidden("it should be called 2024-03 minutes.txt", []) == ["2024-03 minutes.txt"]
    assert hidden("in a folder called new and copy a.txt", []) == ["new", "a.txt"]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("one csv per city, called after it (Oslo.csv etc)", "one csv per city, called after it"),
        ("sort them by year, so 2023/, 2024/ ... please", "sort them by year please"),
        ("folder names in small letters: mp3, flac and so on", "folder names in small letters"),
        ("zip a.txt, b.txt ... into z.zip", "zip a.txt, b.txt ... into z.zip"),
        ("count the lines with etc", "count the lines with etc"),
    ],
)
def test_examples_that_go_on_are_not_read(said: str, read: str) -> None:
    assert shortened.without_examples(said) == read
