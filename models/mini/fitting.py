"""Values for slots where the usual maker does not suit what is asked."""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from models.mini import fitting_files, fitting_texts
from models.mini import slots as values
from models.mini.draw import Draw
from models.mini.phrases import catalogue
from models.mini.slot_words import STATES
from models.mini.slots import Maker, named, whole

SETTINGS = ["ini", "conf", "cfg", "env", "yaml", "yml", "cnf", "toml", "txt"]
LOGS = ["log", "log", "log", "txt"]
FILE_ENDINGS = {
    "text": values.TEXT_ENDINGS,
    **dict.fromkeys(("text.key_value", "text.set_key"), SETTINGS),
    **dict.fromkeys(("text.per_day", "text.per_ip", "text.between_times"), LOGS),
    **dict.fromkeys(fitting_texts.LOGS, LOGS),
    **{
        key: [*values.TEXT_ENDINGS, "log", "log", "log.1", "log.2"] for key in fitting_texts.ROTATED
    },
    "find.checksum": ["iso", "zip", "exe", "dmg", "pdf", "tar.gz"],
}
SOURCES = [*values.TEXT_ENDINGS, "js", "css", "java", "yaml", "json"]
PERCENT = whole(5, 95, 50, 25, 75, 10, 20, 80)
SIDE = whole(50, 400, 64, 100, 128, 150, 200, 256, 300)
DAYS = whole(1, 400)
WHOLE = frozenset(
    f"sum.{name}"
    for name in (
        *("gcd", "lcm", "random_between", "is_prime", "factorial", "factors", "binary", "hex"),
        *("roman", "fibonacci", "primes_below", "combinations", "permutations", "fraction"),
        *("digit_sum", "divisors", "is_even", "clock", "clock_minutes", "table_of"),
    )
)
SMALL = {
    "sum.factorial": 30,
    "sum.fibonacci": 40,
    "sum.primes_below": 500,
    "sum.power": 12,
    "sum.table_of": 25,
}


