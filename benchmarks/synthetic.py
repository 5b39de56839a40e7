"""GGUF files with random weights at the shapes of models that people use, for measuring.

    python benchmarks/synthetic.py 0.5b q8_0 /tmp/half.gguf
    python benchmarks/synthetic.py 0.5b q8_0 /tmp/walk.gguf --walk

With `--walk` the likeliest token behind each token is known (`successors`), at the cost of any
other model of that shape: what is written repeats itself, or never does, as one begins.

The vocabulary has the real size and real merges, so tokenizing and sampling cost what they cost;
the weights are noise of a sane scale in the wanted quantisation. Nothing of it is ever committed.
"""

from __future__ import annotations

import argparse
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


@dataclass(frozen=True)
class Shape:
    """Sizes of a Llama-like network."""

    architecture: str
    layers: int
    width: int
    heads: int
    kv_heads: int
    feed_forward: int
    vocabulary: int
    tied: bool
    context: int = 32768


SHAPES = {
    "tiny": Shape("llama", 4, 256, 4, 2, 768, 4096, tied=True),
    "small": Shape("llama", 12, 512, 8, 4, 1536, 32000, tied=False),
    "0.5b": Shape("qwen2", 24, 896, 14, 2, 4864, 151936, tied=True),
    "1.1b": Shape("llama", 22, 2048, 32, 4, 5632, 32000, tied=False),
    "1.5b": Shape("qwen2", 28, 1536, 12, 2, 8960, 151936, tied=True),
}

BLOCKS = {"f16": (1, 2), "q8_0": (32, 34), "q4_0": (32, 18), "q4_k": (256, 144), "q6_k": (256, 210)}
FILE_TYPES = {"f16": 1, "q8_0": 7, "q4_0": 2, "q4_k": 15, "q6_k": 18}
TILE = 1 << 14
"""Blocks that are drawn; larger tensors repeat them."""


