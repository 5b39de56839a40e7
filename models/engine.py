"""One model in memory: reads tokens. Lives in the model's own process.

The rule of this file: `cells` says exactly which tokens the memory of llama.cpp holds for sequence
0. Whatever is to be read next is compared with it, the memory is cut where the two part, and only
what lies behind is evaluated. Every path that touches the memory, an aborted one too, leaves
`cells` true.
"""

from __future__ import annotations

import ctypes
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from models.errors import LARGER, ModelError, PromptTooLong
from models.hugepages import HugePages, mapped
from models.images import Images, Picture
from models.ledger import common_length
from models.library import Log, abort_flag_callback
from models.loading import adapt, load_model, open_context
from models.pace import Pace
from models.plan import SMALL, Plan, RuntimeOptions
from models.sampling import prepare
from models.vocabulary import Vocabulary
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
        files: Sequence[Path] = (),
    ) -> None:
        """`files`: all of them, where the model is split over several."""
        self.lib, self.log = library
        lib = self.lib
        self.path = path
        self.plan = plan
        self._flag = flag
        self._abort = abort_flag_callback(lib)
        abort = (self._abort, ctypes.addressof(ctypes.c_char.from_buffer(flag.page)))
        files = files or [path]
        before = mapped(files)
        if path.stat().st_size >= SMALL:
            prepare()
        self.model = load_model(library, path, plan.gpu_layers)
        self.vocabulary = Vocabulary(lib, self.model)
        self.context = open_context(library, self.model, plan, options, abort)
        self._adapters = adapt(library, path, self.model, self.context, options.lora)
        self.images: Images | None = None
        if options.projector:
            gpu = plan.gpu_layers != 0
            self.images = Images(Path(options.projector), self.model, plan.threads, gpu)
        self.pages = HugePages(mapped(files) - before, self.log, options.huge_pages)
        self.memory = lib.llama_get_memory(self.context)
        self.size = int(lib.llama_n_ctx(self.context))
        self.cells: list[int] = []
        self.decoded = 0
        """Tokens evaluated since loading, whatever for: what tests and benchmarks count."""
        self.seconds = 0.0
        """What the last evaluation took."""
        self.can_cut = not (
            lib.llama_model_is_recurrent(self.model) or lib.llama_model_is_hybrid(self.model)
        )
        """What was read can be forgotten from any place on."""
        self.pace = Pace(plan.threads if options.threads == 0 else 1)
        self._batch = lib.llama_batch_init(max(plan.batch, plan.sequences), 0, 1)
        self._single = lib.llama_batch_init(1, 0, 1)
        self._single.n_tokens = self._single.n_seq_id[0] = self._single.logits[0] = 1
        self._single.seq_id[0][0] = 0
        self._place = self._single.token, self._single.pos
        """Of the one token behind all others: written to for each token of a reply."""

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
        self.evaluate([(t, start + i, 0, i >= silent) for i, t in enumerate(tokens)])
        self.cells.extend(tokens)

    def step(self, token: int) -> None:
        """Evaluate one token behind `cells`, with its logits: `decode`, with nothing to prepare."""
        tokens, places = self._place
        tokens[0], places[0] = token, len(self.cells)
        seconds = self._compute(self._single, 1)
        self.cells.append(token)
        self.pages.worked(seconds)

    def evaluate(self, rows: Sequence[tuple[int, int, int, bool]]) -> None:
        """Rows of token, position, sequence and whether logits are wanted. `cells` is the
        caller's to keep true."""
        batch = self._batch
        for index, (token, position, sequence, output) in enumerate(rows):
            batch.token[index] = token
            batch.pos[index] = position
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = sequence
            batch.logits[index] = output
        batch.n_tokens = len(rows)
        self._compute(batch, len(rows))

    def _compute(self, batch: Any, rows: int) -> float:
        """Evaluate; the seconds that it took."""
        if self._flag.is_set:
            raise Stopped
        self.pace.begins(_losses)
        began = time.perf_counter()
        result = self.lib.llama_decode(self.context, batch)
        if result != 0:
            self._after_failure(rows, result)
        self.decoded += rows
        seconds = self.seconds = time.perf_counter() - began
        if self.pace.took(seconds, _losses):
            self.lib.llama_set_n_threads(self.context, self.pace.threads, self.pace.threads)
        return seconds

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


def _losses() -> int:
    """How often the system took a processor away from this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw
