"""Memory and processes of a whole sandbox are bounded by the system where it lets us make a group,
also when they grow faster than anybody can look; and where it does not, that is what is said."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from backends import ORDINARY, TRIED

from sandbox.events import Finished
from sandbox.isolation import backend, control_group, facts
from sandbox.isolation.bubblewrap import Bubblewrap
from sandbox.isolation.control_group import Group, bounded, close_entries, make
from sandbox.isolation.group_places import TREES, Place, places
from sandbox.isolation.held import Held, spawn
from sandbox.isolation.native import CAPPED, WATCHED
from sandbox.isolation.plan import SPARE_PROCESSES, compose
from sandbox.isolation.seam import Command
from sandbox.isolation.zygote import Zygote
from sandbox.policy import Limits, Policy
from sandbox.sandbox import Sandbox, Settings

MB = 1 << 20
LIMITS = Limits(memory=100 * MB, processes=40)
REAL = pytest.mark.skipif(
    bounded() != {"memory", "pids"}, reason="no control group can be made by this user here"
)

FORKS = """
import os, sys, time
sys.stdin.readline()
made = 0
for _ in range(120):
    try:
        pid = os.fork()
    except OSError:
        continue
    if pid == 0:
        time.sleep(1)
        os._exit(0)
    made += 1
print(made)
"""
"""A bomb of 120 processes that end by themselves within a second; begins when it is told."""


def put(pid: int, group: Group) -> None:
    """Put a process into a group, from outside."""
    entries = group.entries()
    for descriptor in (*entries["alone"], *entries["whole"]):
        os.write(descriptor, str(pid).encode())
    close_entries(entries)
    assert group.holds(pid)


def told(source: str, group: Group | None) -> str:
    """What a script prints that is put into the group before it begins."""
    with subprocess.Popen(
        [sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if group is not None:
            put(process.pid, group)
        return process.communicate("go\n", timeout=60)[0].strip()


@pytest.fixture
def group() -> Iterator[Group]:
    made = make(LIMITS)
    assert made is not None
    yield made
    made.remove()


@REAL
def test_a_bomb_meets_the_bound_of_its_group_however_fast_it_is(group: Group) -> None:
    assert told(FORKS, None) == "120", "the control: nothing else holds it"
    assert int(told(FORKS, group)) <= LIMITS.processes + SPARE_PROCESSES
    assert group.refused() == "process limit"


HOLDS = """
import os, sys, time
sys.stdin.readline()
pids = []
for _ in range(4):
    pid = os.fork()
    if pid == 0:
        b = bytearray(60 << 20)
        time.sleep(2)
        os._exit(0)
    pids.append(pid)
