"""Weights to a GGUF file and back: `python -m models.mini.export --run runs/mini --to mini.gguf`.

The file is an ordinary `llama` model with llama.cpp's `SPM` tokenizer and a chat template, so every
program that runs GGUF files can load it. Two things are changed on the way: the rows of queries
and keys are put in the order in which llama.cpp turns them (pairs beside each other instead of
halves), and matrices are rounded to half precision or to 8 bits in blocks of 32.

Beside the file a JSON is written: prompts with the tokens that the training framework answers from
the very weights in the file. A test asks llama.cpp the same.
"""

from __future__ import annotations

import argparse
import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.mini import layout
from models.mini.batches import generator
from models.mini.network import Mini, Shape
from models.mini.optimizer import Updates
from models.mini.tokenizer import (
    BYTE,
    CONTROL,
    NORMAL,
    UNKNOWN,
    USER_DEFINED,
    Piece,
    Segmenter,
    Vocabulary,
)

TYPES = {
    NORMAL: gguf.TokenType.NORMAL,
    UNKNOWN: gguf.TokenType.UNKNOWN,
    CONTROL: gguf.TokenType.CONTROL,
    USER_DEFINED: gguf.TokenType.USER_DEFINED,
    BYTE: gguf.TokenType.BYTE,
}
KINDS = {int(number): kind for kind, number in TYPES.items()}
FORMATS = {
    "f16": (gguf.GGMLQuantizationType.F16, gguf.LlamaFileType.MOSTLY_F16),
    "q8_0": (gguf.GGMLQuantizationType.Q8_0, gguf.LlamaFileType.MOSTLY_Q8_0),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """A model as it stands in a file: names as in `network`, full precision."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: dict[str, Tensor]

    def network(self) -> Mini:
        network = Mini(self.shape)
        network.load_state_dict(self.tensors)
        return network


def interleaved(rows: Tensor, size: int) -> Tensor:
    """Rows of heads, halves to pairs."""
    return rows.view(-1, 2, size // 2, rows.shape[1]).transpose(1, 2).reshape(rows.shape)


def halved(rows: Tensor, size: int) -> Tensor:
    """The other way round."""
    return rows.view(-1, size // 2, 2, rows.shape[1]).transpose(1, 2).reshape(rows.shape)


def named(weights: Weights) -> dict[str, Tensor]:
    """The tensors under the file's names."""
    shape, size = weights.shape, weights.shape.head_size
    queries, keys = shape.heads * size, shape.kv_heads * size
    found = {
        "token_embd.weight": weights.tensors["embedding"],
        "output_norm.weight": weights.tensors["norm"],
    }
    for i in range(shape.layers):
        mine = {k: weights.tensors[f"layers.{i}.{k}"] for k in LAYER}
        q, k, v = mine["qkv"].split([queries, keys, keys])
        gate, up = mine["gate_up"].chunk(2)
        found |= {
            f"blk.{i}.attn_norm.weight": mine["attention_norm"],
            f"blk.{i}.attn_q.weight": interleaved(q, size),
            f"blk.{i}.attn_k.weight": interleaved(k, size),
            f"blk.{i}.attn_v.weight": v,
            f"blk.{i}.attn_output.weight": mine["out"],
            f"blk.{i}.ffn_norm.weight": mine["ffn_norm"],
            f"blk.{i}.ffn_gate.weight": gate,
            f"blk.{i}.ffn_up.weight": up,
            f"blk.{i}.ffn_down.weight": mine["down"],
        }
    return found


LAYER = ("attention_norm", "qkv", "out", "ffn_norm", "gate_up", "down")


def write(weights: Weights, path: Path, form: str = "f16", note: str = "") -> None:
    """Write the file, whole or not at all."""
    shape = weights.shape
    part = path.with_suffix(".part")
    writer = gguf.GGUFWriter(part, "llama")
    kind, file_type = FORMATS[form]
    writer.add_name("mini")
    writer.add_description("The model in the box of interp. " + note)
    writer.add_license("Apache-2.0")
    writer.add_file_type(file_type)
    writer.add_uint32("interp.layout", layout.VERSION)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_dimension_count(shape.head_size)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.norm_eps)
    writer.add_vocab_size(shape.vocabulary)
    pieces = weights.vocabulary.pieces
    writer.add_tokenizer_model("llama")
    writer.add_token_list([p.text for p in pieces])
    writer.add_token_scores([p.score for p in pieces])
    writer.add_token_types([TYPES[p.kind] for p in pieces])
    writer.add_unk_token_id(layout.UNKNOWN)
    writer.add_eos_token_id(layout.END)
    writer.add_pad_token_id(layout.END)
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(layout.TEMPLATE)
    for name, tensor in named(weights).items():
        values: NDArray[np.float32] = tensor.float().contiguous().numpy()
        if values.ndim == 1:
            writer.add_tensor(name, values)
        elif form == "f16":
            writer.add_tensor(name, values.astype(np.float16))
        else:
            writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    part.replace(path)


