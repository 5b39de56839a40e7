"""How a conversation is written for the model in the box: the one place, for training and serving.

A conversation is a row of turns. Each is opened by a control token, so that no text of a user can
look like one:

    <|user|>REQUEST <|assistant|>REPLY <|end|>
    <|output|>ERROR <|assistant|>REPLY <|end|>

Four rules keep the prompt short and the answers honest:

1. What code printed is never shown to the model. Answers are taken from the output by `answers`,
   so the model has no chance to misquote it. Only errors are shown, as their last line.
2. What was seen of the folder is not shown either. It tells which words of the request are names.
3. Names, numbers and quoted texts of a request are replaced by placeholders, in what the model
   reads and in what it writes (`literals`).
4. The model writes no imports and none of the functions that answers share. They are put in front
   of the line that needs them first when its reply is read (`expanded`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.messages import Message
from models.mini.families.code import completed, fixed_lines, without_shared
from models.mini.literal_words import FIRST_WORDS
from models.mini.literals import Literals, known_of
from models.mini.surroundings import folder, parts, values

VERSION = 2
"""Stands in the file as `interp.layout`: a file that has it is served by `serving`."""
UNKNOWN, END, USER, SEEN, OUTPUT, ASSISTANT = range(6)
CONTROLS = ("<unk>", "<|end|>", "<|user|>", "<|seen|>", "<|output|>", "<|assistant|>")
"""`SEEN` is kept for a later layout."""
OPEN = "```python\n"
CLOSE = "```"

TEMPLATE = (
    "{% for m in messages %}"
    "{% if m.role == 'user' %}<|user|>{{ m.content }}"
    "{% elif m.role == 'assistant' %}<|assistant|>{{ m.content }}<|end|>"
    "{% elif m.role in ('tool', 'ipython') %}<|output|>{{ m.content }}"
    "{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
"""The same rules for other programs that load the file: without facts about the folder."""

EARLIER_TURNS = 2
"""How many earlier pairs of request and code stand before the request."""
ERROR_LIMIT = 240
"""Characters of an error."""

_ERROR = re.compile(r"^(?:[\w.]*(?:Error|Exception|NotFound|Interrupt|Warning|Exit)\b.*)$", re.M)


_STATUS = re.compile(r'^<output cell="\d+" status="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the row: a control token, then text. `learnt`: the model has to produce it."""

    control: int
    text: str
    learnt: bool = False


def error_line(output: str) -> str:
    """The line of a traceback that says what is wrong; empty when the output is no failure."""
    status = _STATUS.search(output)
    if status and status.group(1) == "ok":
        return ""
    if not status and "Traceback (most recent call last)" not in output:
        return ""
    found = _ERROR.findall(output)
    text = found[-1] if found else status.group(1) if status else output.strip().splitlines()[-1]
    return str(text).strip()[:ERROR_LIMIT]


@dataclass(frozen=True, slots=True)
class Row:
    """What the model reads, and what the placeholders in it stand for."""

    spans: list[Span]
    literals: Literals


def spans(messages: Sequence[Message]) -> list[Span]:
    """The spans of the row for a conversation."""
    return row(messages).spans


def row(messages: Sequence[Message]) -> Row:
    """The row for a conversation: the last request with `EARLIER_TURNS` before it.

    Answers to outputs that were no failure are left out.
    """
    found: list[Span] = []
    literals = Literals()
    answered = False
    for message in recent(messages):
        if message.role == "user":
            names, tables = folder(message.seen)
            known = known_of(names, tables, values(message.seen), parts(message.seen))
            hidden = literals.hide(bare(message.content.strip()), known)
            found.append(Span(USER, asked(hidden)))
            answered = False
        elif message.role == "output":
            error = error_line(message.content)
            answered = not error
            if error:
                found.append(Span(OUTPUT, literals.hide_code(error)))
        elif message.role == "assistant" and not answered:
            found.append(Span(ASSISTANT, written(message.content, literals), learnt=True))
    return Row(found, literals)


def asked(request: str) -> str:
    """The request as it is read: usual first words of sentences lose their capital, so that they
    have one spelling, and what is only polite is left out in front and behind."""

    def first(found: re.Match[str]) -> str:
        word = found[2].lower()
        return found[1] + (word if word in FIRST_WORDS else found[2])

    text = _TMP.sub(".tmp", _FIRST.sub(first, request.strip()))
    bare = _POLITELY.sub(r"\1", text)
    polite = bare != text
    bare = _THANKS.sub("", bare)
    bare = bare.rstrip("? ") if polite else bare
    return bare if len(bare) > SHORTEST else text


def bare(request: str) -> str:
    """The request without what decides nothing: examples that go on, how many of the things that
    it names there are (`the two scans`), that a picture or table which is converted stays."""
    text = _WITH.sub("with ", _COUNT.sub(r"\1 ", without_examples(request)))
    return _STAYS.sub("", text) if _CONVERTED.search(text) else text


