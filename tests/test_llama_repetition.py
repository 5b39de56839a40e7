"""A reply that does nothing but repeat itself is ended; ordinary tables and code are not."""

from __future__ import annotations

import importlib
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from interpreter.conversation import Conversation
from interpreter.events import Event, Told, TurnEnded
from interpreter.history import History
from models.llama import LlamaModel, RuntimeOptions
from models.messages import Completion, Message, Noting, Sampling
from models.repetition import COPIES, LEAST, SEEN, Repetition
from sandbox.events import RunEvent

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

ASKED = [Message("user", "move all the pdf files to the folder")]
LONG = Sampling(max_tokens=1900)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # The likeliest tokens go round in circles of 40.
    synthetic = importlib.import_module("synthetic")
    path = tmp_path_factory.mktemp("gguf") / "walk.gguf"
    return Path(synthetic.write(path, "tiny", "f16", walk=True))


def opened(file: Path, **options: str) -> LlamaModel:
    return LlamaModel.open(file, RuntimeOptions(context=4096, **options))  # type: ignore[arg-type]


def noted(reply: Completion) -> str:
    assert isinstance(reply, Noting)
    return reply.note


def words(text: str) -> list[int]:
    """About the tokens that a vocabulary makes of a text."""
    numbers: dict[str, int] = {}
    found = re.findall(r" ?[A-Za-z]{1,8}| ?[0-9]| ?[^\sA-Za-z0-9]{1,4}|\s{1,4}", text)
    return [numbers.setdefault(word, len(numbers)) for word in found]


def ended_at(tokens: Sequence[int]) -> int | None:
    """After how many tokens the guard ends it."""
    guard = Repetition()
    return next((n + 1 for n, token in enumerate(tokens) if guard.said(token)), None)


@pytest.mark.parametrize("speculation", ["off", "on"])
def test_a_reply_that_repeats_itself_is_ended_and_says_so(file: Path, speculation: str) -> None:
    model, free = opened(file, speculation=speculation), opened(file, repetition="allow")
    try:
        reply, whole = model.stream(ASKED, LONG), free.stream(ASKED, LONG)
        text, everything = "".join(reply), "".join(whole)
        assert whole.usage.completion_tokens == LONG.max_tokens
        assert not noted(whole)
        assert LEAST <= reply.usage.completion_tokens < 2 * LEAST
        assert "same 40 tokens" in noted(reply) and "repetition" in noted(reply)
        assert everything.startswith(text) and len(text) < len(everything)
        # The next turn goes on from what was said, and reads nothing twice.
        then = model.stream([*ASKED, Message("assistant", text), Message("user", "go on")], LONG)
        next(iter(then))
        then.close()
        assert then.usage.evaluated_tokens < 60
    finally:
        model.close()
        free.close()


def test_a_reply_that_does_not_repeat_itself_ends_at_its_limit(file: Path) -> None:
    model = opened(file)
    try:
        reply = model.stream(ASKED, Sampling(1.5, seed=1, top_k=0, top_p=1.0, max_tokens=1200))
        list(reply)
        assert reply.usage.completion_tokens > 1000
        assert not noted(reply)
    finally:
        model.close()


def test_an_answer_in_a_form_is_left_alone(file: Path) -> None:
    model = opened(file)
    try:
        reply = model.stream(ASKED, Sampling(grammar='root ::= "a"{1200}'))
        assert "".join(reply) == "a" * 1200
        assert not noted(reply)
    finally:
        model.close()


class Nothing:
    """A sandbox that is not needed."""

    def run(self, language: str, source: str) -> Iterator[RunEvent]:
        raise AssertionError(f"no code was written, but {language} is to run: {source}")

    def interrupt(self) -> None:
        raise AssertionError

    def languages(self) -> tuple[str, ...]:
        return ("python",)


def test_the_turn_ends_as_one_that_repeated_itself(file: Path) -> None:
    model = opened(file)
    try:
        talk = Conversation(model, Nothing(), History("Be brief."), sampling=LONG)
        events: list[Event] = list(talk.turn("move all the files"))
        end = events[-1]
        assert isinstance(end, TurnEnded)
        assert end.why == "repeated itself"
        assert "over and over" in end.note
        assert end.answer
        assert not any(isinstance(event, Told) for event in events)
    finally:
        model.close()


@pytest.mark.parametrize("period", [1, 2, 3, 7, 30, 80, 199, 201, 400])
def test_it_is_ended_as_soon_as_enough_came_often_enough(period: int) -> None:
    dice = random.Random(period)
    before = [dice.randrange(1000, 9000) for _ in range(300)]
    stretch = [dice.randrange(10) for _ in range(period - 1)] + [10]
    ended = ended_at(before + stretch * 4000)
    assert ended is not None
    needed = max(LEAST, COPIES * period)
    assert needed <= ended - len(before) <= needed + period + SEEN


def test_a_change_in_it_is_no_repetition() -> None:
    row = [1, 2, 3, 4, 5, 6, 7, 8]
    counted = [token for number in range(2000) for token in (*row, 100 + number)]
    assert ended_at(counted) is None
    broken = [token for number in range(20) for token in (*row * 99, 100 + number)]
    assert ended_at(broken) is None


def test_it_finds_what_a_search_through_everything_finds() -> None:
    for seed in range(30):
        dice = random.Random(seed)
        tokens: list[int] = []
        while len(tokens) < 500:
            stretch = [dice.randrange(3) for _ in range(dice.randrange(1, 9))]
            tokens += stretch * dice.randrange(1, 12)
        guard = Repetition(least=30, copies=3)
        for end, token in enumerate(tokens, 1):
            if guard.said(token):
                one, length = guard.period, guard.length
                last = tokens[end - length : end]
                assert length >= max(30, 3 * one)
                assert all(last[n] == last[n - one] for n in range(one, length))


TEXTS = {
    "a ruler": "=" * 120,
    "zeros": "[" + "0, " * 250 + "0]",
    "an empty table": "| name | size | kind |\n|---|---|---|\n" + "|  |  |  |\n" * 60,
    "equal rows": "id,amount,kind\n" + "0,0.00,none\n" * 60,
    "a picture of letters": ("#" * 30 + "\n") * 20,
    "asserts": "    assert found == expected\n" * 60,
    "blank lines": "\n" * 300,
    "nested brackets": "[" * 200 + "]" * 200,
    "padding": '"' + "AAAA" * 180 + '"',
}


@pytest.mark.parametrize("name", TEXTS)
def test_what_people_ask_for_passes(name: str) -> None:
    assert len(words(TEXTS[name])) > 10
    assert ended_at(words(TEXTS[name])) is None


def test_our_own_files_pass() -> None:
    root = Path(__file__).parent.parent
    files = [*root.glob("models/*.py"), *root.glob("docs/**/*.md"), *root.glob("tests/*.py")]
    assert len(files) > 100
    for path in files:
        assert ended_at(words(path.read_text("utf-8")[:60_000])) is None, path
