"""Choosing the next token: llama.cpp's own samplers in a chain, and how probable a choice was."""

from __future__ import annotations

import ctypes
import importlib
import math
import secrets
import threading
from typing import TYPE_CHECKING, Any

from models.messages import Sampling

if TYPE_CHECKING:
    import numpy as np

PENALTY_WINDOW = 64
"""Tokens that a repeat penalty looks back over."""
NARROW = 512
"""Tokens among which one is sought first that a grammar allows."""
LOWEST = -100.0
"""Log-probability of what is too improbable for single precision."""


LARGE = 50_000
"""Vocabularies from this size on are worth numpy. llama.cpp writes an entry of 12 bytes for each
token before it looks for the best; below, that takes less time than calling numpy does."""


def prepare() -> threading.Thread:
    """Import numpy while the library reads a file: the two do not wait for each other."""
    thread = threading.Thread(target=importlib.import_module, args=("numpy",), daemon=True)
    thread.start()
    return thread


class Rows:
    """The logits of the last evaluation, where llama.cpp has them. Row -1 is the last."""

    def __init__(self, lib: Any, context: Any, vocabulary: int) -> None:
        self._lib = lib
        self.context = context
        self.size = vocabulary
        self._views: dict[int, np.ndarray[Any, np.dtype[np.float32]]] = {}
        self._greedy = lib.llama_sampler_init_greedy()

    def first(self) -> float:
        """Of token 0, in the last row."""
        return float(self._lib.llama_get_logits_ith(self.context, -1)[0])

    def address(self, row: int) -> int:
        """Where the row begins. It may lie elsewhere after the next evaluation."""
        return ctypes.addressof(self._lib.llama_get_logits_ith(self.context, row).contents)

    def view(self, row: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        """The row itself, not a copy. Good until the next evaluation."""
        address = self.address(row)
        known = self._views.get(address)
        if known is None:
            import numpy as np

            memory = (ctypes.c_float * self.size).from_address(address)
            known = np.frombuffer(memoryview(memory).cast("B"), dtype=np.float32)
            self._views[address] = known
        return known

    def best(self, row: int) -> int:
        """The most probable token, the first of several: what llama.cpp's greedy sampler says."""
        if self.size >= LARGE:
            logits = self.view(row)
            token = int(logits.argmax())
            if logits[token] == logits[token]:  # numpy takes what is no number for the largest
                return token
        return int(self._lib.llama_sampler_sample(self._greedy, self.context, row))

    def lead(self, row: int, best: int) -> float:
        """By how much the best token of the row leads over the next."""
        logits = self._lib.llama_get_logits_ith(self.context, row)
        top, logits[best] = logits[best], -math.inf
        second = self.best(row)
        logits[best] = top
        return float(top - logits[second])


class Chooser:
    """A sampler chain for one reply. It lives in C: no Python runs for each vocabulary entry."""

    def __init__(self, lib: Any, sampling: Sampling, rows: Rows) -> None:
        self._lib = lib
        self._rows = rows
        self._chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        self.greedy = sampling.temperature <= 0
        self.remembers = sampling.repeat_penalty != 1.0
        """What was written changes what is chosen."""
        self.plain = self.greedy and not self.remembers
        """The choice is the most probable token and nothing else."""
        for sampler in self._samplers(sampling, rows.size):
            lib.llama_sampler_chain_add(self._chain, sampler)

    def _samplers(self, sampling: Sampling, vocabulary: int) -> list[Any]:
        lib = self._lib
        made = []
        if self.remembers:
            made.append(
                lib.llama_sampler_init_penalties(
                    vocabulary, PENALTY_WINDOW, sampling.repeat_penalty, 0.0, 0.0
                )
            )
        if self.greedy:
            return [*made, lib.llama_sampler_init_greedy()]
        seed = secrets.randbits(32) if sampling.seed is None else sampling.seed & 0xFFFFFFFF
        if sampling.top_k > 0:
            made.append(lib.llama_sampler_init_top_k(sampling.top_k))
        if sampling.top_p < 1.0:
            made.append(lib.llama_sampler_init_top_p(sampling.top_p, 1))
        if sampling.min_p > 0.0:
            made.append(lib.llama_sampler_init_min_p(sampling.min_p, 1))
        return [
            *made,
            lib.llama_sampler_init_temp(sampling.temperature),
            lib.llama_sampler_init_dist(seed),
        ]

    def accept(self, tokens: list[int]) -> None:
        """Let the penalties know the prompt's last tokens."""
        for token in tokens[-PENALTY_WINDOW:]:
            self._lib.llama_sampler_accept(self._chain, token)

    def choose(self, row: int) -> int:
        """The token after output `row` of the last evaluation (-1: its last)."""
        if self.plain:
            return self._rows.best(row)
        return int(self._lib.llama_sampler_sample(self._chain, self._rows.context, row))

    def among(self, candidates: Any) -> int:
        """The token chosen among a `llama_token_data_array`; it is not yet accepted."""
        self._lib.llama_sampler_apply(self._chain, ctypes.byref(candidates))
        return int(candidates.data[candidates.selected].id)

    def accept_one(self, token: int) -> None:
        """Record a token that was chosen with `among`."""
        self._lib.llama_sampler_accept(self._chain, token)

    def close(self) -> None:
        """Free the chain."""
        if self._chain:
            self._lib.llama_sampler_free(self._chain)
            self._chain = None


class Candidates:
    """All tokens with their logits, as the samplers want them; filled at the speed of C."""

    def __init__(self, lib: Any, vocabulary: int) -> None:
        self._lib = lib
        self._size = vocabulary
        self._entries = (lib.llama_token_data * vocabulary)()
        words = ctypes.sizeof(lib.llama_token_data) // 4
        raw = memoryview(self._entries).cast("B")
        self._ids = raw.cast("i")[0::words]
        self._logits = raw.cast("f")[1::words]
        self._order = memoryview((ctypes.c_int32 * vocabulary)(*range(vocabulary)))
        self._order = self._order.cast("B").cast("i")
        self._one = (lib.llama_token_data * 1)()
        self._softmax = lib.llama_sampler_init_dist(0)
        self._best = lib.llama_sampler_init_top_k(NARROW)

    def fill(self, rows: Rows, row: int) -> Any:
        """A `llama_token_data_array` of the logits of output `row`, in order of the token."""
        source = (ctypes.c_float * self._size).from_address(rows.address(row))
        self._ids[:] = self._order
        self._logits[:] = memoryview(source).cast("B").cast("f")
        return self._lib.llama_token_data_array(
            ctypes.cast(self._entries, self._lib.llama_token_data_p), self._size, -1, False
        )

    def narrow(self, array: Any) -> None:
        """Leave only the `NARROW` most probable, sorted."""
        self.apply(self._best, array)

    def log_probability(self, rows: Rows, row: int, token: int) -> float:
        """Of `token` under the model itself, before any sampling option."""
        array = self.fill(rows, row)
        self._lib.llama_sampler_apply(self._softmax, ctypes.byref(array))
        probability = self._entries[token].p
        return math.log(probability) if probability > 0.0 else LOWEST

    def one(self, token: int) -> Any:
        """An array of that token alone, to ask a grammar about it. Good until the next call."""
        entry = self._one[0]
        entry.id, entry.logit, entry.p = token, 1.0, 0.0
        return self._lib.llama_token_data_array(
            ctypes.cast(self._one, self._lib.llama_token_data_p), 1, -1, False
        )

    def apply(self, sampler: Any, array: Any) -> None:
        """Let a sampler change the array."""
        self._lib.llama_sampler_apply(sampler, ctypes.byref(array))
