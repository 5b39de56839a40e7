"""The reply to a request that is trusted: what is tried, and how one is chosen.

For one request, in this order, until one step gives a reply that is trusted:

1. The request with what it means by the folder spelled out (`restating`), where the model finds
   that at least as likely; then as it was typed, with slips of typing put right, and as if nothing
   were known of the folder.
2. For each of these the most likely code is written and looked at: how probable was it, and does
   `checks` find anything? What can do more harm must be more probable.
3. When something was found, several more are written, the same ones put together, and the one that
   most agree on is taken, if it is clean.
4. A question, or nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from models.messages import Message, Sampling, Usage
from models.mini import layout
from models.mini.candidates import JOINS, PASSED_OVER, Candidate, Trust, candidate, decided
from models.mini.checks import without_definitions
from models.mini.layout import Span
from models.mini.needless import needless, only_reckons
from models.mini.reading import Reading, Spelling, asked_of, goes_on, named, read, spellings
from models.mini.restating import restated
from models.runtime import Runtime

DESTROYS = (
    "Question: do you want files to be deleted? I was not sure, so I did nothing. "
    "If so, say it in one sentence, such as “delete the …”."
)
REPLY_TOKENS = 240
TOOK = "I took "
"""How it is said that a request was read as one about a table that it does not name."""
A_SUM = -0.3
"""Code that only reckons and is at least this probable needs no table."""


class Spent:
    """What a reply cost so far, and how to stop it."""

    def __init__(self) -> None:
        self.usage = Usage()
        self.stopping: Callable[[], None] = lambda: None
        self.stopped = False

    def check(self) -> None:
        if self.stopped:
            raise Closed


class Closed(Exception):
    """Nobody wants the reply any more."""


class Replies:
    """What the model says to a request, as far as it is trusted."""

    def __init__(self, runtime: Runtime, trust: Trust) -> None:
        self.runtime = runtime
        self.trust = trust

    def prompt(self, row: Sequence[Span]) -> list[int]:
        """The row as tokens, up to where the model goes on; cut up span by span as in training."""
        tokens: list[int] = []
        for span in row:
            tokens += [span.control, *self.runtime.tokenize(span.text)]
            if span.control == layout.ASSISTANT:
                tokens.append(layout.END)
        return [*tokens, layout.ASSISTANT]

    def read(self, messages: Sequence[Message]) -> Reading:
        """What the model reads of a conversation, and what its reply is measured by."""
        return read(messages, self.prompt)

    def say(self, messages: tuple[Message, ...], sampling: Sampling, spent: Spent) -> str:
        """The reply that is trusted; empty when there is none."""
        found = Candidate("", 0.0, ())
        wanted, asked = named(messages), asked_of(messages)
        for said in [*self.meant(messages, spent), *spellings(messages)]:
            spent.check()
            found = self.trusted(said.messages, sampling, spent)
            code = without_definitions(found.code).lower()
            if JOINS in code and self.passes_over(messages, found.code):
                continue  # all tables put together where some were meant
            lost = any(
                not _stands(name, code) and not needless(name, "column", found.code, asked)
                for name in wanted
            )
            if found.text and not (code and lost):
                note = said.note + "\n" if said.note and found.code else ""
                return note + found.text
        if any(problem.kind == "destroys" for problem in found.problems):
            return DESTROYS
        return ""

    def passes_over(self, messages: tuple[Message, ...], code: str) -> bool:
        """Whether code that puts tables together says nothing of a word that chooses some."""
        reading = self.read(messages)
        words = [reading.literals.values[c].lower() for c in reading.mostly]
        used = decided(code).lower()
        return any(word not in used for word in words)

    def meant(
        self, messages: tuple[Message, ...], spent: Spent, all_of_them: bool = False
    ) -> list[Spelling]:
        """The request with what it means by the folder spelled out, where the model finds that at
        least as likely as the request as it was typed; or all such ways that make sense."""
        last = messages[-1]
        if last.role != "user" or not last.seen:
            return []
        ways = [
            Spelling(
                (*messages[:-1], replace(last, content=way.request, seen=way.seen)),
                way.note,
                way.surely,
            )
            for way in restated(last.content, last.seen)
            if not (way.note.startswith(TOOK) and goes_on(messages))
        ]
        if not ways:
            return []
        plain = -math.inf if all_of_them else self.likely(Spelling(messages), spent)
        if plain >= A_SUM and only_reckons(self.most_likely(self.read(messages), spent).code):
            return []
        likely = [(self.likely(way, spent) + way.surely, n) for n, way in enumerate(ways)]
        best = sorted((each for each in likely if each[0] >= plain), reverse=True)
        return [ways[n] for value, n in best if value > -math.inf]

    def likely(self, said: Spelling, spent: Spent) -> float:
        """How much speaks for a way to read the request: a log-probability."""
        spent.check()
        found = self.most_likely(self.read(said.messages), spent)
        if found.problems or not found.code:
            return -math.inf
        return found.log_probability - PASSED_OVER * found.passed_over

    def trusted(self, messages: tuple[Message, ...], sampling: Sampling, spent: Spent) -> Candidate:
        """The best reply; without text when it is not to be trusted."""
        reading = self.read(messages)
        first = self.most_likely(reading, spent)
        if self.trust.takes(first):
            return first
        if not first.problems:
            return replace(first, text="")
        best = self.agreed(reading, first, sampling, spent)
        if self.trust.takes(best) and best.votes >= self.trust.agreed * (self.trust.samples + 1):
            return best
        return replace(best, text="")

    def most_likely(self, reading: Reading, spent: Spent) -> Candidate:
        sampling = Sampling(max_tokens=REPLY_TOKENS)
        generation = self.runtime.generate(reading.prompt, sampling, logprobs=True)
        spent.stopping = generation.close
        text, total = "", 0.0
        for piece in generation:
            text += piece.text
            total += piece.logprob or 0.0
        spent.usage += generation.usage
        return candidate(text, total, reading, self.trust.own_words)

    def agreed(
        self, reading: Reading, first: Candidate, sampling: Sampling, spent: Spent
    ) -> Candidate:
        """The clean reply that most samples agree on, the first one counted among them."""
        spent.check()
        samples = self.runtime.samples(
            reading.prompt,
            Sampling(
                temperature=self.trust.temperature,
                top_k=0,
                top_p=1.0,
                seed=sampling.seed or 1,
                max_tokens=REPLY_TOKENS,
            ),
            self.trust.samples,
            logprobs=True,
        )
        written = sum(len(sample.tokens) for sample in samples)
        spent.usage += Usage(completion_tokens=written)
        found = {first.text: first}
        for sample in samples:
            if sample.ended:
                total = math.fsum(sample.logprobs)
                made = candidate(sample.text, total, reading, self.trust.own_words)
                known = found.get(made.text, replace(made, votes=0))
                found[made.text] = replace(known, votes=known.votes + 1)
        return max(found.values(), key=lambda c: (not c.problems, c.votes, c.log_probability))


def _stands(name: str, code: str) -> bool:
    """Whether a name stands in code, which is in lower case."""
    return name.lower() in code or name.lower().replace('"', '\\"') in code
