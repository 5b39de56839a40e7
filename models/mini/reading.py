"""A conversation as the model in the box reads it, and what its reply is then measured by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from models.messages import Message
from models.mini import layout
from models.mini.checks import Asked
from models.mini.layout import Span
from models.mini.literals import CERTAIN, MEANT, MOSTLY, PLACE, PLACES, Literals, known_of
from models.mini.misspelt import corrected
from models.mini.shortened import bare
from models.mini.surroundings import folder

_SOMEBODY = f"[{PLACE.pattern[1:-1]}]"
ASIDE = re.compile(
    rf"{_SOMEBODY}(?:would like|asks?|asked|wants?|wanted|needs?|says?|said|told|has to|is"
    r" asking)\b|\bso (?:that )?(?:i|we|he|she|they|you) (?:can|could|may|might|will) [^.!?]*"
    r"|\b(?:i|we)(?:'ll| have to| need to| must| want to| will| am going to| should)"
    r" (?:e?mail|send|give|show|print|hand|bring|forward|post) [^.!?]*",
    re.I,
)
"""Why somebody wants it, and who: names there say nothing of what is to be done."""
POINTS = re.compile(
    r"\b(?:them|those|these|it|that|this|the same|the (?:first|last) (?:one|\w+ of them))\b", re.I
)
"""Words that point at what was found before."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A conversation as the model reads it."""

    prompt: list[int]
    literals: Literals
    asked: Asked
    meant: tuple[str, ...] = ()
    """Placeholders of the last request that a reply has to use."""
    mostly: tuple[str, ...] = ()
    """Placeholders that right code mostly uses."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """The conversation with its last request written so that less is left to guess."""

    messages: tuple[Message, ...]
    note: str = ""
    surely: float = 0.0
    """What speaks for it besides how likely its reply is."""


def spellings(messages: tuple[Message, ...]) -> Iterator[Spelling]:
    """The conversation as it is, then with slips of typing put right, then as if nothing were known
    of the folder: a word of the request may have been taken for a name."""
    last = messages[-1]
    if last.role != "user":
        yield Spelling(messages)
        return

    def instead(message: Message) -> Spelling:
        return Spelling((*messages[:-1], message))

    yield Spelling(messages)
    right = corrected(last.content, known_of(*folder(last.seen)))
    if right != last.content:
        last = replace(last, content=right)
        yield instead(last)
    if last.seen:
        yield instead(replace(last, seen=""))


def read(messages: Sequence[Message], prompt: Callable[[Sequence[Span]], list[int]]) -> Reading:
    """What the model reads of a conversation, which `prompt` cuts into tokens."""
    row = layout.row(messages)
    asked = asked_of(messages)
    around = "\n".join([asked.around, *row.literals.counted()])
    last = next((s.text for s in reversed(row.spans) if s.control == layout.USER), "")
    there = tuple(dict.fromkeys(PLACE.findall(last)))
    meant = tuple(c for c in there if PLACES[c][0] in MEANT)
    around_files = folders_of_named(row.literals, there, messages)
    meant = tuple(c for c in meant if c not in around_files)
    asked = replace(asked, around=around, meant=tuple(row.literals.values[c] for c in meant))
    aside = {c for said in ASIDE.finditer(last) for c in PLACE.findall(said.group())}
    mostly = tuple(c for c in there if PLACES[c][0] in MOSTLY and c not in aside)
    return Reading(prompt(row.spans), row.literals, asked, meant, mostly)


def asked_of(messages: Sequence[Message]) -> Asked:
    """What names in the reply may come from."""
    request, before = ([m.content for m in reversed(messages) if m.role == "user"] + [""])[:2]
    around = [
        layout.error_line(m.content) if m.role == "output" else m.content
        for m in layout.recent(messages)
    ]
    return Asked(
        request=bare(request),
        before=before,
        around="\n".join([*around, *(m.seen for m in messages[-4:])]),
        mending=messages[-1].role == "output",
    )


def goes_on(messages: Sequence[Message]) -> bool:
    """Whether the request points at what was answered before: no table is to be put into it,
    which would lose the rows that were chosen."""
    earlier = layout.recent(messages)[:-1]
    answered = any(m.role == "assistant" and layout.OPEN in m.content for m in earlier)
    return answered and bool(POINTS.search(messages[-1].content))


def named(messages: tuple[Message, ...]) -> list[str]:
    """What the last request names beyond doubt: a second look must not lose it either."""
    if messages[-1].role != "user":
        return []
    row = layout.row(messages)
    return [row.literals.values[c] for c in PLACE.findall(row.spans[-1].text)
            if PLACES[c][0] in CERTAIN]  # fmt: skip


def folders_of_named(
    literals: Literals, there: Sequence[str], messages: Sequence[Message]
) -> frozenset[str]:
    """Placeholders of folders that only say where a file lies that is named as well, and that no
    other file is called like: the code need not use them."""
    seen = next((m.seen for m in reversed(messages) if m.role == "user"), "")
    every = set(folder(seen)[0])
    top = next((line for line in seen.splitlines() if line.startswith("files: ")), "")
    here = top.removeprefix("files: ").split(", ")
    paths = {name for name in every if not name.endswith("/")}
    known = {c: literals.values[c] for c in there}
    files = [v for c, v in known.items() if PLACES[c][0] in ("file", "table", "picture", "archive")]

    def only_there(above: str) -> bool:
        for name in files:
            fitting = [p for p in paths if p.lower().endswith(f"/{name.lower()}")]
            if len(fitting) == 1 and fitting[0].lower().endswith(f"{above}/{name}".lower()):
                return True
        return False

    below = [v for c, v in known.items() if PLACES[c][0] == "folder"]

    def holds(above: str) -> bool:
        """Whether it only says where another folder lies that is named: *empty stuff in old*."""
        for name in below:
            fitting = [p for p in every if p.lower().endswith(f"/{name}/".lower())]
            path = f"{above}/{name}/".lower()
            if name != above and f"{name}/" not in here and len(fitting) == 1:
                return f"/{fitting[0]}".lower().endswith(f"/{path}")
        return False

    return frozenset(
        c for c, v in known.items() if PLACES[c][0] == "folder" and (only_there(v) or holds(v))
    )


def this_turn(messages: Sequence[Message]) -> list[Message]:
    """The messages since the last request, it included."""
    start = max((i for i, m in enumerate(messages) if m.role == "user"), default=0)
    return list(messages[start:])
