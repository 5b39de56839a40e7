"""Code that arrives as a call of a tool instead of a fenced block.

Models that were trained on tool calls fall back into them, each family in its own shape. `CALLS`
has a row for each shape: what opens and ends it. What stands between is read by `code_in`, which
knows the few ways in which a name and its arguments are written.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
import warnings
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from models.fences import by_content, fence
from models.messages import Code


@dataclass(frozen=True, slots=True)
class CallForm:
    """A shape of call."""

    opens: str
    closes: tuple[str, ...]
    """The end of the reply ends each of them too, when what was read is whole."""
    models: str
    sample: str
    """A reply in this form that runs `print(6 * 7)`."""
    raw: str = ""
    """The language of what stands between, where it is the code itself."""
    at_line_start: bool = False
    at_reply_start: bool = False
    needs_close: bool = False
    """Raw code without an end may be half of it."""


_JSON = r'{"name": "python", "arguments": {"code": "print(6 * 7)"}}'

CALLS: tuple[CallForm, ...] = (
    CallForm(
        "<tool_call>",
        ("</tool_call>",),
        "Qwen, Hermes, GLM, Nemotron, most fine-tunes",
        f"<tool_call>\n{_JSON}\n</tool_call>",
    ),
    CallForm(
        "<function=",
        ("</function>",),
        "Qwen-Coder, Llama 3.1",
        "<function=python>\n<parameter=code>\nprint(6 * 7)\n</parameter>\n</function>",
    ),
    CallForm(
        "<function_call>",
        ("</function_call>",),
        "fine-tunes of OpenAI's first format",
        f"<function_call>{_JSON}</function_call>",
    ),
    CallForm(
        "<functioncall>",
        ("</functioncall>", "<|endoftext|>"),
        "Glaive",
        f"<functioncall> {_JSON}",
    ),
    CallForm(
        "<invoke name=",
        ("</invoke>",),
        "MiniMax, Claude-style prompts",
        '<function_calls>\n<invoke name="python">\n<parameter name="code">print(6 * 7)</parameter>'
        "\n</invoke>\n</function_calls>",
    ),
    CallForm(
        "<｜DSML｜invoke name=",
        ("</｜DSML｜invoke>",),
        "DeepSeek V3.2",
        '<｜DSML｜function_calls>\n<｜DSML｜invoke name="python">\n<｜DSML｜parameter name="code" '
        'string="true">print(6 * 7)</｜DSML｜parameter>\n</｜DSML｜invoke>\n'
        "</｜DSML｜function_calls>",
    ),
    CallForm(
        "<atem:invoke name=",
        ("</atem:invoke>",),
        "Muse",
        '<atem:function_calls>\n<atem:invoke name="python">\n<atem:parameter name="code">'
        "print(6 * 7)</atem:parameter>\n</atem:invoke>\n</atem:function_calls>",
    ),
    CallForm(
        "<function name=",
        ("</function>",),
        "MiniCPM",
        '<function name="python"><param name="code"><![CDATA[print(6 * 7)]]></param></function>',
    ),
    CallForm(
        "<tool_call:opensource>",
        ("</tool_call:opensource>",),
        "Hunyuan",
        "<tool_calls:opensource>\n<tool_call:opensource>python<tool_sep:opensource>\n"
        "<arg_key:opensource>code</arg_key:opensource>\n<arg_value:opensource>print(6 * 7)"
        "</arg_value:opensource>\n</tool_call:opensource>\n</tool_calls:opensource>",
    ),
    CallForm(
        "<TOOLCALL>",
        ("</TOOLCALL>",),
        "Nemotron Nano 2",
        f"<TOOLCALL>[{_JSON}]</TOOLCALL>",
    ),
    CallForm(
        "<|tool_call>",
        ("<tool_call|>",),
        "Gemma 4",
        '<|tool_call>call:python{code:<|"|>print(6 * 7)<|"|>}<tool_call|>',
    ),
    CallForm(
        "<|open|>call tool=",
        ("<|close|>call<|sep|>",),
        "Kimi K3",
        '<|open|>tools<|sep|><|open|>call tool="python" index="1"<|sep|><|open|>argument key="code"'
        ' type="string"<|sep|>print(6 * 7)<|close|>argument<|sep|><|close|>call<|sep|>'
        "<|close|>tools<|sep|>",
    ),
    CallForm(
        "<|tool_call:begin|>",
        ("<|tool_call:end|>",),
        "Solar",
        "<|tool_calls|><|tool_call:begin|>id1<|tool_call:name|>python<|tool_call:args|>"
        '{"code": "print(6 * 7)"}<|tool_call:end|><|calls|>',
    ),
    CallForm(
        "<|tools_prefix|>",
        ("<|tools_suffix|>",),
        "Apertus",
        '<|tools_prefix|>[{"python": {"code": "print(6 * 7)"}}]<|tools_suffix|>',
    ),
    CallForm(
        "<|function_call|>",
        ("<|message_sep|>",),
        "GigaChat",
        f"<|function_call|>{_JSON}<|message_sep|>",
    ),
    CallForm(
        "<｜tool▁call▁begin｜>",
        ("<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>"),
        "DeepSeek V3, R1, V3.1",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>python\n```json\n"
        '{"code": "print(6 * 7)"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
    ),
    CallForm(
        "<|tool_call_begin|>",
        ("<|tool_call_end|>", "<|tool_calls_section_end|>"),
        "Kimi K2",
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.python:0"
        '<|tool_call_argument_begin|>{"code": "print(6 * 7)"}<|tool_call_end|>'
        "<|tool_calls_section_end|>",
    ),
    CallForm(
        "<|tool_call_start|>",
        ("<|tool_call_end|>",),
        "LFM2",
        "<|tool_call_start|>[python(code='print(6 * 7)')]<|tool_call_end|>",
    ),
    CallForm(
        "<|tool_call|>",
        ("<|/tool_call|>", "<|end_of_text|>"),
        "Phi-4 mini, Granite",
        f"<|tool_call|>[{_JSON}]<|/tool_call|>",
    ),
    CallForm(
        "[TOOL_CALLS]",
        ("</s>",),
        "Mistral, Devstral, Magistral",
        '[TOOL_CALLS]python[ARGS]{"code": "print(6 * 7)"}',
    ),
    CallForm(
        "<|START_ACTION|>",
        ("<|END_ACTION|>",),
        "Command R, Command A",
        '<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "python", "parameters": '
        '{"code": "print(6 * 7)"}}]<|END_ACTION|>',
    ),
    CallForm(
        "<|channel|>commentary to=",
        ("<|call|>",),
        "gpt-oss",
        "<|channel|>commentary to=functions.python <|constrain|>json<|message|>"
        '{"code": "print(6 * 7)"}<|call|>',
    ),
    CallForm(
        "<|channel|>analysis to=",
        ("<|call|>",),
        "gpt-oss with its built-in Python",
        "<|channel|>analysis to=python code<|message|>print(6 * 7)<|call|>",
    ),
    CallForm(
        "<|start|>assistant to=",
        ("<|call|>",),
        "gpt-oss",
        "<|start|>assistant to=functions.python<|channel|>commentary json<|message|>"
        '{"code": "print(6 * 7)"}<|call|>',
    ),
    CallForm(
        "to=functions.",
        ("<|call|>",),
        "gpt-oss, where the prompt ends in the name of the role",
        'to=functions.python<|channel|>commentary json<|message|>{"code": "print(6 * 7)"}<|call|>',
        at_reply_start=True,
    ),
    CallForm(
        "to=python",
        ("<|call|>", "<|eot|>"),
        "gpt-oss and Muse, likewise",
        "to=python<|channel|>analysis code<|message|>print(6 * 7)<|call|>",
        raw="python",
        at_reply_start=True,
    ),
    CallForm(
        "<|action_start|><|plugin|>",
        ("<|action_end|>",),
        "InternLM",
        f"<|action_start|><|plugin|>\n{_JSON}<|action_end|>",
    ),
    CallForm(
        "<|action_start|><|interpreter|>",
        ("<|action_end|>",),
        "InternLM",
        "<|action_start|><|interpreter|>\nprint(6 * 7)\n<|action_end|>",
        raw="python",
        needs_close=True,
    ),
    CallForm(
        "<|python_tag|>",
        ("<|eom_id|>", "<|eot_id|>"),
        "Llama 3.1 to 3.3",
        "<|python_tag|>print(6 * 7)<|eom_id|>",
        raw="python",
    ),
    CallForm(
        "<execute>",
        ("</execute>",),
        "CodeAct",
        "<execute>\nprint(6 * 7)\n</execute>",
        raw="python",
        at_line_start=True,
        needs_close=True,
    ),
    CallForm(
        "<execute_ipython>",
        ("</execute_ipython>",),
        "OpenHands",
        "<execute_ipython>\nprint(6 * 7)\n</execute_ipython>",
        raw="python",
        needs_close=True,
    ),
    CallForm(
        "<execute_bash>",
        ("</execute_bash>",),
        "OpenHands",
        "<execute_bash>\npython3 -c 'print(6 * 7)'\n</execute_bash>",
        raw="shell",
        needs_close=True,
    ),
    CallForm(
        "<code>\n",
        ("</code>",),
        "smolagents",
        "<code>\nprint(6 * 7)\n</code>",
        raw="python",
        at_line_start=True,
        needs_close=True,
    ),
    CallForm(
        "<python>\n",
        ("</python>",),
        "fine-tunes",
        "<python>\nprint(6 * 7)\n</python>",
        raw="python",
        at_line_start=True,
        needs_close=True,
    ),
    CallForm(
        "<bash>\n",
        ("</bash>",),
        "fine-tunes",
        "<bash>\npython3 -c 'print(6 * 7)'\n</bash>",
        raw="shell",
        at_line_start=True,
        needs_close=True,
    ),
    CallForm(
        "<jupyter_code>",
        ("<jupyter_output>", "</jupyter_code>"),
        "StarCoder",
        "<jupyter_code>print(6 * 7)\n<jupyter_output>",
        raw="python",
        needs_close=True,
    ),
)

BARE_SAMPLES: tuple[tuple[str, str], ...] = (
    ("a call without any mark", _JSON),
    (
        "Llama 3 without its tag",
        '{"name": "python", "parameters": {"code": "print(6 * 7)"}}',
    ),
    (
        "OpenAI",
        (
            '{"type": "function", "function": {"name": "python", "arguments": '
            '"{\\"code\\": \\"print(6 * 7)\\"}"}}'
        ),
    ),
    (
        "OpenAI, a list",
        (
            '{"tool_calls": [{"id": "1", "type": "function", "function": {"name": "python", '
            '"arguments": "{\\"code\\": \\"print(6 * 7)\\"}"}}]}'
        ),
    ),
    ("a list", f"[{_JSON}]"),
    ("Open Interpreter", '{"language": "python", "code": "print(6 * 7)"}'),
    ("smolagents", '{"thought": "multiply", "code": "print(6 * 7)"}'),
    ("ReAct", '{"action": "python", "action_input": "print(6 * 7)"}'),
    ("a dictionary of Python", "{'name': 'python', 'arguments': {'code': 'print(6 * 7)'}}"),
    ("in a block of JSON", f"```json\n{_JSON}\n```"),
)
"""Calls that only their content tells from an answer that happens to be JSON."""

NAMESPACE = "]<]minimax[>["
"""What MiniMax M3 writes before each of its tags."""

WRAPPERS: tuple[str, ...] = (
    "<function_calls>",
    "</function_calls>",
    "<minimax:tool_call>",
    "</minimax:tool_call>",
    "<｜DSML｜function_calls>",
    "</｜DSML｜function_calls>",
    "<｜tool▁calls▁begin｜>",
    "<｜tool▁calls▁end｜>",
    "<|tool_calls_section_begin|>",
    "<|tool_calls_section_end|>",
    "<tool_calls>",
    "</tool_calls>",
    "<atem:function_calls>",
    "</atem:function_calls>",
    "<tool_calls:opensource>",
    "</tool_calls:opensource>",
    "<|tool_calls|>",
    "<|open|>tools<|sep|>",
    "<|close|>tools<|sep|>",
    NAMESPACE,
)
"""Marks around several calls; the first call ends the reply."""

_FIRST_KEYS_WORDS = """\
name type function tool tool_name function_name action code language tool_calls arguments
    parameters id index tool_call_id recipient_name thought thoughts reasoning explanation command
    args input"""
FIRST_KEYS = frozenset(_FIRST_KEYS_WORDS.split())
"""What the first key of a call can be: with any other, JSON is an answer and shown at once."""

_PYTHON_TOOLS_WORDS = """\
python code_interpreter python_interpreter execute_python run_python python_exec ipython
    jupyter python_tool pythontool execute_ipython python_repl run_python_code execute_python_code
    ipython_cell stateful_python"""
_PYTHON_TOOLS = frozenset(_PYTHON_TOOLS_WORDS.split())
_SHELL_TOOLS_WORDS = """\
bash shell sh zsh terminal execute_bash run_shell run_command execute_command
    run_shell_command execute_shell_command shell_command run_bash bash_tool cmd run_terminal_cmd
    container.exec local_shell"""
_SHELL_TOOLS = frozenset(_SHELL_TOOLS_WORDS.split())
_ANY_TOOLS_WORDS = "execute run run_code execute_code exec code code_execution interpreter eval"
_ANY_TOOLS = frozenset(_ANY_TOOLS_WORDS.split())
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
_SOURCES = ("code", "source", "script", "command", "cmd", "cell", "input", "query", "content")
_BARE_KEYS_WORDS = "code language thought thoughts reasoning explanation"
_BARE_KEYS = frozenset(_BARE_KEYS_WORDS.split())


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


def call_in(payload: str, form: CallForm, languages: Collection[str]) -> Code | None:
    """The code of the call of a tool, None when there is none that can be run here."""
    if form.needs_close:
        return None
    if form.at_reply_start and form.raw:
        payload = payload.partition("<|message|>")[2]
    for reader in _READERS:
        for name, arguments in reader(payload):
            if code := _code(name, arguments, languages):
                return code
    return None


def code_in(payload: str, form: CallForm, languages: Collection[str]) -> Code | None:
    """The code of everything between two marks: a call's, or the text itself."""
    if code := call_in(payload, form, languages):
        return code
    if form.raw:
        payload = payload.partition("<|message|>")[2] if form.at_reply_start else payload
        return _checked(form.raw, _trimmed(payload), languages)
    return _as_message(payload, languages)


