"""Settings of a GGUF that cannot be meant: the C library would divide by zero, loop, or ask for
all the memory there is."""

from __future__ import annotations

import math

from models.gguf import STRING, Header


def wrong_setting(header: Header) -> str:
    """What is wrong, in words; empty when nothing is."""
    if not header.architecture:
        return "it does not name its architecture"
    return next(filter(None, (check(header) for check in _CHECKS)), "")


def _counts(header: Header) -> str:
    limits = {
        ".block_count": (1, 513),
        ".embedding_length": (1, 1 << 20),
        ".context_length": (1, 1 << 31),
    }
    for key, (low, high) in limits.items():
        value = header.number(key, -1)
        if not low <= value < high:
            return f"its setting {header.architecture}{key} is {value}"
    return ""


def _heads(header: Header) -> str:
    width = header.number(".embedding_length")
    for key in (".attention.head_count", ".attention.head_count_kv"):
        for value in header.numbers(key, header.layers):
            if not 0 <= value <= width:
                return f"its setting {header.architecture}{key} is {value}"
    for key in (".attention.key_length", ".attention.value_length", ".rope.dimension_count"):
        if not 0 <= header.number(key) <= 1 << 16:
            return f"its setting {header.architecture}{key} is {header.number(key)}"
    return ""


def _reals(header: Header) -> str:
    for key in (
        ".attention.layer_norm_rms_epsilon",
        ".attention.layer_norm_epsilon",
        ".rope.freq_base",
        ".rope.scaling.factor",
    ):
        value = header.real(key)
        if not math.isfinite(value) or value < 0:
            return f"its setting {header.architecture}{key} is {value}"
    return ""


def _tokens(header: Header) -> str:
    tokens = header.array("tokenizer.ggml.tokens")
    if tokens is None:
        return (
            "" if header.text("tokenizer.ggml.model") in ("", "none", "no_vocab") else "no tokens"
        )
    if tokens.kind != STRING or tokens.count == 0:
        return "its vocabulary is empty"
    for key in ("tokenizer.ggml.token_type", "tokenizer.ggml.scores"):
        array = header.array(key)
        if array is not None and array.count != tokens.count:
            return f"{key} has {array.count} values for {tokens.count} tokens"
    return ""


def _tensors_fit(header: Header) -> str:
    """The network's own sizes against those of its first tensor."""
    table = next((t for t in header.tensors if t.name == "token_embd.weight"), None)
    if table is None or len(table.shape) != 2:
        return ""
    width, rows = table.shape
    if width != header.number(".embedding_length"):
        return f"its tokens are {width} wide, its network {header.number('.embedding_length')}"
    if header.array("tokenizer.ggml.tokens") is not None and rows != header.vocabulary:
        return f"it has {header.vocabulary} tokens and weights for {rows}"
    return ""


_CHECKS = (_counts, _heads, _reals, _tokens, _tensors_fit)
