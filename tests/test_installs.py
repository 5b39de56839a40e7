"""Which packages a block names, and what stands in its place once they are there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from interpreter.installs import installs
from models.messages import Code

FILES = {
    "requirements.txt": "# ours\nidna>=3  # names\nattrs; python_version > '3'\n",
    "bad": "-e .",
}
CALL = "import subprocess, sys\nsubprocess.{}([sys.executable, '-m', 'pip', 'install', {}])"

NAMED = [
    ("python", "%pip install tinypkg", ("tinypkg",)),
    ("python", "!pip install -q 'tinypkg>=1.0' other", ("tinypkg>=1.0", "other")),
    ("python", "!pip install tinypkg>=1.0", ("tinypkg>=1.0",)),
    ("python", "!{sys.executable} -m pip install tinypkg", ("tinypkg",)),
    ("python", "pip install tinypkg", ("tinypkg",)),
    ("python", "!python -m pip install --upgrade pip tinypkg[extra]", ("tinypkg[extra]",)),
    ("python", CALL.format("run", "'tinypkg'"), ("tinypkg",)),
    ("python", CALL.format("check_call", "'-U', 'a', 'b'"), ("a", "b")),
    ("python", "import os\nos.system('pip3 install tinypkg')", ("tinypkg",)),
    ("python", "import pip\npip.main(['install', 'tinypkg'])", ("tinypkg",)),
    ("python", "get_ipython().run_line_magic('pip', 'install tinypkg')", ("tinypkg",)),
    ("python", "%%bash\npip install tinypkg", ("tinypkg",)),
    ("shell", "cd x && sudo pip3.11 install tinypkg 2>&1 | tail -1", ("tinypkg",)),
    ("shell", "uv pip install --system tinypkg", ("tinypkg",)),
    ("shell", "pip install \\\n  a \\\n  b==2.0", ("a", "b==2.0")),
    ("shell", "if true; then pip install a; fi", ("a",)),
    ("shell", "pip install -r requirements.txt", ("idna>=3", "attrs; python_version > '3'")),
    ("shell", "pip install 'x @ https://host/x-1.0-py3-none-any.whl'", None),
    ("shell", "pip install https://host/x-1.0-py3-none-any.whl", None),
    ("shell", "pip install --upgrade pip", ()),
]
UNCLEAR = [
    ("python", CALL.format("run", "name")),
    ("python", "import os\nos.system(f'pip install {name}')"),
    ("python", "!pip install $name"),
    ("shell", "pip install --index-url https://elsewhere/simple tinypkg"),
    ("shell", "pip install --target . tinypkg"),
    ("shell", "pip install ."),
    ("shell", "pip install -e ../x"),
    ("shell", "pip install -r bad"),
    ("shell", "pip install -r missing"),
    ("shell", "pip install"),
]
NONE = [
    ("python", "print('pip install x')"),
    ("python", "text = '''\npip install x\n!pip install x\n'''"),
    ("python", "import subprocess\nsubprocess.run(['pip', 'list'])"),
    ("python", "x = 7 \\\n  % 4"),
    ("shell", "pip list; pip show x"),
    ("shell", "echo 'pip install x' # pip install y"),
    ("shell", "cat > README <<EOF\npip install x\nEOF\necho pip install y"),
]


def read(name: str) -> str:
    if name not in FILES:
        raise FileNotFoundError(name)
    return FILES[name]


@pytest.mark.parametrize(("language", "source", "expected"), NAMED)
def test_packages_are_named_exactly(
    language: str, source: str, expected: tuple[str, ...] | None
) -> None:
    found = installs(Code(language, source), read)
    assert found is not None and not found.problem
    if expected is not None:
        assert found.requirements == expected
    else:
        assert "https://host/" in found.requirements[0]
    assert installs(found.rest, read) is None


@pytest.mark.parametrize(("language", "source"), UNCLEAR)
def test_what_cannot_be_named_is_a_problem_for_the_model(language: str, source: str) -> None:
    found = installs(Code(language, source), read)
    assert found is not None and found.problem


@pytest.mark.parametrize(("language", "source"), NONE)
def test_other_code_installs_nothing(language: str, source: str) -> None:
    assert installs(Code(language, source), read) is None


def test_the_rest_of_the_block_runs_as_it_was() -> None:
    source = (
        "import subprocess, sys\n"
        "größe = 'ä'; done = subprocess.run([sys.executable, '-m', 'pip',\n"
        "    'install', 'tinypkg'], check=True); code = done.returncode\n"
        "if subprocess.call('pip install tinypkg', shell=True) == 0:\n"
        "    print(größe, code)\n"
    )
    found = installs(Code("python", source), read)
    assert found is not None
    assert found.rest.source.count("\n") == source.count("\n")
    ran = subprocess.run(
        [sys.executable, "-c", found.rest.source], capture_output=True, text=True, check=False
    )
    assert ran.stdout.splitlines() == ["tinypkg: installed"] * 2 + ["ä 0"], ran.stderr


def test_the_rest_of_a_shell_block_runs_as_it_was() -> None:
    source = "cd / && pip install -q tinypkg >/dev/null 2>&1 && pwd; pip install a b | wc -l"
    found = installs(Code("shell", source), read)
    assert found is not None and found.requirements == ("tinypkg", "a", "b")
    ran = subprocess.run(["sh", "-c", found.rest.source], capture_output=True, check=False)
    assert ran.stdout.split() == [b"/", b"1"]


def test_a_magic_inside_of_a_branch_keeps_its_place() -> None:
    source = "try:\n    import tinypkg\nexcept ImportError:\n    !pip install tinypkg\nprint(1)"
    found = installs(Code("python", source), read)
    assert found is not None
    compile(found.rest.source, "cell", "exec")
