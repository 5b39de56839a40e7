"""What code may do beyond its policy, asked at a real terminal: packages, folders, the network."""

from __future__ import annotations

import json
import socket
import sys
import threading
import venv
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from conftest import READY, Chat, Interp, bash, leave, python

from interpreter.needs import Bounds, Need, foreseen
from models.messages import Code
from sandbox.isolation import choose
from sandbox.policy import Policy

USE = "import tinypkg\nprint('version', tinypkg.VERSION * 2)"

CONFINED = choose(Policy(Path("/tmp")))[1].backend != "direct"
needs_isolation = pytest.mark.skipif(not CONFINED, reason="nothing confines code here")


def wheel(folder: Path, name: str, version: str, *requires: str) -> None:
    """A package of one module, as a wheel in the folder."""
    described = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    described += "".join(f"Requires-Dist: {each}\n" for each in requires)
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as file:
        file.writestr(f"{name}.py", f"VERSION = {version!r}\n")
        file.writestr(f"{info}/METADATA", described)
        file.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        file.writestr(f"{info}/RECORD", "")


@pytest.fixture
def wheels(tmp_path: Path) -> dict[str, str]:
    """Variables under which pip finds `tinypkg` and what it needs in a folder, and nothing else."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    wheel(folder, "tinypkg", "1.5", "tinydep", "numpy")
    wheel(folder, "tinypkg", "2.5", "tinydep")
    wheel(folder, "tinydep", "0.3")
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}


@pytest.fixture
def wide(chat: Chat, wheels: dict[str, str]) -> Chat:
    """A chat on a wide terminal in which pip finds the wheels of this test alone."""
    return partial(chat, env=wheels, width=200)


def told(home: Path) -> str:
    """What the models of all sessions were told and shown."""
    return "".join(path.read_text() for path in sorted((home / "state/sessions").glob("*.ipynb")))


def our_packages() -> list[str]:
    (site,) = [place for place in sys.path if place.endswith("site-packages")]
    return sorted(each.name for each in Path(site).iterdir())


def test_packages_are_installed_after_a_yes_and_last(wide: Chat, home: Path, folder: Path) -> None:
    before = our_packages()
    child = wide(
        python("x = 'kept'\ntry:\n    import tinypkg\nexcept ImportError:\n    print('missing')"),
        "Missing.",
        python(f"%pip install -q tinypkg==1.5\n{USE}\nprint(x)"),
        "There.",
        bash("python -c 'import tinypkg; print(tinypkg.VERSION * 3)'"),
        "Also there.",
    )
    child.sendline("look")
    child.expect("missing")
    child.expect(READY)
    child.sendline("install")
    child.expect("tinypkg==1.5")
    child.expect_exact(str(home / "state/packages"))
    child.expect_exact("Install them?")
    child.sendline("y")
    child.expect("Successfully installed")
    child.expect("version 1.51.5")
    child.expect("kept")
    child.expect(READY)
    child.sendline("and in the shell?")
    child.expect("1.51.51.5")
    child.expect(READY)
    leave(child)
    (site,) = (home / "state/packages").glob("*/*/site")
    names = {each.name for each in site.iterdir()}
    assert {"tinypkg.py", "tinydep.py"} <= names and "numpy" not in names
    assert list(folder.iterdir()) == [] and our_packages() == before
    again = wide(python(USE), "There.")
    again.sendline("use it")
    again.expect("version 1.51.5")
    again.expect(READY)
    leave(again)


def test_a_no_installs_nothing_and_the_model_is_told(wide: Chat, home: Path) -> None:
    child = wide(bash("pip install tinypkg"), "Not done: no package.")
    child.sendline("install")
    child.expect_exact("Install them?")
    child.sendline("n")
    child.expect("no package.")
    child.expect(READY)
    leave(child)
    assert not any((home / "state/packages").glob("*/*/site/*"))
    assert "did not allow installing tinypkg" in told(home)


def test_what_pip_says_about_a_missing_package_reaches_the_model(wide: Chat, home: Path) -> None:
    child = wide(bash("pip install nonesuch"), "Not done: there is no such package.")
    child.sendline("install")
    child.expect_exact("Install them?")
    child.sendline("y")
    child.expect("Not installed: No matching distribution found for nonesuch")
    child.expect("there is no such package")
    child.expect(READY)
    leave(child)
    assert "No matching distribution found for nonesuch" in told(home)


def test_without_a_terminal_nothing_is_installed(
    interp: Interp, home: Path, script: Callable[..., str], wheels: dict[str, str]
) -> None:
    replies = (python(f"!pip install tinypkg\n{USE}"), "Not done: tinypkg is missing.")
    ran = interp("-m", script(*replies), "use tinypkg", env=wheels)
    assert ran.code == 1, ran.err
    assert "tinypkg is missing" in ran.out
    assert told(home).count("Packages cannot be installed in this run") == 1
    assert not any((home / "state/packages").glob("*/*/site/*"))


def test_a_model_that_insists_on_a_package_ends_its_turn(
    interp: Interp, script: Callable[..., str], wheels: dict[str, str]
) -> None:
    replies = (bash("pip install tinypkg"), bash("pip3 install tinypkg"), "Never said.")
    ran = interp("-m", script(*replies), "use tinypkg", env=wheels)
    assert ran.code == 1 and "Never said" not in ran.out


def make_environment(folder: Path) -> tuple[Path, Path]:
    """A `.venv` in the folder that takes ipykernel from ours: both folders of packages."""
    venv.create(folder / ".venv", symlinks=True, with_pip=False)
    (site,) = (folder / ".venv").glob("lib/python3*/site-packages")
    (ours,) = [Path(place) for place in sys.path if place.endswith("site-packages")]
    (site / "ours.pth").write_text(f"{ours}\n")
    (site / "ipykernel").mkdir()
    (site / "ipykernel/__init__.py").symlink_to(ours / "ipykernel/__init__.py")
    for each in (ours / "ipykernel").iterdir():
        if each.name != "__init__.py":
            (site / "ipykernel" / each.name).symlink_to(each)
    return site, ours


def test_the_environment_of_the_folder_is_offered_once_and_used(
    wide: Chat, home: Path, folder: Path
) -> None:
    site, ours = make_environment(folder)
    (site / "theirs.py").write_text("WORD = 'from the folder'\n")
    source = f"import theirs\nprint(theirs.WORD)\n!pip install tinypkg\n{USE}"
    words = ("--allow-read", str(ours))
    child = wide(python(source), "Done.", words=words, ready="Use the packages of ./.venv?")
    child.sendline("y")
    child.expect(READY)
    child.sendline("install")
    child.expect_exact(str(folder / ".venv"))
    child.expect_exact("Install them?")
    child.sendline("y")
    child.expect("from the folder")
    child.expect("version 2.52.5")
    child.expect(READY)
    leave(child)
    assert (site / "tinypkg.py").is_file()
    assert not any((home / "state/packages").glob("*/*/site/*"))
    again = wide(python("import tinypkg\nprint(tinypkg.VERSION * 2)"), "Done.", words=words)
    again.sendline("use it")
    again.expect("2.52.5")
    again.expect(READY)
    leave(again)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "letter.txt").write_text("old words")
    return folder


@needs_isolation
def test_a_folder_is_read_after_a_yes_and_variables_are_said_to_be_gone(
    wide: Chat, home: Path, archive: Path
) -> None:
    source = (
        f"import os\nprint(sorted(os.listdir('{archive}')), open('{archive}/letter.txt').read())"
    )
    child = wide(python("x = 1"), "Set.", python(source), "Read.", python("x"), "Gone.")
    child.sendline("set")
    child.expect(READY)
    child.sendline("read")
    child.expect_exact(f"Let code read {archive} for this session?")
    child.sendline("y")
    child.expect("old words")
    child.expect("Read.")
    child.expect(READY)
    leave(child)
    assert "variables are gone" in json.dumps(told(home))


@needs_isolation
def test_a_no_widens_nothing_and_is_not_asked_again(wide: Chat, archive: Path) -> None:
    source = f"print(open('{archive}/letter.txt').read())"
    child = wide(python(source), "Failed.", python(source + "\n"), "Failed again.")
    child.sendline("read")
    child.expect_exact(f"Let code read {archive}/letter.txt for this session?")
    child.sendline("n")
    child.expect("FileNotFoundError")
    child.expect("Failed.")
    child.expect(READY)
    child.sendline("read")
    child.expect("Failed again.")
    assert "Let code" not in (child.before or "")
    child.expect(READY)
    leave(child)


@needs_isolation
def test_a_failure_that_names_a_path_asks_for_it(wide: Chat, home: Path, archive: Path) -> None:
    parts = f"open('/'.join({[*str(archive).split('/'), 'letter.txt']}))"
    child = wide(python(f"print({parts}.read())"), python(f"print({parts}.read() * 2)"), "Read.")
    child.sendline("read")
    child.expect("FileNotFoundError")
    child.expect_exact(f"Let code read {archive}/letter.txt for this session?")
    child.sendline("y")
    child.expect("old wordsold words")
    child.expect(READY)
    leave(child)
    assert "The user now allows it" in told(home)


@needs_isolation
def test_writing_elsewhere_is_asked_for_with_its_price(wide: Chat, archive: Path) -> None:
    child = wide(python(f"open('{archive}/new.txt', 'w').write('x')"), "Written.")
    child.sendline("write")
    child.expect_exact(f"Let code write in {archive} for this session (at once, without preview")
    child.sendline("y")
    child.expect("Written.")
    child.expect(READY)
    leave(child)
    assert (archive / "new.txt").read_text() == "x"


@pytest.fixture
def server() -> Iterator[int]:
    """A listener on the loopback interface that greets."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            while True:
                try:
                    caller, _ = listening.accept()
                except OSError:
                    return
                with caller:
                    caller.sendall(b"hello there")

        threading.Thread(target=greet, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


@needs_isolation
@pytest.mark.parametrize(("answer", "seen"), [("y", "hello there"), ("n", "refused")])
def test_the_network_is_asked_for_and_only_a_yes_opens_it(
    wide: Chat, server: int, answer: str, seen: str
) -> None:
    source = (
        "import socket\ntry:\n"
        f"    with socket.create_connection(('127.0.0.1', {server})) as s:\n"
        "        print(s.recv(50).decode())\n"
        "except OSError as error:\n    print(error)"
    )
    child = wide(python(source), "Called.")
    child.sendline("call")
    child.expect_exact("Let code use the network for this session?")
    child.sendline(answer)
    child.expect(seen)
    child.expect("Called.")
    child.expect(READY)
    leave(child)


@needs_isolation
def test_without_a_terminal_nothing_widens(
    interp: Interp, archive: Path, script: Callable[..., str]
) -> None:
    source = f"print(open('{archive}/letter.txt').read())"
    ran = interp("-m", script(python(source), "Not done: it cannot be read."), "read it")
    assert ran.code == 1 and "old words" not in ran.out + ran.err
    control = interp("--allow-read", str(archive), "-m", script(python(source), "Read."), "read it")
    assert control.code == 0 and "old words" in control.out + control.err


def test_secrets_system_folders_and_our_own_are_never_offered(
    tmp_path: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    work, keys, hidden, ours = (tmp_path / name for name in ("w", "x/.ssh", ".hidden", "ours"))
    for each in (work, keys, hidden, ours):
        each.mkdir(parents=True)
    (archive / "link").symlink_to(keys)
    bounds = Bounds(Policy(work), (ours,))

    def asked(path: Path | str) -> list[Need]:
        return foreseen(Code("python", f"open({str(path)!r})"), bounds)

    for path in (keys, keys / "..", archive / "link", hidden, ours, tmp_path, "/etc/shadow", "/"):
        assert asked(path) == [], path
    assert asked(archive) == [Need("read", archive)]
    assert asked(archive / "letter.txt") == [Need("read", archive / "letter.txt")]
    assert asked(work / "x") == asked("/usr/bin/env") == asked(archive / "missing") == []


@pytest.mark.parametrize(
    ("language", "source", "kind"),
    [
        ("python", "shutil.copy('{}/letter.txt', 'here')", "read"),
        ("python", "shutil.copy('here', '{}/letter.txt')", "write"),
        ("python", "Path('{}').joinpath('a').write_text('b')", "write"),
        ("python", "folder = '{}'", "read"),
        ("python", "pd.read_csv('{}/*.csv')", "read"),
        ("python", "os.remove('{}/letter.txt')", "write"),
        ("shell", "cat {}/letter.txt", "read"),
        ("shell", "cp {}/letter.txt .", "read"),
        ("shell", "cp a {}/", "write"),
        ("shell", "rm -r {}", "write"),
        ("python", "print(open('{}/letter.txt').read())", "read"),
        ("python", "print('{}')", ""),
        ("python", "Path('a').write_text('{}')", ""),
    ],
)
def test_paths_are_read_from_code_with_what_happens_to_them(
    folder: Path, archive: Path, language: str, source: str, kind: str
) -> None:
    found = foreseen(Code(language, source.format(archive)), Bounds(Policy(folder)))
    assert [need.kind for need in found] == ([kind] if kind else [])
