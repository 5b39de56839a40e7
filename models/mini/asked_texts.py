"""Requests about one text file in which several things are done to it, one after the other."""

from __future__ import annotations

import re

from models.mini import slots as values
from models.mini.asked import Asked, literal, spoken
from models.mini.draw import Draw, NoWordingError
from models.mini.families import chaining, texts
from models.mini.families.code import filled
from models.mini.fitting import fitting
from models.mini.phrases import Whole

MAINS = {
    "text.sort": 3, "text.unique": 4, "text.no_blank": 4, "text.trim": 1, "text.reverse": 0.6,
    "text.sort_desc": 1, "text.number": 0.6, "text.delete_start": 1.5, "text.delete_lines": 1.5,
    "text.sort_to": 2, "text.unique_to": 2, "text.search_save": 2, "text.without_to": 1,
    "text.sort_desc_to": 0.5, "text.show": 2, "text.search": 5, "text.search_not": 1,
    "text.head": 1, "text.tail": 1.5, "text.lines": 1.5, "text.lines_with": 2,
    "text.emails": 3, "text.urls": 2, "text.phones": 2, "text.dates": 1, "text.amounts": 1,
    "text.ips": 1, "text.search_not_done": 0.8, "text.between_days": 0.7, "text.since_day": 0.7,
}  # fmt: skip
"""What clauses are put behind, and how often."""
OFTEN = {
    "text.also_sorted": 5, "text.also_unique": 5, "text.also_no_blank": 4, "text.into": 5,
    "text.also_with": 2, "text.also_without": 2, "text.also_no_comments": 1.5,
    "text.also_sorted_desc": 1, "text.also_first": 1, "text.also_last": 0.7,
    "text.also_trimmed": 1, "text.also_numbered": 1,
}  # fmt: skip

ELLIPTIC = re.compile(
    r"^(?:and|n|,)? ?(?:what|whats|the) (?:things|blanks?|blank ones|empty lines|comment lines"
    r"|is in|in there|comments)\b|^and the (?:blank|empty|comment)",
    re.I,
)
"""Clauses that say only what goes as well: they stand behind what takes something away."""


def chain_task(draw: Draw) -> Asked:
    """A request with one to three clauses behind it. Raises `NoWordingError`."""
    main = draw.among(MAINS)
    wording = draw.wording(main)
    clauses: list[str] = []
    while len(clauses) < draw.rng.choices([1, 2, 3], [5, 4, 1])[0]:
        clause = draw.among(OFTEN)
        if clause not in clauses:
            clauses.append(clause)
    clauses.sort(key=lambda c: c == "text.into")
    said = _values(draw, main, wording)
    request = draw.said(wording, spoken(draw, said))
    for clause in clauses:
        more = draw.wording(clause)
        if ELLIPTIC.search(more) and main not in chaining.REMOVING:
            raise NoWordingError(clause)
        slots = _values(draw, clause, more)
        if set(slots) & set(said):
            raise NoWordingError(clause)
        words = draw.said(more, spoken(draw, slots), True)
        joined = "" if words[:1] in ",;.(-" else " "
        request = request.rstrip(".?! ") + joined + words
        said |= slots
    code = _code(main, wording, clauses)
    return Asked(main, draw.wrapped(request), filled(code, literal(main, said)), {})


def woven(draw: Draw, made: Whole) -> Asked:
    """A whole request that somebody wove of such units."""
    main = next((unit for unit in made.units if unit in chaining.MAINS), "")
    clauses = [unit for unit in made.units if unit != main]
    if not main or any(c not in chaining.CLAUSES and c != "text.into" for c in clauses):
        raise NoWordingError(" ".join(made.units))
    said: dict[str, str] = {}
    for unit in made.units:
        said |= _values(draw, unit, made.wording)
    code = _code(main, made.wording, clauses)
    request = draw.wrapped(draw.said(made.wording, spoken(draw, said)))
    return Asked(made.units[-1], request, filled(code, literal(main, said)), {})


def _values(draw: Draw, unit: str, wording: str) -> dict[str, str]:
    known = fitting(draw, unit)
    if unit == "text.into":
        known["out"] = values.file_name(draw.rng, values.TEXT_ENDINGS)
    return {s: v for s, v in draw.slots(unit, wording, known).items() if f"{{{s}}}" in wording}


