"""Random values for slots: numbers, amounts, sizes and sums as people write them."""

from __future__ import annotations

import random
import re

from models.mini.slot_words import IN_WORDS


def number(rng: random.Random) -> str:
    turn = rng.random()
    if turn < 0.35:
        return str(rng.randint(1, 30))
    if turn < 0.6:
        return str(rng.randint(1990, 2027))
    if turn < 0.75:
        return str(rng.choice("0123456789")) * rng.randint(2, 4)
    return f"{rng.randint(0, 9999):0{rng.randint(2, 4)}d}"


def count(rng: random.Random) -> str:
    return str(
        rng.choice([2, 3, 5, 10, 20, 4, 7, 15]) if rng.random() < 0.7 else rng.randint(1, 99)
    )


def amount(rng: random.Random) -> str:
    turn = rng.random()
    if turn < 0.7:
        return str(rng.choice([10, 50, 100, 1000, 18, 30, 500, rng.randint(1, 99999)]))
    return f"{rng.uniform(0, 1000):.{rng.randint(1, 2)}f}"


def in_words(n: str) -> str:
    """A small number as a word, others as they are."""
    return IN_WORDS[int(n)] if n.isdigit() and int(n) < len(IN_WORDS) else n


def written_amount(rng: random.Random, amount: str) -> str:
    """An amount as people write it: with a comma for thousands, or with a currency."""
    turn = rng.random()
    if turn < 0.08 and "." not in amount and len(amount) > 3:
        return f"{int(amount):,}"
    if turn < 0.14:
        return rng.choice(["${}", "{} €", "{}€", "€{}", "{} euros", "{} dollars", "£{}"]).format(
            amount
        )
    return amount


def size(rng: random.Random) -> str:
    n = rng.choice(["1", "2", "5", "10", "20", "50", "100", "500", "1.5", "3", "25", "200", "0.5"])
    if rng.random() < 0.3:
        n = str(rng.randint(1, 999))
    unit = rng.choice(["MB", "mb", "KB", "kb", "GB", "gb", "megabytes", "megs", "meg", "kilobytes",
                       "gigs", "M", "k", "K", "kB", "Mb", "bytes", "MiB", "G"])  # fmt: skip
    return n + ("" if rng.random() < 0.3 and unit != "bytes" else " ") + unit


def speed(rng: random.Random) -> str:
    n = rng.choice([5, 8, 10, 16, 20, 25, 50, 100, 120, 128, 192, 250, 300, 320, 500])
    return rng.choice(
        ["{} MB/s", "{} MB/s", "{} Mbit/s", "{} Mbit/s", "{} Mbps", "{} Mbps", "{} kbps", "{}MB/s",
         "{} mbit", "{} kbit/s", "{} MB per second", "{} Mb/s", "{} MB a second", "{} mbps",
         "{} GB/h", "{} kB/s", "{} megabits per second"]
    ).format(n)  # fmt: skip


def numbers(rng: random.Random) -> str:
    join = rng.choice([", ", ", ", " ", " and ", ","])
    return join.join(
        str(rng.randint(0, 200)) if rng.random() < 0.8 else f"{rng.uniform(0, 90):.1f}"
        for _ in range(rng.randint(2, 6))
    )


def expression(rng: random.Random) -> str:
    def term(depth: int) -> str:
        if depth == 0 or rng.random() < 0.3:
            return amount(rng) if rng.random() < 0.5 else str(rng.randint(1, 99))
        sign = rng.choice([" + ", " - ", " * ", " / ", "*", "+", "-", "/"])
        inner = term(depth - 1) + sign + term(depth - 1)
        return f"({inner})" if rng.random() < 0.35 else inner

    made = (
        amount(rng) + rng.choice([" + ", " * ", " / ", " - ", "*", "+"]) + term(rng.randint(0, 2))
    )
    if rng.random() < 0.85:
        return made
    power = f"{rng.randint(2, 30)}**{rng.randint(2, 16)}"
    return (
        power if rng.random() < 0.4 else power + rng.choice([" - 1", " + 1", "-1", " * 3", " / 2"])
    )


SIGNS = {
    "*": ["x", " x ", " times ", " × ", "*"],
    "/": [" divided by ", " / ", " ÷ ", " over "],
    "-": [" minus ", " - ", " – "],
    "+": [" plus ", " + "],
    "**": ["^", "^", " ^ ", " to the power of "],
}


def said_expression(rng: random.Random, made: str) -> str:
    """An expression as people type it, with other signs or words for them."""
    if rng.random() < 0.45 and "**" not in made:
        return made
    chosen = {sign: rng.choice(forms) for sign, forms in SIGNS.items()}
    if "**" in made and rng.random() < 0.2:
        chosen["**"] = "**"
    kept = {sign for sign in "*/-+" if rng.random() < 0.4}
    return re.sub(
        r" ?(\*\*|[*/+-]) ?",
        lambda found: found[0] if found[1] in kept else chosen[found[1]],
        made,
    )
