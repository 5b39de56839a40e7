"""A chat template that begins the thought itself: the reply says so, and none of it can run."""

from __future__ import annotations

from pathlib import Path

import tiny_gguf

from models.llama import LlamaModel, RuntimeOptions
from models.messages import Message, Sampling, Thought
from models.reply import ReplyParser

ASKED = [Message("user", "move all the files")]


def pieces(path: Path, template: str) -> list[str]:
    file = tiny_gguf.write_bpe(path, tiny_gguf.Shape(template=template))
    model = LlamaModel.open(file, RuntimeOptions(context=512))
    try:
        return list(model.stream(ASKED, Sampling(max_tokens=8)))
    finally:
        model.close()


def test_a_thought_that_the_template_began_is_read_as_one(tmp_path: Path) -> None:
    template = tiny_gguf.CHATML.replace("assistant\n{%", "assistant\n<think>\n{%")
    assert template != tiny_gguf.CHATML
    written = pieces(tmp_path / "thinks.gguf", template)
    assert written[0] == "<think>"
    parser = ReplyParser(("python",))
    events = parser.feed("".join(written) + "\n```python\nboom()\n```\n")
    last, reply = parser.close()
    assert {type(event) for event in events + last} == {Thought}
    assert reply.code is None
    assert reply.text == ""


def test_any_other_template_begins_none(tmp_path: Path) -> None:
    assert "<think>" not in "".join(pieces(tmp_path / "plain.gguf", tiny_gguf.CHATML))
