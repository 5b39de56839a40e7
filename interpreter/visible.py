"""Text from outside, made harmless for a terminal.

Protects from: escape sequences (cursor, title, clipboard, hyperlinks), C0 and C1 controls, and
marks that turn the direction of writing. Does not protect from text that lies in plain letters.
"""

from __future__ import annotations

import re

SEQUENCES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|\x9c|$)"  # OSC, DCS, SOS, PM, APC with their text
    r"|\x1b[ -/]*[0-~]"  # two-character escapes
    r"|\x9b[0-?]*[ -/]*[@-~]"
    r"|[\x90\x98\x9d\x9e\x9f].*?(?:\x9c|\x07|$)",
    re.DOTALL,
)
TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t\r"}
CONTROLS |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
CONTROLS |= dict.fromkeys(map(ord, TURNS), 0xFFFD) | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
ONE_LINE = CONTROLS | {ord("\n"): 0x240A, ord("\r"): 0x240D, ord("\t"): 0x2409}


def visible(text: str) -> str:
    """The text without escape sequences and with other controls shown as symbols.

    Line ends, tabs and carriage returns stay.
    """
    return SEQUENCES.sub("", text).translate(CONTROLS)


def visible_line(text: str) -> str:
    """The same for a name or a title, which must not leave its line."""
    return SEQUENCES.sub("", text).translate(ONE_LINE)
