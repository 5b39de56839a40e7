"""Carry a trained network over to other pieces and more layers: `python -m models.mini.grow`.

    python -m models.mini.grow --run OLD --to NEW --layers 6

`NEW` holds the `pieces.json` of the new vocabulary and is given a checkpoint from which `train`
goes on. What the network computes stays the same at first: a new layer adds nothing, because its
output matrices are zero, and a piece keeps its embedding wherever it has moved. A piece that is new
begins as the mean of the old pieces that spelled it. The optimizer starts anew.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from models.mini.literals import PLACES
from models.mini.network import Mini, Shape
from models.mini.optimizer import Updates
from models.mini.tokenizer import Segmenter, Vocabulary

LIKE = {"table": "file", "picture": "file", "archive": "file", "value": "word", "part": "word"}
"""Kinds of placeholders that begin as those of another kind."""


def embedding(old: Tensor, before: Vocabulary, after: Vocabulary) -> Tensor:
    """Rows for the new pieces, (pieces, width), from the rows of the old ones."""
    known = {(piece.text, piece.kind): i for i, piece in enumerate(before.pieces)}
    places = {place: character for character, place in PLACES.items()}
    segmenter = Segmenter(before)
    rows: list[Tensor] = []
    for piece in after.pieces:
        at = known.get((piece.text, piece.kind))
        if at is None and piece.text in PLACES:
            kind, number = PLACES[piece.text]
            like = places.get((LIKE.get(kind, kind), number), "")
            at = known.get((like, piece.kind))
        if at is not None:
            rows.append(old[at])
        else:
            spelled = segmenter.tokens(piece.text.replace("\u2581", " "))
            rows.append(old[spelled].mean(0))
    return torch.stack(rows)


def deeper(weights: Mapping[str, Tensor], shape: Shape, layers: int) -> dict[str, Tensor]:
    """The weights with new layers spread between the old ones; the last stays the last."""
    fresh = dict(Mini(replace(shape, layers=layers)).float().named_parameters())
    old = shape.layers
    places = sorted({round(i * (layers - 1) / max(1, old - 1)) for i in range(old)})
    if len(places) != old:
        raise ValueError(f"{old} layers cannot be spread over {layers}")
    found = {name: weight.detach().clone() for name, weight in fresh.items()}
    for name, weight in weights.items():
        if name.startswith("layers."):
            _, number, rest = name.split(".", 2)
            found[f"layers.{places[int(number)]}.{rest}"] = weight
        elif name != "embedding":
            found[name] = weight
    return found


def grow(run: Path, to: Path, layers: int) -> Shape:
    """Write the checkpoint of `to`. Raises `ValueError` for fewer layers than there are."""
    state = torch.load(run / "checkpoint.pt", map_location="cpu", weights_only=True)
    shape = Shape(**state["shape"])
    average: dict[str, Tensor] = state["updates"]["average"]
    before, after = Vocabulary.load(run / "pieces.json"), Vocabulary.load(to / "pieces.json")
    grown = replace(shape, vocabulary=len(after.pieces), layers=layers)
    weights = deeper(average, replace(shape, vocabulary=len(after.pieces)), layers)
    weights["embedding"] = embedding(average["embedding"], before, after)
    updates = Updates(Mini(grown))
    for name, weight in weights.items():
        updates.master[name].copy_(weight)
        updates.average[name].copy_(weight)
    told = {"shape": grown.as_dict(), "updates": updates.state()}
    torch.save({**told, "tokens": state["tokens"], "seconds": 0.0}, to / "checkpoint.pt")
    return grown


def main() -> None:
    parser = argparse.ArgumentParser(description="Carry a network over to other pieces and layers.")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--layers", type=int, required=True)
    asked = parser.parse_args()
    print(grow(asked.run, asked.to, asked.layers))


if __name__ == "__main__":
    main()
