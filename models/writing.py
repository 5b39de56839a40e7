"""Writing behind what an engine has read: token by token, guessed ahead, or several side by side.

Between two evaluations the processor waits for this file, so what is done for each token is little.
"""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from models.engine import Engine
from models.errors import ModelFileInvalid
from models.grammar import Constraint
from models.messages import Sampling
from models.sampling import Candidates, Chooser, Rows
from models.speculation import TIE, Drafter, Trial

CLOSING_TOKENS = 16
"""With no more room than this, a reply in a shape is looked after, so that it ends whole."""
CLOSING_GROWS = 6
"""So many more tokens closing may take after one more token: a line and a character to end."""


@dataclass(slots=True)
class Sample:
    """One of several replies to the same prompt."""

    tokens: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    ended: bool = False


class Writer:
    """Replies of one engine, one at a time. `guess`: guess tokens whenever something can be."""

    def __init__(self, engine: Engine, guess: bool = False) -> None:
        self._engine = engine
        self._lib = engine.lib
        self.ended = False
        """The last `write` came to an end of generation, not to a limit."""
        self.rows = Rows(engine.lib, engine.context, engine.vocabulary.size)
        self.candidates = Candidates(engine.lib, engine.vocabulary.size)
        self.trial = Trial(always=guess)
        self.guesses = 0
        self.guessed_right = 0

    def write(
        self,
        sampling: Sampling,
        constraint: Constraint | None = None,
        drafter: Drafter | None = None,
    ) -> Iterator[tuple[int, int]]:
        """Tokens one after the other, each with the output row it was chosen from.

        `Engine.read` came before. A token is evaluated when the next one is asked for, so the last
        one is not in memory; an end of generation is not given out. With a drafter (greedy replies
        only) rows are not good for probabilities.
        """
        engine = self._engine
        self.ended = False
        chooser = self._chooser(sampling)
        try:
            chooser.accept([token for token in engine.cells if token >= 0])
            room = engine.size - len(engine.cells)
            limit = room if sampling.max_tokens is None else min(room, sampling.max_tokens)
            self._check_sound()
            if drafter is not None and chooser.plain and constraint is None and engine.can_cut:
                yield from self._write_drafted(chooser, limit, drafter)
            elif constraint is not None:
                yield from self._write_held(chooser, limit, constraint)
            else:
                yield from self._write_freely(chooser, limit)
        finally:
            chooser.close()

    def _chooser(self, sampling: Sampling) -> Chooser:
        return Chooser(self._lib, sampling, self.rows)

    def _write_freely(self, chooser: Chooser, limit: int) -> Iterator[tuple[int, int]]:
        engine, ends = self._engine, self._engine.vocabulary.ends
        for left in range(limit, 0, -1):
            token = chooser.choose(-1)
            if ends(token):
                self.ended = True
                return
            yield token, -1
            if left > 1:
                engine.step(token)

    def _write_held(
        self, chooser: Chooser, limit: int, constraint: Constraint
    ) -> Iterator[tuple[int, int]]:
        engine, ends = self._engine, self._engine.vocabulary.ends
        for left in range(limit, 0, -1):
            token = self._forced(constraint, left)
            if token is None:
                token = self._allowed(chooser, constraint)
            if ends(token):
                self.ended = True
                return
            yield token, -1
            constraint.accept(token)
            if constraint.complete:
                self.ended = True
                return
            if left > 1:
                engine.step(token)

    def _write_drafted(
        self, chooser: Chooser, limit: int, drafter: Drafter
    ) -> Iterator[tuple[int, int]]:
        engine, written = self._engine, 0
        ready = [chooser.choose(-1)]
        while True:
            for token in ready:
                if engine.vocabulary.ends(token):
                    self.ended = True
                    return
                yield token, -1
                written += 1
                if written == limit:
                    return
            last = ready[-1]
            most = min(self.trial.most(), limit - written - 1, engine.plan.outputs - 1)
            began = time.perf_counter()
            draft = drafter.propose([*engine.cells, last], most) if most > 0 else []
            if not draft:
                engine.step(last)
                ready = [chooser.choose(-1)]
                self.trial.single(time.perf_counter() - began)
                continue
            engine.decode([last, *draft], outputs=1 + len(draft))
            ready = self._verified(chooser, draft)
            self.guesses += len(draft)
            self.guessed_right += len(ready) - 1
            self.trial.guessed(time.perf_counter() - began, len(draft), len(ready))

    def _verified(self, chooser: Chooser, draft: list[int]) -> list[int]:
        """The tokens that the model chooses itself: as far as the draft is right, and one more."""
        engine = self._engine
        base = len(engine.cells) - len(draft)
        chosen: list[int] = []
        for row, guess in enumerate([*draft, -1]):
            token = chooser.choose(row)
            if self.rows.lead(row, token) <= TIE:
                alone = engine.cells[base + row - 1]
                engine.cut(base + row - 1)
                engine.step(alone)
                return [*chosen, chooser.choose(-1)]
            chosen.append(token)
            if token != guess:
                break
        engine.cut(base + len(chosen) - 1)
        return chosen

    def _check_sound(self) -> None:
        """Weights that were damaged after the header make every logit none."""
        if not math.isfinite(self.rows.first()):
            raise ModelFileInvalid(
                f"{self._engine.path.name} is damaged: it computes no numbers",
                "download it again, and compare its checksum with the one where you got it",
            )

    def _forced(self, constraint: Constraint, left: int) -> int | None:
        """The next token of what makes the reply whole, once there is only room for that."""
        if left > CLOSING_TOKENS:
            return None
        tokens = constraint.closing()
        if not tokens or len(tokens) + CLOSING_GROWS < left:
            return None
        # In the middle of a character it is not allowed: that has to become whole first.
        return tokens[0] if constraint.allows(tokens[0]) else None

    def _allowed(self, chooser: Chooser, constraint: Constraint) -> int:
        # Most often the free choice is allowed, and costs nothing more. A chain with a memory
        # would count it although it may be refused.
        if chooser.remembers:
            token = chooser.among(self.candidates.fill(self.rows, -1))
        else:
            token = chooser.choose(-1)
        narrow = True
        while not constraint.allows(token):
            # Most often one of the best is allowed; only else are all 100,000 looked at.
            array = self.candidates.fill(self.rows, -1)
            if narrow:
                self.candidates.narrow(array)
            constraint.mask(array)
            array.sorted = False  # the best may have been masked
            token = chooser.among(array)
            narrow = False
        if chooser.remembers:
            chooser.accept_one(token)
        return token

    def log_probability(self, row: int, token: int) -> float:
        """Of `token` at output `row` of the last evaluation."""
        return self.candidates.log_probability(self.rows, row, token)

    def score(self, tokens: Sequence[int], continuation: Sequence[int]) -> list[float]:
        """Log-probability of each token of `continuation` behind `tokens`."""
        if not continuation:
            return []
        engine = self._engine
        engine.check_room(len(tokens), len(continuation))
        engine.read(tokens)
        scores = [self.log_probability(-1, continuation[0])]
        step = min(engine.plan.batch, engine.plan.outputs)
        for start in range(0, len(continuation) - 1, step):
            wanted = continuation[start + 1 : start + step + 1]
            engine.decode(continuation[start : start + len(wanted)], outputs=len(wanted))
            scores += [self.log_probability(row, token) for row, token in enumerate(wanted)]
        return scores

    def samples(
        self, tokens: Sequence[int], sampling: Sampling, count: int, logprobs: bool
    ) -> list[Sample]:
        """`count` independent replies; the prompt is read once, they are written side by side."""
        width = max(1, self._engine.plan.sequences - 1)
        seed = secrets.randbits(32) if sampling.seed is None else sampling.seed
        made: list[Sample] = []
        while len(made) < count:
            seeds = range(seed + len(made), seed + min(count, len(made) + width))
            made += self._together(tokens, [replace(sampling, seed=s) for s in seeds], logprobs)
        return made

    def _together(
        self, tokens: Sequence[int], samplings: Sequence[Sampling], logprobs: bool
    ) -> list[Sample]:
        engine, lib = self._engine, self._lib
        engine.check_room(len(tokens), len(samplings))
        engine.read(tokens)
        room = (engine.size - len(tokens)) // len(samplings)
        limit = room if samplings[0].max_tokens is None else min(room, samplings[0].max_tokens)
        choosers = [self._chooser(sampling) for sampling in samplings]
        made = [Sample() for _ in samplings]
        sequences = range(1, len(made) + 1) if engine.plan.sequences > 1 else range(1)
        rows = dict.fromkeys(range(len(made)), -1)
        try:
            for chooser, sequence in zip(choosers, sequences, strict=True):
                chooser.accept(list(tokens))
                if sequence:
                    lib.llama_memory_seq_cp(engine.memory, 0, sequence, 0, -1)
            for step in range(limit):
                for index, row in list(rows.items()):
                    token = choosers[index].choose(row)
                    if engine.vocabulary.ends(token):
                        made[index].ended = True
                        del rows[index]
                        continue
                    if logprobs:
                        made[index].logprobs.append(self.log_probability(row, token))
                    made[index].tokens.append(token)
                if not rows or step + 1 == limit:
                    break
                place = len(tokens) + step
                engine.evaluate([(made[i].tokens[-1], place, sequences[i], True) for i in rows])
                rows = {index: row for row, index in enumerate(rows)}
        finally:
            for chooser, sequence in zip(choosers, sequences, strict=True):
                chooser.close()
                lib.llama_memory_seq_rm(
                    engine.memory, sequence, len(tokens) if sequence == 0 else 0, -1
                )
        return made