def code_in_json(text: str, languages: Collection[str]) -> Code | None:
    """The code of JSON that stands in a reply without any mark."""
    value = _value(text)
    if isinstance(value, dict) and set(map(str, value)) <= _BARE_KEYS:
        source, language = value.get("code"), value.get("language")
        if not isinstance(source, str):
            return None
        named = _language(language) if isinstance(language, str) else by_content(source)[0]
        return _checked(named, source, languages)
    for name, arguments in _calls(value):
        if name and (code := _code(name, arguments, languages)):
            return code
    return None


# Ways to write a name and its arguments.


def _value(text: str) -> object:
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


def _calls(value: object) -> Iterator[tuple[str, object]]:
    """Names and arguments in what JSON said."""
    if isinstance(value, list):
        for each in value[:8]:
            if isinstance(each, dict):
                yield from _calls(each)
        return
    if not isinstance(value, dict):
        return
    for key in ("tool_calls", "function"):
        if isinstance(value.get(key), list | dict):
            yield from _calls(value[key])
            return
    if len(value) == 1 and isinstance(inner := next(iter(value.values())), dict):
        yield str(next(iter(value))), inner
        return
    name = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), "")
    arguments = next((value[key] for key in _ARGUMENTS if key in value), None)
    if arguments is not None:
        yield name, arguments
    elif any(isinstance(value.get(key), str) for key in _SOURCES[:5]):
        yield name, value


