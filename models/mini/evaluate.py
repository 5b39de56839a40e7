"""How good is a file? `python -m models.mini.evaluate FILE.gguf` on held-out generated samples.

Wordings and names of these samples were never trained on, but their authors and intents were: this
is the score *in distribution*, an upper bound. What people get is measured by `interp bench` on the
hand-written sets in `models/bench`.

A reply is *exact* when its code is the reference letter by letter. It is *acted on* when serving
would run it; `wrong` is the share of acted-on replies that are not exact, which counts other ways
of being right as wrong.

`--calibrate` measures what serving needs (`mini.json`): the words that right code holds unasked,
and the border from which a reply is trusted.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.messages import Message, Sampling
from models.mini import layout
from models.mini.batches import Sample, generator
from models.mini.candidates import Trust, is_code
from models.mini.checks import literals, without_definitions, words
from models.mini.reading import asked_of
from models.mini.replies import Spent
from models.mini.serving import FILE, Mini, open_mini
from models.options import ModelOptions

HELD_OUT_SEED = 23
BORDERS = (-0.02, -0.05, -0.1, -0.2, -0.35, -0.5, -0.75, -1.0, -1.5, -2.0, -3.0, -5.0, -10.0)


@dataclass(frozen=True, slots=True)
class Scored:
    """One held-out request and what the model made of it."""

    intent: str
    request: str
    right: str
    reply: str
    log_probability: float
    risk: str
    clean: bool

    @property
    def exact(self) -> bool:
        return self.reply == self.right


def parity(file: Path) -> tuple[int, int, int]:
    """How many recorded texts llama.cpp cuts alike, how many recorded replies it writes alike,
    and how many there are of each."""
    rows = json.loads(file.with_suffix(".parity.json").read_text(encoding="utf-8"))
    mini = open_mini(ModelOptions(Path(), Path()), file)
    texts = sum(mini.runtime.tokenize(row["text"]) == row["text_tokens"] for row in rows)
    replies = sum(
        [piece.token for piece in mini.runtime.generate(row["prompt"], Sampling(max_tokens=160))]
        == row["answer"]
        for row in rows
    )
    mini.close()
    return texts, replies, len(rows)


def last_code(messages: Sequence[Message]) -> int:
    """Where the last learnt reply stands; -1 when nothing of the sample is learnt."""
    found = [i for i in range(len(messages)) if messages[i].role == "assistant"]
    for i in reversed(found):
        if layout.spans(messages[: i + 1])[-1].learnt:
            return i
    return -1


def scored(mini: Mini, samples: Iterator[Sample]) -> Iterator[Scored]:
    """The most likely reply to the last thing said in each sample."""
    for sample in samples:
        place = last_code(sample.messages)
        if place < 0:
            continue
        before = sample.messages[:place]
        reading = mini.replies.read(before)
        written = layout.written(sample.messages[place].content, reading.literals)
        right = layout.expanded(written, reading.literals)
        found = mini.replies.most_likely(reading, Spent())
        yield Scored(
            sample.intent,
            reading.asked.request,
            right,
            found.text,
            found.log_probability,
            found.risk,
            not found.problems,
        )


def own_words(samples: Iterator[Sample], seldom: int) -> frozenset[str]:
    """Words in the literals of right code that nobody asked for, and that are no accident."""
    import ast

    counted: Counter[str] = Counter()
    for sample in samples:
        place = last_code(sample.messages)
        if place < 0 or not is_code(reply := layout.reply_text(sample.messages[place].content)):
            continue
        asked = asked_of(sample.messages[:place])
        source = f"{asked.request}\n{asked.around}".lower()
        code = without_definitions(reply[len(layout.OPEN) : -len(layout.CLOSE)])
        counted.update(
            {w for text in literals(ast.parse(code)) for w in words(text) if w not in source}
        )
    return frozenset(word for word, n in counted.items() if n >= seldom)


def precision(rows: Sequence[Scored]) -> dict[str, list[dict[str, float]]]:
    """For each risk and border: the share of replies acted on, and how many of those are right."""
    found: dict[str, list[dict[str, float]]] = {}
    for risk in RISKS:
        some = [row for row in rows if row.risk == risk]
        found[risk] = []
        for border in BORDERS if some else ():
            acted = [r for r in some if r.clean and r.log_probability >= border]
            right = sum(r.exact for r in acted) / max(1, len(acted))
            found[risk].append(
                {
                    "border": border,
                    "acted": round(len(acted) / len(some), 3),
                    "right": round(right, 3),
                }
            )
    return found


def by_family(rows: Sequence[Scored], trust: Trust) -> dict[str, dict[str, float]]:
    groups: defaultdict[str, list[Scored]] = defaultdict(list)
    for row in rows:
        groups[row.intent.split(".")[0]].append(row)
    found: dict[str, dict[str, float]] = {}
    for name, some in sorted(groups.items()):
        acted = [row for row in some if taken(row, trust)]
        found[name] = {
            "samples": len(some),
            "exact": round(sum(r.exact for r in some) / len(some), 3),
            "acted": round(len(acted) / len(some), 3),
            "wrong": round(sum(not r.exact for r in acted) / max(1, len(acted)), 3),
        }
    return found


def taken(row: Scored, trust: Trust) -> bool:
    border: float = getattr(trust, row.risk)
    return row.clean and row.log_probability >= border


def calibrate(
    rows: Sequence[Scored], own: frozenset[str], wanted: Mapping[str, float]
) -> dict[str, object]:
    """For each risk the lowest border above which the wanted share is right."""
    borders: dict[str, object] = {}
    for risk, table in precision(rows).items():
        acted = ENOUGH / max(1, sum(row.risk == risk for row in rows))
        right = [p["border"] for p in table if p["acted"] > acted and p["right"] >= wanted[risk]]
        if right:
            borders[risk] = min(right)
    return {**borders, "own_words": sorted(own)}


ENOUGH = 25
"""Replies that a border must let through before its precision is believed."""
RISKS = ("says", "reads", "changes", "destroys")
WANTED = {"says": 0.8, "reads": 0.88, "changes": 0.93, "destroys": 0.95}
"""Shares that must be right letter by letter; about half of the others are right in effect."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Score a file on held-out generated samples.")
    parser.add_argument("file", type=Path, nargs="?", default=FILE)
    parser.add_argument("--module", default="models.mini.generate")
    parser.add_argument("--samples", type=int, default=1500)
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--failures", type=int, default=0, help="print that many wrong replies")
    asked = parser.parse_args()
    beside = asked.file.with_suffix(".json")
    if asked.calibrate:
        own = own_words(itertools.islice(generator(asked.module, 29), 30_000), seldom=6)
        facts = {"trust": {"own_words": sorted(own)}}
        beside.write_text(json.dumps(facts), encoding="utf-8")
    mini = open_mini(ModelOptions(Path(), Path()), asked.file)
    samples = itertools.islice(generator(asked.module, HELD_OUT_SEED, "held out"), asked.samples)
    rows = list(scored(mini, samples))
    mini.close()
    if asked.calibrate:
        found = calibrate(rows, own, WANTED)
        beside.write_text(json.dumps({"trust": found}, indent=1, ensure_ascii=False) + "\n")
    trust = Trust.load(beside)
    report = {
        "date": date.today().isoformat(),
        "file": asked.file.name,
        "sha256": hashlib.sha256(asked.file.read_bytes()).hexdigest(),
        "command": "python -m models.mini.evaluate " + " ".join(sys.argv[1:]),
        "exact": round(sum(r.exact for r in rows) / len(rows), 3),
        "acted": round(sum(taken(r, trust) for r in rows) / len(rows), 3),
        "trust": {risk: getattr(trust, risk) for risk in RISKS},
        "borders": precision(rows),
        "families": by_family(rows, trust),
    }
    asked.file.with_suffix(".scores.json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))
    for row in [r for r in rows if not r.exact][: asked.failures]:
        print(f"--- {row.intent} {row.log_probability:.2f} {row.request!r}")
        print(without_definitions(row.right), without_definitions(row.reply), sep="\n>>>\n")


if __name__ == "__main__":
    main()
