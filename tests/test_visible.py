"""Text from outside can do nothing to the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter.visible import visible, visible_line

ATTACKS = {
    "clear the screen": "\x1b[2J\x1b[H",
    "set the title": "\x1b]0;owned\x07",
    "write the clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07",
    "make a link": "\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\",
    "ask the terminal": "\x1b[6n\x1b[c\x1bP$qm\x1b\\",
    "use C1 bytes": "\x9b2J\x9d0;owned\x9c",
    "turn the writing": "evil\u202egnp.exe",
    "hide in a colour": "\x1b[8mhidden\x1b[0m",
    "ring and go back": "\x07\x08\x08",
    "an escape at the end": "text\x1b",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_control_reaches_the_terminal(attack: str) -> None:
    shown = visible(ATTACKS[attack])
    assert not any(ord(each) < 32 or 0x7F <= ord(each) < 0xA0 for each in shown)
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200f")


@given(st.text())
def test_any_text_comes_out_harmless(text: str) -> None:
    for each in visible(text):
        assert each in "\n\t\r" or (ord(each) >= 32 and not 0x7F <= ord(each) < 0xA0)
    assert "\n" not in visible_line(text) and "\r" not in visible_line(text)


def test_plain_text_of_any_language_is_left_alone() -> None:
    text = "naïve café — 日本語 العربية\n\tindented 🙂"
    assert visible(text) == text


def test_a_name_cannot_leave_its_line() -> None:
    assert visible_line("a\nb\rc") == "a␊b␍c"
