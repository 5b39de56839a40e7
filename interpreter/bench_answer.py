"""What was said: figures in any notation, names as whole words, questions and refusals."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

Value = object

KEYS = (
    "numbers", "not_numbers", "sizes", "tolerance", "names", "not_names", "only", "among", "order",
    "matches", "not_matches",
)  # fmt: skip

_WORDS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("zero", "no", "none", "nothing", "nobody"), 0),
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "ten": 10,
        "eleven": 11,
        "twelve": 12,
        "thirteen": 13,
        "fourteen": 14,
        "fifteen": 15,
        "sixteen": 16,
        "seventeen": 17,
        "eighteen": 18,
        "nineteen": 19,
        "twenty": 20,
    }
)

_POWERS = (
    (0, ("b", "byte", "bytes")),
    (1, ("k", "kb", "kbyte", "kbytes", "kilobyte", "kilobytes")),
    (2, ("m", "mb", "mbyte", "mbytes", "megabyte", "megabytes", "meg", "megs")),
    (3, ("g", "gb", "gbyte", "gbytes", "gigabyte", "gigabytes", "gig", "gigs")),
)
_UNITS: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        **{name: (1000.0**power, 1024.0**power) for power, names in _POWERS for name in names},
        "kib": (1024.0,),
        "mib": (1024.0**2,),
        "gib": (1024.0**3,),
    }
)
"""What a unit may mean, in bytes: people and programs mix both systems."""

_NUMBER = re.compile(
    r"(?<![\w.])(?<!\d,)[-−+]?"
    r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d[\d.,'’]*\d|\d)(?:[eE][-+]?\d+)?(?!_)"
)
_STAMP = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}:\d\d(?::\d\d)?\b")


@dataclass(frozen=True, slots=True)
class Figure:
    """One reading of a number in a text."""

    value: float
    decimals: int
    unit: str = ""


def figures(text: str) -> list[Figure]:
    """Every reading of every number: `1.234` is read both as a thousand and as one and a bit.
    Dates, clock times and digits inside words are no numbers."""
    text = re.sub(r"(?<=\d)x(?=\d)", " × ", _STAMP.sub(" ", text))
    found: list[Figure] = []
    for match in _NUMBER.finditer(text):
        if match.start() and text[match.start() - 1] in "_/\\":
            continue
        unit = re.match(r"[ \u00a0]?([A-Za-z]+)", text[match.end() :])
        word = unit.group(1).lower() if unit else ""
        tokens = dict.fromkeys([match.group(), *match.group().split()])
        readings = [reading for token in tokens for reading in _readings(token)]
        if not readings:  # a list without blanks, such as a line of CSV
            readings = [item for part in match.group().split(",") for item in _readings(part)]
        found += [Figure(*reading, word) for reading in readings]
    words = re.findall(r"[a-z]+", text.lower())
    return found + [Figure(float(_WORDS[word]), 0) for word in words if word in _WORDS]


def _readings(token: str) -> Iterable[tuple[float, int]]:
    plain = token.replace("−", "-").replace("’", "'").rstrip(".,'")
    plain = re.sub(r"[ \u00a0\u202f']", "", plain)
    for point, comma in ((".", ","), (",", ".")):
        groups = plain.split(point)
        if len(groups) > 2 or not _grouped(groups[0], comma) or comma in "".join(groups[1:]):
            continue
        digits = groups[0].replace(comma, "")
        fraction = groups[1] if len(groups) == 2 else ""
        try:
            value = float(f"{digits}.{fraction}" if "e" not in plain.lower() else plain)
        except ValueError:
            continue
        yield value, len(fraction)


def _grouped(digits: str, mark: str) -> bool:
    head, *rest = digits.lstrip("+-").split(mark)
    return not rest or (1 <= len(head) <= 3 and all(len(part) == 3 for part in rest))


def holds_number(found: Iterable[Figure], wanted: float, tolerance: float | None = None) -> bool:
    """Whole numbers exactly; others as rounded to what is shown, and never off by more than half
    a percent; with a tolerance, anything that is relatively so near."""
    return any(_near(figure, wanted, tolerance) for figure in found)


def _near(figure: Figure, wanted: float, tolerance: float | None) -> bool:
    off = abs(figure.value - wanted)
    if tolerance is not None:
        return off <= tolerance * abs(wanted) + 1e-12
    if float(wanted).is_integer():
        return off < 1e-9 * max(1.0, abs(wanted))
    rounded = off <= 0.5 * 10.0**-figure.decimals * (1 + 1e-9) + 1e-9 * abs(wanted)
    return rounded and off <= 0.005 * abs(wanted)


def holds_size(found: Iterable[Figure], wanted: float) -> bool:
    """A number of bytes in any unit, rounded as shown and within 5 %; without a unit, exactly."""
    return any(_near_size(figure, wanted) for figure in found)


def _near_size(figure: Figure, wanted: float) -> bool:
    for factor in _UNITS.get(figure.unit, (1,)):
        off = abs(figure.value * factor - wanted)
        shown = 0.51 * 10.0**-figure.decimals * factor if factor > 1 else 0.0
        if off <= min(shown, 0.05 * wanted):
            return True
    return False


def complaints(text: str, wanted: Mapping[str, Value], known: Iterable[str]) -> tuple[str, ...]:
    """What the text fails to say or says too much; `known` are the file names of the fixture."""
    unknown = [key for key in wanted if key not in KEYS]
    if unknown:
        raise ValueError(f"unknown in answer or shown: {unknown}; known: {', '.join(KEYS)}")
    spoken = _Spoken.of(text, known, wanted)
    return (
        *_figures_wrong(spoken, wanted),
        *_names_wrong(spoken, wanted),
        *_patterns_wrong(spoken, wanted),
    )


@dataclass(frozen=True, slots=True)
class _Spoken:
    text: str
    places: Mapping[str, int]
    """Each known or wanted name that occurs as a whole, and where it first stands."""
    rest: str
    """The text without the names that hold digits, for reading numbers."""

    @classmethod
    def of(cls, text: str, known: Iterable[str], wanted: Mapping[str, Value]) -> _Spoken:
        clean = folded(text)
        listed = [str(item) for key in ("names", "not_names", "among")
                  for entry in _items(wanted.get(key)) for item in _items(entry)]  # fmt: skip
        names = {folded(name) for name in [*known, *listed] if name}
        places: dict[str, int] = {}
        masked = clean
        for name in sorted(names, key=len, reverse=True):
            pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
            match = pattern.search(masked)
            if match is None:
                continue
            places[name] = match.start()
            masked = pattern.sub(lambda m: "\0" * len(m.group()), masked)
        files = [folded(name) for name in known if re.search(r"\d", name)]
        rest = clean
        for name in sorted(files, key=len, reverse=True):
            rest = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", rest)
        return cls(clean, places, rest)


def folded(text: str) -> str:
    """Lower case, composed, plain quotes and spaces, without Markdown escapes."""
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return re.sub(r"\\([_*.#-])", r"\1", plain).lower()


_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "})


def _figures_wrong(spoken: _Spoken, wanted: Mapping[str, Value]) -> Iterable[str]:
    found = figures(spoken.rest)
    tolerance = None if "tolerance" not in wanted else float(str(wanted["tolerance"]))
    for entry in _items(wanted.get("numbers")):
        if not any(holds_number(found, float(str(n)), tolerance) for n in _items(entry)):
            yield f"does not say {entry}"
    for entry in _items(wanted.get("not_numbers")):
        if holds_number(found, float(str(entry)), tolerance):
            yield f"says {entry}"
    for entry in _items(wanted.get("sizes")):
        if not any(holds_size(found, float(str(n))) for n in _items(entry)):
            yield f"does not say the size {entry}"


def _names_wrong(spoken: _Spoken, wanted: Mapping[str, Value]) -> Iterable[str]:
    asked = [[folded(str(name)) for name in _items(entry)] for entry in _items(wanted.get("names"))]
    places = [
        min((spoken.places[name] for name in names if name in spoken.places), default=math.inf)
        for names in asked
    ]
    for names, place in zip(asked, places, strict=True):
        if place == math.inf:
            yield f"does not name {' or '.join(names)}"
    if wanted.get("order") and places != sorted(places):
        yield "names them in another order"
    allowed = {name for names in asked for name in names}
    unwanted = {folded(str(name)) for name in _items(wanted.get("not_names"))}
    if wanted.get("only") or "among" in wanted:
        among = {folded(str(name)) for name in _items(wanted.get("among"))}
        unwanted |= (among or set(spoken.places)) - allowed
    for name in sorted(unwanted & spoken.places.keys()):
        yield f"names {name}"


def _patterns_wrong(spoken: _Spoken, wanted: Mapping[str, Value]) -> Iterable[str]:
    for pattern in _items(wanted.get("matches")):
        if not re.search(str(pattern), spoken.text, re.IGNORECASE):
            yield f"does not match {pattern!r}"
    for pattern in _items(wanted.get("not_matches")):
        if re.search(str(pattern), spoken.text, re.IGNORECASE):
            yield f"matches {pattern!r}"


def _items(value: Value) -> Sequence[Value]:
    if value is None:
        return ()
    return value if isinstance(value, (list, tuple)) else (value,)


_COURTESY = re.compile(r"[^.!?\n]*\b(anything else|help you|let me know)\b[^.!?\n]*[.!?]?")
_ASKS = re.compile(
    r"\?\s*$|\bwhich (one|file|folder|of)\b|\bplease (say|tell|name|specify|clarify)",
    re.MULTILINE,
)
_REFUSES = re.compile(
    r"\b(can'?t|cannot|can not|could not|couldn'?t|unable|not able|don'?t know|do not know|"
    r"outside (of )?what|beyond what|larger model|bigger model|not sure|no access|sorry)\b"
)


def asks_or_refuses(answer: str) -> bool:
    """Whether a reader would take the answer for a question back or a refusal. Closing courtesies
    ("anything else?") are no questions."""
    text = _COURTESY.sub("", folded(answer))
    return bool(_ASKS.search(text) or _REFUSES.search(text))
