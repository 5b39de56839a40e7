"""The ways in which a call of a tool is written down: each reader finds names and arguments.

A reader is tried on the whole text between two marks and yields nothing where it cannot read; it
never fails. Every one takes time in proportion to the text.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Callable, Iterator

from models.calls import NAMESPACE

SOURCES = ("code", "source", "script", "command", "cmd", "cell", "input", "query", "content")
"""Names of the argument that is the code, the likeliest first."""

_FIRST_KEYS_WORDS = """\
name type function tool tool_name function_name action code language tool_calls arguments
parameters id index tool_call_id recipient_name thought thoughts reasoning explanation command
args input"""
FIRST_KEYS = frozenset(_FIRST_KEYS_WORDS.split())
"""What the first key of a call can be: with any other, JSON is an answer and shown at once."""
_NAMES = (
    "name",
    "tool",
    "tool_name",
    "function_name",
    "recipient_name",
    "action",
    "function",
)
_ARGUMENTS = (
    "arguments",
    "parameters",
    "params",
    "args",
    "input",
    "action_input",
    "tool_input",
    "kwargs",
)


class Value:
    """Follows a text to the end of the first JSON object or list in it."""

    def __init__(self) -> None:
        self.foreign = False
        """The first key is none that a call has."""
        self._depth = 0
        self._quote = ""
        self._escaped = False
        self._key: list[str] | None = []
        self.ended = False

    def feed(self, character: str) -> bool:
        """Read one character; true for the one that ends the value."""
        if self.ended:
            return False
        if self._quote:
            self._inside(character)
        elif character in "{[":
            self._depth += 1
        elif not self._depth:
            return False
        elif character in "}]":
            self._depth -= 1
            self.ended = not self._depth
        elif character in "\"'":
            self._quote = character
        elif self._key is not None and not character.isspace():
            self.foreign = True
        return self.ended

    def _inside(self, character: str) -> None:
        if self._escaped:
            self._escaped = False
        elif character == "\\":
            self._escaped = True
        elif character == self._quote:
            self._quote = ""
            if self._key is not None:
                self.foreign = "".join(self._key) not in FIRST_KEYS
                self._key = None
            return
        if self._key is not None:
            self._key.append(character)


def value_of(text: str) -> object:
    """JSON, or what Python would print for the same; None when it is neither."""
    text = text.strip()
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


def calls_of(value: object) -> Iterator[tuple[str, object]]:
    """Names and arguments in what JSON said."""
    if isinstance(value, list):
        for each in value[:8]:
            if isinstance(each, dict):
                yield from calls_of(each)
        return
    if not isinstance(value, dict):
        return
    for key in ("tool_calls", "function"):
        if isinstance(value.get(key), list | dict):
            yield from calls_of(value[key])
            return
    if len(value) == 1 and isinstance(inner := next(iter(value.values())), dict):
        yield str(next(iter(value))), inner
        return
    name = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), "")
    arguments = next((value[key] for key in _ARGUMENTS if key in value), None)
    if arguments is not None:
        yield name, arguments
    elif any(isinstance(value.get(key), str) for key in SOURCES[:5]):
        yield name, value


def _as_json(payload: str) -> Iterator[tuple[str, object]]:
    yield from calls_of(value_of(payload))


_PARAMETER = re.compile(
    r"<(?:[|\w｜]{1,12}:?)?param(?:eter)?(?:=|\s{1,9}name=)[\"']?([\w.-]{1,60})[\"']?[^>\n]{0,60}>"
    r"(?:<!\[CDATA\[)?"
    r"|<arg_key(?::\w{1,20})?>([^<]{1,60})</arg_key(?::\w{1,20})?>\s{0,9}<arg_value(?::\w{1,20})?>"
    r"|<\|open\|>argument key=\"(\w{1,60})\"[^<]{0,60}<\|sep\|>"
    r"|<(code|command|script|cmd)>"
)
_PARAMETER_END = re.compile(
    r"(?:\]\]>)?</(?:[|\w｜]{1,12}:?)?param(?:eter)?>|</arg_value(?::\w{1,20})?>"
    r"|<\|close\|>argument<\|sep\|>|</(?:code|command|script|cmd)>"
)
_NAME = re.compile(r"""\s*["']?([A-Za-z_][\w.-]*)""")
_INVOKE = re.compile(r"""<(?:function=|(?:\w{1,20}:)?invoke\s{1,9}name=)["']?([A-Za-z_][\w.-]*)""")


