"""What is said after code ran well: taken from its output, never written by the model.

The output of the code that the model writes is made to be read, so the most faithful answer is the
output itself. What is too long for an answer is shortened in the middle, and said to be.
"""

from __future__ import annotations

import re

LINES = 24
"""An output of more lines is shortened."""
SHOWN = 16
CHARACTERS = 3000

_ELEMENT = re.compile(r'\A<output cell="\d+" status="[^"]*">\n(.*?)\n?</output>', re.S)
_NOTHING = re.compile(
    r"(?<!Packed )\bno file \(none fits\)|^No (?:file|row) fits\.$"
    r"|^0 (?:files|rows|lines|pictures)\b|\boccurs 0 times\b|^Empty DataFrame",
    re.M,
)
"""What is printed when nothing was there; an archive that was packed empty is there, though."""
_PICTURE = re.compile(r"^\[image/[\w+.-]+ shown to the user\]$", re.M)


def text_of(output: str) -> str:
    """What the code printed, out of the element that it is told in."""
    found = _ELEMENT.match(output.strip())
    text = found.group(1) if found else output.strip()
    return "" if text.strip() == "(no output)" else text.strip("\n")


def found_nothing(output: str) -> bool:
    """Whether code ran well and there was nothing that it could have been about."""
    return bool(_NOTHING.search(text_of(output)))


def answer(output: str, note: str = "") -> str:
    """`note`: what was assumed on the way, said first."""
    text = text_of(output)
    pictures = len(_PICTURE.findall(text))
    text = _PICTURE.sub("", text).strip("\n")
    parts = [note] if note else []
    if text:
        parts.append(shortened(text))
    elif not pictures:
        parts.append("Done; there was nothing to print.")
    if pictures:
        parts.append(
            "The picture is shown above." if pictures == 1 else "The pictures are shown above."
        )
    return "\n".join(parts)


def shortened(text: str) -> str:
    """Head and end of a long text, with the number of lines between."""
    lines = text.splitlines()
    if len(lines) > LINES:
        left = len(lines) - SHOWN
        head = lines[: SHOWN - 4]
        lines = [*head, f"… ({left} more lines; the whole output is above)", *lines[-4:]]
    whole = "\n".join(line[:400] for line in lines)
    return whole if len(whole) <= CHARACTERS else whole[:CHARACTERS] + " …"
