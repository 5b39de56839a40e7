"""What reading a reply costs: time for twice the text, and for a token beside writing one.

    python benchmarks/parser.py

Each kind of reply is read at n and at 2n characters, one token (4 characters) at a time, in turns;
the ratio of the medians is about 2 when the time is linear. `µs/token` is what reading adds to each
token that a model writes (a fast one writes one in 5,000 µs).
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Mapping

from models.reply import ReplyParser

SIZE, ROUNDS, TOKEN = 50_000, 7, 4

KINDS: Mapping[str, tuple[str, str]] = {
    "prose": ("", "There are `3` files in *the folder*, and 12 more below it.\n"),
    "one line": ("", "word "),
    "thought": ("<think>", "first this, then that; if a < b it is so.\n"),
    "Python": ("```python\n", "total = sum(row['amount'] for row in rows)  # as asked\n"),
    "text in Python": ('```python\nx = """\n', "a line of a README with `code`\n"),
    "fences in a text": ('```python\nx = """\n', "```\ncode\n```\n"),
    "shell": ("```bash\n", "find . -name '*.pdf' -mtime -7 | wc -l\n"),
    "here-document": ("```bash\ncat > a <<'EOF'\n", "a line of a file\n"),
    "bare block": ("```\n", "ls -la | sort\n"),
    "call": ('<tool_call>{"name": "python", "arguments": {"code": "', "print(1)\\n"),
    "bare call": ('{"name": "python", "arguments": {"code": "', "print(1)\\n"),
    "calls that are none": ("", '{"name": "a", "version": 1}\n'),
    "parameters without end": ("<tool_call>python", "<parameter=code"),
    "arguments without end": ("<tool_call>", "<arg_key>a</arg_key> <arg_value>b "),
    "Gemma, one word": ("<|tool_call>call:python{", "word"),
    "gpt-oss, one word": ("<|channel|>commentary to=", "word"),
    "names without end": ("<tool_call>", "<invoke   name"),
    "expression": ("<tool_call>python(code=", "1 + "),
    "deep JSON": ("<tool_call>", '{"a": ['),
    "half marks": ("", "<|tool_calls_section_begi"),
}


def reply(kind: str, size: int) -> str:
    head, unit = KINDS[kind]
    return (head + unit * (size // len(unit) + 1))[:size]


def seconds(text: str) -> float:
    """Time to read the text token by token."""
    began = time.perf_counter()
    parser = ReplyParser(("python", "shell"))
    for start in range(0, len(text), TOKEN):
        parser.feed(text[start : start + TOKEN])
    parser.close()
    return time.perf_counter() - began


def measure(kind: str) -> dict[str, float]:
    """Medians of pairs, n and 2n in turns."""
    short, long = reply(kind, SIZE), reply(kind, 2 * SIZE)
    pairs = [(seconds(short), seconds(long)) for _ in range(ROUNDS)]
    once = statistics.median(pair[0] for pair in pairs)
    return {
        "ratio": round(statistics.median(two / one for one, two in pairs), 2),
        "us_per_token": round(once / (SIZE / TOKEN) * 1e6, 2),
    }


def main() -> None:
    results = {kind: measure(kind) for kind in KINDS}
    if "--json" in sys.argv:
        print(json.dumps(results, indent=1))
        return
    print(f"{'reply':<22}{'time at 2n / n':>16}{'µs/token':>12}")
    for kind, result in results.items():
        print(f"{kind:<22}{result['ratio']:>16.2f}{result['us_per_token']:>12.2f}")


if __name__ == "__main__":
    main()
