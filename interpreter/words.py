"""Everything that the program says to a model stands in `prompts/*.md`; this fills it in."""

from __future__ import annotations

from pathlib import Path
from string import Template

FOLDER = Path(__file__).parent / "prompts"


def words(name: str, **values: object) -> str:
    """The text of `prompts/<name>.md` with its `$variables` filled in.

    Raises KeyError when a variable has no value: a hole in a prompt is a defect of ours.
    """
    text = (FOLDER / f"{name}.md").read_text("utf-8").rstrip("\n")
    return Template(text).substitute(values)
