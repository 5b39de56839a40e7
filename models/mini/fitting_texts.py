"""Values for slots of requests about text files: what is sought, replaced and written."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from models.mini import slots as values
from models.mini.slot_words import CITIES, MONTHS, WEEKDAYS
from models.mini.slots import Maker, named, one_of, whole
from models.mini.usual import PAIR, SIGN, SOURCES

SOUGHT_OFTEN = (
    "errors", "warnings", "error", "ERROR", "WARNING", "WARN", "timeouts", "timeout", "failed",
    "TODO", "TODOs", "FIXME", "connection lost", "urgent", "overdue", "paid", "failures", "denied",
    "exceptions", "Exception", "login failed", "out of memory", "retry", "404", "500", "INFO",
    "birthdays", "calls", "invoices", "reminders", "refused", "not found", "disk full",
)  # fmt: skip
TITLES = ("Mr", "Mrs", "Ms", "Dr", "Herr", "Frau", "Hotel", "Villa", "Café", "Mühle", "Firma")
UNITS = ("Prozent", "percent", "euro", "euros", "EUR", "kg", "minutes", "days", "people", "Euro",
         "pieces", "litres", "points", "hours", "weeks", "guests", "km", "seats")  # fmt: skip
SHORT = ("s", "%", " %", "€", " €", "ms", "px", "h", "k", "MB", "min", "kg", "°C", "g", "V")


def _few_words(rng: random.Random) -> str:
    return " ".join(values.word(rng) for _ in range(rng.choice([2, 2, 3])))


def _code(rng: random.Random) -> str:
    return rng.choice("PEBCX") + rng.choice(["", "-", "0"]) + str(rng.randint(10, 9999))


def sought(rng: random.Random) -> str:
    """What is looked for in a text: a word, often in the plural, a name, a code, some words."""
    turn = rng.random()
    if turn < 0.5:
        return values.text(rng)
    if turn < 0.68:
        return rng.choice(SOUGHT_OFTEN)
    if turn < 0.8:
        return _few_words(rng)
    if turn < 0.86:
        return f"{rng.choice(TITLES)} {values.word(rng).capitalize()}"
    if turn < 0.92:
        return _code(rng)
    if turn < 0.96:
        return f"{values.word(rng).upper()} {_few_words(rng)}"
    return rng.choice(["+351", "+49", "0800", "@gmail.com", ".ch", "www.", "100%", "17:30", "???"])


def _figures(rng: random.Random) -> tuple[str, str]:
    """Two figures of one shape."""
    turn = rng.random()
    if turn < 0.3:
        return str(rng.randint(2, 99)), str(rng.randint(100, 199))
    if turn < 0.5:
        year = rng.randint(1650, 2026)
        return str(year), str(year + rng.choice([1, 1, 2, 4, -1, -3]))
    if turn < 0.7:
        price = rng.randint(1, 400) / 10
        return f"{price:.2f}", f"{price + rng.randint(1, 30) / 10:.2f}"
    if turn < 0.85:
        hour = rng.randint(7, 21)
        return f"{hour}:00", f"{hour + rng.choice([0, 1])}:{rng.choice(['30', '15', '45'])}"
    n = rng.randint(100, 9999)
    return str(n), str(n + rng.randint(1, 90))


def replacement(rng: random.Random) -> tuple[str, str]:
    """A text and what replaces it: words, names, figures, figures with a word or a unit."""
    turn = rng.random()
    if turn < 0.3:
        return values.text(rng), values.text(rng)
    old, new = _figures(rng)
    if turn < 0.5:
        return old, new
    if turn < 0.62:
        unit = rng.choice(UNITS) if rng.random() < 0.7 else values.word(rng)
        return f"{old} {unit}", f"{new} {unit}"
    if turn < 0.7:
        short = rng.choice(SHORT)
        return f"{old}{short}", f"{new}{short}"
    if turn < 0.84:
        word = values.cased(rng, values.word(rng))
        join = rng.choice([" ", " ", " ", " = ", "=", ": "])
        return f"{word}{join}{old}", f"{word}{join}{new}"
    if turn < 0.92:
        return _few_words(rng), _few_words(rng)
    title = rng.choice(TITLES)
    return tuple(f"{title} {values.word(rng).capitalize()}" for _ in range(2))  # type: ignore[return-value]


def _replaced(rng: random.Random, known: dict[str, str]) -> None:
    known["text"], known["to"] = replacement(rng)
    while known["text"] == known["to"]:
        known["text"], known["to"] = replacement(rng)


def _changed_number(rng: random.Random, known: dict[str, str]) -> None:
    known["a"], known["b"] = _figures(rng)
    known["text2"] = values.cased(rng, values.word(rng))


def _new_number(rng: random.Random, known: dict[str, str]) -> None:
    price = rng.randint(1, 900) / 10
    known["b"] = rng.choice([str(rng.randint(1, 999)), f"{price:.2f}", f"{price:.2f}"])
    known["text"] = values.cased(rng, values.word(rng))


def _things(rng: random.Random) -> str:
    """What the lines of a list are, in the plural."""
    return rng.choice(THINGS) if rng.random() < 0.7 else f"{values.word(rng)}s"


def _to_do(rng: random.Random) -> str:
    """What is marked on the lines of a list: a word in capitals, a name."""
    turn = rng.random()
    return rng.choice(MARKS) if turn < 0.6 else _names(rng) if turn < 0.8 else sought(rng)


def _day_said(rng: random.Random) -> str:
    return _said(rng, date(2026, 1, 1) + timedelta(rng.randrange(365)), rng.randrange(4))


def _said(rng: random.Random, when: date, form: int) -> str:
    """A day as people write it, in one of four forms."""
    year = f" {when.year}" if rng.random() < 0.3 else ""
    month = MONTHS[when.month - 1]
    return (
        f"{when}",
        f"{when.day} {month}{year}",
        f"{month} {when.day}",
        f"{when.day:02d}.{when.month:02d}.{when.year}",
    )[form]


def _two_days(rng: random.Random, known: dict[str, str]) -> None:
    first = date(rng.choice([2025, 2026, 2026]), rng.randint(1, 11), rng.randint(1, 28))
    form, last = rng.randrange(4), first + timedelta(rng.randint(1, 60))
    known["date"], known["date2"] = _said(rng, first, form), _said(rng, last, form)


THINGS = (
    "calls", "entries", "names", "items", "people", "guests", "members", "addresses", "songs",
    "books", "orders", "words", "tasks", "visitors", "plants", "customers", "events", "recipes",
    "phone calls", "messages", "bookings", "titles", "links", "ideas", "errands", "parcels",
)  # fmt: skip
MARKS = ("TODO", "TODOs", "FIXME", "todo", "OPEN", "ASK", "call", "urgent", "order", "pay", "XXX")


def _names(rng: random.Random) -> str:
    return values.word(rng).capitalize()


CONTENTS: tuple[Callable[[random.Random], str], ...] = (
    lambda r: f"call {_names(r)} about {_few_words(r)}",
    lambda r: f"Call {_names(r)} {_names(r)} back",
    lambda r: f"Dear {r.choice(TITLES[:4])} {_names(r)}, please call me on {r.choice(WEEKDAYS)}",
    lambda r: f"Hello {_names(r)}, the {values.word(r)} is ready",
    lambda r: f"buy {values.word(r)}, {values.word(r)} and {values.word(r)}",
    lambda r: f"{r.randint(2, 30)} {values.word(r)} for {_names(r)}",
    lambda r: f"{r.randint(1, 28)} {r.choice(MONTHS)}: {_few_words(r)}",
    lambda r: f"{r.randint(7, 20)}:{r.choice(['00', '15', '30'])} {_few_words(r)}",
    lambda r: f"Meeting with {_names(r)} on {r.choice(WEEKDAYS)} at {r.randint(8, 19)}:30",
    lambda r: f"{_names(r)} - {values.word(r)} {r.randint(1, 400)} euro",
    lambda r: f"The {values.word(r)} is not to be touched before {r.choice(MONTHS)}",
    lambda r: f"We are closed on {r.choice(WEEKDAYS)}, see you in {r.choice(CITIES)}",
    lambda r: f"check the {_few_words(r)} in {r.choice(CITIES)}",
    lambda r: f"{values.word(r)}={r.randint(1, 9000)}",
    lambda r: f"{_names(r)}, {r.randint(100, 999)} {r.randint(1000, 99999)}, {r.choice(CITIES)}",
    lambda r: f"tell {_names(r)} that {_few_words(r)}",
)


def content(rng: random.Random) -> str:
    """A line that somebody wants to be written."""
    return values.phrase(rng) if rng.random() < 0.35 else rng.choice(CONTENTS)(rng)


def _several(rng: random.Random) -> str:
    """Three or more texts to be counted."""
    made = list(dict.fromkeys(values.cased(rng, values.word(rng)) for _ in range(6)))
    made = list(rng.choice([("ERROR", "WARNING", "INFO"), ("error", "warn", "debug"), made[:3]]))
    last = rng.choice([" and ", ", ", " and ", " or "])
    return ", ".join(made[:-1]) + last + made[-1]


SEARCHES = (
    "search", "search_count", "lines_with", "search_save", "which_line", "contains", "search_not",
    "search_around", "search_all", "search_folder", "delete_lines", "keep_lines", "without_to",
    "lines_and_with", "first_with", "last_with", "commonest_with", "move_to_end", "move_lines",
    "paragraph_with", "per_day", "per_hour", "lines_with_exact", "search_exact",
)  # fmt: skip
WRITINGS = (
    "text.create", "text.append", "text.append_dated", "text.prepend", "text.insert_line",
    "text.insert_after", "text.insert_before", "text.replace_line", "action.append_line",
    "action.prepend_line",
)  # fmt: skip
TWO_SOUGHT = (
    "text.search_either", "text.search_both", "text.count_two", "text.lines_with_two",
    "action.search_either",
    "action.search_both", "action.count_two",
)  # fmt: skip
CUT_AT = ["#", "//", "--", ";", "|", " - ", "=>", "->", "(", "@", "..."]


KEYS = [
    "port", "host", "timeout", "theme", "language", "max_connections", "debug", "user", "path",
    "log_level", "database", "url", "encoding", "width", "cache_size", "MaxClients", "DB_HOST",
    "API_URL", "color", "workers", "retries", "PermitRootLogin",
]  # fmt: skip


def _beginning(rng: random.Random) -> str:
    """What lines begin with: a sign, or a word."""
    signs = ["#", "-", "*", "//", ";", ">", "===", "---", "##", "CHAPTER", "Section", "DEBUG", "+"]
    return rng.choice(signs) if rng.random() < 0.6 else values.cased(rng, values.word(rng))


def _some_lines(rng: random.Random) -> str:
    """Some numbers of lines as people write them: '5, 9 and 14'."""
    found = [str(n) for n in sorted(rng.sample(range(1, 6 if rng.random() < 0.3 else 60), 3))]
    found = found[: rng.choice([2, 3, 3])]
    return ", ".join(found[:-1]) + rng.choice([" and ", ", ", " and "]) + found[-1]


def _key(rng: random.Random) -> str:
    return rng.choice(KEYS) if rng.random() < 0.6 else values.column(rng).replace(" ", "_")


def _setting(rng: random.Random) -> str:
    usual = ["true", "false", "on", "off", "yes", "no", "8080", "dark", "0", "localhost", "debug"]
    turn = rng.random()
    return (
        rng.choice(usual)
        if turn < 0.5
        else str(rng.randint(1, 999))
        if turn < 0.8
        else (values.word(rng))
    )


OWN: Mapping[str, Mapping[str, Maker]] = {
    **{f"text.{name}": {"text": sought} for name in SEARCHES},
    **{unit: {"text": sought, "text2": sought} for unit in TWO_SOUGHT},
    **{
        unit: {"text": sought}
        for unit in ("action.search", "action.search_count", "action.search_save",
                     "action.delete_lines", "text.on_day")
    },
    **{unit: {"text2": sought} for unit in ("text.also_with", "text.also_without")},
    **{unit: {"content": content} for unit in WRITINGS},
    "text.count_each": {"items": _several},
    "text.lines_with_each": {"items": _several},
    "text.line_items": {"text": _things},
    "text.search_not_done": {"text": _to_do},
    "text.since_day": {"date": _day_said},
    "text.per_ip_top": {"n": whole(2, 30, 3, 5, 10, 20)},
    "text.line_counts_top": {"n": whole(2, 20, 3, 5, 10)},
    "text.also_first": {"n": whole(2, 60, 3, 5, 10, 20)},
    "text.also_last": {"n": whole(2, 60, 3, 5, 10, 20)},
    "action.text_head": {"n": whole(1, 40, 2, 3, 5, 10)},
    "action.text_tail": {"n": whole(1, 60, 3, 5, 10, 20)},
    "action.common_words": {"n": whole(3, 60, 5, 10, 20)},
    "text.field_sep": {"n": whole(1, 6, 1, 2, 3), "text": SIGN},
    "text.to_columns": {"text": SIGN, "out": named(values.TABLE_ENDINGS)},
    "text.cut_after": {"text": lambda r: SIGN(r) if r.random() < 0.5 else r.choice(CUT_AT)},
    "text.count_start": {"text": _beginning},
    "text.delete_start": {"text": _beginning},
    "text.split_at": {"text": _beginning},
    "text.mark_lines": {"to": one_of(["#", "# ", "x", "- ", "* ", "> ", "//", "!", "OK "])},
    "text.prefix_lines_to": {"text": one_of(["- ", "* ", "> ", "# ", "//", "x_", "TODO "])},
    "text.longer_than": {"n": whole(5, 300, 50, 72, 80, 100, 120)},
    "text.random_lines": {"n": whole(2, 30, 3, 5, 10)},
    "text.some_lines": {"numbers": _some_lines},
    "text.words_starting": {"text": lambda r: values.word(r)[: r.randint(1, 4)]},
    "text.sum_after": {"text": lambda r: values.cased(r, values.word(r)) + r.choice([":", "", ""])},
    "text.key_value": {"field": _key},
    "text.set_key": {"field": _key, "to": _setting},
    "text.lookup": {"text": lambda r: values.cased(r, values.word(r))},
    "text.search_around": {"n": whole(1, 9, 2, 3, 5), "text": sought},
    "text.longest_nth": {"n": PAIR},
    "text.longest_lines": {"n": PAIR},
    "text.delete_line": {"n": whole(1, 5)},
    "text.replace_line": {"n": whole(1, 5), "content": content},
    "text.insert_line": {"n": whole(1, 5), "content": content},
    "text.field": {"n": whole(1, 6)},
    "text.wrap": {"n": whole(20, 120, 72, 80, 100)},
    "text.split_parts": {"n": PAIR},
    "text.prefix_lines": {"text": one_of(["- ", "* ", "> ", "# ", "//", "x_", "TODO "])},
    "text.suffix_lines": {"text": one_of([";", ",", ".", " |", "!", " end"])},
    "text.headings": {"file": lambda r: values.file_name(r, ["md"])},
    "text.to_table": {"out": named(values.TABLE_ENDINGS)},
    "text.create_lines": {"items": values.some_items},
    "text.append_lines": {"items": values.some_items},
    "text.split": {"n": whole(2, 999, 10, 20, 50, 100, 500, 1000)},
    "text.replace_all": {"ext": one_of(SOURCES)},
    "text.search_all": {"ext": one_of(SOURCES), "text": sought},
    "text.lines_all": {"ext": one_of(SOURCES)},
}  # fmt: skip
"""Makers by unit and slot."""
TOGETHER: Mapping[str, Callable[[random.Random, dict[str, str]], None]] = {
    **dict.fromkeys(
        ("text.replace", "text.replace_to", "text.replace_all", "text.replace_folder",
         "text.replace_backup", "text.replace_first", "text.replace_in_lines",
         "action.replace_text"),
        _replaced,
    ),
    "text.number_on_lines": _changed_number,
    "text.number_now": _new_number,
    "text.between_days": _two_days,
}  # fmt: skip
"""Slots of a unit that depend on each other."""
LOGS = ("text.per_level", "text.per_hour", "text.per_ip_top", "text.on_day")
"""What is asked of logs."""
NOTES = (
    "text.line_items", "text.search_not_done", "text.number_now", "text.append_dated",
    "text.between_days", "text.since_day",
)  # fmt: skip
"""What is asked of lists and diaries."""
ROTATED = tuple(
    f"text.{name}"
    for name in ("tail", "head", "show", "search", "lines", "lines_with", "search_count", "range")
)
"""What is asked of old logs as well, which have a number behind their names."""
