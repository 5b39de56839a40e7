"""Words of a request that stand in names of files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        a all an and any are as at be by each every find for from get give how i if in into is it
        list make many me more most much my no not of on one or out over per put save show sum that
        the their them there these this to top total up what when where which who with year yes
        """,
    )
)
"""Words that are never taken for the content of a cell or for a part of a name."""
PARTS = 8
"""Parts of names told of at most."""
MOST_WORDS = 3
_LETTERS = re.compile(r"[^\W\d_]+")


def in_names(names: Iterable[str], prompt: str) -> list[str]:
    """Words of the prompt, up to three in a row, that stand in names of files as whole words, in
    the singular or the plural; as they were typed."""
    there: set[str] = set()
    for name in names:
        words = _LETTERS.findall((name.rpartition(".")[0] or name).lower())
        for n in range(1, MOST_WORDS + 1):
            there.update(" ".join(words[i : i + n]) for i in range(len(words) - n + 1))
    asked = [match for match in _LETTERS.finditer(prompt) if len(match.group()) > 1]
    found: list[str] = []
    at = 0
    while at < len(asked):
        for n in range(MOST_WORDS, 0, -1):
            run = asked[at : at + n]
            text = prompt[run[0].start() : run[-1].end()]
            plain = [each.group().lower() for each in run]
            if len(plain) == n and _is_part(text.lower(), plain, there):
                found.append(text)
                at += n
                break
        else:
            at += 1
    return list(dict.fromkeys(found))[:PARTS]


def _is_part(text: str, words: Sequence[str], there: set[str]) -> bool:
    """Whether words of a request, with one blank between them, stand in a name."""
    if text != " ".join(words) or {words[0], words[-1]} & COMMON:
        return False
    if len(words) > 1:
        return text in there
    forms = {text, text + "s", text.removesuffix("s"), re.sub("ies$", "y", text)}
    return len(text) > 2 and not forms.isdisjoint(there)
