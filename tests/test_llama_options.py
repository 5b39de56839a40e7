"""What can be asked of the runtime besides a reply: adapters, cache types, contexts, threads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_gguf

from models.errors import ModelDoesNotFit, ModelError, ModelFileInvalid, ModelNotFound
from models.llama import LlamaModel, RuntimeOptions
from models.messages import Message, Sampling
from models.plan import CHOICES, physical_cores

ASKED = [Message("user", "move all the files")]
FEW = Sampling(max_tokens=24)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_gguf.write_bpe(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


def adapter(path: Path, width: int = 64) -> Path:
    from gguf import GGUFWriter

    writer = GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 16.0)
    dice = np.random.default_rng(3)
    for layer in range(2):
        name = f"blk.{layer}.attn_q.weight"
        writer.add_tensor(f"{name}.lora_a", dice.standard_normal((4, width), dtype=np.float32))
        writer.add_tensor(f"{name}.lora_b", dice.standard_normal((64, 4), dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def reply(file: Path, **options: Any) -> str:
    model = LlamaModel.open(file, RuntimeOptions(context=1024, **options))
    try:
        return "".join(model.stream(ASKED, FEW))
    finally:
        model.close()


def test_an_adapter_changes_what_is_said_by_its_scale(file: Path, tmp_path: Path) -> None:
    path = adapter(tmp_path / "lora.gguf")
    plain = reply(file)
    assert reply(file, lora=(str(path),)) != plain
    assert reply(file, lora=(f"{path}=0",)) == plain
    assert reply(file, lora=(f"{path}=0.5",)) == reply(file, lora=(f"{path}=0.5",))


def test_an_adapter_of_another_model_or_none_at_all_is_an_error(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound):
        reply(file, lora=(str(tmp_path / "nowhere.gguf"),))
    with pytest.raises(ModelFileInvalid, match="no LoRA adapter"):
        reply(file, lora=(str(adapter(tmp_path / "wide.gguf", width=32)),))
    with pytest.raises(ModelFileInvalid, match="no LoRA adapter"):
        reply(file, lora=(str(file),))


def test_an_adapter_given_as_a_model_is_told_to_be_one(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelFileInvalid, match="of type 'adapter'") as caught:
        reply(adapter(tmp_path / "lora.gguf"))
    assert "--lora" in caught.value.hint


@pytest.mark.parametrize("kv_type", ["f32", "bf16", "q8_0"])
def test_the_cache_may_be_of_other_types(file: Path, kv_type: str) -> None:
    wide = tiny_gguf.Shape(width=128, heads=2, kv_heads=2)
    path = tiny_gguf.write_bpe(file.with_name(f"{kv_type}.gguf"), wide)
    assert reply(path, kv_type=kv_type)


@pytest.mark.parametrize("name", CHOICES)
def test_an_option_that_does_not_exist_is_an_error_with_the_choices(file: Path, name: str) -> None:
    with pytest.raises(ModelError, match="cannot be 'nonsense'") as caught:
        reply(file, **{name: "nonsense"})
    assert CHOICES[name][0] in caught.value.hint


def test_flash_attention_and_threads_do_not_change_the_reply(file: Path) -> None:
    assert reply(file, flash_attention="off", threads=1) == reply(file, flash_attention="on")
    assert reply(file, threads=2, batch=7) == reply(file)


def test_the_line_about_what_is_used_is_true(file: Path) -> None:
    model = LlamaModel.open(file, RuntimeOptions(context=1024, threads=1))
    assert model.used.startswith("tiny 2x64 F32, on the CPU with 1 thread, context 1,024, ")
    assert model.context == 1024
    assert model.name == "tiny 2x64"
    model.close()


def test_a_context_beyond_all_memory_is_refused_before_loading(file: Path) -> None:
    model = LlamaModel.open(file, RuntimeOptions(context=1 << 40))
    with pytest.raises(ModelDoesNotFit, match="are free") as caught:
        model.count(ASKED)
    assert "interp config context" in caught.value.hint
    model.close()


def test_physical_cores_are_counted_within_what_we_may_use() -> None:
    import os

    assert 1 <= physical_cores() <= len(os.sched_getaffinity(0))
