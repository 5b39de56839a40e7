"""Literals: what is taken out of a request, and that it comes back where it belongs."""

from __future__ import annotations

import itertools
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.messages import Message
from models.mini import layout
from models.mini.generate import samples
from models.mini.literals import KINDS, PLACE, PLACES, Literals, known_of
from models.mini.spotted import Known

FOLDER = known_of(
    ["sales.csv", "shopping list.txt", "letters/", "archive/", "photos/", "old stuff/"],
    {"sales.csv": ["order date", "amount", "total", "unit_price"]},
    ["Garden", "North"],
)


def plainly(request: str, known: Known = FOLDER) -> tuple[str, list[str]]:
    """The request with placeholders as `<kind>`, and the values."""
    literals = Literals()
    hidden = literals.hide(request, known)
    shown = PLACE.sub(lambda m: f"<{PLACES[m.group()][0]}>", hidden)
    return shown, list(literals.values.values())


@pytest.mark.parametrize(
    ("request_", "hidden", "values"),
    [
        ("sort b_1.txt into c.md", "sort <file>.txt into <file>.md", ["b_1.txt", "c.md"]),
        ("unpack x/y.tar.gz", "unpack <archive>.tar.gz", ["x/y.tar.gz"]),
        ("first 5 of 1,000 lines", "first <number>of <number>lines", ["5", "1,000"]),
        ("bigger than 20MB or 1.5 gb", "bigger than <number>MB or <number>gb", ["20", "1.5"]),
        ("three files from 2023", "<number>files from <year>", ["three", "2023"]),
        ("since 3 May 2024", "since <date>", ["3 May 2024"]),
        ("between 2024-01-02 and 5.6.2024", "between <date>and <date>", ["2024-01-02", "5.6.2024"]),
        ("put 'a b' in front", "put <quoted>in front", ["a b"]),
        ('convert "my scan.heic"', "convert <picture>.heic", ["my scan.heic"]),
        ("all *.log here", "all <glob>here", ["*.log"]),
        ("move it to Tax Documents now", "move it to <word>now", ["Tax Documents"]),
        ("rename temp_c to celsius", "rename <word>to celsius", ["temp_c"]),
        ("put them in Archive/2024", "put them in <folder>", ["Archive/2024"]),
        ("a 640x480 copy", "a <number>x<number>copy", ["640", "480"]),
        ("sort shopping list.txt", "sort <file>.txt", ["shopping list.txt"]),
        ("zip the letters folder", "zip the <folder>folder", ["letters"]),
        ("what is in archive", "what is in <folder>", ["archive"]),
        ("unit price over 5 in sales.csv", "<column>over <number>in <table>.csv",
         ["unit_price", "5", "sales.csv"]),
        ("the total column of sales.csv", "the <column>column of <table>.csv",
         ["total", "sales.csv"]),
        ("draw a.csv as a.png", "draw <table>.csv as <picture>.png", ["a.csv", "a.png"]),
        ("a folder called new pics, please", "a folder called <word>, please", ["new pics"]),
        ("where is the word teal used", "where is the word <word>used", ["teal"]),
        ("orders of garden stuff", "orders of <value>stuff", ["garden"]),
        ("what is in archive that is old", "what is in <folder>that is old", ["archive"]),
        ("move it into a new folder heavy", "move it into a new folder <word>", ["heavy"]),
        ("run wc -l a.txt, please", "run <quoted>, please", ["wc -l a.txt"]),
        ("execute: grep -r TODO . and tell me", "execute: <quoted>and tell me", ["grep -r TODO ."]),
        ("the mean of 3.5,12,140", "the mean of <number>,<number>,<number>", ["3.5", "12", "140"]),
        ("mail a.b@c.org", "mail <quoted>", ["a.b@c.org"]),
    ],
)  # fmt: skip
def test_what_can_be_told_by_its_form_is_hidden(
    request_: str, hidden: str, values: list[str]
) -> None:
    assert plainly(request_) == (hidden, values)


