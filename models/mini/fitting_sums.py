"""Values for slots of requests about sums, dates, chance and single texts."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Mapping
from urllib.parse import quote

from models.mini import slots as values
from models.mini.slot_numbers import amount
from models.mini.slot_times import when
from models.mini.slots import Maker, one_of, whole
from models.mini.usual import PERCENT, PLACES, TAX

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


MONEY = whole(50, 99_999, 100, 1000, 2500, 5000, 10_000)


DAYS = whole(1, 400)


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


_LENGTHS = ("min", " min", " minutes", " minutes")


def shorter(rng: random.Random) -> str:
    return f"{rng.choice([5, 15, 20, 25, 30, 45, 50, 90])}{rng.choice(_LENGTHS)}"


def longer(rng: random.Random) -> str:
    return f"{rng.randint(2, 40)} {rng.choice(['hours', 'hours', 'h', 'hrs', 'days'])}"


def on_the_way(rng: random.Random) -> str:
    """How long a run or a ride took, not in whole hours."""
    hours, minutes = rng.randint(1, 9), rng.randint(2, 59)
    form = rng.choice(
        ["{h} h {m} min", "{h} h {m} min", "{h}h {m}min", "{h}h{m:02d}", "{h}:{m:02d} h", "{m} min",
         "{h} hours {m} minutes", "{h} hours and {m} minutes", "{m} minutes", "{h}:{m:02d} hours",
         "{h}h {m}m", "{m}:{h:02d} min"]
    )  # fmt: skip
    return form.format(h=hours, m=minutes)


def a_while(rng: random.Random) -> str:
    """How long one of several short things takes."""
    n = rng.choice([2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600])
    unit = rng.choice(["s", "s", "sec", "seconds", "min", "min", "minutes", "mins"])
    turn = rng.random()
    if turn < 0.15:
        return f"{rng.randint(1, 3)} h {rng.randint(5, 55)} min"
    return rng.choice(["1.5 h", "2 hours", "an hour"]) if turn < 0.22 else f"{n} {unit}"


def digits(alphabet: str, low: int, high: int) -> Maker:
    return lambda rng: "".join(rng.choice(alphabet) for _ in range(rng.randint(low, high)))


def number(rng: random.Random, unit: str) -> str:
    """A number for a sum."""
    high = SMALL.get(unit, 999)
    if unit not in WHOLE and rng.random() < 0.2:
        return amount(rng) if unit != "sum.power" else "2.5"
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


def _choose(rng: random.Random, known: dict[str, str]) -> None:
    known["a"] = str(rng.choice([rng.randint(3, 60), 49, 10]))
    known["b"] = str(rng.randint(1, min(12, int(known["a"]))))


OWN: Mapping[str, Mapping[str, Maker]] = {
    "sum.vat": {"a": TAX},
    "sum.net": {"a": TAX},
    "sum.split": {"a": amount, "b": whole(2, 12)},
    "sum.split_tip": {"a": amount, "b": whole(2, 12)},
    "sum.bmi": {"a": whole(40, 130), "b": whole(145, 205)},
    "sum.root": {"a": whole(2, 7), "b": whole(2, 999, 81, 32, 625, 64)},
    "sum.round": {"a": lambda r: f"{r.uniform(0, 1000):.{r.randint(2, 6)}f}", "n": PLACES},
    "sum.round_whole": {"a": lambda r: f"{r.uniform(0, 1000):.{r.randint(1, 4)}f}"},
    "sum.clock_plus_hours": {"a": whole(1, 30)},
    "sum.clock_plus_minutes": {"a": whole(5, 300)},
    "sum.clock_minus_minutes": {"a": whole(5, 300)},
    "sum.in_hours": {"a": whole(1, 99)},
    "sum.from_binary": {"string": digits("01", 3, 10)},
    "sum.from_hex": {"string": digits("0123456789abcdef", 2, 6)},
    "sum.from_roman": {"string": lambda r: roman(r.randint(1, 3000))},
    "sum.simple_interest": {"a": MONEY},
    "sum.loan": {"a": MONEY},
    "sum.savings": {"a": whole(10, 999, 50, 100, 200)},
    "sum.packs": {"a": whole(20, 2000), "b": whole(2, 60, 6, 12, 24, 50)},
    "sum.duration_times": {"a": whole(2, 99)},
    "sum.durations_two": {
        "a": whole(2, 60),
        "b": whole(2, 60),
        "duration": a_while,
        "duration2": a_while,
    },
    "sum.speed_time": {"a": whole(2, 400, 5, 10, 21, 42, 100), "duration": on_the_way},
    "sum.monthly_years": {"b": whole(2, 30, 2, 3, 5, 10)},
    "sum.duration_fits": {"duration": shorter, "duration2": longer},
    "sum.downtime": {"a": one_of(["99", "99.5", "99.9", "99.95", "99.99", "98", "99.8", "97.5"])},
    "sum.margin": {"b": whole(1000, 9000)},
    "sum.work_hours": {"a": whole(10, 60, 15, 30, 30, 45, 60)},
    "sum.discount_was": {"a": PERCENT},
    "sum.interest": {"a": whole(50, 99_999, 100, 1000, 2500, 5000, 10_000)},
    "sum.convert": {"a": lambda r: str(r.randint(1, 500)) if r.random() < 0.8 else amount(r)},
    "date.minus": {"n": DAYS},
    "date.workdays_plus": {"n": whole(1, 90)},
    "date.plus_months": {"n": whole(1, 40)},
    "date.plus_years": {"n": whole(1, 40)},
    "date.age_days": {"date": lambda r: when(r, 1940, 2025)},
    "date.age_at": {
        "date": lambda r: when(r, *r.choice([(1940, 2000), (1750, 1940)])),
        "date2": lambda r: when(r, 2001, 2035),
    },
    "date.from_unix": {"a": whole(1_000_000_000, 1_900_000_000)},
    "date.easter": {"year": whole(1990, 2050)},
    "date.week_dates": {"n": whole(1, 52), "year": whole(2020, 2032)},
    "date.work_starts": {"n": whole(1, 60, 5, 10)},
    "date.years_between": {
        "date": lambda r: when(r, *r.choice([(1995, 2025), (1700, 1940)])),
        "date2": lambda r: when(r, 1941, 2035),
    },
    "date.weekday": {
        "date": lambda r: when(r, *r.choice([(1995, 2030), (1995, 2030), (1650, 1994)]))
    },
    "date.plus": {"n": DAYS},
    "date.from_now": {"n": DAYS},
    "date.ago": {"n": DAYS},
    "date.until": {"date": lambda r: when(r, 2027, 2035)},
    "date.since": {"date": lambda r: when(r, 1940, 2025)},
    "date.age": {"date": lambda r: when(r, 1940, 2025)},
    **{
        f"date.{name}": {"n": whole(1, 36, 1, 2, 3, 3, 6, 12, 18)}
        for name in ("months_from_now", "months_ago", "months_before", "notice_end")
    },
    "random.shuffle": {"items": values.some_items},
    "random.teams": {"items": values.some_items, "n": whole(2, 4)},
    "random.numbers": {"n": whole(2, 20), "a": whole(0, 50, 1), "b": whole(51, 999, 100)},
    "random.pin": {"n": whole(3, 9, 4, 6)},
    "random.dice_n": {"n": whole(2, 9)},
    "random.passphrase": {"n": whole(3, 8)},
    "random.password": {"n": whole(6, 40)},
    "random.pick": {"items": some_items},
    "string.repeat": {"n": whole(2, 20)},
    "string.caesar": {"n": whole(1, 25, 3, 13)},
    "string.replace": {"text": values.word, "to": values.word},
    "string.count_text": {"text": values.word},
    "string.anagram": {"string": values.word, "string2": values.word},
    "string.url_decode": {"string": lambda r: quote(values.phrase(r))},
    "string.unbase64": {
        "string": lambda r: base64.b64encode(values.phrase(r).encode()).decode(),
    },
    "string.sort_letters": {"string": values.word},
    "string.palindrome": {"string": values.word},
    "string.count_letter": {"string": values.word},
}
"""Makers by unit and slot."""


TOGETHER: Mapping[str, Callable[[random.Random, dict[str, str]], None]] = {
    "sum.random_between": _random_between,
    "sum.convert": _convert,
    "sum.convert_two": _convert_two,
    "sum.combinations": _choose,
    "sum.permutations": _choose,
}
"""Slots of a unit that depend on each other."""
