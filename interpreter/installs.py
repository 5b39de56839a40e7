"""Which packages a block wants to install, and the block without that: read from its text.

What counts: `pip install` as a magic or a command of the shell (`!pip`, `%pip`, `python -m pip`,
`uv pip`), and as a literal in the calls of `CALLS` (`subprocess.run([sys.executable, "-m", "pip",
…])`, `os.system("pip …")`). An estimate, and no protection: what is overlooked meets a sandbox in
which no environment can be written.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from interpreter.commands_of_shell import commands, split
from interpreter.words import words
from models.messages import Code


@dataclass(frozen=True, slots=True)
class Installs:
    """What a block wants to install."""

    requirements: tuple[str, ...]
    upgrade: bool
    problem: str
    """Why it cannot be asked for; told to the model."""
    rest: Code
    """The block with its installs replaced by a line that says they are done."""


@dataclass(frozen=True, slots=True)
class PipCall:
    """The arguments of one `pip install`."""

    requirements: tuple[str, ...] = ()
    upgrade: bool = False
    problem: str = ""

    @property
    def done(self) -> str:
        return f"{', '.join(self.requirements)}: installed"


@dataclass(frozen=True, slots=True)
class Replaced:
    """A stretch of the source and what stands there instead."""

    begin: int
    end: int
    text: str


Read = Callable[[str], str]
"""Gives the text of a file of the work folder by its name. Raises OSError."""

REQUIREMENT = re.compile(
    r"[A-Za-z0-9][\w.-]*(\[[\w.,\s-]+\])?\s*((===|==|~=|!=|<=|>=|<|>)\s*[\w.*+!-]+\s*,?\s*)*"
)
ADDRESS = re.compile(
    r"([A-Za-z0-9][\w.-]*(\[[\w.,-]+\])?\s*@\s*)?(git\+)?https://[\w./@:+%~#=&?-]+"
)
MARKER = re.compile(r"\s*;[\w\s.'\"=<>!()]+$")
WITHOUT_EFFECT = frozenset(
    """-q -qq -qqq --quiet -v --verbose --no-cache-dir --user --no-input --disable-pip-version-check
    --break-system-packages --no-warn-script-location --prefer-binary --system --root-user-action
    --progress-bar -y --yes --force-reinstall -I --ignore-installed""".split()  # noqa: SIM905
)
"""Options that change nothing here; the rest decide what is installed, or from where."""
WITH_VALUE = frozenset({"--root-user-action", "--progress-bar"})
PIP = re.compile(r"pip(3(\.\d+)?)?")
PYTHON = re.compile(r"python(3(\.\d+)?)?|py|\{?sys\.executable\}?")
SHELL_CELL = re.compile(r"\s*%%(bash|sh|!)")
MAGIC = re.compile(r"^([ \t]*)([!%]{1,2})[ \t]*(.*?(?:\\\n.*?)*)$", re.MULTILINE)
BARE = re.compile(r"^([ \t]*)()((?:python3? -m )?pip3? install\b.*)$", re.MULTILINE)
"""IPython takes this line for a magic, too."""


def installs(code: Code, read: Read) -> Installs | None:
    """What the block wants to install, or None. `read` opens files of requirements."""
    find = in_shell if code.language != "python" or SHELL_CELL.match(code.source) else in_python
    found = list(find(code.source, read))
    if not found:
        return None
    source = code.source
    for _, place in sorted(found, key=lambda each: each[1].begin, reverse=True):
        source = source[: place.begin] + place.text + source[place.end :]
    calls = [call for call, _ in found]
    names = dict.fromkeys(name for call in calls for name in call.requirements)
    problem = next((call.problem for call in calls if call.problem), "")
    upgrade = any(call.upgrade for call in calls)
    return Installs(tuple(names), upgrade, problem, replace(code, source=source))


def in_shell(source: str, read: Read) -> Iterator[tuple[PipCall, Replaced]]:
    for command in commands(source):
        if call := pip_call(command.words, read):
            said = call.done.replace("'", "")
            yield call, Replaced(command.begin, command.end, f"echo '{said}'")


def in_python(source: str, read: Read) -> Iterator[tuple[PipCall, Replaced]]:
    """In magics and in calls. Magics are blanked out for the syntax tree, at the same places."""
    plain = source
    for line in [] if is_python(source) else [*MAGIC.finditer(source), *BARE.finditer(source)]:
        indent, body = line[1], line[3]
        blank = f"{indent}0".ljust(line.end() - line.start())
        plain = plain[: line.start()] + blank + plain[line.end() :]
        given = next(filter(None, (pip_call(each.words, read) for each in commands(body))), None)
        if given:
            text = indent + expression(given, "None")
            yield given, Replaced(line.start(), line.end(), text)
    try:
        tree = ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        call = in_call(node, read) if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and call:
            begin, end = span(plain, node)
            lines = plain.count("\n", begin, end)
            text = expression(call, CALLS[name_of(node.func)]) + "\n" * lines
            yield call, Replaced(begin, end, f"({text})")


def is_python(source: str) -> bool:
    """Whether it is Python without any magic."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def expression(call: PipCall, value: str) -> str:
    """What stands for an install that is done: new modules are found from here on."""
    said = f"print({call.done!r})"
    return f"(__import__('importlib').invalidate_caches() or {said} or {value})"


