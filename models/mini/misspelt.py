"""Slips of typing in a request, put right by the words that people use in requests.

`words.txt` holds the words of all wordings, the most frequent first; the command
`python -m models.mini.misspelt` makes it anew. Only words that are no literals are looked at, and
only one slip behind the first letter: a letter too many, missing, wrong, or swapped with the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from models.mini.literal_words import USUAL
from models.mini.spotted import Known
from models.mini.spotting import located

HERE = Path(__file__).parent
FILE = HERE / "words.txt"
SELDOM = 4
"""A word that stands in fewer wordings is not known."""
SHORTEST = 4
"""Letters of a word that is put right; shorter ones have too many neighbours."""
USUAL_WORDS = 1200
"""So many of the most frequent words can be meant; seldom ones are more often another word."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"(?<![\w'’.-])[a-z]+(?![\w'’-]|\.\w)")


@cache
def known_words() -> Mapping[str, int]:
    """Each known word with its place by frequency."""
    return {word: place for place, word in enumerate(FILE.read_text("utf-8").split())}


def neighbours(word: str) -> Iterator[str]:
    """Everything one slip behind the first letter away."""
    parts = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
    for before, after in parts:
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in _LETTERS)


def corrected(request: str, known: Known) -> str:
    """The request with its slips put right; the same where there is none."""
    columns = [column for some in known.columns.values() for column in some]
    taken = [(found.start, found.end) for found in located(request, known, columns)]

    def right(match: re.Match[str]) -> str:
        word = match.group()
        inside = any(start < match.end() and match.start() < end for start, end in taken)
        singular = word.removesuffix("s")
        if inside or len(word) < SHORTEST or {word, singular} & (known_words().keys() | USUAL):
            return word
        meant = {near: known_words().get(near, USUAL_WORDS) for near in neighbours(word)}
        best = min(meant, key=lambda near: (meant[near], near))
        return best if meant[best] < USUAL_WORDS else word

    return _WORD.sub(right, request)


def main() -> None:
    """Write the words of the wordings."""
    counted: Counter[str] = Counter()
    for path in sorted(HERE.glob("wordings/*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                plain = re.sub(r"\{\w+\}", " ", line.partition("||")[0])
                counted.update(set(_WORD.findall(plain.lower())))
    found = [word for word, n in counted.most_common() if n >= SELDOM and len(word) > 1]
    FILE.write_text("\n".join(found) + "\n", encoding="utf-8")
    print(f"{len(found)} words")


if __name__ == "__main__":
    main()
