"""Pictures in a conversation: seen where the model sees, refused where it is blind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tiny_gguf

from models.errors import ModelError, ModelFileInvalid
from models.llama import LlamaModel, RuntimeOptions
from models.messages import Message, Sampling

WIDTH, VISION, PATCHES = 64, 32, 4
FEW = Sampling(max_tokens=12)


def write_projector(path: Path) -> Path:
    """The smallest vision tower of the LLaVA kind: 28 × 28 pixels, one layer."""
    from gguf import GGUFWriter

    writer = GGUFWriter(path, "clip")
    writer.add_type("mmproj")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.projector_type", "mlp")
    writer.add_bool("clip.use_gelu", True)
    sizes = {
        "image_size": 28, "patch_size": 14, "embedding_length": VISION, "feed_forward_length": 64,
        "block_count": 1, "projection_dim": WIDTH, "attention.head_count": 2,
    }  # fmt: skip
    for key, value in sizes.items():
        writer.add_uint32(f"clip.vision.{key}", value)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-5)
    writer.add_array("clip.vision.image_mean", [0.5, 0.5, 0.5])
    writer.add_array("clip.vision.image_std", [0.5, 0.5, 0.5])
    dice = np.random.default_rng(1)

    def add(name: str, *shape: int) -> None:
        writer.add_tensor(name, dice.standard_normal(shape, dtype=np.float32) * np.float32(0.2))

    add("v.patch_embd.weight", VISION, 3, 14, 14)
    add("v.class_embd", VISION)
    add("v.position_embd.weight", PATCHES + 1, VISION)
    for norm in ("v.pre_ln", "v.blk.0.ln1", "v.blk.0.ln2"):
        add(f"{norm}.weight", VISION)
        add(f"{norm}.bias", VISION)
    for part in ("q", "k", "v", "out"):
        add(f"v.blk.0.attn_{part}.weight", VISION, VISION)
        add(f"v.blk.0.attn_{part}.bias", VISION)
    add("v.blk.0.ffn_up.weight", 64, VISION)
    add("v.blk.0.ffn_up.bias", 64)
    add("v.blk.0.ffn_down.weight", VISION, 64)
    add("v.blk.0.ffn_down.bias", VISION)
    for number, inner in ((0, VISION), (2, WIDTH)):
        add(f"mm.{number}.weight", WIDTH, inner)
        add(f"mm.{number}.bias", WIDTH)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from PIL import Image

    folder = tmp_path_factory.mktemp("seeing")
    tiny_gguf.write_bpe(folder / "tiny.gguf")
    write_projector(folder / "mmproj.gguf")
    for name, colour in (("red", (255, 0, 0)), ("blue", (0, 0, 255))):
        Image.new("RGB", (40, 30), colour).save(folder / f"{name}.png")
    return folder


@pytest.fixture
def model(folder: Path) -> Iterator[LlamaModel]:
    options = RuntimeOptions(context=1024, projector=str(folder / "mmproj.gguf"))
    model = LlamaModel.open(folder / "tiny.gguf", options)
    yield model
    model.close()


def asked(*images: Path, text: str = "what is this?") -> list[Message]:
    return [Message("user", text, images=images)]


def test_what_is_seen_changes_what_is_said(model: LlamaModel, folder: Path) -> None:
    red, blue, nothing = (
        "".join(model.stream(asked(*images), FEW))
        for images in ((folder / "red.png",), (folder / "blue.png",), ())
    )
    assert len({red, blue, nothing}) == 3
    assert "".join(model.stream(asked(folder / "red.png"), FEW)) == red


def test_a_picture_is_counted_and_read_once(model: LlamaModel, folder: Path) -> None:
    messages = asked(folder / "red.png")
    plain = model.count(asked())
    assert model.count(messages) >= plain + PATCHES
    first = model.stream(messages, FEW)
    text = "".join(first)
    assert first.usage.prompt_tokens == model.count(messages)
    messages += [Message("assistant", text), *asked(text="and now?")]
    second = model.stream(messages, FEW)
    list(second)
    assert second.usage.reused_tokens >= first.usage.prompt_tokens
    changed = asked(folder / "blue.png") + messages[1:]
    third = model.stream(changed, FEW)
    list(third)
    assert third.usage.evaluated_tokens >= PATCHES


def test_two_pictures_keep_their_order(model: LlamaModel, folder: Path) -> None:
    both = (folder / "red.png", folder / "blue.png")
    one = "".join(model.stream(asked(*both), FEW))
    other = "".join(model.stream(asked(*reversed(both)), FEW))
    assert one != other


def test_a_blind_model_says_so(folder: Path) -> None:
    model = LlamaModel.open(folder / "tiny.gguf")
    with pytest.raises(ModelError, match=r"cannot see red\.png") as caught:
        model.stream(asked(folder / "red.png"), FEW)
    assert "interp config projector" in caught.value.hint
    model.close()


def test_what_is_no_picture_and_no_projector_is_told(folder: Path, model: LlamaModel) -> None:
    (folder / "notes.txt").write_text("not a picture")
    with pytest.raises(ModelError, match="no picture"):
        model.count(asked(folder / "notes.txt"))
    with pytest.raises(ModelError, match="cannot be read"):
        model.count(asked(folder / "missing.png"))
    wrong = RuntimeOptions(projector=str(folder / "tiny.gguf"))
    blind = LlamaModel.open(folder / "tiny.gguf", wrong)
    with pytest.raises(ModelFileInvalid, match="no projector"):
        blind.count(asked())
    blind.close()


def test_text_that_looks_like_a_picture_s_place_is_text(model: LlamaModel) -> None:
    text = "<__media__> \U00100005 \U000f0001"
    assert model.count(asked(text=text)) > 0
    assert "".join(model.stream(asked(text=text), FEW))
