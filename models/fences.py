"""Which language a fenced block is in: by its tag, and where it has none, by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from models.messages import Code
from models.quoting import (
    JuliaQuoting,
    NestedFences,
    NoQuoting,
    PythonQuoting,
    Quoting,
    ShellQuoting,
)

Reading = Literal["code", "prompts", "bare", "call", "text"]
"""How a block is read: `code` streams; the three after it are held until they are whole, because
only the whole says what they are; `text` is prose and streams."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A row of what a block may be called."""

    language: str
    """What runs it; empty: nothing does."""
    names: tuple[str, ...]
    reading: Reading
    note: str


TAGS: tuple[Tag, ...] = (
    Tag(
        "python",
        ("python", "py", "python3", "py3", "ipython", "ipython3", "tool_code", "code_interpreter"),
        "code",
        "Python",
    ),
    Tag("shell", ("shell", "sh", "bash", "zsh"), "code", "a POSIX shell"),
    Tag(
        "shell",
        ("console", "shell-session", "sh-session", "bash-session", "terminal"),
        "prompts",
        "what follows `$ ` is run; the output that the model imagined is left out",
    ),
    Tag("python", ("pycon", "python-repl"), "prompts", "what follows `>>> ` and `... ` is run"),
    Tag("", ("",), "bare", "told by its content: Python, shell, or prose"),
    Tag("", ("json", "tool_call", "tool_calls", "function_call"), "call", "a call, or prose"),
    Tag("javascript", ("js", "node", "javascript"), "code", "where such a kernel is installed"),
    Tag("typescript", ("ts", "typescript"), "code", "where such a kernel is installed"),
    Tag("julia", ("jl", "julia"), "code", "where such a kernel is installed"),
    Tag("r", ("r", "rscript"), "code", "where such a kernel is installed"),
    Tag("ruby", ("rb", "ruby"), "code", "where such a kernel is installed"),
    Tag("rust", ("rs", "rust"), "code", "where such a kernel is installed"),
    Tag("c++", ("cpp", "c++", "cxx"), "code", "where such a kernel is installed"),
    Tag("octave", ("octave", "matlab"), "code", "where such a kernel is installed"),
)

_BY_NAME = {name: row for row in TAGS for name in row.names}
_PYTHON = re.compile(r"(i?python|py)[\d.]+")
_WORD = re.compile(r"[\w+#.-]*")


@dataclass(frozen=True, slots=True)
class Fence:
    """The line that opens a block."""

    mark: str
    length: int
    indent: int
    """How far the line that opens it is indented."""
    tag: str
    language: str
    reading: Reading

    def quoting(self) -> Quoting:
        """Follows the block's code, to tell its own fences from the one that ends it."""
        if self.reading in ("text", "call", "prompts"):
            return NestedFences() if self.tag in ("markdown", "md", "mdx") else NoQuoting()
        if self.reading == "bare":
            return EitherQuoting()
        return QUOTING.get(self.language, NoQuoting)()


class EitherQuoting:
    """A block that may be Python or shell: inside a text when it is in either."""

    code = False

    def __init__(self) -> None:
        self._python, self._shell = PythonQuoting(), ShellQuoting()

    @property
    def quoted(self) -> bool:
        return self._python.quoted or self._shell.here

    def feed(self, character: str) -> None:
        self._python.feed(character)
        self._shell.feed(character)


QUOTING: dict[str, Callable[[], Quoting]] = {
    "python": PythonQuoting,
    "julia": JuliaQuoting,
    "shell": ShellQuoting,
}


def fence(line: str, mark: str, length: int, indent: int, languages: Collection[str]) -> Fence:
    """The fence whose info string is `line` (what stands behind the marks)."""
    info = line.strip().lstrip("{.").rstrip("}").lower()
    found = _WORD.match(info)
    tag = found[0] if found else ""
    row = _BY_NAME.get(tag)
    if row is None and _PYTHON.fullmatch(tag):
        row = _BY_NAME["python"]
    if info and not tag:
        return Fence(mark, length, indent, info, "", "text")
    if tag in languages and (row is None or row.language not in languages):
        return Fence(mark, length, indent, tag, tag, "code")
    if row and (not row.language or row.language in languages):
        return Fence(mark, length, indent, tag, row.language, row.reading)
    return Fence(mark, length, indent, tag, "", "text")


