"""The model that plays a script: what tests, demonstrations and bug reports rest on."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from models.errors import ModelDied, ModelFileInvalid, ModelNotFound, PromptTooLong
from models.messages import Message, Sampling
from models.opening import open_model
from models.options import ModelOptions
from models.scripted import ENDED, ScriptedModel

ASKED = [Message("system", "be short"), Message("user", "hello")]


def script(folder: Path, text: str, context: int = 0) -> ScriptedModel:
    file = folder / "replies.txt"
    file.write_text(text, "utf-8", newline="")
    options = ModelOptions(models_folder=folder, cache_folder=folder, context=context)
    model = open_model(f"scripted:{file}", options)
    assert isinstance(model, ScriptedModel)
    return model


def said(model: ScriptedModel) -> str:
    return "".join(model.stream(ASKED, Sampling()))


def test_replies_come_in_order_and_then_the_script_has_ended(tmp_path: Path) -> None:
    model = script(tmp_path, "one\n---\ntwo\n  ---\n----\nstill two\n---\nthree\n")
    assert [said(model) for _ in range(5)] == [
        "one",
        "two\n  ---\n----\nstill two",
        "three",
        ENDED,
        ENDED,
    ]


def test_an_empty_file_has_ended_from_the_start(tmp_path: Path) -> None:
    assert said(script(tmp_path, "")) == ENDED


def test_an_empty_reply_is_a_reply(tmp_path: Path) -> None:
    model = script(tmp_path, "---\nsecond")
    assert [said(model), said(model), said(model)] == ["", "second", ENDED]


def test_a_reply_arrives_in_small_pieces_byte_for_byte(tmp_path: Path) -> None:
    text = "Größe: 3 µm\r\n```python\nprint('ß')\n```"
    pieces = list(script(tmp_path, text).stream(ASKED, Sampling()))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= 4


def test_close_stops_the_stream_and_the_usage_says_what_was_given(tmp_path: Path) -> None:
    completion = script(tmp_path, "x" * 400).stream(ASKED, Sampling())
    pieces = iter(completion)
    next(pieces)
    completion.close()
    completion.close()
    assert list(pieces) == []
    assert completion.usage.completion_tokens == 1


def test_close_from_another_thread_ends_a_long_wait(tmp_path: Path) -> None:
    completion = script(tmp_path, "#! wait 3600\nnever").stream(ASKED, Sampling())
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.extend(completion))
    reader.start()
    completion.close()
    reader.join(60)
    assert not reader.is_alive()
    assert got == []


def test_a_reply_can_be_paced_and_stopped_between_pieces(tmp_path: Path) -> None:
    completion = script(tmp_path, "#! pace 3600\nabcdefgh").stream(ASKED, Sampling())
    pieces = iter(completion)
    assert next(pieces) == "abcd"
    completion.close()
    assert list(pieces) == []


def test_a_model_can_die_in_the_middle_of_a_reply(tmp_path: Path) -> None:
    pieces = iter(script(tmp_path, "#! die signal 9\nhalf").stream(ASKED, Sampling()))
    assert next(pieces) == "half"
    with pytest.raises(ModelDied, match="signal 9") as caught:
        next(pieces)
    assert caught.value.hint


def test_max_tokens_cuts_the_reply(tmp_path: Path) -> None:
    completion = script(tmp_path, "abcdefghijkl").stream(ASKED, Sampling(max_tokens=2))
    assert "".join(completion) == "abcdefgh"


def test_the_prompt_is_counted_and_what_was_read_before_is_reused(tmp_path: Path) -> None:
    model = script(tmp_path, "a\n---\nb")
    first = model.stream(ASKED, Sampling()).usage
    assert first.prompt_tokens == first.evaluated_tokens == model.count(ASKED) == 12
    longer = [*ASKED, Message("assistant", "a"), Message("output", "12345")]
    second = model.stream(longer, Sampling()).usage
    assert (second.reused_tokens, second.evaluated_tokens) == (12, 11)
    assert second.prompt_tokens == model.count(longer)


def test_a_prompt_longer_than_the_context_is_refused(tmp_path: Path) -> None:
    model = script(tmp_path, "a", context=16)
    assert model.context == 16
    with pytest.raises(PromptTooLong):
        model.stream([Message("user", "x" * 60)], Sampling())
    assert said(model) == "a"


def test_the_context_is_8192_unless_told(tmp_path: Path) -> None:
    assert script(tmp_path, "a").context == 8192


def test_a_missing_script_says_so(tmp_path: Path) -> None:
    options = ModelOptions(tmp_path, tmp_path)
    for path in (tmp_path / "none.txt", tmp_path, "", "~nobody-of-that-name/x"):
        with pytest.raises(ModelNotFound, match="no script") as caught:
            open_model(f"scripted:{path}", options)
        assert caught.value.hint
    with pytest.raises(ModelNotFound, match="too long"):
        open_model(f"scripted:{'x' * 5000}", options)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"#! dance 3\nhello", b"#! wait soon\n"])
def test_what_is_no_script_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "script"
    file.write_bytes(content)
    with pytest.raises(ModelFileInvalid, match="not a script"):
        open_model(f"scripted:{file}", ModelOptions(tmp_path, tmp_path))
