"""The shorter way to a token gives the token that llama.cpp's own samplers give."""

from __future__ import annotations

import ctypes
import dataclasses
import math
import random
from collections.abc import Iterator

import pytest
import tiny_gguf

from models.engine import Engine
from models.library import load
from models.messages import Sampling
from models.plan import Plan, RuntimeOptions
from models.sampling import LARGE, Chooser, Rows
from models.wire import Flag
from models.writing import Writer


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    shape = tiny_gguf.Shape(vocabulary=LARGE + 3, layers=1, width=32, heads=2)
    path = tiny_gguf.write_bpe(tmp_path_factory.mktemp("gguf") / "wide.gguf", shape)
    plan = Plan(context=1024, batch=64, ubatch=64, threads=1, gpu_layers=0, sequences=1)
    yield Engine(load(), path, RuntimeOptions(threads=1), plan, Flag.create())


class Chain(Chooser):
    """llama.cpp's own way, from the first sampler to the last."""

    def choose(self, row: int) -> int:
        return int(self._lib.llama_sampler_sample(self._chain, self._rows.context, row))


def rows_of(engine: Engine) -> Rows:
    return Rows(engine.lib, engine.context, engine.vocabulary.size)


def test_the_best_token_is_that_of_the_greedy_sampler(engine: Engine) -> None:
    rows, dice = rows_of(engine), random.Random(1)
    chain = Chain(engine.lib, Sampling(), rows)
    found = set()
    for _ in range(20):
        engine.cut(0)
        engine.decode([dice.randrange(LARGE) for _ in range(8)], outputs=8)
        for row in [*range(8), -1]:
            assert rows.best(row) == chain.choose(row)
            found.add(rows.best(row))
    assert len(found) > 50
    chain.close()


INFINITE = [math.inf, -math.inf, math.nan]


@pytest.mark.parametrize("value", [1e30, *INFINITE])
@pytest.mark.parametrize("places", [(0,), (7, 40_000), (LARGE - 1, LARGE), range(LARGE + 3)])
def test_equal_infinite_and_impossible_numbers_are_chosen_among_in_the_same_way(
    engine: Engine, value: float, places: tuple[int, ...]
) -> None:
    rows = rows_of(engine)
    chain = Chain(engine.lib, Sampling(), rows)
    engine.cut(0)
    engine.decode([5], outputs=1)
    row = (ctypes.c_float * rows.size).from_address(rows.address(-1))
    for place in places:
        row[place] = value
    assert rows.best(-1) == chain.choose(-1)
    chain.close()


def test_the_lead_is_the_difference_of_the_two_best_and_leaves_them_as_they_are(
    engine: Engine,
) -> None:
    rows = rows_of(engine)
    engine.cut(0)
    engine.decode([5, 6, 7], outputs=3)
    for row in range(3):
        logits = list((ctypes.c_float * rows.size).from_address(rows.address(row)))
        first, second = sorted(logits)[:-3:-1]
        assert rows.lead(row, rows.best(row)) == pytest.approx(first - second, abs=1e-6)
        assert list((ctypes.c_float * rows.size).from_address(rows.address(row))) == logits


@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(),
        Sampling(repeat_penalty=1.3),
        Sampling(0.8, seed=3),
        Sampling(1.2, seed=4, top_k=3),
        Sampling(1.2, seed=5, top_k=0, top_p=1.0),
        Sampling(1.0, seed=6, min_p=0.2),
        Sampling(1.0, seed=7, repeat_penalty=1.2),
    ],
)
def test_a_reply_is_the_one_that_the_whole_chain_writes(engine: Engine, sampling: Sampling) -> None:
    prompt = [3, 4, 5, 6]
    engine.read(prompt)
    short = dataclasses.replace(sampling, max_tokens=48)
    ours = [token for token, _ in Writer(engine).write(short)]
    engine.cut(0)
    engine.read(prompt)
    rows = rows_of(engine)
    chain = Chain(engine.lib, sampling, rows)
    chain.accept(prompt)
    theirs: list[int] = []
    while len(theirs) < len(ours):
        theirs.append(chain.choose(-1))
        engine.step(theirs[-1])
    chain.close()
    assert ours == theirs
    assert len(ours) == 48
