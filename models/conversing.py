"""What a model's process does for each request: conversations, and the bare model below them.

Every request is a generator of lines: any number of pieces, then one `end` with what it cost.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property, partial
from pathlib import Path

from models import fit, gguf
from models.drafting import DraftModel
from models.engine import Cost, Engine, Stopped
from models.errors import LARGER, ModelError
from models.gguf import Header
from models.grammar import Constraint, Grammar
from models.ledger import common_length
from models.library import VERSION, Device, devices, load
from models.messages import Message, Sampling, Usage
from models.plan import SMALL, Plan, RuntimeOptions, check_options, physical_cores
from models.prefix import States, identity
from models.remembering import Prompt, Remembering
from models.repetition import Repetition
from models.schema import grammar_of
from models.shape import Shape, fenced
from models.speculation import Drafter, Lookup
from models.templates import Mark, Template
from models.text import Characters, Stops
from models.thoughts import begun_thought
from models.wire import Flag, Line
from models.writing import Writer

_CONTROL = 1 << 3
_USER_DEFINED = 1 << 4
_UNKNOWN = 1 << 0
_SPM = 1
_BEGINNINGS = ("\n", "0", ".", "!")


@dataclass(slots=True)
class Tally:
    """What a reply cost, while it grows."""

    cost: Cost = field(default_factory=Cost)
    prompt: int = 0
    written: int = 0
    began: float = 0.0
    repeated: int = 0
    """Tokens of what the reply repeated at its end, until it was ended; 0: it did not."""

    def usage(self) -> Line:
        """As `Usage`, for the wire."""
        seconds = time.perf_counter() - self.began if self.began else 0.0
        return asdict(
            Usage(
                prompt_tokens=self.prompt,
                evaluated_tokens=self.cost.evaluated,
                reused_tokens=self.cost.reused,
                completion_tokens=self.written,
                prompt_seconds=self.cost.seconds,
                completion_seconds=seconds,
            )
        )


class Conversing:
    """An engine with its template and the record of the conversation."""

    def __init__(self, path: Path, options: RuntimeOptions, flag: Flag) -> None:
        self.options = options
        self._flag = flag
        self.header = gguf.read(path)
        lib, log = load()
        self._cards = devices(lib)
        sizes = plan(self.header, options, self._cards)
        files = [path, *self.header.parts]
        self.engine = Engine((lib, log), path, options, sizes, flag, files)
        self.writer = Writer(self.engine, guess=options.speculation == "on")
        self.vocabulary = self.engine.vocabulary
        vocab = self.vocabulary.pointer
        self._bos = int(lib.llama_vocab_bos(vocab)) if lib.llama_vocab_get_add_bos(vocab) else -1
        self._bos_text = self._special(lib.llama_vocab_bos(vocab))
        self._spm = lib.llama_vocab_type(vocab) == _SPM
        self._template: Template | None = None
        self._stables: dict[str, str] = {}
        self._pictures: dict[str, Sequence[int]] = {}
        self._controls: frozenset[int] = frozenset()
        """Special tokens that do not end a reply."""

    def _special(self, token: int) -> str:
        return self.vocabulary.piece(token).decode("utf-8", "replace") if token >= 0 else ""

    @property
    def template(self) -> Template:
        """Made when it is first needed: a caller that writes its own prompts never pays for it."""
        if self._template is None:
            lib, vocab = self.engine.lib, self.vocabulary.pointer
            source = lib.llama_model_chat_template(self.engine.model, None) or b""
            self._template = Template(
                source.decode("utf-8", "replace"),
                self._marks(),
                bos=self._bos_text,
                eos=self._special(lib.llama_vocab_eos(vocab)),
            )
            self.vocabulary.more_ends = self._find_ends(self._template)
            if self.engine.images is not None:
                self._template.picture = self._see
        return self._template

    def _marks(self) -> list[Mark]:
        lib, vocab = self.engine.lib, self.vocabulary.pointer
        marks, controls = [], set()
        for token in range(self.vocabulary.size):
            kind = lib.llama_vocab_get_attr(vocab, token)
            if kind & (_CONTROL | _USER_DEFINED | _UNKNOWN):
                marks.append(Mark(self._special(token), bool(kind & _CONTROL)))
            if kind & _CONTROL and not self.vocabulary.ends(token):
                controls.add(token)
        self._controls = frozenset(controls)
        return [mark for mark in marks if mark.text]

    def _find_ends(self, template: Template) -> frozenset[int]:
        """Tokens behind which a reply is over, besides those that the vocabulary names."""
        wanted = set(template.turn_marks)
        first = self.vocabulary.tokenize(template.stop, special=True)[:1]
        ends = {token for token in first if self._is_control(token)}
        for mark in wanted:
            tokens = self.vocabulary.tokenize(mark, special=True)
            ends |= set(tokens) if len(tokens) == 1 else set()
        return frozenset(ends)

    def _is_control(self, token: int) -> bool:
        return self.vocabulary.is_control(token)

    @cached_property
    def memory(self) -> Remembering:
        """The record of the conversation, with what earlier runs left on disk."""
        options, states = self.options, None
        if options.cache_dir is not None:
            settings = (options.kv_type, options.flash_attention, options.lora, VERSION)
            key = identity(self.header, self.template.source, *settings)
            states = States(options.cache_dir / "states", key)
        return Remembering(self.engine, states, options.keep_from, self._tokens)

    def _stable(self, messages: Sequence[Message]) -> str:
        """The beginning of the prompt that every conversation with this system message shares."""
        if not messages or messages[0].role != "system":
            return ""
        system = messages[0].content
        if self._stables.get(system) is None:
            one, other = (
                self.template.render([messages[0], Message("user", letter)]) for letter in "ab"
            )
            shared = one[: common_length(one, other)]
            self._stables = {system: shared[: self.template.last_mark(shared)]}
        return self._stables[system]

    @cached_property
    def _drafter(self) -> Drafter | None:
        if self.options.draft:
            return DraftModel(Path(self.options.draft), self.engine, self.options, self._flag)
        return None if self.options.speculation == "off" else Lookup()

    # Facts

    def facts(self) -> Line:
        """What is really used."""
        engine, lib = self.engine, self.engine.lib
        return {
            "name": self.header.name,
            "used": described(self.header, engine.plan, self._cards),
            "architecture": self.header.architecture,
            "quantisation": self.header.quantisation,
            "parameters": self.header.parameters,
            "trained_context": fit.trained_context(self.header),
            "memory": self._estimate().total,
            "guesses": self.writer.guesses,
            "guessed_right": self.writer.guessed_right,
            "trouble": self.memory.trouble if self._template is not None else "",
            "log": engine.log.text() if self.options.debug else "",
            "context": engine.size,
            "vocabulary": self.vocabulary.size,
            "bos": int(lib.llama_vocab_bos(self.vocabulary.pointer)),
            "eos": int(lib.llama_vocab_eos(self.vocabulary.pointer)),
            "threads": engine.pace.threads if self.options.threads == 0 else engine.plan.threads,
            "decoded": engine.decoded,
            "huge_pages": engine.pages.moved,
            "small_pages": engine.pages.left,
        }

    def _estimate(self) -> fit.Memory:
        plan = self.engine.plan
        sizes = fit.Sizes(plan.context, plan.ubatch, plan.outputs, self.options.kv_type)
        return fit.estimate(self.header, sizes)

    # Conversations

    def count(self, line: Line) -> Iterator[Line]:
        """Tokens of the prompt that these messages make."""
        prompt = self._prompt(messages_from(line))
        yield {"end": {"tokens": len(prompt.tokens)}}

    def stream(self, line: Line) -> Iterator[Line]:
        """A reply to the messages: lines with text `p`, then the usage."""
        prompt = self._prompt(messages_from(line))
        sampling = Sampling(**line["sampling"])
        tally = Tally(prompt=len(prompt.tokens))
        self.engine.check_room(len(prompt.tokens))
        mark = begun_thought(prompt.text)
        constraint = self._constraint(sampling, mark if line.get("shape", False) else None)
        yield {"begun": tally.usage()}
        try:
            tally.cost = self.memory.read(prompt)
            if mark and not sampling.schema:
                # The template has begun a thought: whoever reads the reply must know.
                yield {"p": mark}
            yield from self._reply(sampling, tally, constraint)
        except Stopped:
            pass
        finally:
            if constraint is not None:
                constraint.close()
        if sampling.schema and not self.writer.ended and not self._flag.is_set:
            raise ModelError(
                "the answer did not fit into the room that was left, so it is no whole JSON",
                f"ask for less, or for a larger window: {LARGER}",
            )
        yield {"end": {**tally.usage(), "repeated": tally.repeated}}
        self.memory.settle()

    def _prompt(self, messages: Sequence[Message]) -> Prompt:
        text = self.template.render(messages)
        return self.memory.prompt(text, self._stable(messages))

    def _tokens(self, text: str, first: bool) -> list[int]:
        tokens: list[int] = []
        if first and self._bos >= 0 and not (self._bos_text and text.startswith(self._bos_text)):
            tokens.append(self._bos)
        for piece in self._texts(text):
            if piece in self._pictures:
                tokens += self._pictures[piece]
            elif self._spm and not (first or self.template.mark_at(piece, 0)):
                tokens += self._inside(piece)
            else:
                tokens += self.vocabulary.tokenize(piece, special=True)
            first = False
        return tokens

    def _texts(self, text: str) -> Iterator[str]:
        """What is tokenized one by one, pictures among it."""
        for piece in self.template.pieces(text):
            yield from (
                filter(None, re.split(f"([{''.join(self._pictures)}])", piece))
                if (self._pictures)
                else (piece,)
            )

    def _see(self, path: Path) -> str:
        assert self.engine.images is not None
        letter = self.engine.images.letter(path)
        self._pictures[letter] = self.engine.images.tokens(letter)
        return letter

    def _inside(self, text: str) -> list[int]:
        """SentencePiece puts a space before what it is given. Where the text goes on in the middle
        of something, it is given with a beginning whose tokens are known, and those are taken off.
        """
        for known in _BEGINNINGS:
            start = self.vocabulary.tokenize(known, special=True)
            tokens = self.vocabulary.tokenize(known + text, special=True)
            if tokens[: len(start)] == start:
                return tokens[len(start) :]
        return self.vocabulary.tokenize(text, special=True)

    def _constraint(self, sampling: Sampling, shape: str | None) -> Constraint | None:
        """`shape`: hold the reply to the shape; the mark of the thought that it begins in."""
        lib, vocab = self.engine.lib, self.vocabulary.pointer

        def grammar(text: str) -> Grammar:
            return Grammar(lib, vocab, text, self.writer.candidates, self._controls)

        if sampling.schema:
            return grammar(grammar_of(sampling.schema))
        if sampling.grammar:
            return grammar(sampling.grammar)
        if shape is not None:
            block = fenced(self.options.languages)
            tokens = self._inside if self._spm else partial(self.vocabulary.tokenize, special=False)
            return Shape(lambda: grammar(block), tokens, self.vocabulary.piece, shape)
        return None

    def _reply(
        self, sampling: Sampling, tally: Tally, constraint: Constraint | None
    ) -> Iterator[Line]:
        characters = Characters()
        stops = Stops(self._stop_strings())
        guard = self._guard(sampling)
        tally.began = time.perf_counter()
        for token, _ in self.writer.write(sampling, constraint, self._drafter):
            tally.written += 1
            self.memory.ledger.said(token)
            text = characters.feed(self.vocabulary.piece(token))
            guarded = self.template.guard(text, said_by_model=True)
            self.memory.ledger.heard(guarded, characters.whole)
            shown = stops.feed(text)
            if shown:
                yield {"p": shown}
            if stops.hit:
                return
            if guard is not None and guard.said(token):
                tally.repeated = guard.period
                break
            if self._flag.is_set:
                raise Stopped
        unfinished = characters.close()
        self.memory.ledger.heard(unfinished, True)
        rest = stops.feed(unfinished) + stops.close()
        if rest:
            yield {"p": rest}

    def _guard(self, sampling: Sampling) -> Repetition | None:
        """Answers in a form are left alone: half of one is worth nothing."""
        held = bool(sampling.schema or sampling.grammar)
        return None if held or self.options.repetition == "allow" else Repetition()

    def _stop_strings(self) -> tuple[str, ...]:
        """The turn's end when a model spells it out instead of writing the token."""
        return (self.template.stop,) if self.template.stop else ()

    # The bare model

    def tokenize(self, line: Line) -> Iterator[Line]:
        """Text to tokens; `special`: marks become special tokens."""
        yield {"end": {"tokens": self.vocabulary.tokenize(line["text"], special=line["special"])}}

    def text(self, line: Line) -> Iterator[Line]:
        """Tokens to text."""
        data = b"".join(self.vocabulary.piece(token) for token in line["tokens"])
        yield {"end": {"text": data.decode("utf-8", "replace")}}

    def generate(self, line: Line) -> Iterator[Line]:
        """Tokens in; lines with token `t`, text `p` and, when asked for, log-probability `l`."""
        tokens, tally = line["tokens"], Tally(prompt=len(line["tokens"]))
        self.engine.check_room(len(tokens))
        yield {"begun": tally.usage()}
        characters = Characters()
        ended = False
        try:
            tally.cost = self.engine.read(tokens)
            tally.began = time.perf_counter()
            for token, row in self.writer.write(Sampling(**line["sampling"])):
                tally.written += 1
                answer: Line = {"t": token, "p": characters.feed(self.vocabulary.piece(token))}
                if line["logprobs"]:
                    answer["l"] = self.writer.log_probability(row, token)
                yield answer
                if self._flag.is_set:
                    raise Stopped
            ended = self.writer.ended
        except Stopped:
            pass
        yield {"end": {**tally.usage(), "ended": ended}}

    def score(self, line: Line) -> Iterator[Line]:
        """Log-probability of each token of `continuation` behind `tokens`."""
        with contextlib.suppress(Stopped):
            yield {"end": {"logprobs": self.writer.score(line["tokens"], line["continuation"])}}
            return
        yield {"end": {"logprobs": []}}

    def samples(self, line: Line) -> Iterator[Line]:
        """`n` independent replies to the same tokens, written side by side."""
        sampling = Sampling(**line["sampling"])
        with contextlib.suppress(Stopped):
            made = self.writer.samples(line["tokens"], sampling, line["n"], line["logprobs"])
            texts = [
                b"".join(map(self.vocabulary.piece, s.tokens)).decode("utf-8", "replace")
                for s in made
            ]
            yield {
                "end": {
                    "samples": [
                        {"tokens": s.tokens, "logprobs": s.logprobs, "ended": s.ended, "text": text}
                        for s, text in zip(made, texts, strict=True)
                    ]
                }
            }
            return
        yield {"end": {"samples": []}}

    def idle(self) -> bool:
        """Do a little of what can wait; a few milliseconds. False: nothing is left to do now."""
        return self.engine.pages.step()

    def rest(self, _line: Line) -> Iterator[Line]:
        """The session goes on some other time: keep what is worth keeping."""
        if self._template is not None:
            self.memory.rest()
        yield {"end": {}}


