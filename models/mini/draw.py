"""One sample being made: choosing wordings, filling slots, and the small accidents of typing."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from models.mini import contents, speech
from models.mini import slots as values
from models.mini.phrases import (
    OPTIONAL,
    SLOT,
    Whole,
    catalogue,
    newest,
    read_again,
    wholes,
    wordings,
)
from models.mini.surveyed import whole_weights

OTHER_WORDS, OTHER_ORDER, SURROUNDED, TALKED = 0.18, 0.1, 0.04, 0.07
Item = TypeVar("Item")
NAMES = frozenset(
    [
        "file",
        "file2",
        "folder",
        "folder2",
        "folder3",
        "dest",
        "table",
        "table2",
        "col",
        "col2",
        "by",
        "by2",
        "text",
        "to",
        "name",
        "out",
        "archive",
        "image",
        "part",
        "string",
        "content",
        "word",
        "command",
        "json",
        "field",
        "glob",
        *("file3", "sheet", "word2", "name2", "col3", "image2", "string2", "title", "xlabel"),
        *("ylabel", "pattern", "field2"),
        *("part2", "dest2", "scol", "ocol", "ocol2", "ocol3", "word3", "table3", "to2"),
        *("text2", "image3"),
        *("dest3", "glob2", "example"),
    ]
)
"""Slots that people sometimes put in quotes."""
QUOTES = ('"{}"', '"{}"', "'{}'", "'{}'", "“{}”", "`{}`", "«{}»")
FOLDERS = ("folder", "folder2", "folder3", "dest", "dest2", "dest3")
ALWAYS_QUOTED = frozenset({"string", "content", "title", "xlabel", "ylabel", "pattern", "string2"})
IMPERATIVE = re.compile(
    r"(?:add|append|apply|archive|build|bundle|calculate|change|check|clean|clear|collect|combine"
    r"|compare|compress|compute|convert|copy|count|create|cut|delete|display|draw|drop|empty|erase"
    r"|explain|extract|fetch|figure|fill|filter|find|flatten|flip|generate|get|give|go|grab|group"
    r"|join|keep|let|list|look|lowercase|make|merge|move|open|organi[sz]e|pack|pick|plot|print|pull"
    r"|put|read|remove|rename|replace|reverse|rotate|round|run|save|scan|search|select|send|separate"
    r"|set|shift|shorten|show|shrink|shuffle|sort|split|squeeze|strip|sum|summari[sz]e|swap|take|tell"
    r"|throw|tidy|transfer|trim|turn|unpack|unzip|uppercase|use|work|write|zip)\b",
    re.I,
)
"""What a request begins with that fits behind *could you*."""
NEIGHBOURS = {"a": "s", "e": "r", "i": "o", "o": "p", "t": "r", "n": "m", "s": "d", "l": "k"}


class NoWordingError(Exception):
    """Nobody has written a wording for a unit yet."""


class Draw:
    """A source of random choices, for one part of the wordings."""

    def __init__(self, rng: random.Random, part: str) -> None:
        self.rng = rng
        self.part = part
        self._wordings = wordings(part)
        self._newest = newest()

    def refresh(self) -> None:
        """Read the wordings again when files have come since: a training run lasts for hours."""
        if newest() != self._newest:
            read_again()
            whole_weights.cache_clear()
            self._wordings = wordings(self.part)
            self._newest = newest()

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def has(self, unit: str) -> bool:
        return bool(self._wordings[unit])

    def wording(self, unit: str) -> str:
        """One wording, with its slots still open. Raises `NoWordingError` when there is none."""
        found = self._wordings[unit]
        if not found:
            raise NoWordingError(unit)
        wording = self.rng.choice(found)
        if self.chance(OTHER_WORDS):
            wording = speech.other_words(self.rng, unit, wording, 0.5)
        if self.chance(OTHER_ORDER):
            wording = speech.other_order(self.rng, wording)
        return wording

    def whole(self) -> Whole:
        """A whole request, with its slots still open."""
        every = wholes(self.part)
        if not every:
            raise NoWordingError("whole")
        [made] = self.rng.choices(every, cum_weights=whole_weights(self.part))
        wording = made.wording
        if self.chance(OTHER_WORDS):
            wording = speech.other_words(self.rng, made.units[-1], wording, 0.5)
        return Whole(wording, made.units)

    def value(self, slot: str) -> str:
        return values.MAKERS[slot](self.rng)

    def slots(
        self, unit: str, wording: str, known: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """A value for each slot of the unit; what the wording leaves out has its default."""
        there = set(SLOT.findall(wording))
        optional = OPTIONAL.get(unit, {})
        filled = {s: v for s, v in (known or {}).items() if s in there or s not in optional}
        for slot in catalogue()[unit].slots:
            if slot in filled:
                continue
            if slot in there or slot not in optional:
                filled[slot] = self.value(slot)
                while filled[slot] in [v for k, v in filled.items() if k != slot and len(v) > 2]:
                    filled[slot] = self.value(slot)
            else:
                filled[slot] = optional[slot]
        return filled

    def said(self, wording: str, slots: Mapping[str, str], inside: bool = False) -> str:
        """The wording with its slots as a person would type them; `inside` a longer sentence."""
        wording = self.slips(wording, inside)

        def value(found: re.Match[str]) -> str:
            slot = found[1]
            text = slots[slot]
            quoted = slot in NAMES and self.chance(0.5 if slot in ALWAYS_QUOTED else 0.2)
            before, after = wording[: found.start()], wording[found.end() :]
            if slot in ("ext", "ext2") and before.endswith("."):
                text = text.lstrip(".")
            if slot in FOLDERS and self.chance(0.06):
                text = self.rng.choice(["./{}", "{}/", "{}/"]).format(text)
            bare = not before.endswith(("'", '"', "“", "`")) and not after.startswith(("'", '"'))
            return self.rng.choice(QUOTES).format(text) if quoted and bare else text

        return SLOT.sub(value, wording)

    def slips(self, wording: str, inside: bool = False) -> str:
        """Typing slips outside the slots."""
        turn = self.rng.random()
        if inside:
            wording = wording[:1].lower() + wording[1:] if wording[1:2].islower() else wording
            wording = wording.rstrip(".")
        elif turn < 0.25:
            wording = wording[:1].lower() + wording[1:]
        elif turn < 0.4:
            wording = wording[:1].upper() + wording[1:]
        if self.chance(0.05):
            parts = re.split(r"(\{\w+\})", wording)
            long = [i for i, p in enumerate(parts) if i % 2 == 0 and len(p) > 6]
            if long:
                i = self.rng.choice(long)
                parts[i] = self.typo(parts[i])
            wording = "".join(parts)
        return wording

    def typo(self, text: str) -> str:
        """One letter swapped, dropped, doubled or beside the right key."""
        places = [i for i in range(1, len(text) - 1) if text[i - 1 : i + 2].isalpha()]
        if not places:
            return text
        i = self.rng.choice(places)
        return text[:i] + self.rng.choice(
            [text[i + 1] + text[i] + text[i + 2 :], text[i + 1 :], text[i] + text[i:],
             NEIGHBOURS.get(text[i], text[i]) + text[i + 1 :]]
        )  # fmt: skip

    def wrapped(self, request: str) -> str:
        """The request, sometimes in a polite or chatty sentence, ended in different ways."""
        turn = self.rng.random()
        if contents.written(request):
            return request  # to its end it is a text, to be written as it is
        if self.chance(TALKED) and self.has("wrap.before") and self.has("wrap.after"):
            request = self.talked(request)
        elif self.chance(SURROUNDED):
            request = speech.surrounded(self.rng, request)
        elif self.chance(0.1) and self.has("wrap.polite") and IMPERATIVE.match(request):
            inner = request[:1].lower() + request[1:] if request[1:2].islower() else request
            request = self.wording("wrap.polite").replace("{request}", inner.rstrip(".!"))
        elif turn < 0.12:
            request = request.rstrip(".!?")
        elif turn < 0.2 and request[-1:].isalnum():
            request += self.rng.choice([".", ".", "!", "?", " please", " pls"])
        if self.chance(0.06):
            request = request.lower() if not re.search(r"[A-Z]", request[1:]) else request
        return request

    def talked(self, request: str) -> str:
        """The request with a sentence in front of it or behind it that asks for nothing."""
        turn = self.rng.random()
        if turn < 0.65:
            before = self.slips(self.wording("wrap.before"))
            comma = before[-1:] in ",:;-–" or before[-1:].isalnum()
            if comma and request[1:2].islower():
                request = request[:1].lower() + request[1:]
            request = f"{before}{'' if not before[-1:].isalnum() else ','} {request}"
        if turn > 0.55:
            join = self.rng.choice([". ", ". ", "! ", " - ", ", "])
            if request[-1:] in ".?!":
                join = " "
            request += join + self.slips(self.wording("wrap.after"))
        return request

    def pick(self, items: Sequence[Item]) -> Item:
        return self.rng.choice(items)

    def among(self, weights: Mapping[str, float]) -> str:
        """A unit that has a wording, by its weight. Raises `NoWordingError` when there is none."""
        names = [unit for unit in weights if self.has(unit)]
        if not names:
            raise NoWordingError(" ".join(weights))
        return self.rng.choices(names, [weights[unit] for unit in names])[0]