def roman(n: int) -> str:
    """A Roman numeral, to be asked for."""
    text = ""
    for value, letters in ROMAN.items():
        text += letters * (n // value)
        n %= value
    return text


ROMAN = {
    1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X",
    9: "IX", 5: "V", 4: "IV", 1: "I",
}  # fmt: skip


def some_items(rng: random.Random) -> str:
    items = [values.cased(rng, values.word(rng)) for _ in range(rng.randint(2, 5))]
    return rng.choice([", ", ", ", " or ", " "]).join(items)


MONEY = whole(50, 99_999, 100, 1000, 2500, 5000, 10_000)
TAX = values.one_of(["5", "7", "10", "15", "19", "20", "21", "25"])
PLACES = values.one_of(["0", "1", "1", "2", "2", "2", "3", "4"])
PAIR = whole(2, 12, 2, 3, 4, 5)
_LENGTHS = ("min", " min", " minutes", " minutes")


def shorter(rng: random.Random) -> str:
    return f"{rng.choice([5, 15, 20, 25, 30, 45, 50, 90])}{rng.choice(_LENGTHS)}"


def longer(rng: random.Random) -> str:
    return f"{rng.randint(2, 40)} {rng.choice(['hours', 'hours', 'h', 'hrs', 'days'])}"


WIDTHS = whole(50, 400, 64, 100, 128, 150, 200, 256, 300)


def _digits(alphabet: str, low: int, high: int) -> Maker:
    return lambda rng: "".join(rng.choice(alphabet) for _ in range(rng.randint(low, high)))


SIGN = values.one_of(
    ["comma", "hyphen", "dash", "slash", "semicolon", "dot", "colon", "space", "at sign", "-", ",",
     "/", "@", ".", "_", ";", "=", "->", "|"]
)  # fmt: skip
WITH_SIGN = ("table.add_before", "table.add_after", "table.add_joined_with", "table.split_column")


def _list(make: Maker, low: int, high: int) -> Maker:
    """Some names in one list, as people write it."""

    def items(rng: random.Random) -> str:
        made = list(dict.fromkeys(make(rng) for _ in range(rng.randint(low, high) + 3)))
        made = [name for name in made if not re.search(r"[,;&]| and | or ", name)][:high]
        made = made[: rng.randint(low, high)]
        last = rng.choice([" and ", " and ", " or ", ", and ", ", ", ", "])
        return f"{', '.join(made[:-1])}{last}{made[-1]}" if made[1:] else f"{made[0]}, other"

    return items


def words_of(low: int, high: int) -> Maker:
    return _list(values.MAKERS["word"], low, high)


AGES = whole(2, 95, 3, 5, 6, 12, 14, 16, 18, 18, 21, 30, 40, 50, 60, 65, 70, 80)


def states(rng: random.Random) -> str:
    """A word that says what a row is, now and then what somebody did not do ('did not pay')."""
    turn = rng.random()
    if turn < 0.05:
        return rng.choice(["pay", "answer", "reply", "return", "come", "sign", "register", "vote"])
    return values.cased(rng, values.word(rng)) if turn < 0.15 else rng.choice(STATES)


def columns_of(low: int, high: int) -> Maker:
    return _list(values.column, low, high)


def per_name(rng: random.Random) -> str:
    """A name for a column that says what it is: 'price per kg', 'downloads_per_minute'."""
    first, second = (re.sub(r"(?i)[/_ -]per[/_ -]|/", " ", values.column(rng)) for _ in range(2))
    sign = rng.choice(["_", "_", " "]) if " " not in first + second else " "
    return f"{first}{sign}per{sign}{second}"


def table_glob(rng: random.Random) -> str:
    word, ending = values.word(rng), rng.choice(["csv", "csv", "xlsx"])
    return rng.choice(["{w}_*.{e}", "{w}*.{e}", "*_{w}.{e}", "{w}-*.{e}"]).format(w=word, e=ending)


PIXELS = whole(200, 6000, 640, 800, 1000, 1200, 1600, 1920, 2000, 3000, 4000)
MARKS = ["#", "//", "--", ";", "|", " - ", "=>", "->", "(", "@", "..."]
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


OWN: dict[str, Mapping[str, Maker]] = {
    **fitting_files.OWN,
    **fitting_texts.OWN,
    "find.checksum_is": {"string": _digits("0123456789abcdef", 32, 32)},
    "move.executable": {"file": lambda r: values.file_name(r, ["sh", "py", "pl", "bin"])},
    "selection.size_between": {},
    "selection.wider": {"width": PIXELS},
    "selection.narrower": {"width": PIXELS},
    "text.field_sep": {"n": whole(1, 6, 1, 2, 3), "text": SIGN},
    "text.to_columns": {"text": SIGN, "out": named(values.TABLE_ENDINGS)},
    "text.cut_after": {"text": lambda r: SIGN(r) if r.random() < 0.5 else r.choice(MARKS)},
    "text.count_start": {"text": _beginning},
    "text.delete_start": {"text": _beginning},
    "text.split_at": {"text": _beginning},
    "text.mark_lines": {"to": values.one_of(["#", "# ", "x", "- ", "* ", "> ", "//", "!", "OK "])},
    "text.prefix_lines_to": {"text": values.one_of(["- ", "* ", "> ", "# ", "//", "x_", "TODO "])},
    "text.longer_than": {"n": whole(5, 300, 50, 72, 80, 100, 120)},
    "text.random_lines": {"n": whole(2, 30, 3, 5, 10)},
    "text.some_lines": {"numbers": _some_lines},
    "text.words_starting": {"text": lambda r: values.word(r)[: r.randint(1, 4)]},
    "text.sum_after": {"text": lambda r: values.cased(r, values.word(r)) + r.choice([":", "", ""])},
    "text.key_value": {"field": _key},
    "text.set_key": {"field": _key, "to": _setting},
    "text.lookup": {"text": lambda r: values.cased(r, values.word(r))},
    "image.crop_side": {"n": whole(5, 400, 20, 50, 100)},
    "image.pdf_two": {"out": named(["pdf"])},
    "text.search_around": {"n": whole(1, 9, 2, 3, 5), "text": fitting_texts.sought},
    "text.longest_nth": {"n": PAIR},
    "text.longest_lines": {"n": PAIR},
    "text.delete_line": {"n": whole(1, 5)},
    "text.replace_line": {"n": whole(1, 5), "content": fitting_texts.content},
    "text.insert_line": {"n": whole(1, 5), "content": fitting_texts.content},
    "text.field": {"n": whole(1, 6)},
    "text.wrap": {"n": whole(20, 120, 72, 80, 100)},
    "text.split_parts": {"n": PAIR},
    "text.prefix_lines": {"text": values.one_of(["- ", "* ", "> ", "# ", "//", "x_", "TODO "])},
    "text.suffix_lines": {"text": values.one_of([";", ",", ".", " |", "!", " end"])},
    "text.headings": {"file": lambda r: values.file_name(r, ["md"])},
    "text.to_table": {"out": named(values.TABLE_ENDINGS)},
    "table.percentile": {"n": whole(1, 99, 90, 95, 99, 10, 25, 75)},
    "table.moving_mean": {"n": whole(2, 30, 3, 7, 12)},
    "table.row": {"n": whole(1, 6)},
    "table.delete_row": {"n": whole(1, 5)},
    "table.round": {"n": PLACES},
    "table.scale": {"n": TAX},
    "table.add_plus_percent": {"n": TAX},
    "table.add_factor": {"value": values.one_of(["0.2", "0.19", "1.1", "2", "1.609", "12", "0.5"])},
    "table.split_rows": {"n": whole(2, 999, 10, 100, 500, 1000)},
    "table.set": {"value": values.amount},
    "table.fill_all": {"value": values.one_of(["0", "unknown", "none", "n/a", "-", "missing"])},
    "table.to_sheets": {"out": named(["xlsx"])},
    "table.json_set": {"value": lambda r: r.choice(["true", "false", "8080", values.word(r)])},
    "plot.hist_bins": {"n": whole(3, 60, 10, 20, 30, 50)},
    "plot.bar_top": {"n": PAIR},
    "image.resize_longest": {"n": whole(100, 3000, 600, 800, 1000, 1200)},
    "image.crop_edges": {"n": whole(1, 90, 10, 20, 50)},
    "image.border": {"n": whole(1, 90, 10, 20, 50)},
    "image.compress_all": {"n": PERCENT},
    "image.crop_corner": {"width": WIDTHS, "height": WIDTHS},
    "system.is_running": {},
    "sum.vat": {"a": TAX},
    "sum.net": {"a": TAX},
    "sum.split": {"a": values.amount, "b": whole(2, 12)},
    "sum.split_tip": {"a": values.amount, "b": whole(2, 12)},
    "sum.bmi": {"a": whole(40, 130), "b": whole(145, 205)},
    "sum.root": {"a": whole(2, 7), "b": whole(2, 999, 81, 32, 625, 64)},
    "sum.round": {"a": lambda r: f"{r.uniform(0, 1000):.{r.randint(2, 6)}f}", "n": PLACES},
    "sum.round_whole": {"a": lambda r: f"{r.uniform(0, 1000):.{r.randint(1, 4)}f}"},
    "sum.clock_plus_hours": {"a": whole(1, 30)},
    "sum.clock_plus_minutes": {"a": whole(5, 300)},
    "sum.clock_minus_minutes": {"a": whole(5, 300)},
    "sum.in_hours": {"a": whole(1, 99)},
    "sum.from_binary": {"string": _digits("01", 3, 10)},
    "sum.from_hex": {"string": _digits("0123456789abcdef", 2, 6)},
    "sum.from_roman": {"string": lambda r: roman(r.randint(1, 3000))},
    "sum.simple_interest": {"a": MONEY},
    "sum.loan": {"a": MONEY},
    "sum.savings": {"a": whole(10, 999, 50, 100, 200)},
    "date.minus": {"n": DAYS},
    "date.workdays_plus": {"n": whole(1, 90)},
    "date.plus_months": {"n": whole(1, 40)},
    "date.plus_years": {"n": whole(1, 40)},
    "date.age_days": {"date": lambda r: values.when(r, 1940, 2025)},
    "date.age_at": {
        "date": lambda r: values.when(r, *r.choice([(1940, 2000), (1750, 1940)])),
        "date2": lambda r: values.when(r, 2001, 2035),
    },
    "date.from_unix": {"a": whole(1_000_000_000, 1_900_000_000)},
    "date.easter": {"year": whole(1990, 2050)},
    "random.shuffle": {"items": values.some_items},
    "random.teams": {"items": values.some_items, "n": whole(2, 4)},
    "random.numbers": {"n": whole(2, 20), "a": whole(0, 50, 1), "b": whole(51, 999, 100)},
    "random.pin": {"n": whole(3, 9, 4, 6)},
    "random.dice_n": {"n": whole(2, 9)},
    "random.passphrase": {"n": whole(3, 8)},
    "string.repeat": {"n": whole(2, 20)},
    "string.caesar": {"n": whole(1, 25, 3, 13)},
    "string.replace": {"text": values.word, "to": values.word},
    "string.count_text": {"text": values.word},
    "string.anagram": {"string": values.word, "string2": values.word},
    "string.url_decode": {"string": lambda r: quote(values.phrase(r))},
    "git.log_n": {"n": whole(2, 30, 3, 5, 10, 20)},
    "git.by_author": {"name": lambda r: values.cased(r, values.word(r))},
    "git.new_branch": {"name": lambda r: f"{values.word(r)}-{values.word(r)}"},
    "git.file_log": {"file": lambda r: values.file_name(r, SOURCES)},
    "git.file_diff": {"file": lambda r: values.file_name(r, SOURCES)},
    "text.create_lines": {"items": values.some_items},
    "text.append_lines": {"items": values.some_items},
    "table.append_row": {"items": values.some_items},
    "text.split": {"n": whole(2, 999, 10, 20, 50, 100, 500, 1000)},
    "random.password": {"n": whole(6, 40)},
    "image.rotate": {"n": whole(1, 359, 90, 180, 270, 45)},
    "image.scale": {"n": PERCENT},
    "image.compress": {"n": PERCENT},
    "image.thumbnail": {"n": SIDE},
    "image.thumbnail_all": {"n": SIDE},
    "find.where": {
        "file": lambda r: values.folder(r) if r.random() < 0.25 else values.file_name(r)
    },
    **{
        f"date.{name}": {"n": whole(1, 36, 1, 2, 3, 3, 6, 12, 18)}
        for name in ("months_from_now", "months_ago", "months_before", "notice_end")
    },
    "date.week_dates": {"n": whole(1, 52), "year": whole(2020, 2032)},
    "date.work_starts": {"n": whole(1, 60, 5, 10)},
    "date.years_between": {
        "date": lambda r: values.when(r, *r.choice([(1995, 2025), (1700, 1940)])),
        "date2": lambda r: values.when(r, 1941, 2035),
    },
    "date.weekday": {
        "date": lambda r: values.when(r, *r.choice([(1995, 2030), (1995, 2030), (1650, 1994)]))
    },
    "sum.packs": {"a": whole(20, 2000), "b": whole(2, 60, 6, 12, 24, 50)},
    "sum.duration_times": {"a": whole(2, 99)},
    "sum.duration_fits": {"duration": shorter, "duration2": longer},
    "sum.downtime": {
        "a": values.one_of(["99", "99.5", "99.9", "99.95", "99.99", "98", "99.8", "97.5"])
    },
    "sum.margin": {"b": whole(1000, 9000)},
    "sum.work_hours": {"a": whole(10, 60, 15, 30, 30, 45, 60)},
    "sum.discount_was": {"a": PERCENT},
    "date.plus": {"n": DAYS},
    "date.from_now": {"n": DAYS},
    "date.ago": {"n": DAYS},
    "date.until": {"date": lambda r: values.when(r, 2027, 2035)},
    "date.since": {"date": lambda r: values.when(r, 1940, 2025)},
    "date.age": {"date": lambda r: values.when(r, 1940, 2025)},
    "random.pick": {"items": some_items},
    "move.mkdir_numbered": {
        "n": whole(2, 31),
        "name": lambda r: values.word(r) + r.choice(["", "_", " ", "-"]),
    },
    "text.replace_all": {"ext": values.one_of(SOURCES)},
    "text.search_all": {"ext": values.one_of(SOURCES), "text": fitting_texts.sought},
    "text.lines_all": {"ext": values.one_of(SOURCES)},
    "string.unbase64": {
        "string": lambda r: base64.b64encode(values.phrase(r).encode()).decode(),
    },
    "string.sort_letters": {"string": values.word},
    "string.palindrome": {"string": values.word},
    "string.count_letter": {"string": values.word},
    **{unit: {"text": SIGN} for unit in WITH_SIGN},
    "table.fill": {"value": lambda r: values.amount(r) if r.random() < 0.5 else values.text(r)},
    "table.filter_any_of": {"items": words_of(3, 4)},
    "table.filter_none_of": {"items": words_of(2, 4)},
    "table.select_list": {"items": columns_of(4, 5)},
    "table.order_columns": {"items": columns_of(2, 5)},
    "table.json_list_to": {"items": columns_of(2, 4)},
    "table.filter_next_days": {"n": whole(2, 60, 7, 14, 30, 90)},
    "table.filter_last_days": {"n": whole(2, 90, 7, 14, 30)},
    "table.filter_older_days": {"n": whole(2, 400, 14, 30, 60, 90)},
    "table.filter_last_days_any": {"n": whole(2, 90, 7, 14, 30)},
    "table.rounded": {"m": values.one_of("0112222334")},
    "table.group_count_over": {"n": whole(1, 20, 1, 2, 3, 5, 10)},
    "table.delete_first": {"n": whole(1, 9, 1, 2, 3)},
    "table.longest_texts": {"n": whole(2, 20, 3, 5, 10)},
    "table.add_date_plus": {"n": whole(1, 120, 7, 14, 30)},
    "table.add_divided": {"value": whole(2, 1000, 2, 4, 12, 60, 100, 1000, 1024)},
    "table.divide_col": {"value": whole(2, 1000, 2, 12, 60, 100, 1000, 1024)},
    "table.multiply_col": {"value": values.one_of(["2", "3.5", "1.1", "12", "0.5", "100", "1.19"])},
    "table.add_plus": {"value": values.one_of(["1", "5", "4.90", "10", "0.20", "15", "100"])},
    "table.set_where": {
        "value": lambda r: values.amount(r) if r.random() < 0.4 else values.word(r)
    },
    "table.scale_where": {"n": TAX},
    "table.scale_down": {"n": TAX},
    "table.add_first_chars": {"n": whole(1, 8, 1, 2, 3)},
    "table.pad_zeros": {"n": whole(2, 12, 4, 5, 6)},
    "table.round_all": {"n": PLACES},
    "table.convert_folder": {
        "ext": values.one_of(["csv", "xlsx", "Excel", "Excel", "json", "tsv"])
    },
    "table.sheet_nth_csv": {"table": named(["xlsx", "xlsx", "xls"]), "n": whole(1, 4, 2, 3)},
    "table.concat_glob": {"glob": table_glob},
    "table.to_lines": {"text": SIGN, "out": named(["txt"])},
    "table.col_to_text": {"out": named(["txt"])},
    "table.prefix_col": {"text": values.one_of(["+49", "+", "A-", "EUR ", "no. ", "Dr. ", "x_"])},
    "table.suffix_col": {"text": values.one_of(["€", " kg", ".", "%", "-A", "_x", " EUR"])},
    "plot.bar_count_top": {"n": PAIR},
    "plot.pie_top": {"n": PAIR},
    "plot.pie_small": {"n": whole(1, 10, 2, 3, 5)},
    "plot.hist_width": {"n": whole(1, 100, 5, 10, 20, 50)},
    "table.only_list": {"items": columns_of(4, 5)},
    "table.filter_state": {"word": states},
    "table.filter_not_state": {"word": states},
    "table.filter_older": {"n": AGES},
    "table.filter_younger": {"n": AGES},
    "table.only_first": {"m": PAIR},
    **{
        unit: {"items": columns_of(3, 5)}
        for unit in (
            *("table.each_sum_list", "table.each_mean_list", "table.add_sum_list"),
            *("table.add_mean_list", "plot.line_list", "plot.bar_list"),
        )
    },
    "table.drop_list": {"items": columns_of(3, 5)},
    "table.keep_columns": {"items": columns_of(2, 5)},
    "table.filter_over_percent": {"value": PERCENT},
    "table.filter_under_percent": {"value": PERCENT},
    "table.add_per": {"name": per_name},
    "table.split_by_as": {"ext": values.one_of(["csv", "csv", "xlsx", "Excel", "json", "tsv"])},
    "table.made_top": {"n": PAIR},
    "table.made_over": {"value": values.amount},
    "image.times": {"n": whole(2, 9, 2, 3, 4, 4)},
    "image.rotate_left": {"n": whole(1, 359, 90, 90, 180, 45)},
    **{
        key: {"n": whole(2, 30, 3, 5, 5, 10)}
        for key in ("system.processes_memory_n", "system.processes_cpu_n")
    },
    "table.sheets": {"table": named(["xlsx", "xlsx", "xls"])},
    "table.add_percent": {"n": values.one_of(["5", "7", "10", "15", "19", "20", "21", "25"])},
    "sum.interest": {"a": whole(50, 99_999, 100, 1000, 2500, 5000, 10_000)},
    "sum.convert": {
        "a": lambda r: str(r.randint(1, 500)) if r.random() < 0.8 else values.amount(r)
    },
}
"""Makers by unit and slot."""


def number(rng: random.Random, unit: str) -> str:
    """A number for a sum."""
    high = SMALL.get(unit, 999)
    if unit not in WHOLE and rng.random() < 0.2:
        return values.amount(rng) if unit != "sum.power" else "2.5"
    return str(rng.randint(2, 10 * high if high == 999 and rng.random() < 0.3 else high))


def _random_between(rng: random.Random, known: dict[str, str]) -> None:
    known["b"] = str(int(known["a"]) + rng.randint(1, 1000))


def _convert(rng: random.Random, known: dict[str, str]) -> None:
    known["unit"], known["unit2"] = rng.choice(values.UNITS)


def _convert_two(rng: random.Random, known: dict[str, str]) -> None:
    known["unit"], known["unit3"], known["unit2"], most = rng.choice(TWO_UNITS)
    known["a"], known["b"] = str(rng.randint(1, 30)), str(rng.randint(1, most))


TWO_UNITS = [
    ("feet", "inches", "cm", 11), ("ft", "in", "cm", 11), ("foot", "inches", "metres", 11),
    ("pounds", "ounces", "kg", 15), ("lb", "oz", "grams", 15), ("lbs", "oz", "kg", 15),
    ("hours", "minutes", "minutes", 59), ("hours", "minutes", "seconds", 59),
    ("minutes", "seconds", "seconds", 59), ("days", "hours", "hours", 23),
    ("stone", "pounds", "kg", 13), ("kg", "grams", "pounds", 999), ("m", "cm", "inches", 99),
    ("weeks", "days", "days", 6), ("years", "months", "months", 11),
    ("h", "min", "minutes", 59), ("metres", "cm", "feet", 99), ("km", "m", "miles", 999),
]  # fmt: skip


def _rename(rng: random.Random, known: dict[str, str]) -> None:
    known["file"] = values.file_name(rng)
    known["name"] = values.stem(rng) + ("" if rng.random() < 0.15 else ending(known["file"]))


def _duplicate(rng: random.Random, known: dict[str, str]) -> None:
    known["file"] = values.file_name(rng)
    known["name"] = values.stem(rng) + ending(known["file"])


def _range(rng: random.Random, known: dict[str, str]) -> None:
    known["n"] = values.count(rng)
    known["m"] = str(int(known["n"]) + rng.randint(1, 40))


def _choose(rng: random.Random, known: dict[str, str]) -> None:
    known["a"] = str(rng.choice([rng.randint(3, 60), 49, 10]))
    known["b"] = str(rng.randint(1, min(12, int(known["a"]))))


def _between_values(rng: random.Random, known: dict[str, str]) -> None:
    low = rng.choice([10, 18, 20, 50, 100, rng.randint(1, 5000)])
    known["value"], known["value2"] = str(low), str(low + rng.choice([5, 10, 50, 100, 1000]))


def _between_years(rng: random.Random, known: dict[str, str]) -> None:
    first = rng.randint(1995, 2027)
    known["year"], known["year2"] = str(first), str(first + rng.randint(1, 12))


def _converted(rng: random.Random, known: dict[str, str]) -> None:
    """The new file is mostly called like the old one."""
    known["table"] = values.file_name(rng, values.TABLE_ENDINGS)
    stem, _, old = known["table"].rpartition(".")
    ending = rng.choice([e for e in ("csv", "xlsx", "xlsx", "json", "tsv") if e != old.lower()])
    name = f"{stem.rpartition('/')[2]}.{ending}"
    known["out"] = name if rng.random() < 0.6 else values.file_name(rng, [ending])


TOGETHER: dict[str, Callable[[random.Random, dict[str, str]], None]] = {
    **fitting_files.TOGETHER,
    **fitting_texts.TOGETHER,
    "sum.random_between": _random_between,
    "sum.convert": _convert,
    "sum.convert_two": _convert_two,
    "move.rename": _rename,
    "move.duplicate": _duplicate,
    "text.range": _range,
    "text.range_to": _range,
    "text.delete_range": _range,
    "table.rows_range": _range,
    "table.delete_range": _range,
    "sum.combinations": _choose,
    "sum.permutations": _choose,
    "table.filter_between": _between_values,
    "table.convert_to": _converted,
    "move.mkdir_years": _between_years,
}
"""Slots of a unit that depend on each other."""


def fitting(draw: Draw, unit: str) -> dict[str, str]:
    """Values for slots whose usual maker does not suit this unit."""
    rng = draw.rng
    known: dict[str, str] = {}
    wanted = catalogue()[unit].slots
    family = unit.partition(".")[0]
    endings = FILE_ENDINGS.get(unit) or FILE_ENDINGS.get(family)
    for slot in wanted:
        if slot in ("file", "file2", "out") and endings:
            known[slot] = values.file_name(rng, endings)
        if slot in "abcdef" and family == "sum":
            known[slot] = number(rng, unit)
    known |= {slot: make(rng) for slot, make in OWN.get(unit, {}).items()}
    if unit in TOGETHER:
        TOGETHER[unit](rng, known)
    return known


def ending(name: str) -> str:
    found = re.search(r"\.[A-Za-z0-9]+$", name)
    return found[0] if found else ""
