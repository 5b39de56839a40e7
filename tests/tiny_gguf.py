"""Tiny GGUF files with random weights and a small but real vocabulary, made in milliseconds.

What such a model says is noise; everything around it (tokens, memory, cancelling, sampling, states
on disk, templates) is real llama.cpp.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)

SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|python_tag|>")
WORDS = [
    "Ġthe",
    "Ġof",
    "Ġfile",
    "Ġfolder",
    "in",
    "er",
    "on",
    "at",
    "Ġprint",
    "import",
    "Ġfor",
    "pdf",
    "def",
    "return",
    "Ġall",
    "move",
    "Ġto",
]


@dataclass(frozen=True)
class Shape:
    """Sizes of a model of the Llama architecture."""

    layers: int = 2
    width: int = 64
    heads: int = 4
    kv_heads: int = 2
    feed_forward: int = 128
    context: int = 2048
    vocabulary: int = 0
    """0: just the bytes, the words above and the special tokens."""
    template: str = CHATML
    seed: int = 0
    scale: float = 0.3
    words: tuple[str, ...] = ()
    """Further tokens, in the letters of byte-level BPE."""
    architecture: str = "llama"
    extra: dict[str, Any] = field(default_factory=dict, hash=False)


def byte_letters() -> list[str]:
    """The 256 letters by which byte-level BPE writes bytes, in order of the byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {byte: chr(byte) for byte in printable}
    others = (byte for byte in range(256) if byte not in letters)
    letters |= {byte: chr(256 + n) for n, byte in enumerate(others)}
    return [letters[byte] for byte in range(256)]


def bpe_vocabulary(
    size: int = 0, words: tuple[str, ...] = ()
) -> tuple[list[str], list[int], list[str]]:
    """Tokens, their types (1 normal, 3 control) and the merges that make the words."""
    tokens = byte_letters()
    merges: list[str] = []
    for word in (*WORDS, *words):
        made = word[0]
        for letter in word[1:]:
            merges.append(f"{made} {letter}")
            made += letter
            if made not in tokens:
                tokens.append(made)
    merges = list(dict.fromkeys(merges))
    fill = size - len(tokens) - len(SPECIALS)
    tokens += [f"<filler{number}>" for number in range(fill)]
    types = [1] * len(tokens) + [3] * len(SPECIALS)
    return [*tokens, *SPECIALS], types, merges


def write_bpe(path: Path, shape: Shape = Shape()) -> Path:
    """A model with byte-level BPE, ChatML and no BOS."""
    from gguf import GGUFWriter

    writer = GGUFWriter(path, shape.architecture)
    tokens, types, merges = bpe_vocabulary(shape.vocabulary, shape.words)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(merges)
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_pad_token_id(tokens.index("<|endoftext|>"))
    writer.add_add_bos_token(False)
    _finish(writer, shape, len(tokens))
    return path


def write_spm(path: Path, shape: Shape = Shape()) -> Path:
    """A model with a SentencePiece vocabulary, BOS and Llama-2 style specials."""
    from gguf import GGUFWriter

    writer = GGUFWriter(path, shape.architecture)
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    types = [2, 3, 3, *([6] * 256)]
    words = [
        "▁",
        *"abcdefghijklmnopqrstuvwxyz",
        "▁the",
        "▁file",
        "th",
        "he",
        "le",
        "fi",
        "▁fi",
        "file",
    ]
    words += [word.replace("Ċ", "\n") for word in shape.words]
    tokens += words
    types += [1] * len(words)
    tokens += ["[INST]", "[/INST]"]
    types += [3, 3]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(number) / 10 for number in range(len(tokens))])
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(True)
    _finish(writer, shape, len(tokens))
    return path


def _finish(writer: Any, shape: Shape, vocabulary: int) -> None:
    import numpy as np

    head = shape.width // shape.heads
    writer.add_name(f"tiny {shape.layers}x{shape.width}")
    writer.add_block_count(shape.layers)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_dimension_count(head)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(vocabulary)
    writer.add_file_type(0)
    if shape.template:
        writer.add_chat_template(shape.template)
    for key, value in shape.extra.items():
        writer.add_string(key, value)
    rng = np.random.default_rng(shape.seed)

    def add(name: str, rows: int, columns: int) -> None:
        weights = rng.standard_normal((rows, columns), dtype=np.float32) * np.float32(shape.scale)
        writer.add_tensor(name, weights)

    def ones(name: str) -> None:
        writer.add_tensor(name, np.ones(shape.width, dtype=np.float32))

    add("token_embd.weight", vocabulary, shape.width)
    ones("output_norm.weight")
    add("output.weight", vocabulary, shape.width)
    for layer in range(shape.layers):
        block = f"blk.{layer}."
        ones(block + "attn_norm.weight")
        add(block + "attn_q.weight", shape.heads * head, shape.width)
        add(block + "attn_k.weight", shape.kv_heads * head, shape.width)
        add(block + "attn_v.weight", shape.kv_heads * head, shape.width)
        add(block + "attn_output.weight", shape.width, shape.heads * head)
        ones(block + "ffn_norm.weight")
        add(block + "ffn_gate.weight", shape.feed_forward, shape.width)
        add(block + "ffn_up.weight", shape.feed_forward, shape.width)
        add(block + "ffn_down.weight", shape.width, shape.feed_forward)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
