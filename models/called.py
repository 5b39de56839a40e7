"""From a call of a tool to the code that it wants to be run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection

from models.call_syntax import READERS, SOURCES, calls_of, trimmed, value_of
from models.calls import CallForm
from models.fences import by_content, fence
from models.messages import Code

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
_BARE_KEYS_WORDS = "code language thought thoughts reasoning explanation"
_BARE_KEYS = frozenset(_BARE_KEYS_WORDS.split())


def call_in(payload: str, form: CallForm, languages: Collection[str]) -> Code | None:
    """The code of the call of a tool, None when there is none that can be run here."""
    if form.needs_close:
        return None
    if form.at_reply_start and form.raw:
        payload = payload.partition("<|message|>")[2]
    for reader in READERS:
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
        return _checked(form.raw, trimmed(payload), languages)
    return _as_message(payload, languages)


def code_in_json(text: str, languages: Collection[str]) -> Code | None:
    """The code of JSON that stands in a reply without any mark."""
    value = value_of(text)
    if isinstance(value, dict) and set(map(str, value)) <= _BARE_KEYS:
        source, language = value.get("code"), value.get("language")
        if not isinstance(source, str):
            return None
        named = _language(language) if isinstance(language, str) else by_content(source)[0]
        return _checked(named, source, languages)
    for name, arguments in calls_of(value):
        if name and (code := _code(name, arguments, languages)):
            return code
    return None


def _as_message(payload: str, languages: Collection[str]) -> Code | None:
    """The name of a tool, then the code itself: gpt-oss, or a fenced block between the marks."""
    named = re.match(r"\s*+(?:functions\.)?([\w.]++)[^\n{]{0,200}?<\|message\|>", payload)
    if named and (language := _language(named[1])):
        return _checked(language, payload[named.end() :], languages)
    _, opening, block = payload.strip().partition("```")
    tag, newline, source = block.partition("\n")
    if opening and newline and source.endswith("```"):
        language = fence(tag, "`", 3, 0, languages).language
        return _checked(language, trimmed(source.rstrip("`")), languages)
    return None


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
        inner = value_of(arguments)
        arguments = inner if isinstance(inner, dict) else {"code": arguments}
    if isinstance(arguments, list) and all(isinstance(each, str) for each in arguments):
        arguments = {"code": arguments}
    if not isinstance(arguments, dict):
        return None
    language = _language(name) if name else "?"
    source = next((s for key in SOURCES if (s := _source(arguments.get(key))) is not None), None)
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
