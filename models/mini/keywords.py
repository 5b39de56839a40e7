"""Words that say what is to be done, and so stay words even where a file has them in its name.

`keywords.txt` holds them; the command `python -m models.mini.keywords` makes it anew from all
wordings: words that stand in many of them, and words that stand nearly only in those of one unit
(`palindrome`, `sepia`, `status`). A name (`invoices`, `Rome`) stands in few, and in all sorts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("keywords.txt")
MANY = 60
"""A word in so many wordings is none that only names something."""
OF_ONE_UNIT = ((8, 0.35), (4, 0.6))
"""In so many wordings at least, and which share of them belongs to one unit."""
ANYTHING = ("limit.", "wrap.", "selection.name")
"""Units in which people speak of everything under the sun, and call files what they like."""


@cache
def keywords() -> frozenset[str]:
    return frozenset(FILE.read_text("utf-8").split())


def found() -> list[str]:
    """The keywords of all wordings, in the order of the alphabet."""
    from models.mini.phrases import is_whole, sections, whole

    counted: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for section in sections():
        for line in section.lines:
            made = whole(line)
            units = made.units if is_whole(section.name) else (section.name,)
            text = re.sub(r"\{\w+\}", " ", made.wording.lower())
            for word in set(re.findall(r"[^\W\d_]{3,}", text)):
                for unit in units:
                    counted[word][unit] += 1 / len(units)
    return sorted(word for word, units in counted.items() if _tells(units))


def _tells(units: Mapping[str, float]) -> bool:
    n = sum(units.values())
    most = max((c for u, c in units.items() if not u.startswith(ANYTHING)), default=0)
    return n >= MANY or any(n >= least and most / n >= share for least, share in OF_ONE_UNIT)


def main() -> None:
    words = found()
    FILE.write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(words)} words in {FILE.name}")


if __name__ == "__main__":
    main()
