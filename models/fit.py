"""How much memory a model takes, from its header alone, and what of it this machine can hold.

The sums were fitted to llama.cpp's own reports (`benchmarks/runtime.py fit` compares them again):

* weights: the file, mapped; types that the CPU's kernels want in another order are held a second
  time (`REPACKED`), and the mapped original may then be dropped by the system;
* KV cache: for each layer and token one key and one value of each KV head;
* compute buffer: the widest point of the network for a micro-batch, and the attention mask;
* vocabulary: what the tokenizer keeps for each token.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models import gguf
from models.errors import ModelDoesNotFit
from models.gguf import Header

KV_BYTES: Mapping[str, float] = {
    "f32": 4, "f16": 2, "bf16": 2, "q8_0": 34 / 32, "q5_1": 24 / 32, "q5_0": 22 / 32,
    "q4_1": 20 / 32, "q4_0": 18 / 32,
}  # fmt: skip
"""Types of the KV cache and bytes for one number."""

REPACKED: Mapping[str, frozenset[str]] = {
    "avx2": frozenset({"Q4_0", "Q4_K", "IQ4_NL", "MXFP4"}),
    "avx512f": frozenset({"Q2_K"}),
    "asimddp": frozenset({"Q4_0", "Q4_K", "Q5_K", "Q6_K", "Q8_0", "IQ4_NL", "MXFP4"}),
}
"""Tensor types that llama.cpp's CPU kernels keep a second time, by the flag of the processor."""

PROCESS = 32 << 20
"""The process itself: interpreter, bindings, libraries."""
TOKEN = 330
"""Bytes that the vocabulary takes for each token."""
LARGEST_DEFAULT = 16384
"""Context when none is asked for: enough for long sessions, and its cache is not yet a burden."""
SMALLEST = 2048
"""A context below which no conversation with code and output works."""
RESERVE = 256 << 20
"""What is left to the rest of the machine."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the sums depend on besides the file."""

    context: int
    ubatch: int = 128
    outputs: int = 32
    kv_type: str = "f16"
    flash_attention: bool = True


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes, by what they are for."""

    weights: int
    repacked: int
    kv_cache: int
    compute: int
    other: int

    @property
    def total(self) -> int:
        """What the process will be seen to hold."""
        return self.weights + self.repacked + self.kv_cache + self.compute + self.other

    @property
    def needed(self) -> int:
        """What must stay in memory; originals of repacked weights may go."""
        return self.total - self.repacked


def processor_flags() -> frozenset[str]:
    """Of the first processor; empty where the system does not say."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return frozenset()
    found = re.search(r"^(?:flags|Features)\s*:(.*)$", text, re.M)
    return frozenset(found[1].split()) if found else frozenset()


def estimate(header: Header, sizes: Sizes, flags: frozenset[str] | None = None) -> Memory:
    """Memory of the model on the CPU."""
    flags = processor_flags() if flags is None else flags
    again = frozenset[str]().union(*(REPACKED[flag] for flag in REPACKED.keys() & flags))
    return Memory(
        weights=header.total_size,
        repacked=_repacked(header, again),
        kv_cache=kv_cache(header, sizes),
        compute=compute(header, sizes),
        other=PROCESS + TOKEN * header.vocabulary,
    )


def _repacked(header: Header, types: frozenset[str]) -> int:
    tied = not any(tensor.name == "output.weight" for tensor in header.tensors)
    return sum(
        tensor.size
        for tensor in header.tensors
        if gguf.TENSOR_TYPES[tensor.type][0] in types
        and len(tensor.shape) == 2
        and tensor.shape[1] % 8 == 0
        and (tied or tensor.name != "token_embd.weight")
    )