@pytest.mark.parametrize(
    "request_",
    [
        "archive all the PDFs",
        "list all photos that are new",
        "show the total amount per month",
        "upper/lower case does not matter",
        "Please convert every Excel file to UTF-8",
        "how much RAM and CPU is there",
        "Which photos are from March?",
        "sha256 and base64 and mp3",
        "all PNGs and TIFs, or xml/json files, as a tar.gz",
        "is one called after the other",
        "in the text that follows",
        "do make a folder for it",
        "put it in the folder below",
        "in this folder and in the directory there",
        "use sort of the same order",
    ],
)
def test_ordinary_words_stay_words(request_: str) -> None:
    assert plainly(request_) == (request_, [])


def test_columns_are_hidden_only_where_their_table_is_spoken_of() -> None:
    assert plainly("sort the files by order date")[1] == []
    literals = Literals()
    literals.hide("mean of amount in sales.csv", FOLDER)
    assert PLACE.search(literals.hide("and sort by order date", FOLDER))


def test_the_same_name_has_the_same_placeholder_and_another_one_another() -> None:
    literals = Literals()
    first = literals.hide("swap a_1.txt and a_2.txt")
    again = literals.hide("copy a_2.txt to a_3.txt")
    assert PLACE.findall(first)[1] == PLACE.findall(again)[0]
    assert len(literals.values) == 3


def test_more_literals_than_there_are_placeholders_stay_spelled() -> None:
    numbers = ", ".join(str(n) for n in range(101, 120))
    shown, values = plainly(numbers)
    assert len(values) == KINDS["number"]
    assert shown.endswith("119")


def test_numbers_in_code_are_written_as_code_and_in_texts_as_they_were_typed() -> None:
    literals = Literals()
    a, b, c = PLACE.findall(literals.hide("3,5 of 1,200 and seven"))
    assert literals.show(f"x = {a} + {b} + {c}") == "x = 3.5 + 1200 + 7"
    assert literals.show(f'f("{b} MB")') == 'f("1,200 MB")'


def test_quotes_and_backslashes_in_a_name_stay_inside_the_literal() -> None:
    literals = Literals()
    place = literals.hide("find `say \\n now`")[-1]
    assert eval(literals.show(f'"{place}"')) == "say \\n now"


def test_a_placeholder_that_nobody_gave_stays_to_be_found() -> None:
    assert PLACE.search(Literals().show('f("\ue000")'))


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0xF000), max_size=80))
def test_private_characters_of_a_user_are_no_placeholders(text: str) -> None:
    literals = Literals()
    shown = literals.hide(text)
    assert set(PLACE.findall(shown)) <= set(literals.values)


def test_a_reply_comes_back_as_it_was_learnt() -> None:
    """What the model is taught to write is, when read, the code it was taught."""
    for sample in itertools.islice(samples(11), 400):
        for i, message in enumerate(sample.messages):
            if message.role != "assistant":
                continue
            literals = layout.row(sample.messages[: i + 1]).literals
            written = layout.written(message.content, literals)
            read = layout.expanded(written, literals)
            assert layout.written(read, literals) == written
            if layout.OPEN in read:
                assert decisions(read) == decisions(message.content)


def decisions(reply: str) -> list[str]:
    """The lines of code without imports and definitions; a column has its own casing."""
    from models.mini.families.code import without_shared

    code = re.sub(r"^```.*$", "", layout.reply_text(reply), flags=re.M)
    return [line.lower() for line in without_shared(code).splitlines() if line.strip()]


def test_earlier_code_is_read_with_the_placeholders_of_its_request() -> None:
    code = '```python\nfrom pathlib import Path\nprint(Path("Heavy_1").exists())\n```'
    row = layout.row(
        [
            Message("user", "is Heavy_1 there?"),
            Message("assistant", code),
            Message("user", "and Light_2?"),
        ]
    )
    assert "Heavy_1" not in "".join(span.text for span in row.spans)
    assert len(row.literals.values) == 2


def test_samples_know_their_folder_sometimes() -> None:
    chance = random.Random(1)
    seen = [
        m.seen for s in itertools.islice(samples(chance.randint(1, 9)), 200) for m in s.messages
    ]
    assert any("files: " in each for each in seen)
    assert any(not each for each in seen)
