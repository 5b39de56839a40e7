"""What the documentation says is what the program does."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from conftest import Interp

from interpreter.commands import NAMES
from interpreter.json_reference import reference

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_json_reference_is_made_from_the_events() -> None:
    assert (ROOT / "docs" / "json-lines.md").read_text("utf-8") == reference()


def test_readme_has_exactly_two_set_up_commands_that_exist() -> None:
    blocks = re.findall(r"^```\n(sh [^\n]*)\n```$", README, re.MULTILINE)
    assert blocks == ["sh scripts/demo.sh", "sh scripts/test.sh"]
    for block in blocks:
        path = ROOT / block.split()[1]
        subprocess.run(["sh", "-n", str(path)], check=True)
    assert "scripts/test.sh" in (ROOT / ".ci" / "run").read_text()


def test_every_option_that_the_readme_uses_exists(interp: Interp) -> None:
    helped = interp("--help").out
    used = re.findall(r"^(?:cat app.log \| )?interp (.*)$", README, re.MULTILINE)
    assert len(used) >= 6
    for line in used:
        words = shlex.split(line.split("   ")[0])
        for word in words:
            if word.startswith("-"):
                assert word in helped, line
    for name in re.findall(r"`interp (\w+)", README):
        assert name in NAMES, name


@pytest.mark.parametrize("path", sorted(ROOT.glob("docs/**/*.md")), ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_links_of_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
