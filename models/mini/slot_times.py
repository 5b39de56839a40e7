"""Random values for slots: days, months, times of the clock and how long something takes."""

from __future__ import annotations

import random

from models.mini.slot_words import MONTHS

FEASTS = [
    *("Christmas Eve", "christmas eve", "New Year's Eve", "new years eve", "Easter", "easter"),
    *("Good Friday", "Easter Monday", "Boxing Day", "Halloween", "halloween", "Black Friday"),
    *("Whitsun", "Pentecost", "Thanksgiving", "Valentine's Day", "valentines day", "Epiphany"),
    *("Ascension Day", "Labour Day", "St Nicholas Day", "Christmas Day", "new year's day"),
]


def duration(rng: random.Random) -> str:
    """How long something takes, as people write it: '47 min', '1.5 h', 'a year'."""
    if rng.random() < 0.1:
        return rng.choice(["a year", "a month", "an hour", "a week", "a day", "half an hour"])
    n = str(rng.choice([2, 3, 5, 8, 10, 12, 20, 24, 30, 45, 90, rng.randint(2, 120)]))
    turn = rng.random()
    if turn < 0.12:
        return f"{rng.randint(1, 9)}.5{rng.choice([' h', ' hours', 'h', ' hrs'])}"
    if turn < 0.22:
        return f"{rng.randint(1, 4)} h {rng.randint(5, 55)}{rng.choice(['', ' min'])}"
    unit = rng.choice(
        ["min", "minutes", "minutes", "hours", "hours", "h", "days", "seconds", "mins", "weeks",
         "months", "sec", "hrs"]
    )  # fmt: skip
    return n + ("" if len(unit) < 5 and rng.random() < 0.3 else " ") + unit


def durations(rng: random.Random) -> str:
    """Some times of a clock that are to be added: '3:45, 4:10 and 2:58'."""
    long = rng.random() < 0.12
    some = [
        f"{rng.randint(0, 12)}:{rng.randint(0, 59):02d}" + (f":{rng.randint(0, 59):02d}" * long)
        for _ in range(rng.randint(2, 5))
    ]
    join = rng.choice([", ", ", ", " ", " + ", " and "])
    last = rng.choice([" and ", join])
    return join.join(some[:-1]) + last + some[-1]


def when(rng: random.Random, first: int = 1995, last: int = 2028) -> str:
    if rng.random() < 0.06:
        near = ["today", "tomorrow", "yesterday", "christmas", "Christmas", "new year"]
        return rng.choice([*near, *FEASTS] if last > 2028 else near)
    y, m, d = rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28)
    name = MONTHS[m - 1]
    short = name[:3]
    th = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(d, "th")
    forms = [f"{y}-{m:02d}-{d:02d}"] * 5 + [
        f"{d} {name} {y}", f"{name} {d}, {y}", f"{d}.{m}.{y}", f"{short} {d} {y}",
        f"{d} {short} {y}", f"{d:02d}.{m:02d}.{y}", f"{name} {d}{th} {y}", f"{d}{th} {name} {y}",
        f"{name} {d}", f"{d} {name.lower()}", f"{m}/{d}/{y}", f"{y}/{m:02d}/{d:02d}",
        f"{name.lower()} {d} {y}",
    ]  # fmt: skip
    return rng.choice(forms)


def month(rng: random.Random) -> str:
    name = rng.choice(MONTHS)
    name = name if rng.random() < 0.6 else name.lower()
    name = name if rng.random() < 0.85 else name[:3]
    return name if rng.random() < 0.55 else f"{name} {rng.randint(2015, 2027)}"


def dated_name(rng: random.Random) -> str:
    """The name of a folder for a month or a day, in somebody's style."""
    y, m, d = rng.randint(2012, 2027), rng.randint(1, 12), rng.randint(1, 28)
    name = MONTHS[m - 1]
    return rng.choice(
        [f"{y}-{m:02d}"] * 5
        + [f"{y}_{m:02d}", f"{m:02d}-{y}", f"{name} {y}", f"{y} {name}", f"{name[:3]} {y}",
           f"{y}-{m:02d} {name}", f"{m:02d} {name}", f"{m:02d}.{y}", f"{name}", f"{y}/{m:02d}",
           f"{name.lower()}_{y}", f"{y}-{m:02d}-{d:02d}", f"{d:02d}.{m:02d}.{y}", f"{y}{m:02d}"]
    )  # fmt: skip


def time_of_day(rng: random.Random) -> str:
    hour, minute = rng.randint(0, 23), rng.choice([0, 0, 15, 30, 45, rng.randint(0, 59)])
    if rng.random() < 0.25:
        half = rng.choice(["am", "pm", " am", " pm", "AM", " PM"])
        return f"{rng.randint(1, 12)}" + (f":{minute:02d}" if minute else "") + half
    return f"{hour}{rng.choice('::::.')}{minute:02d}"
