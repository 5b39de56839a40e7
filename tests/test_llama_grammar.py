"""Replies that are held to a form: by a grammar, by a schema, by the shape of text and block."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
import tiny_gguf

from models.errors import ModelError
from models.llama import LlamaModel
from models.messages import Message, Reply, Sampling
from models.reply import ReplyParser
from models.shape import Words

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
ASKED = [Message("user", "count the files")]


@pytest.fixture(scope="module", params=["bpe", "spm"])
def model(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LlamaModel]:
    folder = tmp_path_factory.mktemp("gguf")
    write = tiny_gguf.write_bpe if request.param == "bpe" else tiny_gguf.write_spm
    template = tiny_gguf.CHATML if request.param == "bpe" else ""
    shape = tiny_gguf.Shape(context=4096, template=template, scale=0.05, words=FENCES)
    model = LlamaModel.open(write(folder / "tiny.gguf", shape))
    yield model
    model.close()


def hot(seed: int, **options: object) -> Sampling:
    return Sampling(temperature=1.5, top_k=0, top_p=1.0, seed=seed, **options)  # type: ignore[arg-type]


def test_a_grammar_is_all_that_can_be_said(model: LlamaModel) -> None:
    grammar = 'root ::= ("yes" | "no") " " [0-9]+ "."'
    for seed in range(20):
        text = "".join(model.stream(ASKED, hot(seed, grammar=grammar, max_tokens=400)))
        assert re.fullmatch(r"(yes|no) [0-9]+\.", text), text


@pytest.mark.parametrize("seed", range(8))
def test_an_answer_by_schema_is_json_of_that_schema(model: LlamaModel, seed: int) -> None:
    schema = {
        "type": "object",
        "properties": {
            "count": {"type": "integer"},
            "kind": {"enum": ["pdf", "txt"]},
            "big": {"type": "boolean"},
        },
        "required": ["count", "kind", "big"],
    }
    text = "".join(model.stream(ASKED, hot(seed, schema=json.dumps(schema))))
    answer = json.loads(text)
    assert set(answer) == {"count", "kind", "big"}
    assert isinstance(answer["count"], int)
    assert answer["kind"] in ("pdf", "txt")


def test_an_answer_by_schema_that_does_not_fit_is_an_error_and_never_half_a_json(
    model: LlamaModel,
) -> None:
    schema = json.dumps({"type": "array", "items": {"type": "integer"}, "minItems": 500})
    with pytest.raises(ModelError, match="did not fit"):
        list(model.stream(ASKED, hot(1, schema=schema, max_tokens=100)))
    assert "".join(model.stream(ASKED, Sampling(max_tokens=3)))


@pytest.mark.parametrize(
    "schema", ["{", "[1]", '{"type": "nonsense"}', '{"$ref": "#/nowhere"}', '"text"']
)
def test_a_schema_that_is_none_is_refused_with_a_reason(model: LlamaModel, schema: str) -> None:
    with pytest.raises(ModelError, match="schema") as caught:
        list(model.stream(ASKED, Sampling(schema=schema)))
    assert caught.value.hint


def test_a_grammar_that_is_none_is_refused(model: LlamaModel) -> None:
    with pytest.raises(ModelError, match="grammar"):
        list(model.stream(ASKED, Sampling(grammar="root ::= (")))


def read(text: str) -> Reply:
    parser = ReplyParser({"python", "bash", "sh"})
    for letter in text:
        parser.feed(letter)
    return parser.close()[1]


def test_random_replies_in_the_shape_all_parse(model: LlamaModel) -> None:
    unclosed = {False: 0, True: 0}
    blocks = 0
    for model.constrained in (False, True):
        for seed in range(150):
            sampling = hot(seed, max_tokens=10 + seed % 90)
            reply = read("".join(model.stream(ASKED, sampling)))
            unclosed[model.constrained] += reply.unclosed
            if model.constrained:
                blocks += reply.code is not None
    model.constrained = False
    assert unclosed[True] == 0
    assert unclosed[False] > 3
    assert blocks > 20


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Words.\n```py", b"```py"),
        ("<think>\n```python\nx\n```\n", None),
        ("<think>\n```python\n</think>\n\n```", b"```"),
        ("so ```", b""),
        ("<tool_call>", b""),
        ("`<tool_call>` and `<think>` are marks", None),
        ("a `b` <think> ```", None),
        ("  ```", b"```"),
        ("~~~", b""),
        ("x" * 2000 + " `<thi" + "nk>` ```", b""),
    ],
)
def test_what_begins_in_prose_is_the_same_however_it_is_cut(text: str, opens: bytes | None) -> None:
    for size in (1, 2, 3, 7, len(text)):
        words, found = Words(), None
        for start in range(0, len(text), size):
            after = words.after(text[start : start + size].encode())
            if isinstance(after, bytes):
                found = after
                break
            words = after
        if opens is None:
            assert found is None, (size, found)
        else:
            assert found is not None and (found == b"") == (opens == b""), (size, found)