def kv_cache(header: Header, sizes: Sizes) -> int:
    """Bytes of the cache for the whole context."""
    layers = header.layers
    heads = header.numbers(".attention.head_count", layers, 1)
    kv_heads = header.numbers(".attention.head_count_kv", layers, max(heads))
    width = header.number(".embedding_length") // max(1, *heads)
    key = header.number(".attention.key_length", width)
    value = header.number(".attention.value_length", width)
    numbers = sum(kv * (key + value) for kv in kv_heads)
    if header.number(".attention.kv_lora_rank"):  # latent attention keeps one compressed row
        rank = header.number(".attention.kv_lora_rank")
        numbers = layers * (rank + header.number(".rope.dimension_count"))
    cells = -(-sizes.context // 256) * 256
    return int(numbers * cells * KV_BYTES[sizes.kv_type])


def compute(header: Header, sizes: Sizes) -> int:
    """Bytes of the buffer in which one micro-batch is computed."""
    width = header.number(".embedding_length")
    ubatch = min(sizes.ubatch, sizes.context)
    feed_forward = max(
        *header.numbers(".feed_forward_length", header.layers),
        header.number(".expert_feed_forward_length") * header.number(".expert_used_count"),
        0,
    )
    rows = 4 * ubatch * (3 * feed_forward + 4 * width)
    mask = sizes.context * ubatch * 2
    logits = 4 * sizes.outputs * header.vocabulary + 4 * ubatch * width
    if sizes.flash_attention:
        return max(rows, logits) + mask
    heads = max(header.numbers(".attention.head_count", header.layers, 1))
    scores = 4 * heads * sizes.context * ubatch + 4 * ubatch * 4 * width
    return max(rows, logits, scores) + 2 * mask


def largest_context(header: Header, sizes: Sizes, room: int) -> int:
    """The largest context, in steps of 256 tokens, that fits into `room` bytes; 0 for none."""

    def fits(context: int) -> bool:
        memory = estimate(header, _with_context(sizes, context), flags)
        return memory.needed <= room

    flags = processor_flags()
    low, high = 0, trained_context(header) // 256
    if high == 0 or fits(high * 256):
        return max(high * 256, trained_context(header))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle * 256) else (low, middle)
    return low * 256


def trained_context(header: Header) -> int:
    """The window that the model was made for."""
    return header.number(".context_length")


def _with_context(sizes: Sizes, context: int) -> Sizes:
    return Sizes(context, sizes.ubatch, sizes.outputs, sizes.kv_type, sizes.flash_attention)


def choose_context(header: Header, sizes: Sizes, room: int) -> int:
    """The context to use: `sizes.context` if it was asked for (not 0), else a good one that fits.

    Raises `ModelDoesNotFit`, and says what would.
    """
    most = largest_context(header, sizes, room)
    asked = sizes.context
    if asked:
        if asked <= most:
            return asked
        if asked > trained_context(header) and fits(header, sizes, room):
            return asked  # longer than trained: the user's own wish
        raise does_not_fit(header, sizes, room, most)
    wanted = min(trained_context(header), LARGEST_DEFAULT)
    if most >= wanted:
        return wanted
    if most >= min(SMALLEST, wanted):
        return most
    raise does_not_fit(header, _with_context(sizes, min(SMALLEST, wanted)), room, most)


def fits(header: Header, sizes: Sizes, room: int) -> bool:
    """Whether it can be held in `room` bytes."""
    return estimate(header, sizes).needed <= room


def does_not_fit(header: Header, sizes: Sizes, room: int, most: int) -> ModelDoesNotFit:
    """The error, with the figures and what to do."""
    needed = estimate(header, sizes).needed
    hint = (
        f"a context of {most:,} tokens fits: `interp config context {most}`"
        if most >= SMALLEST
        else "take a smaller model or a stronger quantisation, or close other programs"
    )
    return ModelDoesNotFit(
        f"{header.name} with a context of {sizes.context:,} tokens needs {gigabytes(needed)}, "
        f"{gigabytes(room)} are free",
        hint,
    )


def layers_on_device(header: Header, sizes: Sizes, free: int) -> int:
    """How many layers (the output counted as one more) fit into a device's free memory."""
    blocks = [0] * header.layers
    rest = 0
    for tensor in header.tensors:
        found = re.match(r"blk\.(\d+)\.", tensor.name)
        if found and int(found[1]) < header.layers:
            blocks[int(found[1])] += tensor.size
        elif tensor.name != "token_embd.weight":
            rest += tensor.size
    cache = kv_cache(header, sizes) // max(1, header.layers)
    room = free - compute(header, sizes) - RESERVE
    if sum(blocks) + rest + cache * header.layers <= room:
        return header.layers + 1
    count = 0
    for block in reversed(blocks):
        room -= block + cache
        if room < 0:
            break
        count += 1
    return count


def free_memory() -> int:
    """Bytes that this process may still take: the machine's, or its control group's if less."""
    free = 1 << 62
    try:
        text = Path("/proc/meminfo").read_text()
        found = re.search(r"^MemAvailable:\s+(\d+) kB", text, re.M)
        free = int(found[1]) * 1024 if found else free
    except OSError:
        pass
    for limit, used in (
        ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
        (
            "/sys/fs/cgroup/memory/memory.limit_in_bytes",
            "/sys/fs/cgroup/memory/memory.usage_in_bytes",
        ),
    ):
        try:
            free = min(free, int(Path(limit).read_text()) - int(Path(used).read_text()))
        except (OSError, ValueError):
            continue
    return max(0, free - RESERVE)


def gigabytes(size: int) -> str:
    """Such as `5.1 GB`, or `480 MB` for less than one."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
