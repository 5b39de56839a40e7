"""Nothing is read twice: within a conversation, between runs, and whatever lies on the disk."""

from __future__ import annotations

import random
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import tiny_gguf

from models import gguf
from models.ledger import Ledger, common_length
from models.llama import LlamaModel, RuntimeOptions
from models.messages import Message, Sampling
from models.prefix import States, identity

SYSTEM = Message("system", "You write code. " * 20)
WARM = Sampling(temperature=0.8, max_tokens=30)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_gguf.write_bpe(
        tmp_path_factory.mktemp("gguf") / "tiny.gguf", tiny_gguf.Shape(context=8192)
    )


@pytest.fixture(scope="module")
def spm_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    template = (
        "{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}[INST] {{ m.content }} "
        "[/INST]{% else %}{{ m.content }}{{ eos_token }}{% endif %}{% endfor %}"
    )
    shape = tiny_gguf.Shape(context=8192, template=template)
    return tiny_gguf.write_spm(tmp_path_factory.mktemp("gguf") / "spm.gguf", shape)


def kept(file: Path, folder: Path) -> LlamaModel:
    return LlamaModel.open(file, RuntimeOptions(context=4096, cache_dir=folder, keep_from=0.0))


def said(model: LlamaModel, messages: list[Message], sampling: Sampling) -> tuple[str, int, int]:
    reply = model.stream(messages, sampling)
    text = "".join(reply)
    return text, reply.usage.evaluated_tokens, reply.usage.reused_tokens


@pytest.mark.parametrize("kind", ["file", "spm_file"])
def test_in_twenty_turns_each_token_is_evaluated_once(
    kind: str, request: pytest.FixtureRequest
) -> None:
    model = LlamaModel.open(request.getfixturevalue(kind), RuntimeOptions(context=8192))
    messages = [SYSTEM, Message("user", "move all the files")]
    try:
        prompts = 0
        for turn in range(20):
            text, evaluated, reused = said(model, messages, replace(WARM, seed=turn))
            prompts = evaluated + reused
            messages += [Message("assistant", text), Message("output", f"{turn} files\n" * 5)]
        written = model.runtime.facts["decoded"]
        decoded = model.runtime.ask("facts")["decoded"]
        # All tokens that were ever evaluated are those of the last prompt and its reply: had
        # any been read twice, there would be more.
        assert written == 0
        last_reply = 30
        assert prompts <= decoded <= prompts + last_reply
    finally:
        model.close()


