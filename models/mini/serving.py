"""The model in the box as a `Model`: `open_mini(options)`.

What it does for one request, in this order, until one step gives a reply that it trusts:

1. Write the most likely code and look at it: how probable was it, and does `checks` find anything?
   What can do more harm must be more probable.
2. When something was found, write several more, put the same ones together, and take the one that
   most agree on, if it is clean.
3. Try the same with slips of typing put right, as if nothing were known of the folder, and with
   the table that must be meant put into the request.
4. Ask, or refuse in a sentence that names the way to a larger model.

After code ran well the answer is taken from its output (`answers`). After an error the code is
mended where the error and the folder leave no doubt (`repairs`), else written anew with the error
in the prompt, twice at most; then it says honestly that it did not work.

The borders between trusted and not are measured (`evaluate --calibrate`) and stand in `mini.json`
beside the weights. Replies are short and are checked before anybody sees them, so a reply comes
as a whole.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from models.messages import Completion, Message, Model, Sampling, Usage
from models.mini import answers, layout, repairs
from models.mini.checks import Asked, Problem, Risk, problems, recopied, risk
from models.mini.layout import Span
from models.mini.literals import CERTAIN, MEANT, MOSTLY, PLACE, PLACES, Literals, known_of
from models.mini.misspelt import corrected
from models.mini.restating import restated
from models.mini.surroundings import folder
from models.options import ModelOptions
from models.plan import RuntimeOptions
from models.runtime import Runtime

FILE = Path(__file__).with_name("mini.gguf")
LARGER = "use a larger model: `interp models` lists some, `interp -m FILE.gguf` takes any."
REFUSED = (
    "Not done: I am not sure what is meant, so I did nothing. Say it in other words, with names of "
    f"files and columns, or {LARGER}"
)
FAILED = f"Not done: my code failed ({{error}}) and I found no way around it. For this, {LARGER}"
DESTROYS = (
    "Question: do you want files to be deleted? I was not sure, so I did nothing. "
    "If so, say it in one sentence, such as “delete the …”."
)
PIPED = (
    f"Not done: I do not read what is piped in. Save it as a file and name the file, or {LARGER}"
)
TOO_LONG = (
    f"Not done: I only understand requests of a sentence or two. Say it more shortly, or {LARGER}"
)
LONGEST_REQUEST = 120
"""Tokens. Longer ones were never trained on."""
PASSED_OVER = 0.55
"""What a reply loses of its log-probability for each name that it passes over: of 11
held-out replies between -1 and -0.2 that did so one was right, of 299 others 205."""
ATTEMPTS = 2
"""Repairs in one turn."""
NO_COLUMN = "no column "
"""An error after which the model would only guess another column."""
REPLY_TOKENS = 240


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reply that could be given."""

    text: str
    log_probability: float
    problems: tuple[Problem, ...]
    votes: int = 1
    passed_over: int = 0
    """How many names of the request, that right code mostly uses, it does not use."""

    @property
    def code(self) -> str:
        inner = self.text.strip()
        return inner[len(layout.OPEN) : -len(layout.CLOSE)] if is_code(inner) else ""

    @property
    def risk(self) -> Risk:
        return risk(self.code) if self.code else "says"


@dataclass(frozen=True, slots=True)
class Trust:
    """Borders, as log-probabilities of a whole reply, and what right code may hold unasked."""

    says: float = -1.0
    """A sentence (a refusal, a question) is taken when it is at least this probable."""
    reads: float = -0.5
    """Code that only looks, when it is at least this probable and nothing was found."""
    changes: float = -0.2
    """Code that changes files."""
    destroys: float = -0.1
    """Code that deletes."""
    agreed: float = 0.6
    """The share of samples that must agree when the most likely reply has a problem."""
    samples: int = 8
    temperature: float = 0.7
    own_words: frozenset[str] = frozenset()

    @classmethod
    def load(cls, path: Path) -> Trust:
        if not path.exists():
            return cls()
        facts = json.loads(path.read_text(encoding="utf-8"))["trust"]
        return cls(**{**facts, "own_words": frozenset(facts["own_words"])})

    def takes(self, reply: Candidate) -> bool:
        """Whether a reply is probable enough for what it can do, and nothing speaks against it."""
        border: float = getattr(self, reply.risk)
        surely = reply.log_probability - PASSED_OVER * reply.passed_over
        return not reply.problems and surely >= border


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


def is_code(text: str) -> bool:
    return text.startswith(layout.OPEN) and text.endswith(layout.CLOSE)


