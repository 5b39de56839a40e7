"""What holds for any text: no crash, nothing lost, the same however it is cut, linear time."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reply_samples import PROBES
from test_reply_forms import LANGUAGES, TABLE, merged, read

from models.calls import CALLS
from models.marks import MARKS
from models.messages import CodeText, Prose, ReplyEvent
from models.reply import ReplyParser
from models.thoughts import LONE_CLOSES, THOUGHTS

PIECES = sorted(
    {
        *MARKS,
        *(close for form in (*THOUGHTS,) for close in form.closes),
        *(close for form in (*CALLS,) for close in form.closes),
        *"`~'\"\\{}[]<>|#$ \t\r\n:aé",
        *("```", "```python\n", "```\n", "~~~", "~~~sh\n", "```json\n", "````", "\n```", '"""'),
        *("'''", "<<EOF\n", "EOF\n", "$ ls\n", ">>> x\n", "print(1)", "ls -la", "import os\n"),
        *("%%writefile a\n", "%%bash\n", '{"name": "python", "arguments": ', '{"code": "x"}', "}"),
        *("- ", "1. ", "    ", "User:", "word ", "x = 1\n", "<parameter=code>", "</parameter>"),
    }
)

texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from([s.reply for s in PROBES] + PIECES), max_size=5).map("".join),
)
thorough = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def cut(text: str, seed: int) -> list[str]:
    places = sorted(random.Random(seed).choices(range(len(text) + 1), k=min(12, len(text))))
    return [text[a:b] for a, b in pairwise([0, *places, len(text)])]


@thorough
@given(texts, st.integers(0, 1000))
def test_it_is_the_same_however_it_is_cut(text: str, seed: int) -> None:
    whole = read([text])
    for pieces in (list(text), cut(text, seed)):
        events, reply, parser = read(pieces)
        assert (events, reply) == whole[:2]
        assert parser.account == whole[2].account


@thorough
@given(texts)
def test_every_character_is_accounted_for(text: str) -> None:
    events, reply, parser = read([text])
    account = parser.account
    assert min(account.shown, account.markup, account.cut) >= 0
    written = [event for event in events if not decoded(event, text)]
    # What was shown as it stood comes in the order in which it was written.
    position = 0
    for character in "".join(event.text for event in written):
        position = text.find(character, position) + 1
        assert position > 0
    assert reply.code is None or not reply.unclosed
    if reply.code:
        shown = "".join(event.text for event in events if isinstance(event, CodeText))
        assert shown == reply.code.source
        assert reply.code.language in LANGUAGES


def decoded(event: ReplyEvent, text: str) -> bool:
    """Code that is written otherwise in the text: in a call, or behind prompts or a margin."""
    return isinstance(event, CodeText) and event.text not in text


@thorough
@given(texts)
def test_what_is_shown_is_what_is_remembered(text: str) -> None:
    events, reply, _ = read([text])
    shown = "".join(event.text for event in events if isinstance(event, Prose))
    assert shown.endswith(reply.prose)
    if not any(close in text for close in LONE_CLOSES):
        # Only the end of a thought that the template began takes back what was shown.
        assert shown == reply.prose


@thorough
@given(texts)
def test_words_without_any_mark_come_out_as_they_went_in(text: str) -> None:
    plain = "".join(c for c in text if c.isalnum() or c in " ,.!?\n").lstrip()
    events, reply, _ = read([plain])
    assert reply.prose == plain
    assert merged(events) == ([Prose(plain)] if plain else [])


GROWING = {
    "words": "word and more words\n",
    "one line": "word ",
    "backticks": "`",
    "spans": "``x` ",
    "fences": "```x\n",
    "half fences": "```",
    "open blocks": "```python\nx = 1\n",
    "blank lines": "\n",
    "blanks": " ",
    "braces": "{",
    "brackets and braces": '[{"name": [',
    "calls that break": '{"name": "python", "arguments": x\n',
    "calls that end": '{"name": 1}\n',
    "half marks": "<|tool_calls_section_begi",
    "open calls": "<tool_call>",
    "broken calls": "<tool_call>{</tool_call>",
    "parameters": "<function=python><parameter=code>",
    "thoughts": "<think>a</think>",
    "open thoughts": "<think></thin",
    "ends of thoughts": "a</think>",
    "quotes": "```py\n'''\"\"\"",
    "fences in a text": '```python\nx = """\n```\n',
    "here-documents": "```sh\ncat <<A <<B\n",
    "prompts": "```console\n$ ls\n",
    "a bare block": "```\nls -la\n",
    "Llama's tag": "<|python_tag|>x = {1: [2]}\n",
    "turns": "User: a\n",
    "backslashes": '{"name": "\\\\',
    "list of list": '[[{"a',
    "nested": '{"name":' * 3,
}


@pytest.mark.parametrize("unit", GROWING.values(), ids=GROWING)
@pytest.mark.parametrize("size", [1, 7])
def test_the_work_grows_no_faster_than_the_text(unit: str, size: int) -> None:
    """Counted in characters read, those that were read again included."""

    def steps(length: int) -> int:
        text = (unit * length)[:length]
        parser = ReplyParser(LANGUAGES)
        for start in range(0, length, size):
            parser.feed(text[start : start + size])
        parser.close()
        return parser.steps

    assert steps(8000) <= 2.1 * steps(4000) + 200
    assert steps(8000) <= 60 * 8000


def test_the_table_covers_every_form_of_call_and_thought() -> None:
    replies = "\n".join(sample.reply for sample in TABLE)
    assert all(form.opens in replies for form in (*CALLS,))
    assert all(form.opens in replies for form in (*THOUGHTS,))
