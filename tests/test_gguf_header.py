"""The header of a model's file, whole and damaged."""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import tiny_gguf
from hypothesis import given, settings
from hypothesis import strategies as st

from models import fit, gguf
from models.errors import ModelDoesNotFit, ModelError, ModelFileInvalid, ModelNotFound
from models.llama import LlamaModel, RuntimeOptions
from models.messages import Message, Sampling


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_gguf.write_bpe(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


@pytest.fixture(scope="module")
def whole(file: Path) -> bytes:
    return file.read_bytes()


def test_the_header_says_what_the_writer_wrote(file: Path) -> None:
    header = gguf.read(file)
    tokens = header.array("tokenizer.ggml.tokens")
    assert tokens is not None
    assert (header.name, header.architecture, header.layers) == ("tiny 2x64", "llama", 2)
    assert list(header.items(tokens))[-4:] == list(tiny_gguf.SPECIALS)
    assert header.text("tokenizer.chat_template") == tiny_gguf.CHATML
    assert header.data_start + header.weights == header.file_size
    assert header.quantisation == "F32"


def test_our_table_of_tensor_types_agrees_with_the_format_s_own_package() -> None:
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

    intermediate = {"Q8_1"}  # never in a file; the two sources round it differently
    for kind in GGMLQuantizationType:
        if kind.name not in intermediate:
            assert gguf.TENSOR_TYPES[kind.value] == (kind.name, *GGML_QUANT_SIZES[kind])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7\n" + b"x" * 100, "a PDF document"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        (b"PK\x03\x04" + bytes(64), "ZIP"),
        (b"hello world", "is not a GGUF model"),
        (b"GGUF", "cut short"),
        (b"GGUF" + struct.pack("<I", 1), "version 1"),
        (b"GGUF" + struct.pack("<I", 99), "version 99"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1), "claims"),
        (b"GGUF" + struct.pack("<IQQ", 3, 1, 1 << 40), "claims"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1 << 62), "claims to be"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 0), "does not name its architecture"),
    ],
)
def test_foreign_and_empty_files_are_named_for_what_they_are(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelFileInvalid, match=says) as caught:
        gguf.read(path)
    assert caught.value.hint


def test_missing_files_folders_and_locked_files_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="there is no file"):
        LlamaModel.open(tmp_path / "nowhere.gguf")
    with pytest.raises(ModelFileInvalid, match="is a folder"):
        LlamaModel.open(tmp_path)
    locked = tmp_path / "locked.gguf"
    locked.write_bytes(b"GGUF")
    locked.chmod(0)
    if os.geteuid() != 0:
        with pytest.raises(ModelFileInvalid, match="cannot be read"):
            LlamaModel.open(locked)


def test_a_file_cut_at_any_place_is_said_to_be_cut(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cut.gguf"
    start = gguf_start(whole, tmp_path)
    for size in [*range(4, 200), *range(200, start, 97), start, start + 1, len(whole) - 1]:
        path.write_bytes(whole[:size])
        with pytest.raises(ModelFileInvalid, match=r"cut short|longer than the file|more than"):
            gguf.read(path)


def gguf_start(whole: bytes, folder: Path) -> int:
    path = folder / "whole.gguf"
    path.write_bytes(whole)
    return gguf.read(path).data_start


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.integers(2, 3))
def test_no_bytes_at_all_make_the_reader_crash(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, version: int
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.gguf"
    path.write_bytes(b"GGUF" + struct.pack("<I", version) + data)
    try:
        gguf.read(path)
    except ModelFileInvalid as error:
        assert str(error)


def flip_bits(data: bytearray, start: int, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 1, 2, 8))):
        data[dice.randrange(start)] ^= 1 << dice.randrange(8)


def flip_early_bits(data: bytearray, start: int, dice: random.Random) -> None:
    del start
    data[dice.randrange(4, 1200)] ^= 1 << dice.randrange(8)


def overwrite_with_huge_numbers(data: bytearray, start: int, dice: random.Random) -> None:
    place = dice.randrange(8, start - 8)
    data[place : place + 8] = struct.pack(
        "<Q", dice.choice((1 << 63, 1 << 40, 1 << 31, (1 << 64) - 1))
    )


def cut(data: bytearray, start: int, dice: random.Random) -> None:
    del data[dice.choice((dice.randrange(start), dice.randrange(len(data)))) :]