class Mini:
    """The model in the box."""

    name = "mini"

    def __init__(self, runtime: Runtime, trust: Trust) -> None:
        self.runtime = runtime
        self.trust = trust

    @cached_property
    def context(self) -> int:
        """Tokens of the context window."""
        return int(self.runtime.facts["context"])

    @property
    def used(self) -> str:
        """One line: where it is computed, its context, its memory."""
        return str(self.runtime.facts["used"])

    def count(self, messages: Sequence[Message]) -> int:
        """The tokens that `stream` would read; older turns and outputs are never read."""
        return len(self.prompt(layout.spans(messages)))

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> Completion:
        """Begin a reply."""
        return Said(lambda spent: self.reply(tuple(messages), sampling, spent))

    def close(self) -> None:
        """Give the memory back."""
        self.runtime.close()

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
        row = layout.row(messages)
        asked = asked_of(messages)
        around = "\n".join([asked.around, *row.literals.counted()])
        last = next((s.text for s in reversed(row.spans) if s.control == layout.USER), "")
        there = tuple(dict.fromkeys(PLACE.findall(last)))
        meant = tuple(c for c in there if PLACES[c][0] in MEANT)
        asked = replace(asked, around=around, meant=tuple(row.literals.values[c] for c in meant))
        mostly = tuple(c for c in there if PLACES[c][0] in MOSTLY)
        return Reading(self.prompt(row.spans), row.literals, asked, meant, mostly)

    # Replies

    def reply(self, messages: tuple[Message, ...], sampling: Sampling, spent: Spent) -> str:
        """The whole reply to the last message."""
        last = messages[-1]
        if last.role == "output" and not layout.error_line(last.content):
            again = self.otherwise(messages, sampling, spent)
            return again or answers.answer(last.content, note=assumed(messages))
        if last.role == "output":
            return self.repair(messages, this_turn(messages), sampling, spent)
        if "\n<input " in last.content:
            return PIPED
        if len(self.runtime.tokenize(last.content)) > LONGEST_REQUEST:
            return TOO_LONG
        return self.say(messages, sampling, spent) or REFUSED

    def repair(
        self,
        messages: tuple[Message, ...],
        turn: Sequence[Message],
        sampling: Sampling,
        spent: Spent,
    ) -> str:
        """Another attempt after an error, or an honest sentence."""
        error = layout.error_line(messages[-1].content)
        failures = [m for m in turn if m.role == "output" and layout.error_line(m.content)]
        tried = [m.content.strip() for m in turn if m.role == "assistant"]
        if len(failures) <= ATTEMPTS and tried:
            code = next((t for t in reversed(tried) if layout.OPEN in t), "")
            mended = repairs.mend(code, error, "\n".join(m.seen for m in turn))
            if mended and mended.code not in tried:
                return f"{mended.note}\n{mended.code[mended.code.index(layout.OPEN) :]}"
            again = "" if NO_COLUMN in error else self.say(messages, sampling, spent)
            if again and again.strip() not in tried:
                return again
        return FAILED.format(error=error)

    def otherwise(self, messages: tuple[Message, ...], sampling: Sampling, spent: Spent) -> str:
        """Code for another way to read the request, after the first found nothing at all; empty
        when there is no other that is trusted."""
        turn = this_turn(messages)
        tried = [m.content for m in turn if m.role == "assistant"]
        if len(tried) != 1 or not answers.found_nothing(messages[-1].content):
            return ""
        asked = messages[: -len(turn) + 1]
        for said in self.meant(asked, spent, all_of_them=True):
            found = self.trusted(said.messages, sampling, spent)
            if found.code and found.code not in tried[0]:
                return f"Nothing fitted at first. {said.note}".strip() + f"\n{found.text}"
        return ""

    def say(self, messages: tuple[Message, ...], sampling: Sampling, spent: Spent) -> str:
        """The reply that is trusted; empty when there is none."""
        found = Candidate("", 0.0, ())
        wanted = named(messages)
        for said in [*self.meant(messages, spent), *spellings(messages)]:
            spent.check()
            found = self.trusted(said.messages, sampling, spent)
            code = found.code.lower()
            if found.text and not (code and any(n.lower() not in code for n in wanted)):
                note = said.note + "\n" if said.note and found.code else ""
                return note + found.text
        if any(problem.kind == "destroys" for problem in found.problems):
            return DESTROYS
        return ""

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
        ]
        if not ways:
            return []
        plain = -math.inf if all_of_them else self.likely(Spelling(messages), spent)
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
        return self.candidate(text, total, reading)

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
                made = self.candidate(sample.text, math.fsum(sample.logprobs), reading)
                known = found.get(made.text, replace(made, votes=0))
                found[made.text] = replace(known, votes=known.votes + 1)
        return max(found.values(), key=lambda c: (not c.problems, c.votes, c.log_probability))

    def candidate(self, text: str, total: float, reading: Reading) -> Candidate:
        """The reply with what speaks against it; slips in copied names are put right first."""
        asked, own = reading.asked, self.trust.own_words
        unused = [] if asked.mending else [c for c in reading.meant if c not in text]
        values = [] if asked.mending else [reading.literals.values[c] for c in reading.mostly]
        text = layout.expanded(text, reading.literals)
        if not is_code(text):
            return Candidate(text, total, ())
        if PLACE.search(text):
            return Candidate(text, total, (Problem("invented", "a placeholder"),))
        code = text[len(layout.OPEN) : -len(layout.CLOSE)]
        found = problems(code, asked, own)
        lost = [reading.literals.values[c] for c in unused]
        found += [Problem("left out", v) for v in lost if v not in {p.what for p in found}]
        if {problem.kind for problem in found} & {"invented", "left out"}:
            mended = recopied(code, asked, own)
            if mended != code:
                code, found = mended, problems(mended, asked, own)
                text = f"{layout.OPEN}{mended}{layout.CLOSE}"
        passed_over = sum(value.lower() not in code.lower() for value in values)
        return Candidate(text, total, tuple(found), passed_over=passed_over)


