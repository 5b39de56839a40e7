"""Weights are moved into huge pages behind llama.cpp's back, and nothing else changes."""

from __future__ import annotations

import ctypes
import importlib
import sys
import time
from pathlib import Path

import pytest
import tiny_gguf

from models.engine import Engine
from models.hugepages import SLICE, mapped, page_size
from models.library import load
from models.llama import Runtime
from models.messages import Sampling
from models.plan import Plan, RuntimeOptions
from models.wire import Flag
from models.writing import Writer

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
PROMPT = list(b"move all the files")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shape = tiny_gguf.Shape(vocabulary=60_000, layers=1, context=4096)
    return tiny_gguf.write_bpe(tmp_path_factory.mktemp("gguf") / "wide.gguf", shape)


def opened(file: Path, huge_pages: str) -> Engine:
    plan = Plan(context=2048, batch=64, ubatch=64, threads=1, gpu_layers=0, sequences=1)
    options = RuntimeOptions(threads=1, huge_pages=huge_pages)
    return Engine(load(), file, options, plan, Flag.create())


def written(engine: Engine, count: int = 40) -> list[int]:
    engine.cut(0)
    engine.read(PROMPT)
    sampling = Sampling(1.0, seed=3, max_tokens=count)
    return [token for token, _ in Writer(engine).write(sampling)]


def all_moved(engine: Engine) -> int:
    steps = 0
    while engine.pages.step():
        steps += 1
    return steps


def test_what_is_moved_is_the_same_and_is_no_file_any_more(file: Path) -> None:
    engine = opened(file, "on")
    left = engine.pages.left
    assert left > 5 * SLICE or not page_size()
    before = mapped([file])
    start, end = max(before, key=lambda place: place[1] - place[0])
    bytes_before = ctypes.string_at(start, end - start)
    plain = written(engine)
    steps = all_moved(engine)
    assert engine.pages.moved == left
    assert engine.pages.left == 0
    assert 0 < steps <= -(-left // SLICE) or not left
    assert ctypes.string_at(start, end - start) == bytes_before
    assert written(engine) == plain
    still = sum(end - start for start, end in mapped([file]))
    assert still == sum(end - start for start, end in before) - left


def test_moved_weights_are_not_read_from_the_file_again(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.gguf"
    copy.write_bytes(file.read_bytes())
    engine = opened(copy, "on")
    plain = written(engine)
    all_moved(engine)
    with copy.open("r+b") as other:  # what is moved does not notice; the ends stay in the file
        middle = copy.stat().st_size // 2
        other.seek(middle)
        other.write(bytes(1 << 20) if engine.pages.moved else other.read(0))
    assert written(engine) == plain


def test_a_long_reply_moves_them_without_a_pause(file: Path) -> None:
    still, moving = opened(file, "off"), opened(file, "on")
    assert written(moving, 300) == written(still, 300)
    assert (moving.pages.moved > 0) == bool(page_size())
    assert still.pages.moved == 0


def test_a_pause_moves_them_and_a_request_ends_the_pause(file: Path) -> None:
    options = RuntimeOptions(context=2048, huge_pages="on")
    with Runtime.open(file, options) as runtime:
        plain = [piece.token for piece in runtime.generate(PROMPT, Sampling(max_tokens=20))]
        for _ in range(100):
            time.sleep(0.1)
            if not runtime.ask("facts")["small_pages"]:
                break
        facts = runtime.ask("facts")
        assert facts["small_pages"] == 0
        assert (facts["huge_pages"] > 5 * SLICE) == bool(page_size())
        again = [piece.token for piece in runtime.generate(PROMPT, Sampling(max_tokens=20))]
        assert again == plain


def test_without_plenty_of_memory_nothing_is_moved(file: Path) -> None:
    engine = opened(file, "on")
    engine.pages.keep = 1 << 62
    assert all_moved(engine) == engine.pages.moved == 0
    engine.pages.worked(1000.0)
    assert engine.pages.moved == 0


def test_small_models_and_whoever_does_not_want_it_are_left_alone(file: Path) -> None:
    for wanted in ("auto", "off"):
        engine = opened(file, wanted)
        assert engine.pages.left == all_moved(engine) == 0


def test_weights_that_were_rearranged_are_left_alone(tmp_path: Path) -> None:
    engine = opened(
        importlib.import_module("synthetic").write(tmp_path / "q4.gguf", "tiny", "q4_0"), "on"
    )
    rearranged = any("REPACK" in line for line in engine.log.find("model buffer size"))
    assert (engine.pages.left == 0) == (rearranged or not page_size())