def read(path: Path) -> Weights:
    """A file written by `write`, to compare with or to train on from."""
    reader = gguf.GGUFReader(path)

    def field(key: str) -> object:
        return reader.fields[key].contents()

    def whole(key: str) -> int:
        return int(str(field("llama." + key)))

    def items(key: str) -> list[object]:
        found = field("tokenizer.ggml." + key)
        if not isinstance(found, list):
            raise TypeError(f"{path}: {key} is no list")
        return found

    vocabulary = Vocabulary(
        tuple(
            Piece(str(text), KINDS[int(str(kind))], float(str(score)))
            for text, kind, score in zip(
                items("tokens"), items("token_type"), items("scores"), strict=True
            )
        )
    )
    shape = Shape(
        len(vocabulary.pieces),
        whole("embedding_length"),
        whole("block_count"),
        whole("attention.head_count"),
        whole("attention.head_count_kv"),
        whole("feed_forward_length"),
        whole("context_length"),
    )
    stored = {
        t.name: torch.from_numpy(
            np.array(gguf.quants.dequantize(t.data, t.tensor_type), dtype=np.float32)
        )
        for t in reader.tensors
    }
    size = shape.head_size
    tensors = {"embedding": stored["token_embd.weight"], "norm": stored["output_norm.weight"]}
    for i in range(shape.layers):
        at = f"blk.{i}."
        q, k = (halved(stored[f"{at}attn_{x}.weight"], size) for x in "qk")
        gate_up = [stored[f"{at}ffn_{x}.weight"] for x in ("gate", "up")]
        made = (
            stored[at + "attn_norm.weight"],
            torch.cat((q, k, stored[at + "attn_v.weight"])),
            stored[at + "attn_output.weight"],
            stored[at + "ffn_norm.weight"],
            torch.cat(gate_up),
            stored[at + "ffn_down.weight"],
        )
        tensors |= {f"layers.{i}.{name}": tensor for name, tensor in zip(LAYER, made, strict=True)}
    return Weights(shape, vocabulary, tensors)


def from_checkpoint(run: Path, kind: str = "average") -> Weights:
    """The weights of a run's last checkpoint: `average` of the last steps, or `master`."""
    state = torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)
    return Weights(
        Shape(**state["shape"]), Vocabulary.load(run / "pieces.json"), state["updates"][kind]
    )


def start_from(file: Path, run: Path) -> Shape:
    """Make `run` a run that goes on from the weights of a file."""
    weights = read(file)
    run.mkdir(parents=True, exist_ok=True)
    weights.vocabulary.save(run / "pieces.json")
    updates = Updates(weights.network())
    state = {
        "shape": weights.shape.as_dict(),
        "updates": updates.state(),
        "tokens": 0,
        "seconds": 0.0,
    }
    torch.save(state, run / "checkpoint.pt")
    return weights.shape


def record(path: Path, module: str, count: int = 40) -> list[dict[str, object]]:
    """Prompts of held-out samples, and what the framework answers from the file's own weights."""
    weights = read(path)
    network, segmenter = weights.network(), Segmenter(weights.vocabulary)
    found: list[dict[str, object]] = []
    for sample in itertools.islice(generator(module, 11, "held out"), count):
        row = layout.spans(sample.messages)
        last = max(i for i, span in enumerate(row) if span.learnt)
        prompt = segmenter.prompt(row[:last])
        found.append(
            {
                "text": row[0].text,
                "text_tokens": segmenter.tokens(row[0].text),
                "prompt": prompt,
                "answer": network.greedy(prompt, layout.END, 160),
            }
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="A checkpoint as a GGUF file.")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--weights", choices=("average", "master"), default="average")
    parser.add_argument("--form", choices=sorted(FORMATS), default="f16")
    parser.add_argument("--module", default="models.mini.generate")
    parser.add_argument("--record", type=int, default=40, help="replies to record")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    write(from_checkpoint(asked.run, asked.weights), asked.to, asked.form)
    rows = record(asked.to, asked.module, asked.record)
    asked.to.with_suffix(".parity.json").write_text(
        "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n",
        encoding="utf-8",
    )
    print(f"{asked.to}: {asked.to.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
