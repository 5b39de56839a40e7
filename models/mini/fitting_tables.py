"""Values for slots of requests about tables and plots: columns, cells and what lists name."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from models.mini import slots as values
from models.mini.slot_numbers import amount
from models.mini.slot_words import MONTHS, STATES
from models.mini.slots import Maker, named, one_of, whole
from models.mini.usual import PAIR, PERCENT, PLACES, SIGN, TAX

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


def said_yes(rng: random.Random) -> str:
    """What a cell is to be, now and then a yes or no: *where paid = no*."""
    if rng.random() < 0.1:
        return rng.choice(["no", "no", "no", "yes", "yes", "No", "Yes", "n", "y"])
    return values.MAKERS["word"](rng)


def states(rng: random.Random) -> str:
    """A word that says what a row is, now and then what somebody did not do ('did not pay')."""
    turn = rng.random()
    if turn < 0.05:
        return rng.choice(["pay", "answer", "reply", "return", "come", "sign", "register", "vote"])
    return values.cased(rng, values.word(rng)) if turn < 0.15 else rng.choice(STATES)


def columns_of(low: int, high: int) -> Maker:
    return _list(values.column, low, high)


def named_parts(rng: random.Random) -> str:
    """What tells tables of one kind apart: months, years, numbers, words."""
    many = rng.choice([2, 2, 3, 3, 4])
    turn = rng.random()
    if turn < 0.55:
        first = rng.randrange(12)
        names = [MONTHS[(first + n) % 12] for n in range(many)]
        style = rng.choice([str.lower, str.title, str.title])
        some = [style(name)[: 3 if turn < 0.05 else 20] for name in names]
    elif turn < 0.75:
        first = rng.randint(2012, 2024)
        some = [str(first + n) for n in range(many)]
    elif turn < 0.87:
        first = rng.randint(1, 48)
        lead = rng.choice(["week ", "unit ", "part ", "round ", "", "Q"])
        some = [f"{lead}{first}", *(str(first + n) for n in range(1, many))]
    else:
        some = [values.cased(rng, values.word(rng)) for _ in range(many)]
    last = rng.choice([" and ", " and ", " and ", ", " if many > 2 else " and ", " & "])
    return ", ".join(some[:-1]) + last + some[-1]


def per_name(rng: random.Random) -> str:
    """A name for a column that says what it is: 'price per kg', 'downloads_per_minute'."""
    first, second = (re.sub(r"(?i)[/_ -]per[/_ -]|/", " ", values.column(rng)) for _ in range(2))
    sign = rng.choice(["_", "_", " "]) if " " not in first + second else " "
    return f"{first}{sign}per{sign}{second}"


def table_glob(rng: random.Random) -> str:
    word, ending = values.word(rng), rng.choice(["csv", "csv", "xlsx"])
    return rng.choice(["{w}_*.{e}", "{w}*.{e}", "*_{w}.{e}", "{w}-*.{e}"]).format(w=word, e=ending)


def _between_values(rng: random.Random, known: dict[str, str]) -> None:
    low = rng.choice([10, 18, 20, 50, 100, rng.randint(1, 5000)])
    known["value"], known["value2"] = str(low), str(low + rng.choice([5, 10, 50, 100, 1000]))


def _converted(rng: random.Random, known: dict[str, str]) -> None:
    """The new file is mostly called like the old one."""
    known["table"] = values.file_name(rng, values.TABLE_ENDINGS)
    stem, _, old = known["table"].rpartition(".")
    ending = rng.choice([e for e in ("csv", "xlsx", "xlsx", "json", "tsv") if e != old.lower()])
    name = f"{stem.rpartition('/')[2]}.{ending}"
    known["out"] = name if rng.random() < 0.6 else values.file_name(rng, [ending])


OWN: Mapping[str, Mapping[str, Maker]] = {
    "table.percentile": {"n": whole(1, 99, 90, 95, 99, 10, 25, 75)},
    "table.moving_mean": {"n": whole(2, 30, 3, 7, 12)},
    "table.row": {"n": whole(1, 6)},
    "table.delete_row": {"n": whole(1, 5)},
    "table.round": {"n": PLACES},
    "table.scale": {"n": TAX},
    "table.add_plus_percent": {"n": TAX},
    "table.add_factor": {"value": one_of(["0.2", "0.19", "1.1", "2", "1.609", "12", "0.5"])},
    "table.split_rows": {"n": whole(2, 999, 10, 100, 500, 1000)},
    "table.set": {"value": amount},
    "table.fill_all": {"value": one_of(["0", "unknown", "none", "n/a", "-", "missing"])},
    "table.to_sheets": {"out": named(["xlsx"])},
    "table.json_set": {"value": lambda r: r.choice(["true", "false", "8080", values.word(r)])},
    "table.append_row": {"items": values.some_items},
    "table.fill": {"value": lambda r: amount(r) if r.random() < 0.5 else values.text(r)},
    "table.filter_is": {"word": said_yes},
    "table.filter_any_of": {"items": words_of(3, 4)},
    "table.filter_none_of": {"items": words_of(2, 4)},
    "table.select_list": {"items": columns_of(4, 5)},
    "table.order_columns": {"items": columns_of(2, 5)},
    "table.json_list_to": {"items": columns_of(2, 4)},
    "table.filter_next_days": {"n": whole(2, 60, 7, 14, 30, 90)},
    "table.filter_last_days": {"n": whole(2, 90, 7, 14, 30)},
    "table.filter_older_days": {"n": whole(2, 400, 14, 30, 60, 90)},
    "table.filter_last_days_any": {"n": whole(2, 90, 7, 14, 30)},
    "table.rounded": {"m": one_of("0112222334")},
    "table.group_count_over": {"n": whole(1, 20, 1, 2, 3, 5, 10)},
    "table.delete_first": {"n": whole(1, 9, 1, 2, 3)},
    "table.longest_texts": {"n": whole(2, 20, 3, 5, 10)},
    "table.add_date_plus": {"n": whole(1, 120, 7, 14, 30)},
    "table.add_divided": {"value": whole(2, 1000, 2, 4, 12, 60, 100, 1000, 1024)},
    "table.divide_col": {"value": whole(2, 1000, 2, 12, 60, 100, 1000, 1024)},
    "table.multiply_col": {"value": one_of(["2", "3.5", "1.1", "12", "0.5", "100", "1.19"])},
    "table.add_plus": {"value": one_of(["1", "5", "4.90", "10", "0.20", "15", "100"])},
    "table.set_where": {"value": lambda r: amount(r) if r.random() < 0.4 else values.word(r)},
    "table.scale_where": {"n": TAX},
    "table.scale_down": {"n": TAX},
    "table.add_first_chars": {"n": whole(1, 8, 1, 2, 3)},
    "table.pad_zeros": {"n": whole(2, 12, 4, 5, 6)},
    "table.round_all": {"n": PLACES},
    "table.convert_folder": {"ext": one_of(["csv", "xlsx", "Excel", "Excel", "json", "tsv"])},
    "table.sheet_nth_csv": {"table": named(["xlsx", "xlsx", "xls"]), "n": whole(1, 4, 2, 3)},
    "table.concat_glob": {"glob": table_glob},
    "table.to_lines": {"text": SIGN, "out": named(["txt"])},
    "table.col_to_text": {"out": named(["txt"])},
    "table.prefix_col": {"text": one_of(["+49", "+", "A-", "EUR ", "no. ", "Dr. ", "x_"])},
    "table.suffix_col": {"text": one_of(["€", " kg", ".", "%", "-A", "_x", " EUR"])},
    "table.only_list": {"items": columns_of(4, 5)},
    "table.filter_state": {"word": states},
    "table.filter_not_state": {"word": states},
    "table.filter_older": {"n": AGES},
    "table.filter_younger": {"n": AGES},
    "table.only_first": {"m": PAIR},
    "table.drop_list": {"items": columns_of(3, 5)},
    "table.concat_list": {"items": named_parts, "word": values.word},
    "table.keep_columns": {"items": columns_of(2, 5)},
    "table.filter_over_percent": {"value": PERCENT},
    "table.filter_under_percent": {"value": PERCENT},
    "table.add_per": {"name": per_name},
    "table.split_by_as": {"ext": one_of(["csv", "csv", "xlsx", "Excel", "json", "tsv"])},
    "table.made_top": {"n": PAIR},
    "table.made_over": {"value": amount},
    "table.sheets": {"table": named(["xlsx", "xlsx", "xls"])},
    "table.add_percent": {"n": one_of(["5", "7", "10", "15", "19", "20", "21", "25"])},
    "plot.hist_bins": {"n": whole(3, 60, 10, 20, 30, 50)},
    "plot.bar_top": {"n": PAIR},
    "plot.bar_count_top": {"n": PAIR},
    "plot.pie_top": {"n": PAIR},
    "plot.pie_small": {"n": whole(1, 10, 2, 3, 5)},
    "plot.hist_width": {"n": whole(1, 100, 5, 10, 20, 50)},
    **{unit: {"text": SIGN} for unit in WITH_SIGN},
    **{
        unit: {"items": columns_of(3, 5)}
        for unit in (
            *("table.each_sum_list", "table.each_mean_list", "table.add_sum_list"),
            *("table.add_mean_list", "plot.line_list", "plot.bar_list"),
        )
    },
}
"""Makers by unit and slot."""


TOGETHER: Mapping[str, Callable[[random.Random, dict[str, str]], None]] = {
    "table.filter_between": _between_values,
    "table.convert_to": _converted,
}
"""Slots of a unit that depend on each other."""