print([os.waitpid(pid, 0)[1] for pid in pids].count(0))
"""
"""Four processes that hold 60 MB each at the same time."""


@REAL
def test_memory_of_many_together_meets_the_bound_of_their_group(group: Group) -> None:
    assert told(HOLDS, None) == "4"
    assert told(HOLDS, group) in {"0", "1", ""}, "with version 2 all are ended at once"
    assert group.refused() == "memory limit"


@REAL
def test_what_a_group_around_ours_refuses_is_not_told_as_our_limit(group: Group) -> None:
    """As in a container that may have fewer processes than we would allow."""
    around = Group(group._made, {})
    within = [Place(folder, controls) for folder, controls in around._made if "pids" in controls]
    inner = make(replace(LIMITS, processes=1000, memory=8 << 30), tuple(within))
    assert inner is not None
    try:
        assert int(told(FORKS, inner)) <= LIMITS.processes + SPARE_PROCESSES
        assert inner.refused() is None
    finally:
        inner.remove()


@REAL
@pytest.mark.parametrize("name", TRIED)
def test_every_sandbox_is_in_a_group_of_its_own_which_goes_with_it(name: str, folder: Path) -> None:
    command = Command((sys.executable, "-c", "import time; time.sleep(60)"), {})
    confined = backend(name).start(command, Policy(folder=folder, limits=LIMITS))
    within = Path(f"/proc/{confined.pid}/cgroup").read_text()
    marks = [line.rpartition("/")[2] for line in within.splitlines() if "/interp-" in line]
    assert marks
    assert len(set(marks)) == 1
    folders = [place.folder / marks[0] for place in places()]
    assert all(folder.is_dir() for folder in folders)
    confined.kill()
    assert not any(folder.exists() for folder in folders)


AT_ONCE = HOLDS.replace("sys.stdin.readline()", "print(os.listdir('/proc/self/fd'), flush=True)")


@REAL
@pytest.mark.parametrize("name", TRIED)
def test_the_very_first_thing_that_a_program_does_meets_the_bounds(
    name: str, folder: Path, tmp_path: Path
) -> None:
    """No moment is left in which it runs outside; and the way in is not open to it. Memory, because
    nothing but the group bounds that of several processes."""
    said = {}
    for way in (name, "direct"):
        with (tmp_path / way).open("w") as file:
            argv = (sys.executable, "-c", AT_ONCE)
            command = Command(argv, {}, stdout=file.fileno(), stderr=file.fileno())
            held = backend(way).start(command, Policy(folder=folder, limits=LIMITS))
            status = held.wait(60)
        said[way] = (tmp_path / way).read_text().splitlines()
        assert held.refused() == ("memory limit" if way == name else None)
    assert (status, said["direct"][-1]) == (0, "4"), "the control"
    descriptors, *lived = said[name]
    assert descriptors == "['0', '1', '2', '3']", "three streams, and the folder that is listed"
    assert lived in ([], ["0"], ["1"]), "with version 2 all are ended at once"


def second_tree() -> Path | None:
    """Where the tree of version 2 is mounted, as far as we may make groups in it."""
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, mounted, kind, *_ = line.split()
        if kind == "cgroup2" and os.access(Path(mounted) / "cgroup.procs", os.W_OK):
            return Path(mounted)
    return None


@pytest.mark.skipif(second_tree() is None, reason="no tree of version 2 that we may change")
@pytest.mark.parametrize("born", ["started", "forked", "wrapped"])
def test_a_program_begins_in_a_group_of_version_2_as_well(
    born: str, folder: Path, tmp_path: Path
) -> None:
    """A real group, with a bound that exists without any controller."""
    tree = second_tree()
    assert tree is not None
    control = replace(TREES["cgroup2"]["pids"], bound="cgroup.max.descendants", besides={})
    group = make(LIMITS, (Place(tree, {"pids": control}),))
    assert group is not None
    (made, _), *_ = group._made
    policy = Policy(folder=folder, limits=LIMITS)
    (tmp_path / "sleep.py").write_text("import time; time.sleep(60)")
    argv = (sys.executable, str(tmp_path / "sleep.py"))
    command = Command(argv, {}, readable=(tmp_path,))
    plan = Bubblewrap().plan(command, policy) if born == "wrapped" else compose(command, policy)
    plan["entries"] = group.entries()
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with Zygote({}, modules=()) as zygote:
        assert zygote.ready(30)
        with theirs:
            birth = (zygote.birth if born == "forked" else spawn)(plan, theirs)
        close_entries(plan["entries"])
        held = Held(birth, ours, plan, policy, None, group)
        inside = (made / "cgroup.procs").read_text().split()
        assert {str(held.root), str(held.pid)} <= set(inside)
        held.kill()
        assert not made.exists()


@REAL
def test_a_process_that_is_not_in_all_groups_of_a_sandbox_is_noticed(group: Group) -> None:
    assert not group.holds(os.getpid())
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        entries = group.entries()
        ways = [*entries["alone"], *entries["whole"]]
        for descriptor in ways:
            assert not group.holds(process.pid)
            os.write(descriptor, str(process.pid).encode())
        assert group.holds(process.pid)
        assert not group.holds(process.pid, os.getpid())
        close_entries(entries)
        process.kill()


@REAL
@pytest.mark.parametrize("name", TRIED)
def test_it_is_said_what_bounds_all_together(name: str) -> None:
    assert CAPPED in facts(name).enforces
    assert WATCHED not in facts(name).lacks


@REAL
def test_greed_that_is_faster_than_the_watch_is_told_as_the_limit_that_it_met(
    folder: Path, tmp_path: Path
) -> None:
    limits = replace(Limits(), memory=400 * MB)
    one = "import time; b = bytearray(150 << 20); time.sleep(20)"
    source = (
        "import subprocess, sys, time\n"
        f"for _ in range(4): subprocess.Popen([sys.executable, '-c', {one!r}])\n"
        "time.sleep(20)"
    )
    settings = Settings(store=tmp_path / "store")
    with Sandbox.open(Policy(folder=folder, limits=limits), settings) as sandbox:
        *_, last = sandbox.run("python", source)
        assert isinstance(last, Finished)
        assert (last.why, last.restarted) == ("memory limit", True)
        assert "400 MB" in last.note
        *_, after = sandbox.run("python", "1 + 1")
        assert isinstance(after, Finished)
        assert after.why == "ok"


@REAL
def test_a_group_that_cannot_be_removed_yet_holds_up_no_other_and_goes_later() -> None:
    busy, other = make(LIMITS), make(LIMITS)
    assert busy is not None and other is not None
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        put(process.pid, busy)
        busy.remove()
        other.remove()
        assert all(folder.is_dir() for folder, _ in busy._made)
        assert not any(folder.exists() for folder, _ in other._made)
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.close()
    after = make(LIMITS)
    assert after is not None
    assert not any(folder.exists() for folder, _ in busy._made)
    after.remove()


LEAVES = """
import sys
from sandbox.isolation.control_group import make
from sandbox.policy import Limits
group = make(Limits())
print(*(str(folder) for folder, _ in group._made))
sys.stdout.flush()
import os
os.kill(os.getpid(), 9)
"""


@REAL
def test_a_group_whose_owner_was_killed_is_swept_and_no_living_one() -> None:
    living = make(LIMITS)
    assert living is not None
    done = subprocess.run([sys.executable, "-c", LEAVES], capture_output=True, check=False)
    left = [Path(word) for word in done.stdout.decode().split()]
    assert left
    assert all(path.is_dir() for path in left)
    for place in places():
        control_group.sweep(place.folder)
    assert not any(path.exists() for path in left)
    assert living.bounds == {"memory", "pids"}
    assert told("input(); print('in it')", living) == "in it"
    living.remove()


DELEGATED = """
import sys
sys.path.insert(0, sys.argv[2])
from attack_range import become
from sandbox.isolation.control_group import bounded
become(int(sys.argv[1]))
print(sorted(bounded()))
"""


@REAL
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can delegate")
def test_an_ordinary_user_has_a_group_exactly_where_one_was_delegated() -> None:
    def asked() -> str:
        argv = [sys.executable, "-c", DELEGATED, str(ORDINARY), str(Path(__file__).parent)]
        enter = [path / "cgroup.procs" for path in own]

        def move() -> None:
            for path in enter:
                path.write_text(str(os.getpid()))

        return subprocess.run(
            argv, capture_output=True, text=True, check=True, preexec_fn=move
        ).stdout

    own = [place.folder / f"delegated-{os.getpid()}" for place in places()]
    for path in own:
        path.mkdir()
    try:
        assert asked() == "[]\n"
        for path in own:
            for each in (path, path / "cgroup.procs", path / "tasks"):
                if each.exists():
                    os.chown(each, ORDINARY, ORDINARY)
        assert asked() == "['memory', 'pids']\n"
    finally:
        for path in own:
            path.rmdir()


MOUNTS = "30 24 0:26 / {top} rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"


def pretended(base: Path, own: str, handed: dict[str, str]) -> Path:
    """A folder that looks like /proc/self of a process in group `own`, in a tree of version 2."""
    top, proc = base / "tree", base / "proc"
    proc.mkdir(parents=True)
    for group, controllers in handed.items():
        folder = top / group.strip("/")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cgroup.subtree_control").write_text(controllers)
        (folder / "cgroup.procs").write_text("")
    (proc / "mountinfo").write_text(MOUNTS.format(top=str(top).replace(" ", "\\040")))
    (proc / "cgroup").write_text(f"0::{own}\n")
    return proc


def chosen(base: Path, proc: Path) -> list[tuple[str, set[str]]]:
    return [
        ("/" + str(place.folder.relative_to(base / "tree")).lstrip("."), set(place.controls))
        for place in places(proc)
    ]


SCOPE = "/user.slice/user-7.slice/user@7.service/app.slice/term.scope"


def test_a_user_session_finds_the_slice_that_hands_on_both_bounds(tmp_path: Path) -> None:
    handed = {"/": "memory pids cpu"}
    for end in range(2, 6):
        handed["/".join(SCOPE.split("/")[:end])] = "memory pids"
    handed[SCOPE] = ""
    proc = pretended(tmp_path / "with space", SCOPE, handed)
    found = chosen(tmp_path / "with space", proc)
    assert found == [(SCOPE.rpartition("/")[0], {"memory", "pids"})]


def test_a_folder_that_hands_on_nothing_is_not_taken(tmp_path: Path) -> None:
    """A container sees its own group as the top, and the top has processes: it cannot hand on."""
    assert chosen(tmp_path, pretended(tmp_path, "/", {"/": ""})) == []


def test_one_bound_is_better_than_none_and_two_are_better_than_one(tmp_path: Path) -> None:
    handed = {"/": "memory pids", "/a": "pids", "/a/b": ""}
    assert chosen(tmp_path, pretended(tmp_path, "/a/b", handed)) == [("/", {"memory", "pids"})]
    (tmp_path / "tree/cgroup.subtree_control").write_text("cpu")
    assert chosen(tmp_path, tmp_path / "proc") == [("/a", {"pids"})]


def test_where_the_system_makes_no_bound_none_is_claimed(tmp_path: Path) -> None:
    proc = pretended(tmp_path, "/", {"/": "memory pids"})
    assert places(proc)
    assert make(LIMITS, places(proc)) is None
    assert not list((tmp_path / "tree").glob("interp-*"))
    nowhere = (Place(tmp_path / "missing", TREES["cgroup2"]),)
    assert make(LIMITS, nowhere) is None