def _code(main: str, wording: str, clauses: list[str]) -> str:
    code = chaining.chain(main, clauses)
    if main == "text.delete_start" and "{text}" in wording:
        code = ""
    if not code or (set(re.findall(r"\{(n)\}", wording)) and "@n@" not in code):
        raise NoWordingError(" ".join((main, *clauses)))
    if main in ("text.head", "text.tail") and "{n}" not in wording:
        code = code.replace("@n@", "10")
    return texts.HEAD + code


QUESTIONS = (
    "text.lines", "text.words", "text.characters", "text.blank_count", "text.longest",
    "text.shortest", "text.unique_count", "text.longest_word", "text.emails", "text.urls",
    "text.phones", "text.dates", "text.lines_with", "text.search_count", "text.search",
    "text.contains", "text.sum_numbers", "text.max_number", "text.mean_numbers",
    "text.words_different", "text.encoding", "text.line_endings", "text.repeated", "text.common",
    "text.per_level", "text.amounts", "text.head", "text.tail", "text.first_with",
    "text.last_with",
)  # fmt: skip
"""What can be asked of a file besides another thing."""
SAME = ({"text.lines", "text.lines_with"},)
"""Pairs that a unit says already (`text.lines_and_with`)."""


def two_questions(draw: Draw) -> Asked:
    """Two questions about one file in one sentence: 'how many words, and which mails are in it'."""
    names = [unit for unit in QUESTIONS if draw.has(unit)]
    if len(names) < 2:
        raise NoWordingError("two questions")
    one, other = draw.rng.sample(names, 2)
    wordings = draw.wording(one), draw.wording(other)
    first, second = _values(draw, one, wordings[0]), _values(draw, other, wordings[1])
    if set(first) & set(second) != {"file"} or {one, other} in SAME:
        raise NoWordingError(f"{one} {other}")
    more = _of_it(wordings[1])
    code = texts.REQUESTS[one] + _going_on(texts.REQUESTS[one], texts.REQUESTS[other])
    for unit, wording in zip((one, other), wordings, strict=True):
        if "@n@" in texts.REQUESTS[unit] and "{n}" not in wording:
            code = code.replace("@n@", "10")
    if "@out@" in code:
        code = code.replace('save_lines("@out@", lines)\n', "show_found(lines)\n")
    said = {**second, **first}
    request = draw.said(wordings[0], spoken(draw, said)).rstrip(".?! ")
    request += draw.pick([" and ", " and ", ", and ", ". And ", ", also ", " + ", "? "])
    request += draw.said(more, spoken(draw, said), True)
    return Asked(one, draw.wrapped(request), texts.HEAD + filled(code, literal(one, said)), {})


def _of_it(wording: str) -> str:
    """The second question, which names the file no more. Raises `NoWordingError`."""
    spoken_of = (
        (r"\b(?:in|inside|within) (?:the (?:text )?file |my )?\{file\}", "in it"),
        (r"\b(?:of|for) (?:the (?:text )?file |my )?\{file\}", "of it"),
        (r"\b(?:from|out of) (?:the (?:text )?file |my )?\{file\}", "from it"),
        (r"\b(does|has|is|do|did) (?:the (?:text )?file |my )?\{file\}", r"\1 it"),
        (r"^(?:the (?:text )?file |my )?\{file\}[:,]? ", "in it "),
        (r" (?:->|-|:|,)? ?\{file\}([?.!]*)$", r"\1"),
    )
    for shape, instead in spoken_of:
        changed = re.sub(shape, instead, wording, count=1, flags=re.I)
        if changed != wording and "{file}" not in changed:
            return changed
    raise NoWordingError(wording)


def _going_on(first: str, second: str) -> str:
    """The code of the second question, without what the first has said already."""
    known = (
        'path = locate("@file@")\n', "lines = read(path).splitlines()\n", "text = read(path)\n"
    )  # fmt: skip
    kept = second.splitlines(keepends=True)
    return "".join(line for line in kept if line not in known or line not in first)
