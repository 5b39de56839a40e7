"""Samples for the model in the box: endless, random, the same for the same seed.

`samples(seed, part)` yields conversations. A request is a wording that somebody wrote, with its
slots filled at random; the reply is code from the tables in `families/`. A request about files is
put together from a noun, clauses and an action, so the model meets combinations that no author
wrote. The part `held` uses only wordings that the part `train` never shows.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from models.messages import Message
from models.mini import contents, slots
from models.mini.asked import Asked, plain_request
from models.mini.asked_files import file_task
from models.mini.asked_pictures import image_task
from models.mini.asked_sums import sum_task
from models.mini.asked_tables import plot_task, table_task
from models.mini.asked_texts import chain_task, two_questions
from models.mini.asked_whole import two_facts, whole_task
from models.mini.draw import Draw, NoWordingError
from models.mini.families import elsewhere, figures, files, texts
from models.mini.families.code import block
from models.mini.referring import lonely
from models.mini.seen import with_seen
from models.mini.turns import follow_up, repair
from models.mini.weights import weighted


@dataclass(frozen=True, slots=True)
class Sample:
    """One conversation to learn from; the replies are what the model has to produce."""

    intent: str
    messages: tuple[Message, ...]


def messages_of(asked: Asked) -> tuple[Message, ...]:
    reply = asked.saying or block(asked.code, asked.slots)
    return (Message("user", asked.request), Message("assistant", reply))


def _one_of(table: dict[str, str], head: str) -> Callable[[Draw], Asked]:
    def make(draw: Draw) -> Asked:
        unit = weighted(draw, [u for u in table if draw.has(u)])
        return plain_request(draw, unit, head + table[unit])

    return make


def _saying(draw: Draw) -> Asked:
    unit = draw.rng.choices(list(figures.SAYINGS), weights=[10, 2, 3, 1, 1, 1.5])[0]
    if unit == "limit.out_of_scope" and draw.chance(0.6):
        request = elsewhere_request(draw)
    elif unit == "limit.ambiguous_delete" and draw.chance(0.4):
        wording = draw.pick(elsewhere.VAGUE_DELETE)
        request = draw.slips(wording.replace("<where>", draw.pick(elsewhere.WHERE)))
    elif unit == "limit.lonely" and draw.chance(0.7):
        request = lonely(draw)
    else:
        request = draw.said(draw.wording(unit), {})
    return Asked(unit, draw.wrapped(request), "", {}, saying=figures.SAYINGS[unit])


FILLERS: dict[str, Sequence[str]] = {
    "topic": elsewhere.TOPICS,
    "language": elsewhere.LANGUAGES,
    "person": elsewhere.PEOPLE,
    "place": elsewhere.PLACES,
    "thing": elsewhere.THINGS,
    "app": elsewhere.APPS,
    "famous": elsewhere.FAMOUS,
    "currency": elsewhere.CURRENCIES,
}
NAMED_ENDINGS = {
    "video": ["mp4", "mov", "mkv"],
    "audio": ["mp3", "wav", "m4a"],
    "pdf": ["pdf"],
    "pdf2": ["pdf"],
    "document": ["docx", "odt", "txt", "md", "html"],
}


def elsewhere_request(draw: Draw) -> str:
    """A request that the model in the box does not serve."""
    wording = re.sub(r"<(\w+)>", lambda m: draw.pick(FILLERS[m[1]]), draw.pick(elsewhere.PATTERNS))
    known = {
        slot: slots.file_name(draw.rng, endings)
        for slot, endings in NAMED_ENDINGS.items()
        if f"{{{slot}}}" in wording
    }
    for slot in re.findall(r"\{(\w+)\}", wording):
        if slot not in known:
            known[slot] = draw.value("string" if slot == "phrase" else slot)
    return draw.said(wording, known)


TASKS: dict[Callable[[Draw], Asked], float] = {
    file_task: 44,
    whole_task: 180,
    _one_of(files.REQUESTS, files.HEAD): 30,
    _one_of(texts.REQUESTS, texts.HEAD): 32,
    chain_task: 12,
    two_questions: 3,
    table_task: 43,
    plot_task: 6,
    image_task: 12,
    _one_of(figures.SYSTEM, figures.HEAD_SYSTEM): 10,
    two_facts: 1.5,
    sum_task: 17,
    _one_of(figures.DATES, figures.HEAD_DATE): 9,
    _one_of(figures.RANDOM, figures.HEAD_TEXT): 2,
    _one_of(figures.STRINGS, figures.HEAD_TEXT): 7.5,
    _one_of(figures.SHELL, figures.HEAD_SHELL): 5.5,
    _one_of({"shell.run": figures.SHELL["shell.run"]}, figures.HEAD_SHELL): 5,
    _saying: 14,
}
"""What single requests are about, and how often."""
FOLLOW_UPS, REPAIRS, CHATS = 0.17, 0.015, 0.06
EARLIER = 0.15
"""How often a follow-up has a turn about something else before it."""
REFRESH = 20_000
"""So many samples, then it is looked whether new wordings have come."""


def sample(draw: Draw) -> Sample:
    """One sample. Raises `NoWordingError` when a unit it needs has no wording yet."""
    turn = draw.rng.random()
    if turn < FOLLOW_UPS:
        intent, messages = follow_up(draw)
        before = done(single(draw)) if draw.chance(EARLIER) else ()
        return Sample(intent, (*before, *messages))
    if turn < FOLLOW_UPS + REPAIRS:
        intent, messages = repair(draw)
        return Sample(intent, messages)
    if turn < FOLLOW_UPS + REPAIRS + CHATS:
        earlier = [done(single(draw)) for _ in range(draw.pick([1, 1, 2]))]
        asked = single(draw)
        return Sample(asked.unit, (*itertools.chain(*earlier), *messages_of(asked)))
    asked = single(draw)
    return Sample(asked.unit, messages_of(asked))


def single(draw: Draw) -> Asked:
    """A request that needs nothing said before."""
    make: Callable[[Draw], Asked] = draw.rng.choices(list(TASKS), weights=list(TASKS.values()))[0]
    asked = make(draw)
    return reassured(draw, asked) if draw.chance(REASSURED) else asked


REASSURED = 0.07
KEPT = re.compile(r'save\(df, "|free\(Path\("|save_lines\("|shutil\.copy|save_all\(|with_stem')
ON_FILES = re.compile(r"\.unlink\(|shutil\.move\(p|rename_all\(files")
ORIGINALS = (
    ", the original stays as it is", ", keep the original", " but keep the original",
    ", don't touch the original", " (original untouched)", ". Leave the original alone.",
    ", original dont touch", ", originals stay", "; the old file must stay",
    ", I still need the original", ". The source file stays unchanged.", ", the old one remains",
    " and leave the source alone", ", without changing the original", ". Do not overwrite it!",
    " (the original is not to be changed)", ", keep the old one too", ", originals are kept",
)  # fmt: skip
FOLDERS = (
    ", but leave the folders", ", folders stay", " (not the folders)", ", leave the folders alone",
    ", don't touch the folders", ". The folders can stay where they are.", ", only files though",
    ", just the files, no folders", ". Folders are fine as they are.", ", files only",
)  # fmt: skip


def reassured(draw: Draw, asked: Asked) -> Asked:
    """The request with a wish behind it that the code respects anyhow."""
    fits = [tails for shape, tails in ((KEPT, ORIGINALS), (ON_FILES, FOLDERS))
            if shape.search(asked.code)]  # fmt: skip
    if not fits or asked.request[-1:] in "\"'”" or contents.written(asked.request):
        return asked
    return replace(asked, request=asked.request.rstrip(".?! ") + draw.pick(fits[0]))


def done(asked: Asked) -> tuple[Message, ...]:
    """A turn that is over."""
    told = messages_of(asked)
    return told if asked.saying else (*told, Message("output", "Done."))


def samples(seed: int, part: str = "train") -> Iterator[Sample]:
    """Endless samples of a part of the wordings: `train`, or else the held-out ones."""
    draw = Draw(random.Random(f"{seed} {part}"), part)
    for number in itertools.count(1):
        if number % REFRESH == 0:
            draw.refresh()
        try:
            made = sample(draw)
        except NoWordingError:
            continue
        yield replace(made, messages=with_seen(draw.rng, made.messages))


def main() -> None:
    """Print some samples, to look at."""
    import sys

    seed, wanted = (int(a) for a in (sys.argv[1:] + ["0", "5"][len(sys.argv) - 1 :])[:2])
    for number, made in enumerate(samples(seed)):
        if number == wanted:
            return
        print(f"=== {made.intent}")
        for message in made.messages:
            print(
                f"[{message.role}] {message.content}"
                + (f"\n<{message.seen}>" if message.seen else "")
            )


if __name__ == "__main__":
    main()