def zero_a_stretch(data: bytearray, start: int, dice: random.Random) -> None:
    place = dice.randrange(8, start)
    size = dice.choice((1, 8, 64, 4096))
    data[place : place + size] = bytes(len(data[place : place + size]))


def spoil_weights(data: bytearray, start: int, dice: random.Random) -> None:
    place = dice.randrange(start, len(data) - 4096)
    data[place : place + 4096] = dice.randbytes(4096)


def swap_numbers(data: bytearray, start: int, dice: random.Random) -> None:
    """A setting's value becomes another small number: counts that look sane and are not."""
    key = dice.choice((b"block_count", b"head_count", b"head_count_kv", b"feed_forward_length",
                       b"embedding_length", b"dimension_count", b"eos_token_id", b"context_length",
                       b"vocab_size", b"file_type"))  # fmt: skip
    place = data.index(key, 0, start) + len(key) + 4
    value = dice.choice((0, 1, 3, 7, 255, 65535, 0x7FFFFFFF, 0xFFFFFFFF))
    data[place : place + 4] = struct.pack("<I", value)


HUGE = (1 << 31, 1 << 40, 1 << 63, (1 << 64) - 1)
DAMAGES: tuple[Callable[[bytearray, int, random.Random], None], ...] = (
    flip_bits, flip_early_bits, overwrite_with_huge_numbers, cut, zero_a_stretch, spoil_weights,
    swap_numbers,
)  # fmt: skip


def damaged(whole: bytes, start: int, count: int) -> Iterator[tuple[int, bytes]]:
    for seed in range(count):
        dice = random.Random(seed)
        data = bytearray(whole)
        DAMAGES[seed % len(DAMAGES)](data, start, dice)
        yield seed, bytes(data)


@pytest.mark.slow
@pytest.mark.timeout(280)
def test_500_damaged_files_give_an_error_or_a_reply_and_never_a_crash(
    whole: bytes, tmp_path: Path
) -> None:
    start = gguf_start(whole, tmp_path)
    path = tmp_path / "damaged.gguf"
    by_header = by_library = replied = 0
    for seed, data in damaged(whole, start, 500):
        path.write_bytes(data)
        try:
            gguf.read(path)
        except ModelError as error:
            assert str(error), seed
            assert error.hint, seed
            by_header += 1
            continue
        model = LlamaModel.open(path, RuntimeOptions(context=256))
        try:
            "".join(model.stream([Message("user", "hi")], Sampling(max_tokens=3)))
            replied += 1
        except ModelError as error:
            assert str(error), seed
            assert error.hint, seed
            by_library += 1
        finally:
            model.close()
    assert by_header + by_library + replied == 500
    assert by_header > 200
    print(f"told from the header {by_header}, by the library {by_library}, usable {replied}")


def test_the_memory_estimate_grows_with_what_it_depends_on(file: Path) -> None:
    header = gguf.read(file)
    small = fit.Sizes(1024)
    for larger in (
        replace(small, context=2048),
        replace(small, kv_type="f32"),
        replace(small, flash_attention=False),
        replace(small, ubatch=1024),
    ):
        assert fit.estimate(header, larger).total > fit.estimate(header, small).total


def test_the_context_is_the_largest_that_fits(file: Path) -> None:
    header = gguf.read(file)
    for room in (34 << 20, 36 << 20, 40 << 20, 1 << 30):
        most = fit.largest_context(header, fit.Sizes(0), room)
        if most:
            assert fit.fits(header, fit.Sizes(most), room)
        if most < fit.trained_context(header):
            assert not fit.fits(header, fit.Sizes(most + 256), room)


def test_a_context_that_does_not_fit_is_refused_with_the_figures(file: Path) -> None:
    header = gguf.read(file)
    with pytest.raises(ModelDoesNotFit, match=r"needs \d+ MB, 1 MB are free") as caught:
        fit.choose_context(header, fit.Sizes(2048), 1_000_000)
    assert "smaller" in caught.value.hint
    assert fit.choose_context(header, fit.Sizes(0), 1 << 40) == 2048


def test_layers_go_to_a_card_as_far_as_they_fit(file: Path) -> None:
    header = gguf.read(file)
    sizes = fit.Sizes(2048)
    assert fit.layers_on_device(header, sizes, 1 << 40) == header.layers + 1
    assert fit.layers_on_device(header, sizes, 0) == 0
    free = fit.RESERVE + fit.compute(header, sizes) + fit.kv_cache(header, sizes) // 2 + 250_000
    assert fit.layers_on_device(header, sizes, free) == 1
