"""Grammars made from JSON schemas: what they allow is JSON of the schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import tiny_gguf

from models.errors import ModelError
from models.llama import LlamaModel
from models.messages import Message, Sampling
from models.patterns import integers
from models.schema import grammar_of

TREE = {
    "$defs": {
        "node": {
            "type": "object",
            "properties": {
                "name": {"enum": ["a", "b"]},
                "below": {"type": "array", "items": {"$ref": "#/$defs/node"}, "maxItems": 1},
            },
            "required": ["name"],
        }
    },
    "$ref": "#/$defs/node",
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "quotes and backslashes in constants": {"enum": ['say "no"', "C:\\new", "a\nb"]},
    "quotes in names": {
        "type": "object",
        "properties": {'a"b': {"type": "null"}},
        "required": ['a"b'],
    },
    "names that look alike": {
        "type": "object",
        "properties": {"a-b": {"const": 1}, "a b": {"const": 2}, "größe": {"const": 3}},
        "required": ["a-b", "a b", "größe"],
    },
    "optional between required": {
        "type": "object",
        "properties": {name: {"const": name} for name in "abcd"},
        "required": ["b", "d"],
    },
    "all optional": {"properties": {"a": {"type": "boolean"}, "b": {"type": "null"}}},
    "required without a description": {"type": "object", "required": ["id"], "maxProperties": 1},
    "named by the values": {"type": "object", "additionalProperties": {"type": "integer"}},
    "integers in bounds": {"type": "integer", "minimum": -17, "maximum": 204},
    "integers beyond": {"type": "integer", "exclusiveMinimum": 99},
    "no negative number": {"type": "number", "minimum": 0},
    "a pattern": {"type": "string", "pattern": r"^[A-Z]{2}-\d{3}(x|yy)?$"},
    "a pattern found inside": {"type": "string", "pattern": "b+"},
    "not these characters": {"type": "string", "pattern": "^[^a-z]{1,4}$"},
    "several types": {"type": ["integer", "null"]},
    "a choice with a common part": {
        "type": "object",
        "properties": {"kind": {"enum": ["x", "y"]}},
        "required": ["kind"],
        "anyOf": [{"required": ["kind"]}, {"properties": {"n": {"type": "integer"}}}],
    },
    "all of several": {
        "allOf": [
            {"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"]},
            {"properties": {"b": {"const": 2}}, "required": ["b"]},
        ]
    },
    "a tuple": {"type": "array", "prefixItems": [{"const": 1}, {"type": "string", "maxLength": 3}]},
    "lengths of lists": {"type": "array", "items": {"const": 0}, "minItems": 2, "maxItems": 4},
    "an empty list": {"type": "array", "maxItems": 0},
    "a date": {"type": "string", "format": "date"},
    "an identifier": {"type": "string", "format": "uuid"},
    "itself inside itself": TREE,
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlamaModel]:
    path = tmp_path_factory.mktemp("gguf") / "tiny.gguf"
    shape = tiny_gguf.Shape(layers=1, context=4096, scale=0.05)
    model = LlamaModel.open(tiny_gguf.write_bpe(path, shape))
    yield model
    model.close()


@pytest.mark.parametrize("name", SCHEMAS)
def test_noise_follows_the_schema(model: LlamaModel, name: str) -> None:
    schema = SCHEMAS[name]
    for seed in range(12):
        sampling = Sampling(1.5, top_k=0, top_p=1.0, seed=seed, schema=json.dumps(schema))
        text = "".join(model.stream([Message("user", "count")], sampling))
        value = json.loads(text)
        if "\ufffd" not in text:
            jsonschema.validate(value, schema)


def test_optional_properties_are_sometimes_there_and_sometimes_not(model: LlamaModel) -> None:
    schema = json.dumps(SCHEMAS["optional between required"])
    seen = set()
    for seed in range(40):
        sampling = Sampling(2.0, top_k=0, top_p=1.0, seed=seed, schema=schema)
        seen.add(tuple(json.loads("".join(model.stream([Message("user", "x")], sampling)))))
    assert seen == {("b", "d"), ("a", "b", "d"), ("b", "c", "d"), ("a", "b", "c", "d")}


@pytest.mark.parametrize(
    ("low", "high"), [(0, 0), (0, 9), (3, 7), (-5, 5), (-120, -7), (98, 1203), (100, 999), (7, 70)]
)
def test_a_range_of_integers_is_that_range(low: int, high: int) -> None:
    expression = integers(low, high).replace(" ", "").replace('"', "")
    matches = {n for n in range(-2000, 2000) if re.fullmatch(expression, str(n))}
    assert matches == set(range(low, high + 1))


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"type": "text"}, "the type 'text'"),
        ({"$ref": "https://example.org/x.json"}, "reference"),
        ({"$ref": "#/nowhere"}, "not there"),
        ({"type": "string", "pattern": "(?=a)b"}, "pattern"),
        ({"type": "string", "pattern": "(a"}, "pattern"),
        ({"type": "string", "minLength": 5, "maxLength": 2}, "length"),
        ({"type": "integer", "minimum": 5, "maximum": 2}, "integer from"),
        ({"enum": []}, "enum"),
        ({"properties": {"a": 7}}, "7"),
    ],
)
def test_what_cannot_be_followed_is_named(schema: dict[str, Any], reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        grammar_of(json.dumps(schema))
