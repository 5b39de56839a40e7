"""A smaller model that guesses for a larger one, in the same process."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from models import gguf
from models.engine import Engine
from models.errors import ModelError
from models.messages import Sampling
from models.plan import RuntimeOptions
from models.wire import Flag
from models.writing import Writer


class DraftModel:
    """A `Drafter`. Raises `ModelError` when the two models do not share a vocabulary."""

    def __init__(self, path: Path, engine: Engine, options: RuntimeOptions, flag: Flag) -> None:
        small, large = gguf.read(path), gguf.read(engine.path)
        tokens = small.array("tokenizer.ggml.tokens"), large.array("tokenizer.ggml.tokens")
        same = all(tokens) and _equal(small, tokens[0], large, tokens[1])
        if not same:
            raise ModelError(
                f"{small.name} cannot guess for {large.name}: they have different vocabularies",
                "take a smaller model of the same family: `interp config draft FILE`",
            )
        plain = dataclasses.replace(options, lora=(), draft="", speculation="off")
        plan = dataclasses.replace(engine.plan, sequences=1, outputs=1)
        self._engine = Engine((engine.lib, engine.log), path, plain, plan, flag)
        self._writer = Writer(self._engine)

    def propose(self, tokens: Sequence[int], most: int) -> list[int]:
        """What the small model would write."""
        if len(tokens) + most >= self._engine.size:
            return []
        self._engine.read(tokens)
        return [token for token, _ in self._writer.write(Sampling(max_tokens=most))]

    def close(self) -> None:
        """The process ends with both."""


def _equal(
    small: gguf.Header, ours: gguf.Array | None, large: gguf.Header, theirs: gguf.Array | None
) -> bool:
    assert ours is not None
    assert theirs is not None
    if ours.count != theirs.count:
        return False
    pairs = zip(small.items(ours), large.items(theirs), strict=True)
    return all(one == other for one, other in pairs)