COMPLETED = "__import__('subprocess').CompletedProcess((), 0, '', '')"
CALLS: dict[str, str] = {
    "run": COMPLETED,
    "call": "0",
    "check_call": "0",
    "check_output": "b''",
    "getoutput": "''",
    "getstatusoutput": "(0, '')",
    "Popen": "__import__('subprocess').Popen(['true'])",
    "system": "0",
    "popen": "__import__('io').StringIO()",
    "main": "0",
    "run_line_magic": "None",
}
"""Calls that run pip: what they give when all went well."""


def name_of(function: ast.expr) -> str:
    match function:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def in_call(node: ast.Call, read: Read) -> PipCall | None:
    """The `pip install` that this call runs."""
    if name_of(node.func) not in CALLS or not node.args:
        return None
    first = node.args[0]
    if name_of(node.func) == "main":
        owner = ast.unparse(node.func)
        arguments = literal_words(first)
        if "pip" not in owner or not arguments or arguments[0] != "install":
            return None
        return parsed(arguments[1:], read)
    if name_of(node.func) == "run_line_magic" and len(node.args) > 1:
        arguments = ["pip", *split(text_of(node.args[1]))] if text_of(first) == "pip" else []
    elif isinstance(first, ast.List | ast.Tuple):
        arguments = literal_words(first)
    else:
        found = (pip_call(each.words, read) for each in commands(text_of(first)))
        return next(filter(None, found), None)
    return pip_call(arguments, read)


UNKNOWN = "$?"
"""Stands for a word that is only known when the code runs."""


def literal_words(node: ast.expr) -> list[str]:
    if not isinstance(node, ast.List | ast.Tuple):
        return []
    return [text_of(each) for each in node.elts]


def text_of(node: ast.expr) -> str:
    """A string as far as it is literal."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(text_of(each) for each in parts)
        case ast.FormattedValue(value=inner):
            return text_of(inner)
        case ast.Attribute(attr="executable"):
            return "sys.executable"
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return text_of(left) + text_of(right)
    return UNKNOWN


def span(source: str, node: ast.expr) -> tuple[int, int]:
    """Where the node stands, in characters (the tree counts lines and bytes)."""
    lines = source.splitlines(keepends=True)

    def place(line: int, column: int) -> int:
        before = lines[line - 1].encode("utf-8", "surrogatepass")[:column]
        return sum(map(len, lines[: line - 1])) + len(before.decode("utf-8", "surrogatepass"))

    return (
        place(node.lineno, node.col_offset),
        place(node.end_lineno or node.lineno, node.end_col_offset or 0),
    )


def pip_call(command: Iterable[str], read: Read) -> PipCall | None:
    """The install that a command is; None when it is another command."""
    arguments = pip_arguments(command)
    return None if arguments is None else parsed(arguments, read)


def pip_arguments(command: Iterable[str]) -> list[str] | None:
    """What stands behind `pip install` in a command; None when it is another command."""
    rest = list(command)
    while rest and (rest[0] in PREFIXES or re.fullmatch(r"\w+=\S*", rest[0])):
        rest.pop(0)
    name = rest[0].rsplit("/", 1)[-1] if rest else ""
    if PYTHON.fullmatch(name) and rest[1:3] == ["-m", "pip"]:
        rest = rest[2:]
    elif name == "uv" and rest[1:2] == ["pip"]:
        rest = rest[1:]
    elif not PIP.fullmatch(name):
        return None
    rest = rest[1:]
    while rest and rest[0] in WITHOUT_EFFECT:
        rest.pop(0)
    return rest[1:] if rest[:1] == ["install"] else None


PREFIXES = frozenset({"sudo", "env", "command", "exec", "time", "nohup", "-H", "-E"})


def parsed(arguments: list[str], read: Read) -> PipCall:
    """The packages that these arguments name, or why they do not name them."""
    names: list[str] = []
    upgrade = False
    rest = iter(arguments)
    for word in rest:
        option, _, value = word.partition("=")
        if word in {"-U", "--upgrade"}:
            upgrade = True
        elif option in WITHOUT_EFFECT and word.startswith("-"):
            if option in WITH_VALUE and not value:
                next(rest, None)
        elif word in {"-r", "--requirement"} or option == "--requirement":
            found = from_file(value or next(rest, ""), read)
            if found.problem:
                return found
            names += found.requirements
        elif allowed(word):
            names.append(word)
        else:
            return PipCall(problem=unclear(word))
    if not names:
        return PipCall(problem=words("installs_nothing"))
    # A newer pip is of no use here: it is not the code's pip that installs.
    return PipCall(tuple(dict.fromkeys(name for name in names if name != "pip")), upgrade)


def allowed(word: str) -> bool:
    """Whether it names one package, and nothing of this machine."""
    return bool(REQUIREMENT.fullmatch(word) or ADDRESS.fullmatch(word))


def unclear(word: str) -> str:
    return words("installs_unclear", word="a word that is computed" if "$" in word else repr(word))


def from_file(name: str, read: Read) -> PipCall:
    """The packages of a file of requirements."""
    try:
        text = read(name)
    except (OSError, UnicodeDecodeError):
        return PipCall(problem=unclear(f"-r {name}"))
    lines = (re.split(r"(?:^|\s)#", line)[0].strip() for line in text.splitlines())
    names = [line for line in lines if line]
    wrong = next((line for line in names if not allowed(MARKER.sub("", line))), "")
    return PipCall(problem=unclear(wrong)) if wrong else PipCall(tuple(names))
