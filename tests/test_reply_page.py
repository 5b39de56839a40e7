"""docs/replies.md is what the tables say."""

from __future__ import annotations

from pathlib import Path

from models.calls import CALLS
from models.fences import TAGS
from models.forms import page

PAGE = Path(__file__).parent.parent / "docs" / "replies.md"


def test_the_page_is_made_from_the_tables() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m models.forms > docs/replies.md"


def test_the_page_has_every_row() -> None:
    text = page()
    assert all(name in text for row in TAGS for name in row.names)
    assert all(form.sample in text for form in CALLS)
