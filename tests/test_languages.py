"""Every installed Jupyter kernel is a language by its tag, under the same backend."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.errors import KernelFailed, UnknownLanguage
from sandbox.events import Displayed, Failed, Finished, Printed, RunEvent
from sandbox.languages import LANGUAGES, OWN, KernelSpec, find, installed, names
from sandbox.policy import Limits, Policy
from sandbox.sandbox import Sandbox, Settings


@pytest.fixture(scope="module")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder of Jupyter's with bash_kernel in it, and some that are broken."""
    prefix = tmp_path_factory.mktemp("prefix")
    subprocess.run(
        [sys.executable, "-m", "bash_kernel.install", "--prefix", str(prefix)],
        check=True,
        capture_output=True,
    )
    place = prefix / "share" / "jupyter" / "kernels"
    (place / "bash").rename(place / "Bash_Kernel")
    for name, text in {
        "dies": json.dumps({"argv": [sys.executable, "-c", "1 / 0"], "language": "quits"}),
        "mute": json.dumps({"argv": ["no-such-program"], "language": "mute"}),
        "torn": '{"argv": ["x"]',
        "empty": "{}",
        "list": "[]",
    }.items():
        (place / name).mkdir()
        (place / name / "kernel.json").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(prefix / "share" / "jupyter"))
        patch.setenv("JUPYTER_DATA_DIR", str(prefix / "none"))
        yield place


@pytest.fixture(scope="module", params=["isolated", "direct"])
def box(
    kernels: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Sandbox]:
    policy = Policy(
        tmp_path_factory.mktemp("work"),
        isolate=request.param == "isolated",
        limits=Limits(wall_seconds=3),
    )
    settings = Settings(store=tmp_path_factory.mktemp("store"))
    assert kernels.exists()
    with Sandbox.open(policy, settings) as sandbox:
        assert (sandbox.facts().backend == "direct") == (request.param == "direct")
        yield sandbox


def run(box: Sandbox, source: str, language: str = "bash_kernel") -> list[RunEvent]:
    return list(box.run(language, source))


def end(events: list[RunEvent]) -> Finished:
    last = events[-1]
    assert isinstance(last, Finished)
    return last


def text(events: list[RunEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, Printed))


def test_no_tag_belongs_to_two_languages() -> None:
    assert len(OWN) == sum(len(language.tags) for language in LANGUAGES)
    assert all(tag == tag.lower() for tag in OWN)


def test_installed_kernels_are_found_and_broken_ones_passed_over(kernels: Path) -> None:
    found = installed()
    assert kernels.exists()
    assert {"bash_kernel", "dies", "mute"} <= set(found)
    assert not {"torn", "empty", "list", "python3"} & set(found)


def test_a_kernel_is_found_by_its_name_and_by_its_language() -> None:
    spec = KernelSpec("ir", "r", (), {}, Path(), False)
    assert find("R", {"ir": spec}) is spec
    assert find(" IR ", {"ir": spec}) is spec
    assert names({"ir": spec}) == ("python", "shell", "r")
    for tag in ("", "perl"):
        with pytest.raises(UnknownLanguage) as caught:
            find(tag, {"ir": spec})
        assert "python, shell, r" in caught.value.hint


def test_another_kernel_runs_and_keeps_its_state(box: Sandbox) -> None:
    assert "bash_kernel" in box.languages()
    assert end(run(box, "x=from-before")).why == "ok"
    events = run(box, "echo $x")
    assert text(events) == "from-before\n"
    assert "from-before" in box.output(end(events).number)


def test_it_does_not_share_state_with_our_own_shell(box: Sandbox) -> None:
    run(box, "only=here")
    assert text(run(box, "echo [$only]", "bash")) == "[]\n"


def test_an_error_in_it_is_an_error(box: Sandbox) -> None:
    assert end(run(box, "false")).why == "error"


def test_it_is_stopped_when_it_takes_too_long(box: Sandbox) -> None:
    assert end(run(box, "sleep 60")).why == "time limit"
    assert text(run(box, "echo fine")) == "fine\n"


def test_it_is_replaced_when_it_ends(box: Sandbox) -> None:
    last = end(run(box, "kill -9 $PPID; sleep 60"))
    assert last.why == "died"
    assert last.restarted
    assert text(run(box, "echo fine")) == "fine\n"


def test_it_lives_through_a_change_of_turns(box: Sandbox) -> None:
    run(box, "x=kept; echo text > made.txt")
    assert [entry.path for entry in box.changes().entries] == ["made.txt"]
    box.drop()
    events = run(box, "echo $x; ls")
    assert text(events) == "kept\n", events


def test_a_kernel_that_ends_at_once_is_a_clear_error_and_the_others_go_on(box: Sandbox) -> None:
    with pytest.raises(KernelFailed, match="dies kernel ended while it was starting") as caught:
        run(box, "x", "quits")
    assert "ZeroDivisionError" in caught.value.details
    with pytest.raises(KernelFailed, match="no-such-program"):
        run(box, "x", "mute")
    assert Displayed({"text/plain": "2"}, {}, result=True) in run(box, "1 + 1", "python")


def test_the_python_kernel_can_be_of_another_environment(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True
    )
    python = tmp_path / "env" / "bin" / "python"
    work = tmp_path / "work"
    work.mkdir()
    policy = Policy(work, rehearse=False)
    with (
        Sandbox.open(policy, Settings(python=python)) as box,
        pytest.raises(KernelFailed, match="has no ipykernel") as caught,
    ):
        run(box, "1", "python")
    assert "pip install ipykernel" in caught.value.hint
    site = next((tmp_path / "env" / "lib").glob("python*")) / "site-packages"
    (site / "ours.pth").write_text(next(path for path in sys.path if "site-packages" in path))
    readable = Policy(work, rehearse=False, readable=(Path(sys.prefix),))
    with Sandbox.open(readable, Settings(python=python)) as box:
        events = run(box, "import sys\nprint(sys.prefix)", "python")
        assert not [event for event in events if isinstance(event, Failed)]
        assert text(events) == f"{tmp_path / 'env'}\n"


def test_kernels_that_start_at_the_same_moment_share_one_view(
    kernels: Path, tmp_path: Path
) -> None:
    assert kernels.exists()
    for attempt in range(6):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        with Sandbox.open(Policy(folder), Settings(store=tmp_path / "store")) as sandbox:
            before = sandbox.facts().overlay
            run(sandbox, "echo text > made.txt")
            assert text(run(sandbox, "cat made.txt", "bash")) == "text\n"
            assert sandbox.facts().overlay == before
