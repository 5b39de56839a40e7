"""One model in memory: read tokens, write tokens. Lives in the model's own process.

The rule of this file: `cells` says exactly which tokens the memory of llama.cpp holds for sequence
0. Whatever is to be read next is compared with it, the memory is cut where the two part, and only
what lies behind is evaluated. Every path that touches the memory, an aborted one too, leaves
`cells` true.
"""

from __future__ import annotations

import ctypes
import math
import os
import resource
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from models.errors import LARGER, ModelDoesNotFit, ModelError, ModelFileInvalid, PromptTooLong
from models.gguf import check_magic
from models.grammar import Constraint
from models.images import Images, Picture
from models.ledger import common_length
from models.library import Log, abort_flag_callback
from models.messages import Sampling
from models.pace import Pace
from models.plan import Plan, RuntimeOptions
from models.sampling import Candidates, Chooser
from models.speculation import TIE, Drafter, Trial
from models.wire import Flag

ABORTED = 2
"""What `llama_decode` returns when the abort callback said so."""
NO_ROOM = 1
"""What it returns when the memory has no free place for the batch."""


class Stopped(Exception):
    """The other side asked to stop."""


@dataclass(slots=True)
class Cost:
    """Of one reading: tokens found in memory, tokens evaluated, seconds."""

    reused: int = 0
    evaluated: int = 0
    seconds: float = 0.0