def _as_json(payload: str) -> Iterator[tuple[str, object]]:
    yield from _calls(_value(payload))


_PARAMETER = re.compile(
    r"<(?:[|\w｜]{1,12}:?)?param(?:eter)?(?:=|\s+name=)[\"']?([\w.-]+)[\"']?[^>\n]*>(?:<!\[CDATA\[)?"
    r"|<arg_key(?::\w+)?>([^<]*)</arg_key(?::\w+)?>\s*<arg_value(?::\w+)?>"
    r"|<\|open\|>argument key=\"(\w+)\"[^<]*<\|sep\|>"
    r"|<(code|command|script|cmd)>"
)
_PARAMETER_END = re.compile(
    r"(?:\]\]>)?</(?:[|\w｜]{1,12}:?)?param(?:eter)?>|</arg_value(?::\w+)?>"
    r"|<\|close\|>argument<\|sep\|>|</(?:code|command|script|cmd)>"
)
_NAME = re.compile(r"""\s*["']?([A-Za-z_][\w.-]*)""")
_INVOKE = re.compile(r"""<(?:function=|(?:\w+:)?invoke\s+name=)["']?([A-Za-z_][\w.-]*)""")


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
        arguments[next(filter(None, found.groups())).strip()] = _trimmed(value)
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
    arguments = _value(_unquoted(rest))
    if isinstance(arguments, dict):
        inner = list(_calls(arguments))
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
_GEMMA_ARGUMENT = re.compile(r"(\w+):<\|\"\|>")


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


