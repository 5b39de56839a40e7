"""Train the model in the box on your own requests: `python -m models.mini.own SKILLS.toml`.

The file names your skills, each with wordings and the code that answers them:

    [[skill]]
    name = "timesheet"
    wordings = ["how long did I work in {month}", "hours of {month}", "my hours for {month} please"]
    code = '''
    import pandas as pd
    table = pd.read_csv("timesheet.csv")
    print(table[table["month"] == "{month}"]["hours"].sum())
    '''
    [skill.slots]
    month = ["January", "February", "March"]

A slot is filled with its values and, so that names which never occurred are copied as well, with
made-up words. Training goes on from the weights of the shipped file, on your samples mixed with
those of the generator, so that what the model could do stays. `docs/mini.md` has an example.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import ModelError
from models.messages import Message
from models.mini import layout
from models.mini.batches import Sample, generator
from models.mini.checks import without_definitions, words
from models.mini.families.code import without_shared
from models.mini.tokenizer import USER_DEFINED, Piece, Segmenter, Vocabulary

SHARE = 0.5
"""How many of the samples are the user's own."""
INVENTED = 0.4
"""How often a slot is filled with a made-up word."""
SLOT = re.compile(r"\{(\w+)\}")


class SkillsInvalid(ModelError):
    """The file of own skills cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class Skill:
    name: str
    wordings: tuple[str, ...]
    code: str
    slots: dict[str, tuple[str, ...]]

    def sample(self, chance: random.Random) -> OwnSample:
        values = {name: self.value(name, chance) for name in self.slots}

        def filled(text: str) -> str:
            return SLOT.sub(lambda found: values.get(found[1], found[0]), text)

        request = filled(chance.choice(self.wordings))
        if chance.random() < 0.3:
            request = request[0].upper() + request[1:]
        reply = f"{layout.OPEN}{filled(self.code).strip()}\n{layout.CLOSE}"
        return OwnSample(
            "own." + self.name, (Message("user", request), Message("assistant", reply))
        )

    def value(self, name: str, chance: random.Random) -> str:
        if chance.random() > INVENTED:
            return chance.choice(self.slots[name])
        syllables = range(chance.randint(2, 4))
        word = "".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in syllables)
        return chance.choice([word, word.capitalize(), f"{word}{chance.randint(1, 99)}"])


@dataclass(frozen=True, slots=True)
class OwnSample:
    intent: str
    messages: tuple[Message, ...]


def skills(path: Path) -> list[Skill]:
    """Read the file. Raises `SkillsInvalid` with the place that is wrong."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["skill"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise SkillsInvalid(
            f"{path} holds no skills: {error}", "begin each skill with [[skill]]; see docs/mini.md"
        ) from error
    return [skill(entry, path) for entry in entries]


def skill(entry: dict[str, object], path: Path) -> Skill:
    name = str(entry.get("name", "?"))
    wordings, code, slots = entry.get("wordings"), entry.get("code"), entry.get("slots", {})
    if not isinstance(wordings, list) or not wordings or not isinstance(code, str):
        raise SkillsInvalid(f"{path}: skill {name!r} needs `wordings` and `code`")
    if not isinstance(slots, dict) or not all(isinstance(v, list) and v for v in slots.values()):
        raise SkillsInvalid(f"{path}: skill {name!r}: each slot needs a list of values")
    for text in wordings:
        if unknown := set(SLOT.findall(text)) - set(slots):
            raise SkillsInvalid(
                f"{path}: skill {name!r}: no values for {', '.join(sorted(unknown))}",
                "add them under [skill.slots]",
            )
    values = {key: tuple(map(str, some)) for key, some in slots.items()}
    made = Skill(name, tuple(map(str, wordings)), code, values)
    try:
        example = SLOT.sub(lambda f: values[f[1]][0] if f[1] in values else f[0], code)
        compile(without_definitions(example).strip(), name, "exec")
    except SyntaxError as error:
        raise SkillsInvalid(f"{path}: the code of skill {name!r} is no Python: {error}") from error
    return made


def samples(seed: int, part: str, file: str) -> Iterator[Sample]:
    """The user's samples among those of the generator."""
    chance = random.Random(f"{seed} {part}")
    mine = skills(Path(file))
    usual = generator("models.mini.generate", seed, part)
    while True:
        yield chance.choice(mine).sample(chance) if chance.random() < SHARE else next(usual)


def fixed_parts(mine: Sequence[Skill]) -> list[str]:
    """The code of the skills between its slots, as it stands in replies."""
    found: list[str] = []
    for one in mine:
        text = without_shared(one.code.strip() + "\n")
        for match in SLOT.finditer(text):
            if match[1] not in one.slots:
                text = text.replace(match[0], match[0].replace("{", "\0").replace("}", "\1"))
        parts = [part.replace("\0", "{").replace("\1", "}") for part in SLOT.split(text)[::2]]
        found += [part for part in parts if len(part) >= SHORTEST]
    return list(dict.fromkeys(found))


SHORTEST = 4


def with_macros(vocabulary: Vocabulary, parts: Sequence[str], counted: int = 4000) -> Vocabulary:
    """The vocabulary with the parts in the places of macros that the generator never uses."""
    segmenter = Segmenter(vocabulary)
    used: set[int] = set()
    for sample in itertools.islice(generator("models.mini.generate", 17), counted):
        used.update(segmenter.row(layout.spans(sample.messages))[0])
    pieces = list(vocabulary.pieces)
    free = [i for i, p in enumerate(pieces) if p.kind == USER_DEFINED and i not in used]
    for place, part in zip(free, parts, strict=False):
        pieces[place] = Piece(part, USER_DEFINED)
    return Vocabulary(tuple(pieces))


def trust_beside(file: Path, base: Path, mine: Sequence[Skill]) -> None:
    """What serving needs beside the file: the base's borders, and the words of the own code."""
    facts = json.loads(base.with_suffix(".json").read_text(encoding="utf-8"))
    texts = " ".join(SLOT.sub(" ", one.code) for one in mine)
    own = {*facts["trust"]["own_words"], *words(texts)}
    facts["trust"]["own_words"] = sorted(own)
    file.with_suffix(".json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the model in the box on own requests.")
    parser.add_argument("skills", type=Path)
    parser.add_argument("--to", type=Path, default=Path("my-mini.gguf"))
    parser.add_argument("--tokens", type=int, default=1_500_000)
    parser.add_argument("--run", type=Path, default=Path("runs/own"))
    parser.add_argument(
        "--base", type=Path, help="train on from this file; default: the shipped one"
    )
    asked = parser.parse_args()
    found = skills(asked.skills)
    from models.mini.export import from_checkpoint, start_from, write
    from models.mini.serving import FILE
    from models.mini.train import Plan, train

    base = asked.base or FILE
    shape = start_from(base, asked.run)
    pieces = asked.run / "pieces.json"
    with_macros(Vocabulary.load(pieces), fixed_parts(found)).save(pieces)
    train(
        Plan(
            asked.run,
            module=f"models.mini.own:{asked.skills}",
            tokens=asked.tokens,
            decay=0.8,
            muon_rate=0.01,
            adam_rate=0.002,
            width=shape.width,
            layers=shape.layers,
            heads=shape.heads,
            kv_heads=shape.kv_heads,
            hidden=shape.hidden,
            compiled=0,
        )
    )
    write(from_checkpoint(asked.run, "master"), asked.to)
    trust_beside(asked.to, base, found)
    print(f"{asked.to} knows {', '.join(s.name for s in found)}: interp --model {asked.to}")


if __name__ == "__main__":
    main()
