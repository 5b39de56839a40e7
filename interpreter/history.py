"""The conversation as the model reads it, and what still fits into its context window.

Layout: the system message never changes and stands first; everything after it is only appended.
So each turn's prompt begins with the whole prompt of the turn before, and a runtime reads only
what is new. When the window is full, the history is compacted in one large step down to a share
of the window (not by a little on every turn), so that the prefix is stable again afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from interpreter.events import Compacted
from interpreter.words import words
from models.errors import PromptTooLong
from models.messages import Message, Model

TARGET = 0.6
"""Share of the available window that is filled after a compaction."""
LADDER = (2000, 600, 200, 80)
"""Characters that a message of the current turn is shortened to, step by step."""
SHORTEST_REPLY = 256
"""Tokens for the reply that a long request must still leave."""


@dataclass(slots=True)
class Entry:
    message: Message
    turn: int


class History:
    """The messages of a conversation; `fitting` gives those that are sent."""

    def __init__(self, system: str) -> None:
        self.system = Message("system", system)
        self.entries: list[Entry] = []
        self.turn = 0
        self.dropped = False

    def begin_turn(self) -> None:
        self.turn += 1

    def add(self, message: Message) -> None:
        self.entries.append(Entry(message, self.turn))

    def forget_turn(self) -> str:
        """Take the last turn back and return its request; empty when there is none."""
        mine = [each for each in self.entries if each.turn == self.turn]
        if not mine:
            return ""
        self.entries = [each for each in self.entries if each.turn != self.turn]
        self.turn -= 1
        return next((each.message.content for each in mine if each.message.role == "user"), "")

    def messages(self) -> list[Message]:
        said = [each.message for each in self.entries]
        if self.dropped and said:
            at = next((n for n, each in enumerate(said) if each.role == "user"), 0)
            note = f"{words('dropped')}\n\n{said[at].content}"
            said[at] = replace(said[at], content=note)
        return [self.system, *said]

    def fitting(self, model: Model, reserve: int) -> tuple[Sequence[Message], Compacted | None]:
        """The messages to send, with room for a reply of `reserve` tokens.

        Shortens outputs of earlier turns, drops the oldest turns, then shortens outputs of
        the current turn, then what the model said in it. Raises `PromptTooLong` when the request
        itself is too long.
        """
        limit = model.context - reserve
        before = model.count(self.messages())
        if before <= limit:
            return self.messages(), None
        target = int(limit * TARGET)
        shortened, dropped, now = 0, 0, before
        if self.shorten(200, lambda each: each.turn < self.turn):
            shortened, now = 1, model.count(self.messages())
        while now > target and (oldest := self.entries[0].turn) < self.turn:
            self.entries = [each for each in self.entries if each.turn != oldest]
            self.dropped, dropped = True, dropped + 1
            now = model.count(self.messages())
        for roles in (("output",), ("output", "assistant")):
            for room in LADDER:
                if now > limit:
                    shortened += self.shorten(room, lambda _: True, roles)
                    now = model.count(self.messages())
        limit = max(limit, model.context - SHORTEST_REPLY)
        if now > limit:
            raise PromptTooLong(
                f"the request needs {now:,} tokens and {limit:,} fit "
                f"(context window {model.context:,}, the rest is kept for the reply)",
                "Shorten it, put the text into a file and name the file, or set a larger context.",
            )
        return self.messages(), Compacted(shortened, dropped, before, now)

    def shorten(
        self, room: int, chosen: Callable[[Entry], bool], roles: Collection[str] = ("output",)
    ) -> int:
        """Cut messages longer than `room` characters; returns how many were cut."""
        count = 0
        for each in self.entries:
            text = each.message.content
            if each.message.role in roles and chosen(each) and len(text) > room * 3 // 2:
                short = words(
                    "shortened",
                    head=text[: room // 2],
                    tail=text[-(room // 2) :],
                    characters=f"{len(text) - room:,}",
                )
                each.message = replace(each.message, content=short)
                count += 1
        return count
