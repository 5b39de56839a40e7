"""What a model says is read as a person reads it: figures in any notation, names as whole words."""

from __future__ import annotations

import pytest

from interpreter.bench_answer import asks_or_refuses, complaints

FILES = ("a.txt", "data.txt", "song.mp3", "my song.mp3", "sales_2024.csv", "IMG_0412.jpg")


def wrong(text: str, **wanted: object) -> tuple[str, ...]:
    return complaints(text, wanted, FILES)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The total is 1,234.50 EUR.", 1234.5),
        ("Die Summe ist 1.234,50 €.", 1234.5),
        ("1 234,5 in all", 1234.5),
        ("1'234.5 francs", 1234.5),
        ("about 1234.6 in all", 1234.5678),
        ("it is 1,235", 1234.5678),
        ("There are three of them.", 3),
        ("No such files.", 0),
        ("12 files (3 hidden)", 3),
        ("$89.90", 89.9),
        ("-3 degrees", -3),
        ("−3 degrees", -3),
        ("rose by 12%", 12),
        ("12,345,678 bytes", 12345678),
        ("sales_2024.csv has 60 rows", 60),
        ("North 12 345", 12),
        ("3.0", 3),
        ("800x600 pixels", 600),
        ("800×600", 800),
        ("East,12,5.5", 12),
        ("East,12,5.5", 5.5),
        ("[1,2,3]", 2),
        ("12MB", 12),
    ],
)
def test_a_figure_is_found_in_every_notation(text: str, number: float) -> None:
    assert wrong(text, numbers=[number]) == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("There are 13 files.", 12),
        ("The total is 1,234.50 EUR.", 1234.4),
        ("about 1234", 1200),
        ("sales_2024.csv was read", 2024),
        ("IMG_0412.jpg", 412),
        ("on 2024-05-17 at 10:30", 17),
        ("chapter ch3 is there", 3),
        ("about 0", 0.42),
        ("about 41", 41.7),
        ("version 3.11.4", 3.11),
        ("112", 12),
        ("1.5", 15),
        ("", 0),
    ],
)
def test_a_figure_that_is_not_said_is_not_found(text: str, number: float) -> None:
    assert wrong(text, numbers=[number])


def test_each_of_several_figures_is_needed_and_alternatives_are_allowed() -> None:
    assert wrong("4 rows and 3 columns", numbers=[4, 3]) == ()
    assert wrong("4 rows", numbers=[4, 3])
    assert wrong("4 rows", numbers=[[5, 4]]) == ()
    assert wrong("4 rows", not_numbers=[4])
    assert wrong("4 rows", not_numbers=[5]) == ()


def test_a_tolerance_is_relative_and_replaces_exactness() -> None:
    assert wrong("about 410", numbers=[400], tolerance=0.05) == ()
    assert wrong("about 430", numbers=[400], tolerance=0.05)


@pytest.mark.parametrize(
    "text", ["12,582,912 bytes", "12.6 MB", "12 MiB", "12.0 megs", "12.58 megabytes", "12288 KiB"]
)
def test_a_size_is_read_in_any_unit(text: str) -> None:
    assert wrong(text, sizes=[12_582_912]) == ()


@pytest.mark.parametrize("text", ["13.5 MB", "12 GB", "12 KB", "12582912 MB", "12,582,900 bytes"])
def test_another_size_is_not_taken_for_it(text: str) -> None:
    assert wrong(text, sizes=[12_582_912])


def test_names_are_whole_and_in_any_case_and_markdown_does_not_hide_them() -> None:
    assert wrong("Found `A.TXT` and **song.mp3**.", names=["a.txt", "song.mp3"]) == ()
    assert wrong("Found sales\\_2024.csv", names=["sales_2024.csv"]) == ()
    assert wrong("Found data.txt", names=["a.txt"])
    assert wrong("Found my song.mp3", names=["song.mp3"])
    assert wrong("yes", names=[["yes", "same"]]) == ()


def test_only_forbids_the_other_files_of_the_folder() -> None:
    assert wrong("a.txt", names=["a.txt"], only=True) == ()
    assert wrong("a.txt, data.txt", names=["a.txt"], only=True)
    assert wrong("my song.mp3", names=["my song.mp3"], only=True) == ()


def test_among_forbids_the_other_words_of_a_list() -> None:
    assert wrong("North won.", names=["North"], among=["North", "South"]) == ()
    assert wrong("North, then South.", names=["North"], among=["North", "South"])


def test_names_in_order_must_stand_in_that_order() -> None:
    assert wrong("a.txt then data.txt", names=["a.txt", "data.txt"], order=True) == ()
    assert wrong("data.txt then a.txt", names=["a.txt", "data.txt"], order=True)


def test_forbidden_names_and_patterns_are_found() -> None:
    assert wrong("see data.txt", not_names=["data.txt"])
    assert wrong("see a.txt", not_names=["data.txt"]) == ()
    assert wrong("on Monday", matches=["monday|mon"]) == ()
    assert wrong("on Tuesday", matches=["monday"])
    assert wrong("on Monday", not_matches=["monday"])


def test_an_unknown_key_is_an_error_and_not_a_pass() -> None:
    with pytest.raises(ValueError, match="numers"):
        wrong("4", numers=[4])


@pytest.mark.parametrize(
    "text",
    [
        "Which files do you mean?",
        "I can't send mail; a larger model may: interp models pull …",
        "This is outside of what I do.",
        "Please tell me which folder to empty.",
    ],
)
def test_questions_and_refusals_are_recognised(text: str) -> None:
    assert asks_or_refuses(text)


@pytest.mark.parametrize(
    "text", ["Deleted 4 files.", "There are 3 rows. Anything else I can help you with?", ""]
)
def test_reports_are_neither_questions_nor_refusals(text: str) -> None:
    assert not asks_or_refuses(text)
