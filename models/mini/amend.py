"""Improve definitions after training: `python -m models.mini.amend OLD_DEFINITIONS.py pieces.json`.

A definition is one piece of the vocabulary. When its text is improved, the pieces get the very same
text, and what the model learnt stays valid. Give the old `families/definitions.py` (such as
`git show HEAD:models/mini/families/definitions.py` wrote it) and the pieces to be rewritten; then
export the model anew.
"""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

from models.mini.families.definitions import DEFINITIONS


def amended(rows: list[list[object]], old: dict[str, str]) -> tuple[list[list[object]], int]:
    """The rows of `pieces.json` with new texts in place of old ones, and how many were changed."""
    changes = {text: DEFINITIONS[name] for name, text in old.items() if DEFINITIONS[name] != text}
    count = 0
    made: list[list[object]] = []
    for text, *rest in rows:
        new = str(text)
        for before, after in changes.items():
            new = new.replace(before, after)
        count += new != text
        made.append([new, *rest])
    if len({str(row[0]) for row in made}) < len(made):
        raise ValueError("two pieces would have the same text")
    return made, count


def main() -> None:
    old = runpy.run_path(sys.argv[1])["DEFINITIONS"]
    path = Path(sys.argv[2])
    rows, count = amended(json.loads(path.read_text(encoding="utf-8")), old)
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    part = path.with_suffix(".part")
    part.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    part.replace(path)
    print(f"{count} pieces amended.")


if __name__ == "__main__":
    main()
