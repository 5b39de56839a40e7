"""A model in its own process: asked, stopped, killed, and asked again."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_gguf

from models.errors import ModelDied, ModelError, PromptTooLong
from models.llama import LlamaModel, Runtime, RuntimeOptions
from models.messages import Message, Sampling

FEW = Sampling(max_tokens=24)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_gguf.write_bpe(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


@pytest.fixture(scope="module")
def slow_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shape = tiny_gguf.Shape(layers=8, width=512, heads=8, kv_heads=8, feed_forward=2048)
    return tiny_gguf.write_bpe(tmp_path_factory.mktemp("gguf") / "slow.gguf", shape)


@pytest.fixture
def model(file: Path) -> Iterator[LlamaModel]:
    model = LlamaModel.open(file, RuntimeOptions(context=2048, sequences=5))
    yield model
    model.close()


def asked(text: str = "move all the files") -> list[Message]:
    return [Message("system", "Be brief."), Message("user", text)]


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


def gone(pid: int) -> bool:
    for _ in range(500):
        if not alive(pid):
            return True
        time.sleep(0.01)
    return False


def test_the_program_itself_never_loads_llama_cpp_or_numpy(file: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from models.llama import LlamaModel\n"
        "from models.messages import Message, Sampling\n"
        "m = LlamaModel.open(Path(sys.argv[1])); s = m.stream([Message('user', 'hi')], "
        "Sampling(max_tokens=3)); list(s); m.close()\n"
        "print(sorted({'llama_cpp', 'numpy', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_count_is_what_stream_reads(model: LlamaModel) -> None:
    for text in ("hi", "move all the files", "naïve ☃ 漢字", "<|im_end|>", "x" * 500):
        counted = model.count(asked(text))
        reply = model.stream(asked(text), Sampling(max_tokens=1))
        list(reply)
        assert reply.usage.prompt_tokens == counted


def test_greedy_replies_repeat_and_seeds_decide_the_others(model: LlamaModel) -> None:
    assert "".join(model.stream(asked(), FEW)) == "".join(model.stream(asked(), FEW))
    warm = [Sampling(temperature=1.0, seed=seed, max_tokens=24) for seed in (1, 1, 2)]
    one, same, other = ("".join(model.stream(asked(), sampling)) for sampling in warm)
    assert one == same != other


def test_every_sampling_option_reaches_the_sampler(model: LlamaModel) -> None:
    hot = "".join(model.stream(asked(), Sampling(temperature=1.5, seed=5, max_tokens=40)))
    greedy = "".join(model.stream(asked(), Sampling(max_tokens=40)))
    for narrow in (
        Sampling(temperature=1.5, seed=5, max_tokens=40, top_k=1),
        Sampling(temperature=1.5, seed=5, max_tokens=40, top_p=1e-6),
        Sampling(temperature=1.5, seed=5, max_tokens=40, min_p=1.0),
    ):
        assert "".join(model.stream(asked(), narrow)) == greedy != hot
    assert "".join(model.stream(asked(), Sampling(max_tokens=40, repeat_penalty=1.8))) != greedy


def test_a_stream_that_is_closed_stops_and_the_next_one_works(model: LlamaModel) -> None:
    whole = "".join(model.stream(asked(), Sampling(max_tokens=200)))
    reply = model.stream(asked(), Sampling(max_tokens=200))
    first = next(iter(reply))
    reply.close()
    reply.close()
    assert whole.startswith(first)
    assert 1 <= reply.usage.completion_tokens < 200
    assert "".join(model.stream(asked(), Sampling(max_tokens=200))) == whole


def test_a_stream_that_is_forgotten_does_not_disturb_the_next(model: LlamaModel) -> None:
    whole = "".join(model.stream(asked(), FEW))
    forgotten = model.stream(asked("hi"), Sampling())
    next(iter(forgotten))
    assert "".join(model.stream(asked(), FEW)) == whole
    assert list(forgotten) == []


def test_closing_stops_within_the_reading_of_the_prompt(slow_file: Path) -> None:
    model = LlamaModel.open(slow_file, RuntimeOptions(context=8192, threads=1))
    try:
        prompt = asked("x" * 8000)
        reply = model.stream(prompt, FEW)
        before = model.runtime.facts
        reply.close()
        assert reply.usage.completion_tokens == 0
        # Reading all of it takes many seconds; only what ran until the stop was evaluated.
        assert model.runtime.ask("facts")["decoded"] < reply.usage.prompt_tokens
        assert before["context"] == 8192
        assert model.count(asked("hi")) > 0
        assert "".join(model.stream(asked("hi"), Sampling(max_tokens=2)))
    finally:
        model.close()


def test_an_interrupt_at_any_moment_leaves_a_usable_model(file: Path) -> None:
    model = LlamaModel.open(file, RuntimeOptions(context=2048))
    whole = "".join(model.stream(asked(), FEW))

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    old = signal.signal(signal.SIGALRM, interrupt)
    torn = 0
    try:
        for step in range(1, 60):
            signal.setitimer(signal.ITIMER_REAL, step * 0.0002)
            try:
                for _ in model.stream(asked("hi"), Sampling(1.5, seed=step)):
                    pass
                signal.setitimer(signal.ITIMER_REAL, 0)
            except KeyboardInterrupt:
                torn += 1
            assert "".join(model.stream(asked(), FEW)) == whole
    finally:
        signal.signal(signal.SIGALRM, old)
        model.close()
    assert torn > 10


def test_an_interrupt_while_the_model_loads_is_harmless(file: Path) -> None:
    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    old = signal.signal(signal.SIGALRM, interrupt)
    try:
        model = LlamaModel.open(file)
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        with pytest.raises(KeyboardInterrupt):
            while True:
                model.count(asked())
        assert model.count(asked()) > 0
        model.close()
    finally:
        signal.signal(signal.SIGALRM, old)


def test_a_prompt_longer_than_the_context_is_refused_before_it_is_read(model: LlamaModel) -> None:
    before = model.runtime.ask("facts")["decoded"]
    with pytest.raises(PromptTooLong, match="2048"):
        model.stream(asked("x" * 5000), FEW)
    assert model.runtime.ask("facts")["decoded"] == before
    assert "".join(model.stream(asked(), FEW))


def test_a_reply_ends_where_the_context_ends(model: LlamaModel) -> None:
    prompt = asked("x" * 1990)
    room = model.context - model.count(prompt)
    reply = model.stream(prompt, Sampling(temperature=1.0, seed=1))
    list(reply)
    assert 0 < reply.usage.completion_tokens <= room


def test_a_killed_model_is_reported_and_comes_back(model: LlamaModel) -> None:
    whole = "".join(model.stream(asked(), FEW))
    pid = model.runtime.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(ModelDied, match="signal 9") as caught:
        model.count(asked())
    assert "memory" in caught.value.hint
    assert "".join(model.stream(asked(), FEW)) == whole


def test_a_crash_in_the_middle_of_a_reply_is_reported_with_its_trace(model: LlamaModel) -> None:
    with pytest.raises(ModelDied) as caught:
        for seed in range(2, 7):  # the small model may be through before the signal comes
            pieces = iter(model.stream(asked(), Sampling(temperature=1.0, seed=seed)))
            next(pieces)
            assert model.runtime.pid is not None
            os.kill(model.runtime.pid, signal.SIGSEGV)
            list(pieces)
    assert "Segmentation fault" in caught.value.details
    assert "".join(model.stream(asked(), FEW))


@pytest.mark.parametrize("end", ["return", "kill"])
def test_the_process_ends_with_the_program_that_started_it(file: Path, end: str) -> None:
    code = (
        "import os, sys, threading; from pathlib import Path\n"
        "from models.llama import LlamaModel; from models.messages import Message, Sampling\n"
        "made = []\n"
        "def load(): made.append(LlamaModel.open(Path(sys.argv[1])))\n"
        "thread = threading.Thread(target=load)\n"
        "thread.start(); thread.join(); model = made[0]\n"
        "reply = model.stream([Message('user', 'hi')], Sampling(temperature=1.0, seed=1))\n"
        "next(iter(reply)); print(model.runtime.pid, flush=True)\n"
        "if sys.argv[2] == 'kill': os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file), end], capture_output=True, text=True, check=False
    )
    assert gone(int(done.stdout))


def test_closing_gives_the_process_back(file: Path) -> None:
    model = LlamaModel.open(file)
    assert model.count(asked()) > 0
    pid = model.runtime.pid
    assert pid is not None
    model.close()
    model.close()
    assert gone(pid)


def test_tokens_go_in_and_out(model: LlamaModel) -> None:
    runtime = model.runtime
    tokens = runtime.tokenize("move all the file <|im_end|>", special=True)
    assert runtime.text(tokens) == "move all the file <|im_end|>"
    assert len(runtime.tokenize("<|im_end|>", special=True)) == 1
    assert len(runtime.tokenize("<|im_end|>")) > 1


def test_generation_scores_agree_with_scoring_the_same_tokens(model: LlamaModel) -> None:
    runtime = model.runtime
    prompt = runtime.tokenize("move all the file")
    written = list(runtime.generate(prompt, FEW, logprobs=True))
    scores = runtime.score(prompt, [piece.token for piece in written])
    assert [piece.logprob for piece in written] == pytest.approx(scores, abs=1e-3)
    assert all(piece.logprob is None for piece in runtime.generate(prompt, FEW))


def test_a_score_is_a_probability(model: LlamaModel) -> None:
    runtime = model.runtime
    prompt = runtime.tokenize("move")
    total = sum(math.exp(runtime.score(prompt, [t])[0]) for t in range(runtime.facts["vocabulary"]))
    assert total == pytest.approx(1.0, abs=1e-3)


def test_samples_written_side_by_side_are_those_written_one_by_one(file: Path) -> None:
    prompt = list(b"move all")
    sampling = Sampling(temperature=1.0, seed=11, max_tokens=12)
    with Runtime.open(file, RuntimeOptions(sequences=4)) as together, Runtime.open(file) as alone:
        many = together.samples(prompt, sampling, 7, logprobs=True)
        single = alone.samples(prompt, sampling, 7, logprobs=True)
        assert [sample.tokens for sample in many] == [sample.tokens for sample in single]
        assert len({sample.tokens for sample in many}) > 1
        assert together.ask("facts")["decoded"] < len(prompt) * 3 + 7 * 12
        for sample in many:
            assert list(sample.logprobs) == pytest.approx(
                together.score(prompt, sample.tokens), abs=1e-2
            )


def test_an_empty_prompt_is_an_error_and_not_a_crash(model: LlamaModel) -> None:
    with pytest.raises(ModelError, match="empty"):
        list(model.runtime.generate([], FEW))
    assert model.count(asked()) > 0