def fenced(code: Code) -> str:
    """The code as a block, as models are told to write it."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code.source)), default=2)
    marks = "`" * (longest + 1)
    tag = "bash" if code.language == "shell" else code.language
    return f"{marks}{tag}\n{code.source}\n{marks}"


# What a block without a tag is.

_COMMANDS_WORDS = """\
7z ag apt apt-get awk basename brew cargo cat cd chmod chown cmake comm conda convert cp curl
    cut date dd df diff dig dir dirname dnf docker du echo egrep env exiftool exit export fd ffmpeg
    fgrep file find fold free gcc git go grep gunzip gzip head hostname htop iconv id ifconfig ip
    jobs join jq kill kubectl last less ln locate ls lsblk lscpu lsof lsusb make md5sum mkdir mktemp
    more mount mv nano nl node nohup npm npx openssl paste patch pdftotext perl pgrep ping pip pip3
    pkill printenv printf ps pwd python python3 readlink realpath rename rg rm rmdir rsync scp sed
    seq sha1sum sha256sum shasum shuf sleep sort source split ssh stat strings sudo systemctl tac
    tail tar tee test time timeout top touch tr tree truncate uname uniq unzip uptime uv wc wget
    whereis which who whoami xargs xxd yes yum zcat zip"""
_COMMANDS = frozenset(_COMMANDS_WORDS.split())
_ALONE_WORDS = """\
df free hostname htop id ifconfig jobs ls lsblk lscpu lsof lsusb mount printenv ps pwd tree
    uname uptime whoami"""
_ALONE = frozenset(_ALONE_WORDS.split())
_SHELL_LINE = re.compile(
    r"""(if\ \[|for\ \w+\ in\ .*(;\ *do)?$|while\ (\[|read|true)|case\ .+\ in$|do$|done|then|fi$
    |esac|\}|\w+\ *\(\)\ *\{|\./|\.\./|~/|/[\w.-]+/|[A-Z_][A-Z0-9_]*=\S*$|set\ -|\|\ |&&\ |\|\|)""",
    re.VERBOSE,
)
_PYTHON_LINE = re.compile(
    r"""(import\ [\w., ]+$|import\ \w+\ as\ |from\ [\w.]+\ import\ |def\ \w+\(|class\ \w+|@\w
    |(async|for|while|with|if|elif|else|try|except|finally)\b.*:\s*(\#.*)?$|return\b|(raise|assert)\b
    |print\(|[\w.]+\(|[\w.]+\[.*\]|[\w.,\ ]+\ (=|\+=|-=|\*=|/=|\|=)\ |[\w.\[\]"']+=[^=]
    |lambda\b|del\ |pass$|\[.*\bfor\b.*\bin\b|%%?\w+|!\w+)""",
    re.VERBOSE,
)
_SHEBANG = re.compile(r"#!.*\b(python|bash|zsh|sh)\b")
_LOOKED_AT, _WIDTH = 12, 300


def by_content(source: str) -> tuple[str, bool]:
    """The language of a block without a tag, empty for prose, and whether it has prompts."""
    lines = [line.strip()[:_WIDTH] for line in source.splitlines() if line.strip()]
    if not lines:
        return "", False
    if bang := _SHEBANG.match(lines[0]):
        return ("python" if bang[1] == "python" else "shell"), False
    if lines[0].startswith((">>> ", "In [")):
        return ("python", True) if lines[0].startswith(">>> ") else ("", False)
    if lines[0].startswith("$ "):
        return "shell", True
    lines = [line for line in lines if not line.startswith("#")][:_LOOKED_AT]
    if not lines:
        return "", False
    if _is_shell(lines[0]) and sum(map(_is_shell, lines)) * 2 >= len(lines):
        return "shell", False
    if _PYTHON_LINE.match(lines[0]):
        return "python", False
    return "", False


def _is_shell(line: str) -> bool:
    if _SHELL_LINE.match(line):
        return True
    word, _, rest = line.partition(" ")
    if word not in _COMMANDS:
        return False
    if not rest:
        return word in _ALONE
    return not re.match(r"(=|\+=|in\b|is\b|,|:)", rest.lstrip())


PROMPT = re.compile(r"([\w.-]+@[\w.-]+[: ][^$#\n]{0,60})?[$%] ")
_DIALECTS = {"shell": (PROMPT, "> "), "python": (re.compile(r">>> ?"), "...")}


def without_prompts(language: str, source: str) -> str:
    """The commands of a transcript. A block in which no line has a prompt is all code."""
    prompt, continued = _DIALECTS[language]
    lines = source.split("\n")
    if not any(prompt.match(line.lstrip()) for line in lines):
        return source
    commands: list[str] = []
    following = False
    for line in lines:
        bare = line.lstrip()
        if found := prompt.match(bare):
            commands.append(bare[found.end() :])
            following = True
        elif following and bare.startswith(continued):
            commands.append(bare[len(continued) :].removeprefix(" " if continued == "..." else ""))
        elif following and commands[-1].endswith("\\"):
            commands.append(line)
        else:
            following = False
    return "\n".join(commands)
