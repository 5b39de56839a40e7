"""Every form in which models write code, thoughts and turns: read whole, one character at a time,
cut at every place, and with text behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from reply_samples import PROBES, Sample

from models.calls import BARE_SAMPLES, CALLS
from models.marks import AT_LINE_START, MARKS, WITHIN_LINE
from models.messages import Code, CodeText, Prose, Reply, ReplyEvent, Thought
from models.reply import ReplyParser
from models.thoughts import THOUGHTS, begun_thought

LANGUAGES = ("python", "shell", "ruby")


def merged(events: Iterable[ReplyEvent]) -> list[ReplyEvent]:
    """Neighbours of one kind as one event."""
    whole: list[ReplyEvent] = []
    for event in events:
        match whole[-1:], event:
            case [Prose(before)], Prose(text):
                whole[-1] = Prose(before + text)
            case [Thought(before)], Thought(text):
                whole[-1] = Thought(before + text)
            case [CodeText(one, before)], CodeText(other, text) if one == other:
                whole[-1] = CodeText(one, before + text)
            case _:
                whole.append(event)
    return whole


def read(pieces: Sequence[str]) -> tuple[list[ReplyEvent], Reply, ReplyParser]:
    parser = ReplyParser(LANGUAGES)
    events: list[ReplyEvent] = []
    for piece in pieces:
        events += parser.feed(piece)
    last, reply = parser.close()
    account = parser.account
    assert account.shown + account.markup + account.cut == sum(map(len, pieces))
    return merged(events + last), reply, parser


def table() -> list[Sample]:
    samples = list(PROBES)
    for form in CALLS:
        source = "python3 -c 'print(6 * 7)'" if form.raw == "shell" else "print(6 * 7)"
        code = Code(form.raw or "python", source)
        lead = "" if form.at_reply_start else "I look."
        samples.append(Sample(f"call {form.opens}", f"{lead}\n{form.sample}", code, lead))
    for name, sample in BARE_SAMPLES:
        code = Code("python", "print(6 * 7)")
        samples.append(Sample(name, f"I look.\n{sample}", code, "I look."))
    for thought in THOUGHTS:
        reply = f"{thought.opens}I think{thought.closes[0]}I say"
        samples.append(Sample(f"thought {thought.opens}", reply, None, "I say", "I think", "I say"))
    return samples


TABLE = table()
each = pytest.mark.parametrize("sample", TABLE, ids=lambda sample: sample.name)
with_code = pytest.mark.parametrize(
    "sample", [s for s in TABLE if s.code], ids=lambda sample: sample.name
)


def check(sample: Sample, events: list[ReplyEvent], reply: Reply) -> None:
    assert reply.code == sample.code
    assert reply.unclosed == sample.unclosed
    if sample.prose is not None:
        assert reply.prose.strip() == sample.prose
    if sample.text is not None:
        assert reply.text == sample.text
    if sample.thought is not None:
        assert "".join(e.text for e in events if isinstance(e, Thought)) == sample.thought
    if sample.code:
        assert "".join(e.text for e in events if isinstance(e, CodeText)) == sample.code.source


@each
def test_read_whole(sample: Sample) -> None:
    events, reply, _ = read([sample.reply])
    check(sample, events, reply)


@each
def test_read_one_character_at_a_time(sample: Sample) -> None:
    assert read(list(sample.reply))[:2] == read([sample.reply])[:2]


@each
def test_read_cut_at_every_place(sample: Sample) -> None:
    whole = read([sample.reply])[:2]
    for cut in range(1, len(sample.reply)):
        assert read([sample.reply[:cut], sample.reply[cut:]])[:2] == whole, cut


@pytest.mark.parametrize("behind", ["\nAnd more.", "\n```python\nother()\n```\n", "\nUser: go on"])
@with_code
def test_text_behind_the_code_changes_nothing(sample: Sample, behind: str) -> None:
    events, reply, parser = read([sample.reply, behind])
    assert parser.account.cut > 0
    check(sample, events, reply)


@with_code
def test_what_is_remembered_reads_as_the_same_code(sample: Sample) -> None:
    _, first, _ = read([sample.reply])
    _, again, _ = read([first.text])
    assert (again.code, again.text) == (first.code, first.text)


def test_generation_can_stop_as_soon_as_the_fence_is_written() -> None:
    parser = ReplyParser(LANGUAGES)
    states = []
    for piece in ("```python\nprint(1)\n", "``", "`"):
        parser.feed(piece)
        states.append(parser.closed)
    assert states == [False, False, True]
    assert parser.feed("\nanything") == []


def test_generation_can_stop_at_the_turn_of_another() -> None:
    parser = ReplyParser(LANGUAGES)
    parser.feed("It is 3.\n\nUser: x")
    assert parser.closed


def test_code_is_shown_while_it_is_written() -> None:
    parser = ReplyParser(LANGUAGES)
    assert parser.feed("```python\nprint(") == [CodeText("python", "print(")]
    assert parser.feed("1)\nx") == [CodeText("python", "1)\nx")]


def test_words_are_shown_at_once() -> None:
    parser = ReplyParser(LANGUAGES)
    assert parser.feed("There are ") == [Prose("There are ")]
    assert parser.feed("three") == [Prose("three")]


def test_thoughts_are_shown_at_once() -> None:
    parser = ReplyParser(LANGUAGES)
    assert parser.feed("<think>so ") == [Thought("so ")]


def test_a_language_that_cannot_run_here_is_prose() -> None:
    parser = ReplyParser(("python",))
    parser.feed("```bash\nls\n```\n")
    _, reply = parser.close()
    assert reply.code is None
    assert reply.prose == "```bash\nls\n```\n"


def test_a_prompt_that_begins_a_thought_is_seen() -> None:
    assert begun_thought("<|im_start|>assistant\n<think>\n") == "<think>"
    assert begun_thought("<think>\n\n</think>\n\n") == ""
    assert begun_thought("<|im_start|>assistant\n") == ""


def test_closing_twice_gives_the_same_reply() -> None:
    parser = ReplyParser(LANGUAGES)
    parser.feed("a\n```python\n1\n```")
    _, first = parser.close()
    assert parser.close() == ([], first)


def test_no_mark_is_longer_than_what_may_be_held_back() -> None:
    assert max(map(len, MARKS)) < 50
    assert all(mark in AT_LINE_START for mark in MARKS)
    assert WITHIN_LINE < AT_LINE_START