@dataclass(frozen=True, slots=True)
class Spelling:
    """The conversation with its last request written so that less is left to guess."""

    messages: tuple[Message, ...]
    note: str = ""
    surely: float = 0.0
    """What speaks for it besides how likely its reply is."""


def spellings(messages: tuple[Message, ...]) -> Iterator[Spelling]:
    """The conversation as it is, then with slips of typing put right, as if nothing were known of
    the folder (a word of the request may have been taken for a name), and with the table that must
    be meant."""
    last = messages[-1]
    if last.role != "user":
        yield Spelling(messages)
        return

    def instead(message: Message, note: str = "") -> Spelling:
        return Spelling((*messages[:-1], message), note)

    yield Spelling(messages)
    right = corrected(last.content, known_of(*folder(last.seen)))
    if right != last.content:
        last = replace(last, content=right)
        yield instead(last)
    if last.seen:
        yield instead(replace(last, seen=""))


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


class Said:
    """A reply that is made as a whole when it is first asked for."""

    def __init__(self, make: Callable[[Spent], str]) -> None:
        self._make = make
        self._spent = Spent()
        self._began = time.perf_counter()

    def __iter__(self) -> Iterator[str]:
        try:
            text = self._make(self._spent)
        except Closed:
            return
        if not self._spent.stopped:
            yield text

    def close(self) -> None:
        """Stop now. Idempotent."""
        self._spent.stopped = True
        self._spent.stopping()

    @property
    def usage(self) -> Usage:
        """What it cost so far."""
        return self._spent.usage


def asked_of(messages: Sequence[Message]) -> Asked:
    """What names in the reply may come from."""
    request, before = ([m.content for m in reversed(messages) if m.role == "user"] + [""])[:2]
    around = [
        layout.error_line(m.content) if m.role == "output" else m.content
        for m in layout.recent(messages)
    ]
    return Asked(
        request=layout.bare(request),
        before=before,
        around="\n".join([*around, *(m.seen for m in messages[-4:])]),
        mending=messages[-1].role == "output",
    )


def named(messages: tuple[Message, ...]) -> list[str]:
    """What the last request names beyond doubt: a second look must not lose it either."""
    if messages[-1].role != "user":
        return []
    row = layout.row(messages)
    return [row.literals.values[c] for c in PLACE.findall(row.spans[-1].text)
            if PLACES[c][0] in CERTAIN]  # fmt: skip


def this_turn(messages: Sequence[Message]) -> list[Message]:
    """The messages since the last request, it included."""
    start = max((i for i, m in enumerate(messages) if m.role == "user"), default=0)
    return list(messages[start:])


def assumed(messages: Sequence[Message]) -> str:
    """What was said before the code that ran: the assumption of a repair."""
    said = [m.content for m in this_turn(messages) if m.role == "assistant"]
    return said[-1].split(layout.OPEN)[0].strip() if said else ""


def open_mini(options: ModelOptions, file: Path = FILE) -> Mini:
    """Begin to load the model in the box; returns at once."""
    trust = Trust.load(file.with_suffix(".json"))
    runtime = Runtime.open(
        file,
        RuntimeOptions(
            context=4096,
            gpu_layers=0,
            threads=1,
            sequences=trust.samples + 1,
            debug=options.debug,
        ),
    )
    return Mini(runtime, trust)


if TYPE_CHECKING:

    def _fits(model: Mini, reply: Said) -> tuple[Model, Completion]:
        return model, reply
