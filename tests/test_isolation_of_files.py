"""What code sees of the file system: its view of the work folder, what is allowed besides, and
nothing else, wherever the folder and the interpreter lie."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from backends import TRIED

from sandbox.errors import FolderUnusable, IsolationUnavailable
from sandbox.isolation import backend, facts
from sandbox.isolation.seam import Command, Confined, Overlay, OverlayImpossible
from sandbox.policy import Policy, masks, refusal

MOUNTING = [name for name in TRIED if facts(name).overlay]
ENV = {"PATH": "/usr/bin:/bin", "HOME": "/home/somebody"}


class Views:
    """Fresh overlays over one folder."""

    def __init__(self, folder: Path, store: Path) -> None:
        self.folder, self.store, self.count = folder, store, 0

    def fresh(self) -> Overlay:
        self.count += 1
        view = Overlay(self.folder, self.store / f"u{self.count}", self.store / f"w{self.count}")
        view.upper.mkdir(parents=True)
        view.work.mkdir()
        return view


@pytest.fixture
def views(folder: Path, tmp_path: Path) -> Views:
    return Views(folder, tmp_path / "store")


class Inside:
    """A program that evaluates lines, so that one sandbox answers many questions."""

    SOURCE = (
        "import json, os, sys\n"
        "space = {'os': os}\n"
        "for line in sys.stdin:\n"
        "    try:\n"
        "        exec(json.loads(line), space)\n"
        "        print(json.dumps(space.pop('out', None)), flush=True)\n"
        "    except Exception as error:\n"
        "        print(json.dumps(type(error).__name__), flush=True)\n"
    )

    def __init__(self, name: str, policy: Policy, overlay: Overlay | None, **more: object) -> None:
        theirs, self.lines = os.pipe()
        self.answers, out = os.pipe()
        python = str(more.pop("python", sys.executable))
        command = Command(
            (python, "-c", self.SOURCE),
            ENV,
            overlay=overlay,
            stdin=theirs,
            stdout=out,
            **more,  # type: ignore[arg-type]
        )
        try:
            self.confined: Confined = backend(name).start(command, policy)
        finally:
            os.close(theirs)
            os.close(out)
        self.reader = os.fdopen(self.answers)

    def do(self, source: str) -> object:
        """Run statements; the value of `out`, or the name of the exception."""
        os.write(self.lines, json.dumps(source).encode() + b"\n")
        return json.loads(self.reader.readline())

    def value(self, expression: str) -> object:
        return self.do(f"out = {expression}")

    def close(self) -> None:
        os.close(self.lines)
        self.reader.close()
        self.confined.kill()


@pytest.fixture(params=MOUNTING)
def inside(request: pytest.FixtureRequest, folder: Path, views: Views) -> Iterator[Inside]:
    (folder / "kept.txt").write_text("one")
    made = Inside(request.param, Policy(folder=folder), views.fresh())
    yield made
    made.close()


def test_what_is_written_goes_to_the_view(inside: Inside, folder: Path, views: Views) -> None:
    inside.do("open('new.txt', 'w').write('x'); open('kept.txt', 'a').write('two')")
    assert inside.value("sorted(os.listdir('.'))") == ["kept.txt", "new.txt"]
    assert sorted(path.name for path in folder.iterdir()) == ["kept.txt"]
    assert (folder / "kept.txt").read_text() == "one"
    assert (views.store / "u1/kept.txt").read_text() == "onetwo"


def test_the_folder_has_its_own_path_inside(inside: Inside, folder: Path) -> None:
    assert inside.value("os.getcwd()") == str(folder)


def test_a_swap_shows_a_fresh_view_to_the_living_program(
    inside: Inside, folder: Path, views: Views
) -> None:
    inside.do("x = 41; open('new.txt', 'w').write('x'); os.remove('kept.txt')")
    (folder / "by-the-user.txt").write_text("u")
    inside.confined.swap(views.fresh())
    inside.do(f"os.chdir({str(folder)!r})")
    assert inside.value("x + 1") == 42
    assert inside.value("sorted(os.listdir('.'))") == ["by-the-user.txt", "kept.txt"]
    inside.do("open('later.txt', 'w').write('y'); os.mkdir('d'); os.rename('later.txt', 'd/l')")
    assert (views.store / "u2/d/l").read_text() == "y"
    assert not (views.store / "u1/d").exists()


def test_a_view_is_swapped_many_times(inside: Inside, folder: Path, views: Views) -> None:
    for number in range(20):
        inside.confined.swap(views.fresh())
        inside.do(f"os.chdir({str(folder)!r}); open('n', 'w').write('{number}')")
        assert inside.value("os.listdir('.')").__class__ is list
        assert (views.store / f"u{number + 2}/n").read_text() == str(number)
    mounts = str(inside.value("open('/proc/self/mountinfo').read()"))
    assert mounts.count(f" {folder} ") == 1


def test_after_a_swap_old_descriptors_do_not_reach_the_new_view(
    inside: Inside, views: Views
) -> None:
    inside.do("f = open('kept.txt', 'a')")
    inside.confined.swap(views.fresh())
    inside.do("f.write('sneaked in'); f.flush()")
    assert not (views.store / "u2/kept.txt").exists()


def test_a_swap_to_a_folder_that_is_not_there_is_an_error(inside: Inside, views: Views) -> None:
    lost = Overlay(views.folder, views.store / "nowhere", views.store / "no")
    with pytest.raises(OverlayImpossible):
        inside.confined.swap(lost)
    assert inside.value("1 + 1") == 2


def test_a_swap_after_the_end_is_an_error(inside: Inside, views: Views) -> None:
    inside.confined.kill()
    with pytest.raises(IsolationUnavailable):
        inside.confined.swap(views.fresh())


def test_a_killed_views_folders_can_be_shown_again(
    folder: Path, tmp_path: Path, views: Views
) -> None:
    view = views.fresh()
    for _ in range(2):
        program = Inside("native", Policy(folder=folder), view)
        program.do("open('n', 'a').write('x')")
        program.close()
    assert (view.upper / "n").read_text() == "xx"


@pytest.mark.parametrize(
    "name", ["a:b,c", "späce ü", "new\nline", "-dash", "back\\slash", "x" * 200]
)
def test_any_name_of_a_folder_will_do(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    program = Inside("native", Policy(folder=folder), Views(folder, tmp_path / "st:o,re").fresh())
    program.do("open('n', 'w').write('x')")
    assert program.value("os.getcwd()") == str(folder)
    program.close()
    assert not (folder / "n").exists()


@pytest.mark.parametrize("name", TRIED)
def test_allowed_folders_are_seen_and_only_writable_ones_written(
    name: str, folder: Path, tmp_path: Path
) -> None:
    for other in ("read", "write", "hidden"):
        (tmp_path / other).mkdir()
        (tmp_path / other / "f").write_text(other)
    policy = Policy(folder=folder, readable=(tmp_path / "read",), writable=(tmp_path / "write",))
    program = Inside(name, policy, None)
    assert program.value(f"open({str(tmp_path / 'read/f')!r}).read()") == "read"
    assert program.value(f"open({str(tmp_path / 'hidden/f')!r}).read()") in {
        "FileNotFoundError",
        "PermissionError",
    }
    assert program.value(f"open({str(tmp_path / 'read/f')!r}, 'w')") in {
        "OSError",
        "PermissionError",
    }
    program.do(f"open({str(tmp_path / 'write/f')!r}, 'w').write('changed')")
    program.close()
    assert (tmp_path / "write/f").read_text() == "changed"
    assert (tmp_path / "read/f").read_text() == "read"


@pytest.mark.parametrize("name", MOUNTING)
def test_an_environment_in_the_work_folder_works_and_cannot_be_written(
    name: str, folder: Path, views: Views
) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    python = folder / ".venv/bin/python"
    program = Inside(name, Policy(folder=folder), views.fresh(), python=python)
    assert program.value("__import__('sys').prefix") == str(folder / ".venv")
    for _ in range(2):
        assert program.value("open('.venv/pyvenv.cfg', 'a')") == "OSError"
        assert program.value("open('.venv/lib/x.pth', 'w')") == "OSError"
        program.do("open('beside', 'w').write('x')")
        program.confined.swap(views.fresh())
        program.do(f"os.chdir({str(folder)!r})")
    program.close()


@pytest.mark.parametrize("name", MOUNTING)
def test_secrets_in_the_work_folder_stay_masked_through_a_swap(
    name: str, folder: Path, views: Views
) -> None:
    (folder / ".ssh").mkdir()
    (folder / ".ssh/id").write_text("CANARY")
    (folder / ".netrc").write_text("CANARY")
    program = Inside(name, Policy(folder=folder), views.fresh())
    for _ in range(2):
        assert program.value("os.listdir('.ssh')") == []
        assert program.value("open('.netrc').read()") == ""
        assert program.value("open('.ssh/new', 'w')") == "OSError"
        (folder / ".aws").mkdir(exist_ok=True)
        (folder / ".aws/credentials").write_text("CANARY")
        program.confined.swap(views.fresh())
        program.do(f"os.chdir({str(folder)!r})")
    assert program.value("os.listdir('.aws')") == [], "a secret that came later is masked, too"
    program.close()


def test_a_home_folder_shows_no_hidden_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for path in (".ssh/id", ".hidden/x", ".profile", "Documents/letter", "visible"):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text("text")
    monkeypatch.setenv("HOME", str(home))
    assert refusal(home) == ""
    assert {path.name for path in masks(home)} == {".ssh", ".hidden", ".profile"}
    program = Inside("native", Policy(folder=home), Views(home, tmp_path / "store").fresh())
    assert program.value("open('Documents/letter').read()") == "text"
    assert program.value("[os.listdir(n) for n in ('.ssh', '.hidden')]") == [[], []]
    assert program.value("open('.profile').read()") == ""
    program.close()


REFUSED = ["/", "/usr", "/etc", "/home", "/tmp", "/proc", "/var", "/dev"]


@pytest.mark.parametrize("path", REFUSED)
def test_folders_of_the_system_are_refused(path: str) -> None:
    with pytest.raises(FolderUnusable) as caught:
        backend("native").start(Command((), {}), Policy(folder=Path(path)))
    assert caught.value.hint


def test_a_folder_that_holds_home_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "people/me"))
    assert "home" in refusal(tmp_path / "people")
    assert refusal(tmp_path / "people/me/project") == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount something to try it")
def test_a_folder_with_a_mount_in_it_has_no_overlay_but_a_typed_error(
    folder: Path, views: Views
) -> None:
    (folder / "disk").mkdir()
    source = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from sandbox.isolation import backend, linux\n"
        "from sandbox.isolation.seam import Command, Overlay, OverlayImpossible\n"
        "from sandbox.policy import Policy\n"
        "linux.unshare(linux.CLONE_NEWNS)\n"
        "linux.mount('none', '/', None, linux.MS_REC | linux.MS_PRIVATE)\n"
        "linux.mount('tmpfs', sys.argv[2] + '/disk', 'tmpfs', 0)\n"
        "view = Overlay(*map(Path, sys.argv[2:5]))\n"
        "try: backend('native').start(Command((), {}, overlay=view), Policy(folder=view.lower))\n"
        "except OverlayImpossible as error: print('impossible', error)\n"
        "held = backend('native').start(Command((), {}), Policy(folder=view.lower))\n"
        "print('plain', held.wait(10))\n"
    )
    view = views.fresh()
    words = [str(Path(__file__).parents[1]), str(view.lower), str(view.upper), str(view.work)]
    done = subprocess.run(
        [sys.executable, "-c", source, *words], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("impossible"), done.stdout
    assert done.stdout.endswith("plain 0\n")


@pytest.mark.parametrize("name", MOUNTING)
def test_sockets_of_the_host_in_the_work_folder_are_dead_ends(
    name: str, folder: Path, views: Views
) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "s"))
        server.listen()
        program = Inside(name, Policy(folder=folder), views.fresh())
        source = "import socket; s = socket.socket(1); s.connect('s')"
        assert program.do(source) == "ConnectionRefusedError"
        program.close()
        with socket.socket(socket.AF_UNIX) as control:
            control.connect(str(folder / "s"))


def test_root_of_the_host_keeps_the_owners_of_files(folder: Path, views: Views) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root's folders hold files of others")
    (folder / "theirs").write_text("x")
    os.chown(folder / "theirs", 12345, 12345)
    program = Inside("native", Policy(folder=folder), views.fresh())
    assert program.value("os.stat('theirs').st_uid") == 12345
    assert program.do("os.rename('theirs', 'moved'); open('own', 'w')") is None
    program.close()
    assert (views.store / "u1/moved").stat().st_uid == 12345


def test_with_the_network_allowed_a_server_is_reached_and_sockets_stay_hidden(
    folder: Path, tmp_path: Path, views: Views
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as hidden:
        hidden.bind(str(tmp_path / "agent"))
        hidden.listen()
        port = server.getsockname()[1]
        source = f"import socket; out = socket.create_connection(('127.0.0.1', {port}), 3).fileno()"
        closed = Inside("native", Policy(folder=folder), views.fresh())
        assert closed.do(source) == "ConnectionRefusedError"
        closed.close()
        opened = Inside("native", Policy(folder=folder, network=True), views.fresh())
        assert isinstance(opened.do(source), int)
        agent = f"import socket; socket.socket(1).connect({str(tmp_path / 'agent')!r})"
        assert opened.do(agent) == "FileNotFoundError"
        assert opened.value("'nameserver' in open('/etc/resolv.conf').read()") == (
            "nameserver" in Path("/etc/resolv.conf").read_text()
        )
        opened.close()


@pytest.mark.parametrize("kind", ["stream", "datagram"])
def test_abstract_sockets_are_out_of_reach_even_with_the_network(kind: str, folder: Path) -> None:
    number = socket.SOCK_STREAM if kind == "stream" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_UNIX, number) as server:
        server.bind(f"\0interp-test-{os.getpid()}-{kind}")
        if kind == "stream":
            server.listen()
        program = Inside("native", Policy(folder=folder, network=True), None)
        address = f"chr(0) + 'interp-test-{os.getpid()}-{kind}'"
        source = f"import socket; socket.socket(1, {int(number)}).connect({address})"
        assert program.do(source) == "PermissionError"
        program.close()


def test_temporary_folders_are_private_bounded_and_gone(folder: Path) -> None:
    from sandbox.policy import Limits

    policy = Policy(folder=folder, limits=Limits(memory=1 << 29, disk=32 << 20))
    program = Inside("native", policy, None)
    for place in ("/tmp", "/dev/shm", "/var/tmp", "/home/somebody"):
        shown = program.value(f"os.listdir({place!r})")
        # The way to the work folder and to the interpreter may lead through it.
        ways = [each for each in (folder, Path(sys.prefix)) if each.is_relative_to(place)]
        assert isinstance(shown, list)
        assert set(shown) == {each.relative_to(place).parts[0] for each in ways}
        fill = f"f = open('{place}/big', 'wb'); [f.write(bytes(1 << 20)) for _ in range(40)]"
        assert program.do(fill) == "OSError"
        many = f"[open('{place}/%d' % n, 'w').close() for n in range(300_000)]"
        assert program.do(f"f.close(); os.remove('{place}/big')") is None
        if place == "/tmp":
            assert program.do(many) == "OSError"
    program.close()
    assert not Path("/home/somebody").exists()


def test_the_programs_own_folder_is_found_wherever_it_lies(folder: Path, tmp_path: Path) -> None:
    """An interpreter in the private /tmp, reached through two links, in a folder of its own."""
    copy = tmp_path / "deep/env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", copy], check=True)
    (tmp_path / "link").symlink_to(copy / "bin/python")
    program = Inside("native", Policy(folder=folder), None, python=tmp_path / "link")
    assert program.value("1 + 1") == 2
    program.close()
    shutil.rmtree(copy)