_READERS: tuple[Callable[[str], Iterator[tuple[str, object]]], ...] = (
    _as_json,
    _as_parameters,
    _as_named_json,
    _as_gemma,
    _as_expression,
)


def _as_message(payload: str, languages: Collection[str]) -> Code | None:
    """The name of a tool, then the code itself: gpt-oss, or a fenced block between the marks."""
    named = re.match(r"\s*(?:functions\.)?([\w.]+)[^\n{]*?<\|message\|>", payload)
    if named and (language := _language(named[1])):
        return _checked(language, payload[named.end() :], languages)
    _, opening, block = payload.strip().partition("```")
    tag, newline, source = block.partition("\n")
    if opening and newline and source.endswith("```"):
        language = fence(tag, "`", 3, 0, languages).language
        return _checked(language, _trimmed(source.rstrip("`")), languages)
    return None


# From a name and arguments to code.


def _language(name: str) -> str:
    """The language that a tool runs, `?` when its arguments tell, empty when it runs none."""
    name = name.lower().removeprefix("functions.").split(":")[0]
    if name in _PYTHON_TOOLS:
        return "python"
    if name in _SHELL_TOOLS:
        return "shell"
    if name in _ANY_TOOLS:
        return "?"
    return fence(name, "`", 3, 0, ()).tag if re.fullmatch(r"[\w+#-]{1,20}", name) else ""


