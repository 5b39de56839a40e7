"""A reply that could be given: what speaks against it, and when it is trusted all the same.

The borders between trusted and not are measured (`evaluate --calibrate`) and stand in `mini.json`
beside the weights. What can do more harm must be more probable.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from models.mini import layout
from models.mini.checks import (
    Problem,
    Risk,
    problems,
    recopied,
    risk,
    without_definitions,
)
from models.mini.literals import PLACE, PLACES
from models.mini.motives import EXCEL
from models.mini.needless import for_rows, needless, only_reckons
from models.mini.reading import Reading

PASSED_OVER = 0.55
"""What a reply loses of its log-probability for each name that it passes over: of 11
held-out replies between -1 and -0.2 that did so one was right, of 299 others 205."""
OF_EXCEL = 'p.name.lower().endswith((".xlsx", ".xls"))'
"""What Excel files are, where they are not all tables."""
JOINS = "pd.concat("
"""What puts tables together."""
JOINED_AS = re.compile(r'save\(df, "[^"\n]*"\)')
"""The name of tables put together: it does not say which ones."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reply that could be given."""

    text: str
    log_probability: float
    problems: tuple[Problem, ...]
    votes: int = 1
    passed_over: int = 0
    """How many names of the request, that right code mostly uses, it does not use."""

    @property
    def code(self) -> str:
        inner = self.text.strip()
        return inner[len(layout.OPEN) : -len(layout.CLOSE)] if is_code(inner) else ""

    @property
    def risk(self) -> Risk:
        return risk(self.code) if self.code else "says"


@dataclass(frozen=True, slots=True)
class Trust:
    """Borders, as log-probabilities of a whole reply, and what right code may hold unasked."""

    says: float = -1.0
    """A sentence (a refusal, a question) is taken when it is at least this probable."""
    reads: float = -0.5
    """Code that only looks, when it is at least this probable and nothing was found."""
    changes: float = -0.2
    """Code that changes files."""
    destroys: float = -0.1
    """Code that deletes."""
    agreed: float = 0.6
    """The share of samples that must agree when the most likely reply has a problem."""
    samples: int = 8
    temperature: float = 0.7
    own_words: frozenset[str] = frozenset()

    @classmethod
    def load(cls, path: Path) -> Trust:
        if not path.exists():
            return cls()
        facts = json.loads(path.read_text(encoding="utf-8"))["trust"]
        return cls(**{**facts, "own_words": frozenset(facts["own_words"])})

    def takes(self, reply: Candidate) -> bool:
        """Whether a reply is probable enough for what it can do, and nothing speaks against it."""
        border: float = getattr(self, reply.risk)
        surely = reply.log_probability - PASSED_OVER * reply.passed_over
        return not reply.problems and surely >= border


def is_code(text: str) -> bool:
    return text.startswith(layout.OPEN) and text.endswith(layout.CLOSE)


def candidate(text: str, total: float, reading: Reading, own: frozenset[str]) -> Candidate:
    """The reply with what speaks against it; slips in copied names are put right first."""
    asked = reading.asked
    unused = [] if asked.mending else [c for c in reading.meant if c not in text]
    if EXCEL.search(asked.request):
        text = text.replace("is_spreadsheet(p)", OF_EXCEL)
    text = layout.expanded(text, reading.literals)
    if not is_code(text):
        return Candidate(text, total, ())
    if PLACE.search(text):
        return Candidate(text, total, (Problem("invented", "a placeholder"),))
    code = text[len(layout.OPEN) : -len(layout.CLOSE)]
    found = problems(code, asked, own)
    known = {problem.what for problem in found}
    found += [Problem("left out", v) for v in lost(unused, code, reading) if v not in known]
    if {problem.kind for problem in found} & {"invented", "left out"}:
        mended = recopied(code, asked, own)
        if mended != code:
            code, found = mended, problems(mended, asked, own)
            text = f"{layout.OPEN}{mended}{layout.CLOSE}"
    return Candidate(text, total, tuple(found), passed_over=passed_over(code, reading))


def lost(unused: Iterable[str], code: str, reading: Reading) -> list[str]:
    """What unused placeholders stand for, but for what this code need not have."""
    values = reading.literals.values
    return [values[c] for c in unused if not needless(values[c], PLACES[c][0], code, reading.asked)]


def passed_over(code: str, reading: Reading) -> int:
    """How many names that right code mostly uses the code does not use."""
    if reading.asked.mending or only_reckons(code):
        return 0
    used = decided(code).lower()
    values = [reading.literals.values[c] for c in reading.mostly]
    return sum(
        value.lower() not in used and not for_rows(value, code, reading.asked.request)
        for value in values
    )


def decided(code: str) -> str:
    """What the model decided; the name of tables put together does not say which ones."""
    code = without_definitions(code)
    return JOINED_AS.sub("", code) if JOINS in code else code
