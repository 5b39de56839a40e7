"""Replies of noise, held to a form, can always be read: thousands of them, in several vocabularies.

`INTERP_REPLIES=10000` asks for that many in all, of each kind.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema
import pytest
import tiny_gguf

from models.llama import LlamaModel
from models.messages import Message, Reply, Sampling
from models.reply import ReplyParser

FENCES = (
    "```",
    "Ċ```",
    "Ċ```python",
    "```py",
    "Ċ```pythonĊ",
    "``",
    "Ċ``",
    "Ċ~~~",
    "python",
    "bash",
)
"""Noise should write fences often, whole and in parts."""
MARKS = ("<think>", "</think>", "<tool_call>", "</tool_call>", "<function=", "[TOOL_CALLS]", '"""')
TURNS = ("ĊUser:", "<|im_start", "###", "ĠĠĠĠ", "ĊĠĠ```sh", "''", "ĊĊ", "#Ċ", "\\\\")
THINKING = tiny_gguf.CHATML.replace("assistant\n{%", "assistant\n<think>\n{%")


@dataclass(frozen=True)
class Vocabulary:
    """A model's tokens and template."""

    words: tuple[str, ...]
    spm: bool = False
    size: int = 0
    template: str = tiny_gguf.CHATML


VOCABULARIES = {
    "bytes and fences": Vocabulary(FENCES),
    "SentencePiece": Vocabulary(FENCES, spm=True, template=""),
    "marks of thoughts, calls and turns": Vocabulary(FENCES + MARKS + TURNS),
    "a template that begins a thought": Vocabulary(FENCES + MARKS, template=THINKING),
    "12,000 tokens": Vocabulary(FENCES, size=12_000),
}
REPLIES = int(os.environ.get("INTERP_REPLIES", "600")) // len(VOCABULARIES)
ASKED = [Message("user", "count the files")]
pytestmark = pytest.mark.timeout(300 + REPLIES // 2)


@pytest.fixture(scope="module", params=VOCABULARIES)
def model(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LlamaModel]:
    wanted = VOCABULARIES[request.param]
    write = tiny_gguf.write_spm if wanted.spm else tiny_gguf.write_bpe
    shape = tiny_gguf.Shape(
        layers=1,
        context=4096,
        template=wanted.template,
        scale=0.05,
        words=wanted.words,
        vocabulary=wanted.size,
    )
    model = LlamaModel.open(write(tmp_path_factory.mktemp("gguf") / "tiny.gguf", shape))
    model.constrained = True
    yield model
    model.close()


def hot(seed: int, **options: Any) -> Sampling:
    return Sampling(temperature=1.5, top_k=0, top_p=1.0, seed=seed, **options)


def read(text: str) -> Reply:
    parser = ReplyParser({"python", "shell"})
    parser.feed(text)
    return parser.close()[1]


def test_a_reply_of_noise_in_the_shape_is_never_half_a_block(model: LlamaModel) -> None:
    blocks = 0
    for seed in range(REPLIES):
        text = "".join(model.stream(ASKED, hot(seed, max_tokens=10 + seed % 90)))
        reply = read(text)
        assert not reply.unclosed, text
        blocks += reply.code is not None
    assert blocks


def test_without_the_shape_noise_leaves_blocks_open(model: LlamaModel) -> None:
    model.constrained = False
    texts = ("".join(model.stream(ASKED, hot(seed, max_tokens=100))) for seed in range(300))
    unclosed = any(read(text).unclosed for text in texts)
    model.constrained = True
    assert unclosed


def schema(dice: random.Random, depth: int = 0) -> dict[str, Any]:
    """Any schema of the kinds that `interp --schema` promises to follow."""
    leaves: list[dict[str, Any]] = [
        {"type": "integer"},
        {"type": "number"},
        {"type": "boolean"},
        {"type": "null"},
        {"type": "string", "maxLength": dice.randrange(1, 12)},
        {"enum": ["pdf", "txt", 3]},
        {"const": 'a "quoted" word'},
    ]
    kind = dice.choice(("leaf", "object", "array", "any")) if depth < 3 else "leaf"
    if kind == "object":
        names = dice.sample(("count", "kind", "größe", "a b", 'x"y'), dice.randrange(1, 4))
        return {
            "type": "object",
            "properties": {name: schema(dice, depth + 1) for name in names},
            "required": names if dice.random() < 0.7 else names[:1],
            "additionalProperties": False,
        }
    if kind == "array":
        least = dice.randrange(3)
        items = schema(dice, depth + 1)
        return {"type": "array", "items": items, "minItems": least, "maxItems": least + 2}
    if kind == "any":
        return {"anyOf": [schema(dice, depth + 1) for _ in range(2)]}
    return dice.choice(leaves)


def test_an_answer_of_noise_by_any_schema_is_json_of_that_schema(model: LlamaModel) -> None:
    dice = random.Random(11)
    followed = 0
    for seed in range(REPLIES):
        if seed % 5 == 0:
            wanted = schema(dice)
            text = json.dumps(wanted)
        answer = "".join(model.stream(ASKED, hot(seed, schema=text)))
        value = json.loads(answer)
        if "\ufffd" not in answer:  # bytes that are no text, which only noise writes, count wrong
            jsonschema.validate(value, wanted)
            followed += 1
    assert followed > REPLIES // 2