def _code(name: str, arguments: object, languages: Collection[str]) -> Code | None:
    if isinstance(arguments, str):
        inner = _value(arguments)
        arguments = inner if isinstance(inner, dict) else {"code": arguments}
    if isinstance(arguments, list) and all(isinstance(each, str) for each in arguments):
        arguments = {"code": arguments}
    if not isinstance(arguments, dict):
        return None
    language = _language(name) if name else "?"
    source = next((s for key in _SOURCES if (s := _source(arguments.get(key))) is not None), None)
    if source is None and len(arguments) == 1 and language in ("python", "shell"):
        source = _source(next(iter(arguments.values())))
    if source is None:
        return None
    if language == "?":
        told = arguments.get("language", arguments.get("lang"))
        shell = "command" in arguments or "cmd" in arguments
        language = _language(told) if isinstance(told, str) else by_content(source)[0]
        language = language or ("shell" if shell else "python")
    return _checked(language, source, languages)


def _source(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        if len(value) == 3 and value[0].endswith("sh") and value[1] in ("-c", "-lc"):
            return str(value[2])
        return shlex.join(value)
    return None


def _checked(language: str, source: str, languages: Collection[str]) -> Code | None:
    opened = fence(language, "`", 3, 0, languages)
    if not opened.language or opened.reading == "bare" or not source.strip():
        return None
    # JSON can spell half of a surrogate pair, which no kernel could be sent.
    whole = source.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return Code(opened.language, whole)


def _trimmed(text: str) -> str:
    """Without the line ends that belong to the marks."""
    return text.removeprefix("\r").removeprefix("\n").removesuffix("\n").removesuffix("\r")
