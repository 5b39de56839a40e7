"""Several things done to one text file, one after the other: chosen, tidied, sorted, saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from models.mini.families import passages, seeking, texts

_LINES = 'path = locate("@file@")\nlines = read(path).splitlines()\n'
_TEXT = 'path = locate("@file@")\ntext = read(path)\n'
_WANTED = 'wanted = "@text@"\n'
_OTHER = 'other = "@text2@"\n'
_SORTED = "lines.sort(key=str.lower)\n"
_SORTED_DOWN = "lines.sort(key=str.lower, reverse=True)\n"
_UNIQUE = "lines = each_once(lines)\n"
_NO_BLANK = "lines = [line for line in lines if line.strip()]\n"
_TRIMMED = "lines = [line.strip() for line in lines]\n"
_NO_COMMENTS = "lines = uncommented(lines)\n"
_NUMBERED = 'lines = [f"{n}. {line}" for n, line in enumerate(lines, 1)]\n'
_WITH = "lines = [line for line in lines if wanted.lower() in line.lower()]\n"
_WITHOUT = "lines = [line for line in lines if wanted.lower() not in line.lower()]\n"

KEPT = 'keep_lines(path, lines)\nprint(f"{path} has {len(lines)} lines now.")\n'
SAVED = 'save_lines("@out@", lines)\n'
COUNTED = "print(f\"{times(len(lines), 'line')} of {path}.\")\n"
SHOWN = 'print("\\n".join(lines))\n' + COUNTED
LISTED = "show_found(lines)\n"

ORDER = (
    "first_lines", "last_lines", "trimmed", "no_comments", "no_blank", "start", "with", "without",
    "not_done", "between_days", "since_day", "also_with", "also_without", "unique", "sorted",
    "sorted_down", "reversed", "first", "last", "numbered",
)  # fmt: skip
"""What is done first, whatever order it is said in: one meaning, one code."""
STEPS: Mapping[str, str] = {
    "first_lines": "lines = lines[:@n@]\n",
    "last_lines": "lines = lines[-@n@:]\n",
    "trimmed": _TRIMMED,
    "no_comments": _NO_COMMENTS,
    "no_blank": _NO_BLANK,
    "with": _WANTED + seeking.AS_WRITTEN + _WITH,
    "without": _WANTED + _WITHOUT,
    "not_done": _WANTED
    + seeking.AS_WRITTEN
    + "lines = [line for line in lines if wanted.lower() in line.lower() and not is_done(line)]\n",
    "between_days": 'first, second = day("@date@"), day("@date2@")\n'
    "lines = [line for line in lines if between_days(line, first, second)]\n",
    "since_day": 'first = day("@date@")\n'
    "lines = [line for line in lines if between_days(line, first)]\n",
    "also_with": _OTHER + "lines = [line for line in lines if other.lower() in line.lower()]\n",
    "also_without": _OTHER
    + "lines = [line for line in lines if other.lower() not in line.lower()]\n",
    "unique": _UNIQUE,
    "sorted": _SORTED,
    "sorted_down": _SORTED_DOWN,
    "reversed": "lines.reverse()\n",
    "first": "lines = lines[:@n@]\n",
    "last": "lines = lines[-@n@:]\n",
    "numbered": _NUMBERED,
}
CLAUSES: Mapping[str, str] = {
    "text.also_sorted": "sorted",
    "text.also_sorted_desc": "sorted_down",
    "text.also_unique": "unique",
    "text.also_no_blank": "no_blank",
    "text.also_no_comments": "no_comments",
    "text.also_trimmed": "trimmed",
    "text.also_numbered": "numbered",
    "text.also_with": "also_with",
    "text.also_without": "also_without",
    "text.also_first": "first",
    "text.also_last": "last",
}
"""Clauses, and the step that each of them adds. `text.into` changes where the result goes."""
CHANGED: Mapping[str, str] = {
    "text.sort": "sorted",
    "text.sort_desc": "sorted_down",
    "text.unique": "unique",
    "text.no_blank": "no_blank",
    "text.trim": "trimmed",
    "text.reverse": "reversed",
    "text.number": "numbered",
    "text.delete_start": "no_comments",
    "text.delete_lines": "without",
}
SAVING: Mapping[str, str] = {
    "text.sort_to": "sorted",
    "text.sort_desc_to": "sorted_down",
    "text.unique_to": "unique",
    "text.search_save": "with",
    "text.without_to": "without",
    "text.reverse_to": "reversed",
}
CHOSEN: Mapping[str, str] = {
    "text.show": "",
    "text.search": "with",
    "text.search_not": "without",
    "text.search_not_done": "not_done",
    "text.between_days": "between_days",
    "text.since_day": "since_day",
    "text.head": "first_lines",
    "text.tail": "last_lines",
}
TOLD: Mapping[str, str] = {"text.lines": "", "text.lines_with": "with"}
FOUND: Mapping[str, str] = {
    "text.emails": "lines = list(dict.fromkeys(emails_in(text)))\n",
    "text.urls": "lines = list(dict.fromkeys(links_in(text)))\n",
    "text.phones": "lines = phones_in(text)\n",
    "text.dates": "lines = dates_in(text)\n",
    "text.amounts": "lines = money_in(text)\n",
    "text.ips": "lines = ips_in(text)\n",
}
MAINS = {**CHANGED, **SAVING, **CHOSEN, **TOLD, **FOUND}
"""What can stand in front of the clauses, with the step that it is itself."""
EVERY = frozenset(STEPS)
LINE_STEPS = EVERY - {"also_with", "also_without", "first", "last"}
LIST_STEPS = frozenset(["sorted", "sorted_down", "also_with", "also_without", "first", "last"])
ALLOWED: Mapping[str, frozenset[str]] = {
    "text.search_save": EVERY,
    "text.show": LINE_STEPS,
    "text.lines": frozenset(["unique", "no_blank", "no_comments"]),
    "text.lines_with": frozenset(["unique", "also_with", "also_without"]),
}
"""Which steps make sense behind what."""
REMOVING = frozenset(
    ["text.unique", "text.no_blank", "text.delete_lines", "text.delete_start", "text.unique_to",
     "text.without_to"]
)  # fmt: skip
"""Behind these, *and the empty lines too* means that these go as well."""
EXISTING: Mapping[tuple[frozenset[str], str], str] = {
    (frozenset(["unique", "sorted"]), KEPT): texts.REQUESTS["text.sort_unique"],
    (frozenset(["trimmed", "no_blank"]), KEPT): texts.REQUESTS["text.tidy"],
    (frozenset(["sorted"]), SAVED): texts.REQUESTS["text.sort_to"],
    (frozenset(["with", "also_with"]), SHOWN): passages.BOTH_WAYS["text.search_both"][1],
    (frozenset(["with", "also_with"]), SAVED): passages.BOTH_WAYS["text.search_both"][0],
}
"""Chains that a unit says already."""
_TOGETHER = ({"sorted", "sorted_down", "reversed"}, {"first_lines", "last_lines", "first", "last"})


def chain(main: str, clauses: Collection[str]) -> str:
    """The template for a request with clauses behind it; empty when they do not go together."""
    steps = [CLAUSES[c] for c in clauses if c in CLAUSES]
    own = "" if main in FOUND else MAINS[main]
    if main in FOUND:
        steps = [step for step in steps if step != "unique"]  # what is found is told once anyhow
    allowed = ALLOWED.get(main) or (
        LIST_STEPS if main in FOUND else LINE_STEPS if main in CHANGED or main in SAVING else EVERY
    )
    if not set(steps) <= allowed:
        return ""
    if own in steps or len(set(steps)) < len(steps):
        return ""
    every = {own, *steps} - {""}
    if any(len(every & apart) > 1 for apart in _TOGETHER) or {"also_with", "also_without"} <= every:
        return ""
    into = "text.into" in clauses
    if (into and main in {**SAVING, **TOLD}) or (not every and main not in FOUND):
        return ""
    end = _end(main, into)
    if end == COUNTED and every & {"sorted", "sorted_down", "numbered", "first", "last"}:
        return ""
    if main == "text.show" and every <= {"also_with", "also_without"}:
        return ""
    if main not in FOUND and (found := EXISTING.get((frozenset(every), end))):
        return found
    lines = "".join(STEPS[step] for step in ORDER if step in every)
    return (_TEXT + FOUND[main] if main in FOUND else _LINES) + lines + end


def _end(main: str, into: bool) -> str:
    """Where the result goes."""
    if into or main in SAVING:
        return SAVED
    if main in TOLD:
        return COUNTED
    return KEPT if main in CHANGED else LISTED if main in FOUND else SHOWN
