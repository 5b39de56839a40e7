"""The model's pieces: learnt from generated samples, and cut up exactly as llama.cpp cuts them.

Three kinds of piece, each for a reason that was measured (see LOG.md):

* *macros*: whole lines of code, or the fixed part of a line up to the place where a name stands.
  One token each, so an answer is a few dozen tokens. A macro never holds anything that a request
  can name: names, numbers and paths are always spelled, so that copying is copying of tokens.
* *words*: pairs merged by frequency. A blank is never glued in front of a word, and digits and
  punctuation stand alone, so a name has the same tokens in a request and inside quotes.
* *glued words*: the commonest words of requests together with the blank behind them.

llama.cpp cuts text in two passes: first every macro, longest first; then what is left by merging
neighbours, best score first (its `SPM` tokenizer). `Segmenter` does the same, and
`tests/test_mini_model.py` compares the two on the shipped file.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.messages import Message
from models.mini import layout
from models.mini.layout import Span
from models.mini.literals import PLACE, PLACES

BLANK = "\u2581"
"""How llama.cpp's tokenizer spells a blank inside ordinary pieces."""
WORD = re.compile(r"[^\W\d_]+ ?|.", re.S)
"""What the second pass may merge: letters, and the one blank behind them."""
CASED = re.compile(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+|[^\W\d_]+")
LITERAL = re.compile(r"'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\"")
VALUE = re.compile(r"[^\W\d_]+|\d+")

STARTS = 6
"""Letters by which macros are looked up that a text may hold."""
CONTROL, USER_DEFINED, NORMAL, BYTE, UNKNOWN = "control", "macro", "word", "byte", "unknown"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    kind: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All pieces; the number of a token is its place."""

    pieces: tuple[Piece, ...]

    def save(self, path: Path) -> None:
        rows = [[p.text, p.kind, p.score] for p in self.pieces]
        path.write_text(
            "[\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n]\n",
            encoding="utf-8",
        )

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return cls(tuple(Piece(text, kind, score) for text, kind, score in rows))


class Segmenter:
    """Text to token numbers and back."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        pieces = vocabulary.pieces
        self._words = {p.text: i for i, p in enumerate(pieces) if p.kind == NORMAL}
        self._scores = {p.text: p.score for p in pieces if p.kind == NORMAL}
        self._bytes = [i for i, p in enumerate(pieces) if p.kind == BYTE]
        macros = [(p.text, i) for i, p in enumerate(pieces) if p.kind == USER_DEFINED]
        self._macros = sorted(macros, key=lambda m: -len(m[0].encode()))
        self._short = [i for i, (text, _) in enumerate(self._macros) if len(text) < STARTS]
        self._starting: dict[str, list[int]] = {}
        for i, (text, _) in enumerate(self._macros):
            if len(text) >= STARTS:
                self._starting.setdefault(text[:STARTS], []).append(i)
        self._cache: dict[str, tuple[int, ...]] = {}

    def tokens(self, text: str) -> list[int]:
        """Numbers of ordinary text: nothing in it becomes a control token."""
        found: list[int] = []
        for part in self.parts(text):
            if isinstance(part, int):
                found.append(part)
                continue
            for word in WORD.findall(part):
                known = self._cache.get(word)
                if known is None:
                    known = self._cache[word] = tuple(self._merge(word))
                found += known
        return found

    def parts(self, text: str) -> list[str | int]:
        """The text after the first pass: numbers of macros, and the stretches between them."""
        parts: list[str | int] = [text] if text else []
        starts = {text[i : i + STARTS] for i in range(len(text) - STARTS + 1)}
        possible = [i for start in starts for i in self._starting.get(start, ())]
        for i in sorted(possible + self._short):
            macro, number = self._macros[i]
            if macro in text:
                parts = [q for p in parts for q in _cut(p, macro, number)]
        return parts

    def left_over(self, text: str) -> list[str]:
        """The stretches of text between macros."""
        return [p for p in self.parts(text) if isinstance(p, str)]

    def row(self, spans: Sequence[Span]) -> tuple[list[int], list[bool]]:
        """A conversation as tokens, and which of them the model learns to produce."""
        tokens: list[int] = []
        learnt: list[bool] = []
        for span in spans:
            text = self.tokens(span.text)
            tokens += [span.control, *text]
            learnt += [False] + [span.learnt] * len(text)
            if span.control == layout.ASSISTANT:
                tokens.append(layout.END)
                learnt.append(span.learnt)
        return tokens, learnt

    def prompt(self, spans: Sequence[Span]) -> list[int]:
        """The row up to the place where the model is to go on."""
        return [*self.row(spans)[0], layout.ASSISTANT]

    def text(self, tokens: Iterable[int]) -> str:
        """What the tokens spell; control tokens spell nothing."""
        raw = bytearray()
        for token in tokens:
            piece = self.vocabulary.pieces[token]
            if piece.kind == BYTE:
                raw.append(int(piece.text[3:5], 16))
            elif piece.kind == NORMAL:
                raw += piece.text.replace(BLANK, " ").encode()
            elif piece.kind == USER_DEFINED:
                raw += piece.text.encode()
        return raw.decode("utf-8", "replace")

    def _merge(self, word: str) -> list[int]:
        symbols: list[str] = list(word.replace(" ", BLANK))
        while len(symbols) > 1:
            best, at = max(
                (self._scores.get(symbols[i] + symbols[i + 1], -1e30), -i)
                for i in range(len(symbols) - 1)
            )
            if best <= -1e30:
                break
            symbols[-at : -at + 2] = [symbols[-at] + symbols[-at + 1]]
        found: list[int] = []
        for symbol in symbols:
            number = self._words.get(symbol)
            found += [number] if number is not None else [self._bytes[b] for b in symbol.encode()]
        return found


def _cut(part: str | int, macro: str, number: int) -> list[str | int]:
    if isinstance(part, int) or macro not in part:
        return [part]
    texts = part.split(macro)
    cut: list[str | int] = [texts[0]]
    for text in texts[1:]:
        cut += [number, text]
    return [p for p in cut if p != ""]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many pieces of each kind are wanted."""

    words: int = 3000
    glued: int = 450
    macros: int = 1200
    seldom: int = 9
    """A macro occurs at least this often in the samples it is learnt from."""


def learn(
    conversations: Iterable[Sequence[Message]],
    sizes: Sizes,
    given: Sequence[str] = (),
    texts: Sequence[str] = (),
) -> Vocabulary:
    """Choose the pieces for the samples given (tens of thousands are enough).

    `given`: texts that are to be macros in any case. `texts`: whatever else people may write in;
    its words count as much as those of the samples.
    """
    whole = Segmenter(Vocabulary(tuple(Piece(text, USER_DEFINED) for text in given)))
    lines: Counter[str] = Counter()
    named: Counter[str] = Counter()
    fragments: Counter[str] = Counter()
    rows: list[list[Span]] = []
    valued: Counter[str] = Counter()
    for messages in conversations:
        row = layout.spans(messages)
        rows.append(row)
        asked = " ".join(s.text for s in row if not s.learnt).lower()
        for line in code_lines(row, whole):
            lines[line] += 1
            taken = named_values(line, asked)
            if taken:
                named[line] += 1
                fragments.update(fixed_parts(line, taken))
                valued.update(line[start:end] for start, end in taken)
    fixed = {line: n for line, n in lines.items() if named[line] <= 0.02 * n}
    candidates = {**fragments, **fixed}
    worth = {
        text: n * (len(WORD.findall(text)) - 1)
        for text, n in candidates.items()
        if n >= sizes.seldom and (len(text) >= 6 or (len(text) >= 3 and text.endswith("\n")))
    }
    best = heapq.nlargest(sizes.macros, worth, key=lambda text: (worth[text], text))
    macros = chained(list(dict.fromkeys([*given, *best])), given, rows, sizes.seldom)
    spelled = Segmenter(Vocabulary(tuple(Piece(m, USER_DEFINED) for m in macros)))
    words: Counter[str] = Counter()
    followed: Counter[str] = Counter()
    for row in rows:
        for span in row:
            for part in spelled.left_over(span.text):
                words.update(CASED.findall(part))
                if span.control == layout.USER:
                    followed.update(re.findall(r"[^\W\d_]{2,}(?= )", part))
    for text in texts:
        words.update(dict.fromkeys(CASED.findall(text.lower()), TEXT_WEIGHT))
    for word, n in valued.items():
        if n > 0.05 * followed[word]:
            del followed[word]
    return assemble(macros, words, followed, sizes)


def chained(
    macros: list[str], given: Sequence[str], rows: Sequence[Sequence[Span]], seldom: int
) -> list[str]:
    """The macros, with those put together that (nearly) always follow each other."""
    segmenter = Segmenter(Vocabulary(tuple(Piece(text, USER_DEFINED) for text in macros)))
    codes = [
        segmenter.parts(span.text[len(layout.OPEN) : -len(layout.CLOSE)])
        for row in rows[:CHAIN_SAMPLES]
        for span in row
        if span.learnt and span.text.startswith(layout.OPEN)
    ]
    texts: list[str] = list(macros)
    while True:
        single: Counter[int] = Counter()
        pairs: Counter[tuple[int, int]] = Counter()
        for code in codes:
            single.update(part for part in code if isinstance(part, int))
            pairs.update(
                (a, b)
                for a, b in itertools.pairwise(code)
                if isinstance(a, int) and isinstance(b, int)
            )
        always = {
            pair: n
            for pair, n in pairs.items()
            if n >= seldom and n >= ALWAYS * min(single[pair[0]], single[pair[1]])
        }
        if not always:
            break
        numbers: dict[tuple[int, int], int] = {}
        taken: set[int] = set()
        for a, b in sorted(always, key=lambda pair: (-always[pair], pair)):
            if not taken & {a, b}:
                taken |= {a, b}
                texts.append(texts[a] + texts[b])
                numbers[a, b] = len(texts) - 1
        codes = [_joined(code, numbers) for code in codes]
    left = {part for code in codes for part in code if isinstance(part, int)}
    return [text for i, text in enumerate(texts) if i in left or text in given]


TEXT_WEIGHT = 25
"""Occurrences in samples that one in a text is worth."""
CHAIN_SAMPLES = 12_000
ALWAYS = 0.99


def _joined(code: list[str | int], numbers: Mapping[tuple[int, int], int]) -> list[str | int]:
    found: list[str | int] = []
    for part in code:
        last = found[-1] if found else ""
        if isinstance(last, int) and isinstance(part, int) and (last, part) in numbers:
            found[-1] = numbers[last, part]
        else:
            found.append(part)
    return found


def code_lines(row: Sequence[Span], whole: Segmenter) -> list[str]:
    """The lines of code that are learnt and no part of a given macro, with their line breaks."""
    return [
        line + "\n"
        for span in row
        if span.learnt and span.text.startswith(layout.OPEN)
        for part in whole.left_over(span.text[len(layout.OPEN) : -len(layout.CLOSE)])
        for line in part.splitlines()
        if line.strip()
    ]


def values(line: str) -> list[tuple[int, int]]:
    """Where a line holds what a request may name: numbers, and words inside quotes.

    Quotes that are filled in when the code runs hold our own words, not the request's.
    """
    found = [m.span() for m in re.finditer(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", line)]
    found += [m.span() for m in PLACE.finditer(line)]
    for literal in LITERAL.finditer(line):
        if "{" in literal.group() and line[: literal.start()].endswith("f"):
            continue
        start = literal.start() + 1
        found += [
            (start + m.start(), start + m.end()) for m in VALUE.finditer(literal.group()[1:-1])
        ]
    return sorted(set(found))


def named_values(line: str, asked: str) -> list[tuple[int, int]]:
    """Those of the `values` that occur in what was asked: they must stay spelled."""
    found: list[tuple[int, int]] = []
    for start, end in values(line):
        value = line[start:end].lower()
        if PLACE.match(value) or (
            value in asked
            and (len(value) > 2 or re.search(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])", asked))
        ):
            found.append((start, end))
    return found


def fixed_parts(line: str, taken: Sequence[tuple[int, int]]) -> list[str]:
    """What stands between the values of a line."""
    parts: list[str] = []
    at = 0
    for start, end in taken:
        parts.append(line[at:start])
        at = end
    return [*parts, line[at:]]


def learn_merges(words: Counter[str], wanted: int) -> list[str]:
    """The commonest pairs, merged one after the other; each merge is a new piece."""
    spelled = {word: list(word) for word, n in words.items() if len(word) > 1}
    pairs: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], set[str]] = {}
    for word, symbols in spelled.items():
        for pair in itertools.pairwise(symbols):
            pairs[pair] += words[word]
            where.setdefault(pair, set()).add(word)
    merges: list[str] = []
    while len(merges) < wanted and pairs:
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        if pairs[best] < 2:
            break
        if "".join(best) not in merges:
            merges.append("".join(best))
        for word in where.pop(best):
            symbols = spelled[word]
            for pair in itertools.pairwise(symbols):
                pairs[pair] -= words[word]
            merged: list[str] = []
            for symbol in symbols:
                if merged and (merged[-1], symbol) == best:
                    merged[-1] += symbol
                else:
                    merged.append(symbol)
            spelled[word] = merged
            for pair in itertools.pairwise(merged):
                pairs[pair] += words[word]
                where.setdefault(pair, set()).add(word)
        del pairs[best]
    return merges


def assemble(
    macros: Sequence[str], words: Counter[str], followed: Counter[str], sizes: Sizes
) -> Vocabulary:
    """Pieces in the order of their numbers."""
    letters = Counter(c for word, n in words.items() for c in word for _ in range(min(n, 50)))
    plain = {chr(c) for c in range(32, 127)} | {"\n", "\t"} | set("“”‘’«»„–—…€£äöüÄÖÜßéèêàçñáíóú")
    singles = sorted(plain | {c for c, n in letters.items() if n >= 50})
    damped = Counter({w: int(n**0.6) + 1 for w, n in words.items() if n >= 3})
    merges = learn_merges(damped, sizes.words)
    whole = set(merges)
    glued = [w for w, _ in followed.most_common(3 * sizes.glued) if w in whole and w.islower()]
    pieces = [Piece(layout.CONTROLS[0], UNKNOWN)]
    pieces += [Piece(text, CONTROL) for text in layout.CONTROLS[1:]]
    pieces += [Piece(f"<0x{b:02X}>", BYTE) for b in range(256)]
    pieces += [Piece(layout.OPEN, USER_DEFINED), Piece(layout.CLOSE, USER_DEFINED)]
    pieces += [Piece(character, USER_DEFINED) for character in PLACES]
    pieces += [Piece(text, USER_DEFINED) for text in macros]
    pieces += [Piece(c.replace(" ", BLANK), NORMAL, -1e6) for c in singles]
    pieces += [Piece(text, NORMAL, -float(i + 1)) for i, text in enumerate(merges)]
    pieces += [Piece(word + BLANK, NORMAL, -1e5 - i) for i, word in enumerate(glued[: sizes.glued])]
    return Vocabulary(tuple(pieces))


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn the pieces from generated samples.")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--module", default="models.mini.generate")
    parser.add_argument("--samples", type=int, default=60_000)
    asked = parser.parse_args()
    from models.mini.batches import generator
    from models.mini.families.figures import SAYINGS

    samples = itertools.islice(generator(asked.module, 3), asked.samples)
    given = list(SAYINGS.values())
    here = Path(__file__).parent
    texts = [p.read_text(encoding="utf-8") for p in sorted(here.glob("wordings/*.txt"))]
    lines = [line for text in texts for line in text.splitlines()]
    lines += re.findall(r'description = "(.*)"', (here / "intents.toml").read_text("utf-8"))
    made = learn((sample.messages for sample in samples), Sizes(), given, lines)
    asked.run.mkdir(parents=True, exist_ok=True)
    made.save(asked.run / "pieces.json")
    kinds = Counter(piece.kind for piece in made.pieces)
    print(f"{len(made.pieces)} pieces: {dict(kinds)}")


if __name__ == "__main__":
    main()