_WITH = re.compile(r"(?<!\S)w/ ?(?=\w)", re.I)
_CONVERTED = re.compile(
    r"^(?!.*\b(?:mov|delet|remov|renam)).*(?:\bconvert|\bre-?siz|\bsmaller|\bpixels?\b|\bpx\b"
    r"|\bwide\b|\b(?:to|into|as)(?: an?)? "
    r"(?:jpe?g|png|bmp|gif|webp|tiff?|csv|tsv|xlsx|excel|json)\b)",
    re.I | re.S,
)
_STAYS = re.compile(
    r"\s*[,;.(-]\s*(?:but |and |please )*(?:(?:keep|leave)(?: me)? (?:the|my) (?:old |big )?"
    r"(?:jpe?g|png|bmp|gif|webp|tiff?|csv|tsv|xlsx|excel|json|originals?|ones?|source)(?: files?)?"
    r"(?: as (?:it|they) (?:is|are)| where (?:it|they) (?:is|are)| untouched| alone| too)?"
    r"|(?:the )?(?:originals?|big ones|old ones) (?:must |should |can |shall )?(?:stays?|remains?)"
    r"(?: there| as (?:it|they) (?:is|are)| untouched)?)\)?(?=\s*(?:[.!,;]|please|pls|thanks|$))",
    re.I,
)


_COUNT = re.compile(
    r"\b(the|these|those|my|our|all|his|her) (?:two|three|four|five|six|seven|eight|nine|ten) "
    r"(?!(?:\w+ )?(?:largest|biggest|newest|oldest|latest|smallest|longest|shortest|highest|lowest"
    r"|heaviest|most|least|top|last|first|best|worst|dearest|cheapest|earliest|recent|least)\b)"
    r"(?=[\w\ue000-\uf8ff'’-]+)(?!(?:days?|weeks?|months?|years?|hours?|minutes?|seconds?|lines?|rows?"
    r"|columns?|words?|characters?|letters?|digits?|decimals?|pages?|times|parts?|of|in|on|from|and"
    r"|or|by|with|values?|entries|numbers?|spaces|blanks|pixels?)\b)",
    re.I,
)


def without_examples(request: str) -> str:
    """The request without examples that go on: `(Sales.csv etc)`, `so 2023/, 2024/ …`."""
    rest = _EXAMPLES.sub(" ", request).strip()
    return rest if rest != request and len(rest.split()) > SHORTEST else request


_ITEM = r"[\w/.\-]*[\w/]"
_EXAMPLES = re.compile(
    r"\s*(?:[(:]\s*|,?\s*\b(?:so|e\.?g\.?|i\.?e\.?|like|such as|for example|names)\b[:,]?\s+)+"
    rf"{_ITEM}(?:(?:\s*,\s*|\s+and\s+|\s+){_ITEM}){{0,5}}"
    r"(?:,?\s*(?:\betc\b\.?|\band so (?:on|forth)\b|\band so(?=\s*[.)]|\s*$)|\.\.\.|…))\)?\s*",
    re.I,
)
_TMP = re.compile(r"(?<![\w./-])tmp(?= files?\b)", re.I)
"""An ending, in this phrase, and not all that is temporary."""
SHORTEST = 3
"""Characters that have to be left of a request without politeness."""
_FIRST = re.compile(r"(^|[.!?:;]\s+|\n\s*)([A-Z][a-z]*)\b")
_POLITELY = re.compile(
    r"(^|(?<=[.!?:;])\s+)"
    r"(?:(?:hi|hello|hey|hallo|yo|good (?:morning|afternoon|evening|day))(?: there| all)?[,!.]* +)*"
    r"(?:(?:please|pls|plz|kindly),? +)*"
    r"(?:(?:(?:can|could|would|will) (?:you|u)(?: mind)?|i(?:'d| would) like you to"
    r"|i (?:want|need) you to|be so (?:kind|good|nice) (?:as to|and))\b,? +)?"
    r"(?:(?:please|pls|plz|kindly|be so kind (?:as to|and))\b,? +)*",
    re.I,
)
_THANKS = re.compile(
    r"(?:[ ,;.!?\-]*(?<![\w'’])(?:please|pls|plz|thanks(?: a lot| in advance| so much| again)?|thx"
    r"|thank (?:you|u)(?: very much| so much| in advance| again)?|cheers|many thanks"
    r"|would you|will you|could you|can you|for me|if (?:you can|possible)))+[.!? ]*$",
    re.I,
)


def reply_text(content: str) -> str:
    """A whole reply: code ends with one line break before the closing fence."""
    text = content.strip()
    if OPEN in text and text.endswith(CLOSE):
        return OPEN + text[text.index(OPEN) + len(OPEN) : -len(CLOSE)].rstrip() + "\n" + CLOSE
    return text


def written(content: str, literals: Literals) -> str:
    """A reply as the model writes it."""
    text = reply_text(content)
    if not text.startswith(OPEN):
        return text
    code = without_shared(text[len(OPEN) : -len(CLOSE)])
    return OPEN + literals.hide_code(code, fixed_lines()) + CLOSE


def expanded(reply: str, literals: Literals) -> str:
    """A reply of the model as a whole reply: the other way round."""
    text = reply.strip()
    if not (text.startswith(OPEN) and text.endswith(CLOSE)):
        return text
    code = literals.show(text[len(OPEN) : -len(CLOSE)])
    return OPEN + completed(code).rstrip() + "\n" + CLOSE


def recent(messages: Sequence[Message]) -> Sequence[Message]:
    """The messages without the oldest turns, and without those that ended in a refusal."""
    turns: list[list[Message]] = []
    for message in messages:
        if message.role == "user" or not turns:
            turns.append([])
        turns[-1].append(message)
    *earlier, last = turns or [[]]
    done = [turn for turn in earlier if not _refused(turn)]
    return [message for turn in [*done[-EARLIER_TURNS:], last] for message in turn]


def _refused(turn: Sequence[Message]) -> bool:
    """Whether nothing came of a turn: there is nothing to go on from."""
    said = [message.content for message in turn if message.role == "assistant"]
    return bool(said) and said[-1].startswith("Not done:") and len(said) == 1
