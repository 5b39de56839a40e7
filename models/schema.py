"""The JSON texts that a schema describes, as a grammar (GBNF) that a model is held to.

What comes out is always JSON, and follows the schema in types, properties, items, choices,
lengths, patterns, whole-number bounds and references. What a grammar cannot say (`not`,
`uniqueItems`, `multipleOf` and their like) is left to a check of the finished answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from models.errors import ModelError
from models.patterns import integers, literal, pattern_rule

Schema = Mapping[str, Any]

_HINT = "use type, properties, required, items, enum, const, anyOf and $ref"
_MOST = 2000
"""Repetitions that llama.cpp counts; a longer bound is held to this."""

BASIC: dict[str, str] = {
    "char": r'[ !#-\x5B\x5D-~\u0080-\uD7FF\uE000-\U0010FFFF] | "\\" (["\\/bfnrt] | "u" code)',
    "code": "[0-9a-cA-CeEfF] hex hex hex | [dD] [0-7] hex hex",
    "hex": "[0-9a-fA-F]",
    "string": r'"\"" char* "\""',
    "integer": '"-"? ("0" | [1-9] [0-9]{0,14})',
    "number": '"-"? ("0" | [1-9] [0-9]{0,14}) ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,2})?',
    "boolean": '"true" | "false"',
    "null": '"null"',
    "array": '"[" (value (comma value)*)? "]"',
    "object": '"{" (string colon value (comma string colon value)*)? "}"',
    "value": "object | array | string | number | boolean | null",
    "comma": '"," " "?',
    "colon": '":" " "?',
    "date": '[0-9]{4} "-" ("0" [1-9] | "1" [0-2]) "-" ("0" [1-9] | [12] [0-9] | "3" [01])',
    "time": '([01] [0-9] | "2" [0-3]) (":" [0-5] [0-9]){2} ("Z" | [+-] [01] [0-9] ":" [0-5] [0-9])',
}
FORMATS: dict[str, str] = {
    "date": r'"\"" date "\""',
    "time": r'"\"" time "\""',
    "date-time": r'"\"" date "T" time "\""',
    "uuid": r'"\"" hex{8} ("-" hex{4}){3} "-" hex{12} "\""',
}
KINDS = ("object", "array", "string", "integer", "number", "boolean", "null")
_TOLD_BY: dict[str, tuple[str, ...]] = {
    "object": ("properties", "required", "additionalProperties"),
    "array": ("items", "prefixItems", "minItems", "maxItems"),
    "string": ("pattern", "format", "minLength", "maxLength"),
}
"""Keywords that say which type is meant where none is named."""


def grammar_of(schema: str) -> str:
    """GBNF of the JSON texts that a schema describes. Raises `ModelError` for what is no schema."""
    try:
        parsed = json.loads(schema)
    except ValueError as error:
        raise ModelError(
            f"the schema is no JSON: {error}", "see json-schema.org for what a schema looks like"
        ) from error
    if not isinstance(parsed, dict):
        raise ModelError(
            "the schema is no JSON object", "see json-schema.org for what a schema looks like"
        )
    return _Rules(parsed).text()


def _unfit(what: str) -> ModelError:
    return ModelError(f"the schema uses something that cannot be followed: {what}", _HINT)


class _Rules:
    """The rules made so far. A method returns the right side of a rule, or a rule's name."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._rules = dict(BASIC)
        self._references: dict[str, str] = {}
        self._rules["root"] = self._visit(root)

    def text(self) -> str:
        return "".join(f"{name} ::= {rule}\n" for name, rule in self._rules.items())

    def _rule(self, rule: str) -> str:
        name = f"r{len(self._rules)}"
        self._rules[name] = rule
        return name

    def _one(self, schema: object) -> str:
        """A rule's name for a schema."""
        return self._rule(self._visit(schema))

    def _visit(self, schema: object) -> str:
        if schema is True:
            return "value"
        if not isinstance(schema, dict):
            raise _unfit(json.dumps(schema))
        if "$ref" in schema:
            return self._reference(schema["$ref"])
        for choice in ("anyOf", "oneOf"):
            if choice in schema:
                return self._choice(schema, choice)
        if "allOf" in schema:
            return self._visit(self._merged(schema))
        if "const" in schema:
            return _constant(schema["const"])
        if "enum" in schema:
            return " | ".join(map(_constant, _filled(schema, "enum")))
        return self._typed(schema)

    def _reference(self, pointer: object) -> str:
        if not isinstance(pointer, str) or not pointer.startswith("#"):
            raise _unfit(f"a reference to {pointer}")
        if pointer not in self._references:
            name = self._references[pointer] = self._rule("")
            self._rules[name] = self._visit(self._found(pointer))
        return self._references[pointer]

    def _found(self, pointer: str) -> object:
        place: Any = self._root
        for part in pointer.removeprefix("#").split("/")[1:]:
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(place, list) and key.isdigit() and int(key) < len(place):
                place = place[int(key)]
            elif isinstance(place, dict) and key in place:
                place = place[key]
            else:
                raise _unfit(f"a reference to {pointer}, which is not there")
        return place

    def _choice(self, schema: Schema, keyword: str) -> str:
        common = {key: value for key, value in schema.items() if key != keyword}
        options = _filled(schema, keyword)
        return " | ".join(self._one(self._joined([common, option])) for option in options)

    def _merged(self, schema: Schema) -> Schema:
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        return self._joined([rest, *_filled(schema, "allOf")])

    def _joined(self, schemas: Sequence[object]) -> dict[str, Any]:
        """One schema for several that all hold."""
        made: dict[str, Any] = {}
        for each in schemas:
            if not isinstance(each, dict):
                raise _unfit(json.dumps(each))
            if "$ref" in each and any(other for other in schemas if other is not each):
                found = self._found(str(each["$ref"]))
                return self._joined([found if other is each else other for other in schemas])
            properties = {**made.get("properties", {}), **each.get("properties", {})}
            required = [*made.get("required", ()), *each.get("required", ())]
            made |= each
            if properties:
                made["properties"] = properties
            if required:
                made["required"] = required
        return made

    def _typed(self, schema: Schema) -> str:
        kind = schema.get("type")
        if isinstance(kind, list):
            return " | ".join(
                self._one({**schema, "type": each}) for each in _filled(schema, "type")
            )
        if kind is None:
            told = [
                name for name, words in _TOLD_BY.items() if any(word in schema for word in words)
            ]
            if not told:
                return "value"
            kind = told[0]
        if kind not in KINDS:
            raise _unfit(f"the type {kind!r}")
        special: dict[str, Callable[[Schema], str]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": _integer,
        }
        if kind == "number" and schema.get("minimum", schema.get("exclusiveMinimum", -1)) >= 0:
            return self._rules["number"].removeprefix('"-"? ')
        return special[kind](schema) if kind in special else kind

    def _object(self, schema: Schema) -> str:
        known = dict(schema.get("properties", {}))
        others = schema.get("additionalProperties", True)
        required = list(schema.get("required", ()))
        for name in required:
            known.setdefault(name, others or True)
        if not known:
            if others is False:
                return '"{" "}"'
            entry = f"string colon {self._one(others)}"
            return f'"{{" ({entry} (comma {entry})*)? "}}"'
        names = list(known)
        entries = [f"{_constant(name)} colon {self._one(known[name])}" for name in names]
        # From the last to the first: what may follow when nothing stands before it, or something.
        first = later = '""'
        for name, entry in zip(reversed(names), reversed(entries), strict=True):
            rest = self._rule(later)
            if name in required:
                first, later = f"{entry} {rest}", f"comma {entry} {rest}"
            else:
                skipped = self._rule(first)
                first, later = f"{entry} {rest} | {skipped}", f"comma {entry} {rest} | {rest}"
        return f'"{{" {self._rule(first)} "}}"'

    def _array(self, schema: Schema) -> str:
        items, leading = schema.get("items", True), schema.get("prefixItems", [])
        if isinstance(items, list):
            items, leading = schema.get("additionalItems", True), items
        heads = [self._one(each) for each in leading]
        least, most = schema.get("minItems", 0), schema.get("maxItems")
        if heads:
            return f'"[" {" comma ".join(heads)} "]"'
        if items is False or most == 0:
            return '"[" "]"'
        item = self._one(items)
        more = _counted(f"(comma {item})", max(0, least - 1), None if most is None else most - 1)
        inner = f"{item} {more}"
        return f'"[" {inner} "]"' if least else f'"[" ({inner})? "]"'

    def _string(self, schema: Schema) -> str:
        if "pattern" in schema:
            return rf'"\"" {self._pattern(str(schema["pattern"]))} "\""'
        if schema.get("format") in FORMATS:
            return FORMATS[schema["format"]]
        if "minLength" in schema or "maxLength" in schema:
            counted = _counted("char", schema.get("minLength", 0), schema.get("maxLength"))
            return rf'"\"" {counted} "\""'
        return "string"

    def _pattern(self, pattern: str) -> str:
        try:
            return self._rule(pattern_rule(pattern))
        except ValueError as error:
            raise _unfit(f"the pattern {pattern!r} ({error})") from error


def _integer(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if isinstance(beyond := schema.get("exclusiveMinimum"), int | float):
        low = int(beyond // 1) + 1
    if isinstance(beyond := schema.get("exclusiveMaximum"), int | float):
        high = -int(-beyond // 1) - 1
    if low is None and high is None:
        return "integer"
    least = None if low is None else -int(-low // 1)
    most = None if high is None else int(high // 1)
    if least is not None and most is not None and least > most:
        raise _unfit(f"an integer from {low} to {high}")
    return integers(least, most)


def _filled(schema: Schema, keyword: str) -> list[Any]:
    values = schema[keyword]
    if not isinstance(values, list) or not values:
        raise _unfit(f"{keyword} without a choice")
    return values


def _constant(value: object) -> str:
    return literal(json.dumps(value, ensure_ascii=False))


def _counted(item: str, least: int, most: int | None) -> str:
    if least > _MOST:
        raise _unfit(f"a length of at least {least}")
    if most is None:
        return f"{item}{{{least},}}" if least else f"{item}*"
    if most < least:
        raise _unfit(f"a length from {least} to {most}")
    return f"{item}{{{least},{min(most, _MOST)}}}" if most else '""'