class Engine:
    """A loaded model with one context."""

    def __init__(
        self,
        library: tuple[Any, Log],
        path: Path,
        options: RuntimeOptions,
        plan: Plan,
        flag: Flag,
    ) -> None:
        self.lib, self.log = library
        lib = self.lib
        self.path = path
        self.plan = plan
        self._flag = flag
        self.model = self._load()
        self.vocab = lib.llama_model_get_vocab(self.model)
        self.context = self._open(options)
        self._adapters = self._adapt(options.lora)
        self.images: Images | None = None
        if options.projector:
            gpu = plan.gpu_layers != 0
            self.images = Images(Path(options.projector), self.model, plan.threads, gpu)
        self.memory = lib.llama_get_memory(self.context)
        self.size = int(lib.llama_n_ctx(self.context))
        self.vocabulary = int(lib.llama_vocab_n_tokens(self.vocab))
        self.cells: list[int] = []
        self.more_ends: frozenset[int] = frozenset()
        """Tokens that end a reply besides those that the vocabulary names."""
        self.ended = False
        """The last `write` came to an end of generation, not to a limit."""
        self.decoded = 0
        """Tokens evaluated since loading, whatever for: what tests and benchmarks count."""
        self.candidates = Candidates(lib, self.vocabulary)
        self.can_cut = not (
            lib.llama_model_is_recurrent(self.model) or lib.llama_model_is_hybrid(self.model)
        )
        """What was read can be forgotten from any place on."""
        self.pace = Pace(plan.threads if options.threads == 0 else 1)
        self.trial = Trial(always=options.speculation == "on")
        self.guesses = 0
        self.guessed_right = 0
        self._batch = lib.llama_batch_init(max(plan.batch, plan.sequences), 0, 1)
        self._pieces: dict[int, bytes] = {}
        self._buffer = ctypes.create_string_buffer(256)

    # Loading

    def _load(self) -> Any:
        lib = self.lib
        params = lib.llama_model_default_params()
        params.n_gpu_layers = self.plan.gpu_layers
        model = lib.llama_model_load_from_file(os.fsencode(self.path), params)
        if not model:
            raise ModelFileInvalid(
                f"llama.cpp cannot load {self.path.name}: {self.log.errors() or 'no reason given'}",
                "take another file of the model, or one of another architecture; "
                "--debug shows the library's log",
                details=self.log.text(),
            )
        return model

    def _open(self, options: RuntimeOptions) -> Any:
        lib, plan = self.lib, self.plan
        params = lib.llama_context_default_params()
        params.n_ctx = plan.context
        params.n_batch = plan.batch
        params.n_ubatch = plan.ubatch
        params.n_seq_max = plan.sequences
        params.n_outputs_max = max(plan.outputs, plan.sequences)
        params.n_threads = params.n_threads_batch = plan.threads
        params.kv_unified = True
        params.flash_attn_type = FLASH[options.flash_attention]
        params.type_k = params.type_v = KV_TYPES[options.kv_type]
        self._abort = abort_flag_callback(lib)
        page = ctypes.c_char.from_buffer(self._flag.page)
        params.abort_callback = self._abort
        params.abort_callback_data = ctypes.addressof(page)
        context = lib.llama_init_from_model(self.model, params)
        if not context:
            raise ModelDoesNotFit(
                f"no room for a context of {plan.context} tokens",
                "take a smaller one (`interp config context 4096`), or a smaller model",
                details=self.log.text(),
            )
        return context

    def _adapt(self, wanted: Sequence[str]) -> list[Any]:
        """Load LoRA adapters, each `FILE` or `FILE=SCALE`, and put them to use."""
        adapters, scales = [], []
        for entry in wanted:
            name, _, scale = entry.rpartition("=") if _is_scaled(entry) else (entry, "", "1")
            check_magic(Path(name))
            adapter = self.lib.llama_adapter_lora_init(self.model, os.fsencode(name))
            if not adapter:
                raise ModelFileInvalid(
                    f"{Path(name).name} is no LoRA adapter for {self.path.name}: "
                    f"{self.log.errors() or 'llama.cpp gives no reason'}",
                    "an adapter fits only the model that it was trained from",
                    details=self.log.text(),
                )
            adapters.append(adapter)
            scales.append(float(scale))
        if adapters:
            lib, count = self.lib, len(adapters)
            pointers = (lib.llama_adapter_lora_p_ctypes * count)(*adapters)
            lib.llama_set_adapters_lora(
                self.context, pointers, count, (ctypes.c_float * count)(*scales)
            )
        return adapters

    # Tokens

    def tokenize(self, text: str, *, special: bool, bos: bool = False) -> list[int]:
        """`special`: marks in the text are read as special tokens. `bos`: put BOS where due."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        while True:
            tokens = (ctypes.c_int32 * room)()
            count = self.lib.llama_tokenize(self.vocab, data, len(data), tokens, room, bos, special)
            if count >= 0:
                return tokens[:count]
            room = -count

    def piece(self, token: int) -> bytes:
        """The bytes that a token stands for; special tokens as their text."""
        known = self._pieces.get(token)
        if known is None:
            known = self._pieces[token] = self._piece(token)
        return known

    def _piece(self, token: int) -> bytes:
        while True:
            room = len(self._buffer)
            size = self.lib.llama_token_to_piece(self.vocab, token, self._buffer, room, 0, True)
            if size >= 0:
                return self._buffer.raw[:size]
            self._buffer = ctypes.create_string_buffer(-size)

    def ends(self, token: int) -> bool:
        """Whether a reply is over with this token."""
        return token in self.more_ends or bool(self.lib.llama_vocab_is_eog(self.vocab, token))

    # Reading

    def check_room(self, prompt: int, reply: int = 1) -> None:
        """Raises `PromptTooLong` when the context cannot hold them."""
        if prompt + reply > self.size:
            raise PromptTooLong(
                f"the prompt has {prompt} tokens, the context window holds {self.size}",
                f"shorten it, begin a new conversation (/new), or take a larger window: {LARGER}",
            )

    def read(self, tokens: Sequence[int]) -> Cost:
        """Make sequence 0 hold exactly `tokens`, with logits behind the last. Raises `Stopped`."""
        self.check_room(len(tokens))
        if not tokens:
            raise ModelError("there is nothing to read: the prompt is empty")
        shared = min(common_length(self.cells, tokens), len(tokens) - 1)
        while tokens[shared] < 0 and not self._picture(tokens[shared]):
            shared -= 1  # a picture is read whole
        place = reused = self.cut(shared)
        began = time.perf_counter()
        while place < len(tokens):
            place = self._read_on(tokens, place)
        return Cost(reused, len(tokens) - reused, time.perf_counter() - began)

    def _read_on(self, tokens: Sequence[int], place: int) -> int:
        picture = self._picture(tokens[place])
        if picture is not None and self.images is not None:
            if not self.images.look(picture, self.context, place, self.plan.batch):
                self._after_failure(len(picture.tokens), ABORTED if self._flag.is_set else -1)
            self.cells.extend(picture.tokens)
            return len(self.cells)
        end = min(place + self.plan.batch, len(tokens))
        end = next((i for i in range(place, end) if tokens[i] < 0), end)
        self.decode(tokens[place:end], outputs=1 if end == len(tokens) else 0)
        return end

    def _picture(self, token: int) -> Picture | None:
        return self.images.begins(token) if self.images is not None and token < 0 else None

    def cut(self, length: int) -> int:
        """Forget what lies behind the first `length` tokens; returns how many really stayed.

        A memory that cannot be cut in the middle (recurrent models) is emptied.
        """
        if length < len(self.cells):
            if self.lib.llama_memory_seq_rm(self.memory, 0, length, -1):
                del self.cells[length:]
            else:
                self.lib.llama_memory_clear(self.memory, True)
                self.cells.clear()
        return len(self.cells)

    def decode(self, tokens: Sequence[int], outputs: int) -> None:
        """Evaluate `tokens` behind `cells`, with logits for the last `outputs` of them."""
        start, silent = len(self.cells), len(tokens) - outputs
        self._evaluate([(t, start + i, 0, i >= silent) for i, t in enumerate(tokens)])
        self.cells.extend(tokens)

    def _evaluate(self, rows: Sequence[tuple[int, int, int, bool]]) -> None:
        """Rows of token, position, sequence and whether logits are wanted."""
        batch = self._batch
        for index, (token, position, sequence, output) in enumerate(rows):
            batch.token[index] = token
            batch.pos[index] = position
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = sequence
            batch.logits[index] = output
        batch.n_tokens = len(rows)
        if self._flag.is_set:
            raise Stopped
        began, lost = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw
        result = self.lib.llama_decode(self.context, batch)
        if result != 0:
            self._after_failure(len(rows), result)
        self.decoded += len(rows)
        lost = resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw - lost
        if self.pace.took(time.perf_counter() - began, lost):
            self.lib.llama_set_n_threads(self.context, self.pace.threads, self.pace.threads)

    def _after_failure(self, rows: int, result: int) -> NoReturn:
        """The memory may hold a part of the batch: cut it back to what `cells` says."""
        if not self.lib.llama_memory_seq_rm(self.memory, 0, len(self.cells), -1):
            self.lib.llama_memory_clear(self.memory, True)
            self.cells.clear()
        if result == ABORTED:
            raise Stopped
        if result == NO_ROOM:
            raise PromptTooLong(
                f"no room for {rows} more tokens behind {len(self.cells)}",
                f"begin a new conversation (/new), or take a larger window: {LARGER}",
            )
        raise ModelError(
            f"llama.cpp could not compute (code {result})",
            "try again; --debug shows the library's log",
            details=self.log.text(),
        )

    # Memory as bytes

    def snapshot(self) -> bytes:
        """What llama.cpp holds for `cells`."""
        size = self.lib.llama_state_seq_get_size(self.context, 0)
        buffer = (ctypes.c_uint8 * size)()
        written = self.lib.llama_state_seq_get_data(self.context, buffer, size, 0)
        return bytes(memoryview(buffer)[:written])

    def restore(self, payload: bytes, tokens: Sequence[int]) -> bool:
        """Take a snapshot for what was read. False: it does not fit this context; all is empty."""
        self.lib.llama_memory_clear(self.memory, True)
        self.cells.clear()
        buffer = (ctypes.c_uint8 * len(payload)).from_buffer_copy(payload)
        read = self.lib.llama_state_seq_set_data(self.context, buffer, len(payload), 0)
        if read != len(payload) or len(tokens) >= self.size:
            self.lib.llama_memory_clear(self.memory, True)
            return False
        self.cells.extend(tokens)
        return True

    # Writing

    def write(
        self,
        sampling: Sampling,
        constraint: Constraint | None = None,
        drafter: Drafter | None = None,
    ) -> Iterator[tuple[int, int]]:
        """Tokens one after the other, each with the output row it was chosen from.

        `read` came before. A token is evaluated when the next one is asked for, so the last one is
        not in memory; an end of generation is not given out. With a drafter (greedy replies only)
        rows are not good for probabilities.
        """
        self.ended = False
        chooser = Chooser(self.lib, sampling, self.vocabulary)
        try:
            chooser.accept([token for token in self.cells if token >= 0])
            room = self.size - len(self.cells)
            limit = room if sampling.max_tokens is None else min(room, sampling.max_tokens)
            if drafter is not None and chooser.plain and constraint is None and self.can_cut:
                yield from self._write_drafted(chooser, limit, drafter)
                return
            self._check_sound()
            for number in range(limit):
                token = self._forced(constraint, limit - number)
                if token is None:
                    token = self._choose(chooser, constraint)
                if self.ends(token):
                    self.ended = True
                    return
                yield token, -1
                if constraint is not None:
                    constraint.accept(token)
                    if constraint.complete:
                        self.ended = True
                        return
                if number + 1 < limit:
                    self.decode([token], outputs=1)
        finally:
            chooser.close()

    def _write_drafted(
        self, chooser: Chooser, limit: int, drafter: Drafter
    ) -> Iterator[tuple[int, int]]:
        written = 0
        ready = [chooser.choose(self.context, -1)]
        while True:
            for token in ready:
                if self.ends(token):
                    self.ended = True
                    return
                yield token, -1
                written += 1
                if written == limit:
                    return
            last = ready[-1]
            most = min(self.trial.most(), limit - written - 1, self.plan.outputs - 1)
            began = time.perf_counter()
            draft = drafter.propose([*self.cells, last], most) if most > 0 else []
            self.decode([last, *draft], outputs=1 + len(draft))
            ready = self._verified(chooser, draft)
            seconds = time.perf_counter() - began
            if draft:
                self.guesses += len(draft)
                self.guessed_right += len(ready) - 1
                self.trial.guessed(seconds, len(draft), len(ready))
            else:
                self.trial.single(seconds)

    def _verified(self, chooser: Chooser, draft: list[int]) -> list[int]:
        """The tokens that the model chooses itself: as far as the draft is right, and one more."""
        if not draft:
            return [chooser.choose(self.context, -1)]
        base = len(self.cells) - len(draft)
        chosen: list[int] = []
        for row, guess in enumerate([*draft, -1]):
            token = chooser.choose(self.context, row)
            if self.candidates.lead(self.context, row, token) <= TIE:
                alone = self.cells[base + row - 1]
                self.cut(base + row - 1)
                self.decode([alone], outputs=1)
                return [*chosen, chooser.choose(self.context, -1)]
            chosen.append(token)
            if token != guess:
                break
        self.cut(base + len(chosen) - 1)
        return chosen

    def _check_sound(self) -> None:
        """Weights that were damaged after the header make every logit none."""
        if not math.isfinite(self.lib.llama_get_logits_ith(self.context, -1)[0]):
            raise ModelFileInvalid(
                f"{self.path.name} is damaged: it computes no numbers",
                "download it again, and compare its checksum with the one where you got it",
            )

    def _forced(self, constraint: Constraint | None, left: int) -> int | None:
        """The next token of what makes the reply whole, once there is only room for that."""
        if constraint is None or left > CLOSING_TOKENS:
            return None
        tokens = constraint.closing()
        if not tokens or len(tokens) + CLOSING_GROWS < left:
            return None
        # In the middle of a character it is not allowed: that has to become whole first.
        return tokens[0] if constraint.allows(tokens[0]) else None

    def _choose(self, chooser: Chooser, constraint: Constraint | None) -> int:
        if constraint is None:
            return chooser.choose(self.context, -1)
        # Most often the free choice is allowed, and costs nothing more. A chain with a memory
        # would count it although it may be refused.
        if chooser.remembers:
            token = chooser.among(self.candidates.fill(self.context, -1))
        else:
            token = chooser.choose(self.context, -1)
        narrow = True
        while not constraint.allows(token):
            # Most often one of the best is allowed; only else are all 100,000 looked at.
            array = self.candidates.fill(self.context, -1)
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
        return self.candidates.log_probability(self.context, row, token)

    def score(self, tokens: Sequence[int], continuation: Sequence[int]) -> list[float]:
        """Log-probability of each token of `continuation` behind `tokens`."""
        if not continuation:
            return []
        self.check_room(len(tokens), len(continuation))
        self.read(tokens)
        scores = [self.log_probability(-1, continuation[0])]
        step = min(self.plan.batch, self.plan.outputs)
        for start in range(0, len(continuation) - 1, step):
            wanted = continuation[start + 1 : start + step + 1]
            self.decode(continuation[start : start + len(wanted)], outputs=len(wanted))
            scores += [self.log_probability(row, token) for row, token in enumerate(wanted)]
        return scores

    def samples(
        self, tokens: Sequence[int], sampling: Sampling, count: int, logprobs: bool
    ) -> list[Sample]:
        """`count` independent replies; the prompt is read once, they are written side by side."""
        width = max(1, self.plan.sequences - 1)
        seed = secrets.randbits(32) if sampling.seed is None else sampling.seed
        made: list[Sample] = []
        while len(made) < count:
            seeds = range(seed + len(made), seed + min(count, len(made) + width))
            made += self._together(tokens, [replace(sampling, seed=s) for s in seeds], logprobs)
        return made

    def _together(
        self, tokens: Sequence[int], samplings: Sequence[Sampling], logprobs: bool
    ) -> list[Sample]:
        self.check_room(len(tokens), len(samplings))
        self.read(tokens)
        room = (self.size - len(tokens)) // len(samplings)
        limit = room if samplings[0].max_tokens is None else min(room, samplings[0].max_tokens)
        choosers = [Chooser(self.lib, sampling, self.vocabulary) for sampling in samplings]
        made = [Sample() for _ in samplings]
        sequences = range(1, len(made) + 1) if self.plan.sequences > 1 else range(1)
        rows = dict.fromkeys(range(len(made)), -1)
        try:
            for chooser, sequence in zip(choosers, sequences, strict=True):
                chooser.accept(list(tokens))
                if sequence:
                    self.lib.llama_memory_seq_cp(self.memory, 0, sequence, 0, -1)
            for step in range(limit):
                for index, row in list(rows.items()):
                    token = choosers[index].choose(self.context, row)
                    if self.ends(token):
                        made[index].ended = True
                        del rows[index]
                        continue
                    if logprobs:
                        made[index].logprobs.append(self.log_probability(row, token))
                    made[index].tokens.append(token)
                if not rows or step + 1 == limit:
                    break
                place = len(tokens) + step
                self._evaluate([(made[i].tokens[-1], place, sequences[i], True) for i in rows])
                rows = {index: row for row, index in enumerate(rows)}
        finally:
            for chooser, sequence in zip(choosers, sequences, strict=True):
                chooser.close()
                self.lib.llama_memory_seq_rm(
                    self.memory, sequence, len(tokens) if sequence == 0 else 0, -1
                )
        return made


CLOSING_TOKENS = 16
"""With no more room than this, a reply in a shape is looked after, so that it ends whole."""


CLOSING_GROWS = 6
"""So many more tokens closing may take after one more token: a line and a character to end."""


def _is_scaled(entry: str) -> bool:
    name, found, scale = entry.rpartition("=")
    return bool(found and name) and scale.replace(".", "", 1).removeprefix("-").isdigit()


@dataclass(slots=True)
class Sample:
    """One of several replies to the same prompt."""

    tokens: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    ended: bool = False


FLASH = {"auto": -1, "off": 0, "on": 1}
KV_TYPES = {"f32": 0, "f16": 1, "bf16": 30, "q8_0": 8, "q4_0": 2, "q4_1": 3, "q5_0": 6, "q5_1": 7}