def test_a_reply_that_is_cut_by_the_reader_costs_only_the_cut_token(file: Path) -> None:
    model = LlamaModel.open(file, RuntimeOptions(context=4096))
    try:
        messages = [SYSTEM, Message("user", "go")]
        text, *_ = said(model, messages, replace(WARM, seed=3))
        messages += [Message("assistant", text[: len(text) // 2]), Message("output", "ok")]
        _, evaluated, reused = said(model, messages, replace(WARM, seed=3, max_tokens=1))
        assert evaluated < 40 + len("ok")
        assert reused > model.count([SYSTEM])
    finally:
        model.close()


def test_a_second_run_does_not_read_the_system_message(file: Path, tmp_path: Path) -> None:
    first = kept(file, tmp_path)
    text, evaluated, reused = said(first, [SYSTEM, Message("user", "one")], Sampling(max_tokens=9))
    first.runtime.ask("facts")  # answered once the state is written
    first.runtime.close()  # as if killed: the session itself is not kept
    system = evaluated - len("user\none<|im_end|>\n<|im_start|>assistant\n")
    assert reused == 0
    second = kept(file, tmp_path)
    asked = [SYSTEM, Message("user", "another question")]
    told, evaluated, reused = said(second, asked, Sampling(max_tokens=9))
    second.runtime.close()
    assert reused >= system - 2
    fresh = LlamaModel.open(file, RuntimeOptions(context=4096))
    assert said(fresh, asked, Sampling(max_tokens=9))[0] == told
    assert evaluated + reused == fresh.count(asked)
    fresh.close()
    assert text


def test_a_resumed_session_goes_on_where_it_stopped(file: Path, tmp_path: Path) -> None:
    messages = [SYSTEM, Message("user", "one")]
    first = kept(file, tmp_path)
    for turn in range(3):
        text, *_ = said(first, messages, replace(WARM, seed=turn))
        messages += [Message("assistant", text), Message("output", f"{turn}")]
    first.close()
    second = kept(file, tmp_path)
    counted = second.count(messages)
    _, evaluated, reused = said(second, messages, WARM)
    second.close()
    assert counted == evaluated + reused
    # New is the last output with the marks around it, and the reply's last token.
    assert evaluated <= len("<|im_end|>\n<|im_start|>output\n2<|im_end|>\n<|im_start|>assistant\n")


def test_another_system_message_template_or_model_shares_no_state(
    file: Path, tmp_path: Path
) -> None:
    header = gguf.read(file)
    assert identity(header, "a") == identity(gguf.read(file), "a") != identity(header, "b")
    other = tiny_gguf.write_bpe(tmp_path / "other.gguf", tiny_gguf.Shape(context=8192, seed=1))
    assert identity(gguf.read(other), "a") != identity(header, "a")
    for system in (SYSTEM, Message("system", "Another one. " * 20)):
        model = kept(file, tmp_path / "cache")
        _, _, reused = said(model, [system, Message("user", "x")], Sampling(max_tokens=1))
        model.close()
        assert reused == (0 if system is SYSTEM else reused)
        assert reused < 30


def test_states_are_private(file: Path, tmp_path: Path) -> None:
    model = kept(file, tmp_path)
    said(model, [SYSTEM, Message("user", "x")], Sampling(max_tokens=1))
    model.close()
    states = list(tmp_path.rglob("*.state"))
    assert len(states) == 2
    for path in states:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_state_is_not_used(file: Path, tmp_path: Path, seed: int) -> None:
    asked = [SYSTEM, Message("user", "x")]
    model = kept(file, tmp_path)
    whole = said(model, asked, Sampling(max_tokens=5))[0]
    model.close()
    dice = random.Random(seed)
    for path in tmp_path.rglob("*.state"):
        data = bytearray(path.read_bytes())
        if seed % 3 == 0:
            del data[dice.randrange(len(data)) :]
        else:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        path.write_bytes(data)
    again = kept(file, tmp_path)
    text, _, reused = said(again, asked, Sampling(max_tokens=5))
    again.close()
    assert (text, reused) == (whole, 0)


def ledger(text: str, tokens: list[int]) -> Ledger:
    return Ledger(text, tokens, [(0, 0), (len(text), len(tokens))])


def test_the_oldest_states_go_when_they_take_too_much(tmp_path: Path) -> None:
    states = States(tmp_path, "key", limit=10_000)
    for number in range(8):
        states.keep(ledger(f"text {number}", [number]), [number], bytes(2000))
    left = sorted(tmp_path.rglob("*.state"))
    assert sum(path.stat().st_size for path in left) <= 10_000
    assert states.holds("text 7")
    assert not states.holds("text 0")
    states.keep(ledger("large", [1]), [1], bytes(20_000))
    assert not states.holds("large")


def test_many_processes_may_keep_and_read_at_once(tmp_path: Path) -> None:
    def work(seed: int) -> int:
        states = States(tmp_path, "key", limit=60_000)
        dice = random.Random(seed)
        for _ in range(60):
            number = dice.randrange(12)
            states.keep(ledger(f"text {number}", [number]), [number], bytes([number]) * 9000)
            found = states.best(f"text {dice.randrange(12)}")
            payload = found.payload() if found else None
            if found is not None and payload is not None:
                assert payload == bytes([found.ledger.tokens[0]]) * 9000
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 4
    assert not list(tmp_path.rglob("*.part"))


def test_a_folder_that_cannot_be_written_is_reported_and_harmless(
    file: Path, tmp_path: Path
) -> None:
    (tmp_path / "states").write_text("in the way")
    model = kept(file, tmp_path)
    text, *_ = said(model, [SYSTEM, Message("user", "x")], Sampling(max_tokens=5))
    assert text
    assert "could not be kept" in model.runtime.ask("facts")["trouble"]
    model.close()


def test_the_common_length_is_that_of_a_plain_loop() -> None:
    dice = random.Random(1)
    for _ in range(500):
        left = [dice.randrange(2) for _ in range(dice.randrange(9))]
        right = [dice.randrange(2) for _ in range(dice.randrange(9))]
        count = 0
        while count < min(len(left), len(right)) and left[count] == right[count]:
            count += 1
        assert common_length(left, right) == count
