"""Guessed tokens make replies faster, never different."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import tiny_gguf

from models.errors import ModelError
from models.llama import LlamaModel, RuntimeOptions
from models.messages import Message, Sampling
from models.speculation import FEW, MOST, NGRAM, Lookup, Trial

LONG = Sampling(max_tokens=300)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Weights of this size fall into cycles, as code does: guesses are often right.
    shape = tiny_gguf.Shape(scale=0.15)
    return tiny_gguf.write_bpe(tmp_path_factory.mktemp("gguf") / "tiny.gguf", shape)


def replies(file: Path, options: RuntimeOptions) -> tuple[list[str], dict[str, int]]:
    model = LlamaModel.open(file, options)
    texts = []
    for seed in range(12):
        dice = random.Random(seed)
        words = " ".join(dice.choice(("move", "all", "the", "pdf", "files")) for _ in range(30))
        texts.append("".join(model.stream([Message("user", words)], LONG)))
    facts = model.runtime.ask("facts")
    model.close()
    return texts, facts


def test_greedy_replies_are_the_same_with_and_without_guesses(file: Path) -> None:
    plain, without = replies(file, RuntimeOptions(speculation="off"))
    guessed, facts = replies(file, RuntimeOptions(speculation="on"))
    measured, _ = replies(file, RuntimeOptions(speculation="auto"))
    assert plain == guessed == measured
    assert without["guesses"] == 0
    assert facts["guesses"] > facts["guessed_right"] > 10


def test_a_draft_model_changes_nothing_but_the_number_of_evaluations(
    file: Path, tmp_path: Path
) -> None:
    plain, _ = replies(file, RuntimeOptions(speculation="off"))
    same, facts = replies(file, RuntimeOptions(speculation="on", draft=str(file)))
    assert same == plain
    assert facts["guessed_right"] > facts["guesses"] * 0.5
    other = tiny_gguf.write_bpe(
        tmp_path / "other.gguf", tiny_gguf.Shape(layers=1, scale=0.15, seed=3)
    )
    different, facts = replies(file, RuntimeOptions(speculation="on", draft=str(other)))
    assert different == plain
    assert facts["guesses"] > 0


def test_a_draft_model_with_another_vocabulary_is_refused(file: Path, tmp_path: Path) -> None:
    other = tiny_gguf.write_spm(tmp_path / "other.gguf")
    model = LlamaModel.open(file, RuntimeOptions(draft=str(other)))
    with pytest.raises(ModelError, match="different vocabularies"):
        list(model.stream([Message("user", "x")], LONG))
    model.close()


def test_the_lookup_finds_what_followed_the_last_time() -> None:
    lookup = Lookup()
    assert lookup.propose([1, 2, 3, 4, 5], 8) == []
    assert lookup.propose([1, 2, 3, 4, 5, 1, 2, 3], 2) == [4, 5]
    assert lookup.propose([1, 2, 3, 4, 5, 1, 2, 3, 9, 1, 2, 3], 8) == [9, 1, 2, 3]
    assert lookup.propose([7, 1, 2, 3], 8) == []


def test_the_lookup_agrees_with_a_search_through_everything() -> None:
    dice = random.Random(5)
    lookup = Lookup()
    tokens: list[int] = []
    for _ in range(600):
        if dice.random() < 0.02:
            tokens = tokens[: dice.randrange(len(tokens) + 1)]
        tokens = [*tokens, dice.randrange(4)]
        last, found = tokens[-NGRAM:], []
        for end in range(len(tokens) - 1, NGRAM - 1, -1):
            if len(last) == NGRAM and tokens[end - NGRAM : end] == last:
                found = tokens[end : end + 5]
                break
        assert lookup.propose(tokens, 5) == found


def test_guesses_that_pay_become_longer() -> None:
    trial = Trial(always=False)
    assert trial.most() == 0
    trial.single(1.0)
    assert trial.most() == FEW
    trial.guessed(2.5, FEW, FEW + 1)
    assert trial.most() == MOST
    trial.guessed(4.0, MOST, 4)
    assert trial.most() == FEW


@pytest.mark.parametrize("price", [0.1, 0.5, 1.0])
def test_text_that_is_never_guessed_right_costs_at_most_three_percent(price: float) -> None:
    trial = Trial(always=False)
    tokens = 160
    spent = 0.0
    for _ in range(tokens):
        if guesses := trial.most():
            seconds = 1.0 + price * guesses
            trial.guessed(seconds, guesses, 1)
        else:
            seconds = 1.0
            trial.single(seconds)
        spent += seconds
    assert spent <= 1.03 * tokens


def test_a_gain_is_not_gambled_away() -> None:
    trial = Trial(always=False)
    trial.single(1.0)
    for _ in range(100):
        trial.guessed(2.5, FEW, FEW + 1)
    lost = 0.0
    while guesses := trial.most():
        trial.guessed(1.0 + guesses / 2, guesses, 1)
        lost += guesses / 2
    assert 0 < lost <= FEW + MOST


def test_text_that_begins_to_repeat_itself_is_guessed_again() -> None:
    trial = Trial(always=False)
    trial.single(1.0)
    while guesses := trial.most():
        trial.guessed(1.0 + guesses, guesses, 1)
    waited = 0
    while not trial.most():
        trial.single(1.0)
        waited += 1
    assert 0 < waited < 400
