"""What the approval prompt says about code; an estimate that errs towards saying more."""

from __future__ import annotations

import pytest

from interpreter.approval import effects
from interpreter.consent import numbers
from models.messages import Code

CASES = [
    ("python", "print(1 + 1)", ()),
    ("python", "from pathlib import Path\nPath('a').unlink()", ("deletes",)),
    ("python", "import shutil\nshutil.rmtree('x')", ("deletes",)),
    ("python", "open('a', 'w').write('x')", ("writes",)),
    ("python", "Path('a').open(mode='a')", ("writes",)),
    ("python", "print(open('a').read())", ("reads",)),
    ("python", "df.to_csv('x.csv')", ("writes",)),
    ("python", "import requests\nrequests.get('http://x')", ("network",)),
    ("python", "{}.get('a')", ()),
    ("python", "import subprocess\nsubprocess.run(['ls'])", ("processes",)),
    ("python", "!pip install x", ("installs",)),
    ("python", "def broken(:", ("unreadable",)),
    ("shell", "ls -la | grep x", ("reads",)),
    ("shell", "find . -name '*.tmp' -delete", ("deletes", "reads")),
    ("shell", "echo hi > out.txt", ("writes",)),
    ("shell", "ls 2>&1", ("reads",)),
    ("shell", "cd x && rm -rf y", ("deletes",)),
    ("shell", "curl -O http://x; sudo rm a", ("deletes", "network", "processes")),
]


@pytest.mark.parametrize(("language", "source", "expected"), CASES)
def test_effects_are_read_from_the_syntax(
    language: str, source: str, expected: tuple[str, ...]
) -> None:
    assert effects(Code(language, source)) == expected


def test_numbers_of_changes_are_read_generously() -> None:
    assert numbers("1 3-5, 7 x 99", 7) == [1, 3, 4, 5, 7]
    assert numbers("", 3) == []