def messages_from(line: Line) -> list[Message]:
    """The messages of a request."""
    names = [f.name for f in fields(Message)]
    return [
        Message(
            **{**{name: entry[name] for name in names}, "images": tuple(map(Path, entry["images"]))}
        )
        for entry in line["messages"]
    ]


def plan(header: Header, options: RuntimeOptions, cards: Sequence[Device] = ()) -> Plan:
    """Sizes for this file on this machine. Raises `ModelDoesNotFit`, `ModelError` for options that
    do not exist."""
    check_options(options)
    small = header.total_size < SMALL
    outputs = max(32, options.sequences)
    ubatch = options.batch or (UBATCH_ON_CARD if cards else UBATCH)
    flash = options.flash_attention != "off"
    sizes = fit.Sizes(options.context, ubatch, outputs, options.kv_type, flash)
    layers = options.gpu_layers
    room = fit.free_memory()
    if cards and layers < 0:
        least = dataclasses.replace(sizes, context=options.context or fit.SMALLEST)
        layers = fit.layers_on_device(header, least, cards[0].free)
    if cards and layers > header.layers:
        # Everything lies on the card: its memory is what the context has to fit into.
        room = max(0, cards[0].free - fit.RESERVE)
    context = fit.choose_context(header, sizes, room)
    return Plan(
        context=context,
        batch=min(sizes.ubatch, context),
        ubatch=min(sizes.ubatch, context),
        threads=options.threads or (1 if small else physical_cores()),
        gpu_layers=layers if cards else 0,
        sequences=max(1, options.sequences),
        outputs=outputs,
    )


def described(header: Header, plan: Plan, cards: Sequence[Device]) -> str:
    """One line that says what is really used."""
    sizes = fit.Sizes(plan.context, plan.ubatch, plan.outputs)
    name = " ".join(dict.fromkeys([header.name, header.quantisation])).strip()
    if cards and plan.gpu_layers > 0:
        on = f"{min(plan.gpu_layers, header.layers)} of {header.layers} layers on {cards[0].name}"
    else:
        on = f"on the CPU with {plan.threads} thread{'s' if plan.threads > 1 else ''}"
    memory = fit.gigabytes(fit.estimate(header, sizes).total)
    return f"{name}, {on}, context {plan.context:,}, {memory}"


UBATCH, UBATCH_ON_CARD = 128, 512
"""Prompt tokens computed at once. On the CPU 128 reads as fast as 512, takes a quarter of the
buffer, and a stop is noticed four times as soon (docs/decisions/020-model-process.md)."""