def rows(
    kind: str,
    count: int,
    columns: int,
    scale: float,
    rng: np.random.Generator,
    drawn: int = TILE,
) -> Any:
    """Bytes of `count` rows of noise, `columns` weights each; `drawn` blocks of it differ."""
    if kind == "f16":
        tile = rng.standard_normal(min(count * columns, drawn * 32), dtype=np.float32) * scale
        return np.resize(tile.astype(np.float16), (count, columns))
    block, size = BLOCKS[kind]
    total = count * columns // block
    bits = rng.integers(0, 256, (min(total, drawn), size), dtype=np.uint8)
    step = np.array([scale / {"q8_0": 64, "q4_0": 4, "q4_k": 400, "q6_k": 800}[kind]], np.float16)
    at = {"q8_0": 0, "q4_0": 0, "q4_k": 0, "q6_k": 208}[kind]
    bits[:, at : at + 2] = step.view(np.uint8)
    if kind == "q4_k":
        bits[:, 2:4] = (step * 4).astype(np.float16).view(np.uint8)
    return np.resize(bits, (total, size)).reshape(count, columns // block * size)


def letters() -> list[str]:
    """The 256 letters of byte-level BPE, in order of the byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    known = {byte: chr(byte) for byte in printable}
    known |= {b: chr(256 + n) for n, b in enumerate(set(range(256)) - set(printable))}
    return [known[byte] for byte in range(256)]


def vocabulary(size: int) -> tuple[list[str], list[int], list[str]]:
    """Tokens, types and merges: words grow letter by letter, the frequent ones first."""
    tokens, merges = letters(), []
    known = set(tokens)
    wanted = size - len(SPECIALS)
    frequent = "Ġetaoinsrhldcumfpgwybvkxjqz_.(ETAOINSRHLDCUMFPGWYBVKXJQZ"
    stems = [*frequent]
    while len(tokens) < wanted:
        grown = []
        for stem, letter in itertools.product(stems, frequent):
            if len(tokens) == wanted:
                break
            if stem + letter not in known:
                merges.append(f"{stem} {letter}")
                tokens.append(stem + letter)
                known.add(stem + letter)
                grown.append(stem + letter)
        stems = grown
    return [*tokens, *SPECIALS], [1] * wanted + [3] * len(SPECIALS), merges


CYCLE, FIRST_STRAIGHT = 40, 20_000


def successors(vocabulary: int) -> Any:
    """What a walking model writes behind each token: below `FIRST_STRAIGHT` circles of `CYCLE`
    tokens, above it the next one, without end."""
    after = np.arange(1, vocabulary + 1)
    after[CYCLE - 1 : FIRST_STRAIGHT : CYCLE] -= CYCLE
    after[-1] = FIRST_STRAIGHT
    return after


def write(path: Path, name: str, kind: str, seed: int = 0, walk: bool = False) -> Path:
    """Make the file of that shape and quantisation."""
    shape = SHAPES[name]
    writer = GGUFWriter(path, shape.architecture, use_temp_file=False)
    _settings(writer, shape, f"random {name}", kind)
    rng = np.random.default_rng(seed)
    q = getattr(GGMLQuantizationType, "Q4_K" if kind == "q4_k" else kind.upper())

    def add(tensor: str, count: int, columns: int) -> None:
        # What the layers add to a walking model is next to nothing: its embedding decides.
        adds = tensor.endswith(("attn_output.weight", "ffn_down.weight"))
        scale = columns**-0.5 * (0.001 if walk and adds else 1.0)
        writer.add_tensor(tensor, rows(kind, count, columns, scale, rng), raw_dtype=q)

    def add_walk() -> None:
        size, width = shape.vocabulary, shape.width
        data = rows(kind, size, width, width**-0.5, rng, drawn=size * width)
        writer.add_tensor("token_embd.weight", data, raw_dtype=q)
        writer.add_tensor("output.weight", data[np.argsort(successors(size))], raw_dtype=q)

    def vector(tensor: str, size: int, value: float) -> None:
        writer.add_tensor(tensor, np.full(size, value, dtype=np.float32))

    head = shape.width // shape.heads
    vector("output_norm.weight", shape.width, 1.0)
    if walk:
        add_walk()
    else:
        add("token_embd.weight", shape.vocabulary, shape.width)
    if not (walk or shape.tied):
        add("output.weight", shape.vocabulary, shape.width)
    for layer in range(shape.layers):
        block = f"blk.{layer}."
        sizes = {"q": shape.width, "k": shape.kv_heads * head, "v": shape.kv_heads * head}
        vector(block + "attn_norm.weight", shape.width, 1.0)
        for part, size in sizes.items():
            add(f"{block}attn_{part}.weight", size, shape.width)
            if shape.architecture == "qwen2":
                vector(f"{block}attn_{part}.bias", size, 0.0)
        add(block + "attn_output.weight", shape.width, shape.width)
        vector(block + "ffn_norm.weight", shape.width, 1.0)
        add(block + "ffn_gate.weight", shape.feed_forward, shape.width)
        add(block + "ffn_up.weight", shape.feed_forward, shape.width)
        add(block + "ffn_down.weight", shape.width, shape.feed_forward)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _settings(writer: Any, shape: Shape, name: str, kind: str) -> None:
    tokens, types, merges = vocabulary(shape.vocabulary)
    writer.add_name(name)
    writer.add_file_type(FILE_TYPES[kind])
    writer.add_block_count(shape.layers)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(shape.vocabulary - 1)
    writer.add_pad_token_id(shape.vocabulary - 3)
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHATML)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("kind", choices=BLOCKS)
    parser.add_argument("path", type=Path)
    parser.add_argument("--walk", action="store_true", help="each token has a known successor")
    arguments = parser.parse_args()
    path = write(arguments.path, arguments.shape, arguments.kind, walk=arguments.walk)
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
