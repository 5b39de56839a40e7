"""A conversation's record beside the engine's memory: what is read, recalled from disk and kept.

Two states are kept for later runs: the part that all conversations with one system message share,
taken while the first of them is read, and the whole conversation, taken when the session ends.
Either only when reading it again would cost more than `keep_from` seconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.engine import Cost, Engine
from models.ledger import Ledger, Tokenize, common_length
from models.prefix import States


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt, ready to be read."""

    text: str
    tokens: list[int]
    place: tuple[int, int]
    """Up to where the record knows it: characters, tokens."""
    stable: str
    """The beginning that every conversation with this system message has."""


class Remembering:
    """The record of sequence 0 (`ledger`) and the states on disk."""

    def __init__(
        self, engine: Engine, states: States | None, keep_from: float, tokenize: Tokenize
    ) -> None:
        self._engine = engine
        self._states = states
        self._keep_from = keep_from
        self._tokenize = tokenize
        self._seconds = 0.0
        self._evaluated = 0
        self._kept = 0
        self._waiting: tuple[Ledger, list[int], bytes] | None = None
        self.ledger = Ledger()

    def prompt(self, text: str, stable: str) -> Prompt:
        """Tokens for a text, recalling a state from disk where that knows more than the record."""
        self._recall(text, stable)
        tokens, place = self.ledger.match(text, self._tokenize)
        return Prompt(text, tokens, place, stable)

    def _recall(self, text: str, stable: str) -> None:
        shared = common_length(self.ledger.text, text)
        if self._states is None or shared >= max(1, len(stable)):
            return
        state = self._states.best(text)
        if state is None or common_length(state.ledger.text, text) <= shared:
            return
        payload = state.payload()
        if payload is not None and self._engine.restore(payload, state.ledger.tokens):
            self.ledger = state.ledger
            self._kept = len(state.ledger.tokens)

    def read(self, prompt: Prompt) -> Cost:
        """Have the engine read the prompt. Raises `Stopped`; the next try goes on from there."""
        self.ledger.read(prompt.text, prompt.tokens, prompt.place)
        before = self._read_stable(prompt)
        cost = self._engine.read(prompt.tokens)
        if before is not None:
            seconds = before.seconds + cost.seconds
            cost = Cost(before.reused, before.evaluated + cost.evaluated, seconds)
        self._seconds += cost.seconds
        self._evaluated += cost.evaluated
        return cost

    def _read_stable(self, prompt: Prompt) -> Cost | None:
        """Read the shared beginning alone and remember what llama.cpp holds then."""
        stable = prompt.stable
        if self._states is None or not stable or not prompt.text.startswith(stable):
            return None
        tokens = self._tokenize(stable, True)
        known = common_length(self._engine.cells, prompt.tokens)
        if prompt.tokens[: len(tokens)] != tokens or known >= len(tokens):
            return None
        if self._states.holds(stable):
            return None
        cost = self._engine.read(tokens)
        if cost.seconds >= self._keep_from:
            ends = [(0, 0), (len(stable), len(tokens))]
            self._waiting = (Ledger(stable, tokens, ends), tokens, self._engine.snapshot())
        return cost

    def settle(self) -> None:
        """Write what was taken while reading; called when nobody waits for us."""
        if self._waiting is not None and self._states is not None:
            self._states.keep(*self._waiting)
            self._waiting = None

    def rest(self) -> None:
        """The session ends: keep all of it, if reading it again would take long."""
        self.settle()
        cells = self._engine.cells
        if self._states is None or not self._evaluated or min(cells, default=0) < 0:
            return  # pictures are not kept: another process would not know them
        again = (len(cells) - self._kept) * self._seconds / self._evaluated
        if again >= self._keep_from and self.ledger.tokens[: len(cells)] == cells:
            self._states.keep(self.ledger, list(cells), self._engine.snapshot())

    @property
    def trouble(self) -> str:
        """Why the last state could not be kept; empty when it could."""
        return self._states.trouble if self._states is not None else ""