def _as_parameters(payload: str) -> Iterator[tuple[str, object]]:
    """Elements, each with the name and value of an argument."""
    payload = payload.replace(NAMESPACE, "")
    name = _INVOKE.search(payload) or _NAME.match(payload)
    if not name:
        return
    arguments: dict[str, str] = {}
    position = 0
    while found := _PARAMETER.search(payload, position):
        end = _PARAMETER_END.search(payload, found.end())
        if not end:
            return
        value = payload[found.end() : end.start()]
        arguments[next(filter(None, found.groups())).strip()] = trimmed(value)
        position = end.end()
    if arguments:
        yield name[1], arguments


_NAMED = re.compile(
    r"""\s*(?:function\s*<｜tool▁sep｜>|\w+<\|tool_call:name\|>)?
    (?:functions\.)?["']?([A-Za-z_][\w.-]*)(?::\d+)?["']?[\s>]*
    (?:code\b|json\b|<\|channel\|>\w+|<\|constrain\|>|<\|message\|>
    |<\|tool_call_argument_begin\|>|<\|tool_call:args\|>
    |index="\d+"|<\|sep\|>|<\|open\|>json\ type="object"
    |<｜tool▁sep｜>|\[CALL_ID\]\w+|\[ARGS\]|```json|[\s>])*""",
    re.VERBOSE,
)


def _as_named_json(payload: str) -> Iterator[tuple[str, object]]:
    """A name, some mark, and the arguments as JSON."""
    named = _NAMED.match(payload)
    if not named:
        return
    rest = payload[named.end() :].strip().removesuffix("```").strip()
    arguments = value_of(_unquoted(rest))
    if isinstance(arguments, dict):
        inner = list(calls_of(arguments))
        if inner and inner[0][0]:
            yield from inner
        else:
            yield named[1], arguments


def _unquoted(text: str) -> str:
    """Arguments that were written as JSON twice are JSON in a string."""
    if text[:1] != '"':
        return text
    try:
        inner = json.loads(text, strict=False)
    except ValueError:
        return text
    return inner if isinstance(inner, str) else text


_GEMMA = re.compile(r"\s*call:([\w.]+)\{")
_GEMMA_ARGUMENT = re.compile(r"(\w{1,60}):<\|\"\|>")


def _as_gemma(payload: str) -> Iterator[tuple[str, object]]:
    """`call:python{code:<|"|>…<|"|>}`."""
    name = _GEMMA.match(payload)
    if not name:
        return
    arguments: dict[str, str] = {}
    position = name.end()
    while found := _GEMMA_ARGUMENT.search(payload, position):
        end = payload.find('<|"|>', found.end())
        if end < 0:
            return
        arguments[found[1]] = payload[found.end() : end]
        position = end
    if arguments:
        yield name[1], arguments


def _as_expression(payload: str) -> Iterator[tuple[str, object]]:
    """A call as Python writes it: `[python(code='…')]`, `python.call(query="…")`."""
    text = payload.strip().removeprefix("[").removesuffix("]")
    if not re.match(r"[A-Za-z_][\w.]*\(", text):
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, mode="eval").body
            if not isinstance(tree, ast.Call):
                return
            given = {each.arg or "": ast.literal_eval(each.value) for each in tree.keywords}
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        yield from _as_loose_expression(text)
        return
    if given:
        yield ast.unparse(tree.func).removesuffix(".call"), given


_LOOSE = re.compile(r"([A-Za-z_]\w*)\((\w+)=(['\"])")


def _as_loose_expression(text: str) -> Iterator[tuple[str, object]]:
    """The same with one argument whose quotes and line ends were not escaped."""
    begins = _LOOSE.match(text)
    if begins and text.endswith(begins[3] + ")"):
        yield begins[1], {begins[2]: text[begins.end() : -2]}


READERS: tuple[Callable[[str], Iterator[tuple[str, object]]], ...] = (
    _as_json,
    _as_parameters,
    _as_named_json,
    _as_gemma,
    _as_expression,
)


def trimmed(text: str) -> str:
    """Without the line ends that belong to the marks."""
    return text.removeprefix("\r").removeprefix("\n").removesuffix("\n").removesuffix("\r")
