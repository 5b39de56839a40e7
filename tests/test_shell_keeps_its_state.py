"""Shell blocks share one living shell, whatever a block does to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.events import Finished, Printed, RunEvent
from sandbox.policy import Limits, Policy
from sandbox.sandbox import Sandbox, Settings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module", params=["bash", "sh"])
def box(
    folder: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sandbox]:
    """A sandbox with bash, and one on a machine that has only a plain sh."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "sh":
            programs = tmp_path_factory.mktemp("programs")
            for name in ("cat", "false", "grep", "mkdir", "rmdir", "sed", "sh", "sleep"):
                (programs / name).symlink_to(str(shutil.which(name)))
            patch.setenv("PATH", str(programs))
        policy = Policy(folder, isolate=False, rehearse=False, limits=Limits(wall_seconds=2))
        with Sandbox.open(policy, Settings()) as sandbox:
            has_bash = out(run(sandbox, "echo ${BASH_VERSION:-none}", "shell"))
            assert (has_bash == "none\n") == (request.param == "sh")
            yield sandbox


def run(box: Sandbox, source: str, language: str = "bash") -> list[RunEvent]:
    return list(box.run(language, source))


def end(events: list[RunEvent]) -> Finished:
    last = events[-1]
    assert isinstance(last, Finished)
    return last


def out(events: list[RunEvent], stream: str = "stdout") -> str:
    return "".join(
        event.text for event in events if isinstance(event, Printed) and event.stream == stream
    )


def test_variables_and_functions_live_on(box: Sandbox) -> None:
    run(box, "plain='a b'; export SHOWN=2; greet() { echo \"hello $1 $plain\"; }")
    assert out(run(box, "greet you; sh -c 'echo $SHOWN'")) == "hello you a b\n2\n"


def test_the_folder_is_shared_with_python_in_both_directions(box: Sandbox, folder: Path) -> None:
    run(box, f"cd '{folder}'; mkdir -p 'in side'; cd 'in side'")
    assert out(run(box, "import os; print(os.getcwd())", "python")) == f"{folder}/in side\n"
    run(box, "os.chdir('..')", "python")
    assert out(run(box, "pwd")) == f"{folder}\n"


def test_a_folder_that_is_gone_does_not_end_the_shell(box: Sandbox, folder: Path) -> None:
    run(box, f"cd '{folder}'; mkdir gone; cd gone; rmdir ../gone")
    assert out(run(box, f"cd '{folder}'; pwd")) == f"{folder}\n"


@pytest.mark.parametrize(("source", "status"), [("true", 0), ("false", 1), ("(exit 7)", 7)])
def test_the_exit_status_is_told(box: Sandbox, source: str, status: int) -> None:
    last = end(run(box, source))
    assert last.exit_code == status
    assert last.why == ("ok" if status == 0 else "error")


def test_exit_ends_the_block_and_the_state_stays(box: Sandbox) -> None:
    last = end(run(box, "kept='still here'; export ALSO=1; exit 3; echo never"))
    assert last.exit_code == 3
    assert not last.restarted
    assert out(run(box, 'echo "$kept $ALSO"')) == "still here 1\n"


def test_set_e_ends_the_block_at_the_first_failure_and_not_the_next_block(box: Sandbox) -> None:
    events = run(box, "set -e\necho one\nfalse\necho two")
    assert out(events) == "one\n"
    assert end(events).exit_code == 1
    assert out(run(box, "false; echo three")) == "three\n"


def test_a_heredoc_is_read_whole(box: Sandbox) -> None:
    assert out(run(box, "cat <<'EOF'\na $b\n  'c'\nEOF\n")) == "a $b\n  'c'\n"
    assert out(run(box, "cat <<EOF\nno line end after the mark\nEOF")) == (
        "no line end after the mark\n"
    )


@pytest.mark.parametrize("source", ["echo 'abc", 'echo "abc', "if true; then", "cat <(", "echo `x"])
def test_what_is_not_closed_is_an_error_and_not_a_wait(box: Sandbox, source: str) -> None:
    events = run(box, source)
    assert end(events).why == "error"
    assert out(events, "stderr")
    assert out(run(box, "echo fine")) == "fine\n"


def test_commands_that_read_find_the_end_at_once(box: Sandbox) -> None:
    events = run(box, 'cat; read x; echo "read: $?"')
    assert out(events) == "read: 1\n"


def test_messages_name_the_line_of_the_block(box: Sandbox) -> None:
    events = run(box, "true\n\nno_such_program")
    assert "3:" in out(events, "stderr") or "line 3" in out(events, "stderr")
    assert end(events).exit_code == 127


def test_output_streams_while_the_block_runs(box: Sandbox) -> None:
    events = box.run("shell", "echo early; sleep 60")
    assert next(events) == Printed("stdout", "early\n")
    box.interrupt()
    assert end(list(events)).why == "interrupted"


def test_an_interrupted_block_goes_no_further_and_the_state_stays(box: Sandbox) -> None:
    run(box, "kept=yes")
    last = end(run(box, "sleep 60; echo never"))
    assert last.why == "time limit"
    assert not last.restarted
    assert out(run(box, "echo $kept")) == "yes\n"


def test_a_block_that_ignores_the_interrupt_is_ended(box: Sandbox) -> None:
    last = end(run(box, "trap '' INT TERM; while :; do sleep 1; done"))
    assert last.why == "time limit"
    assert not last.restarted
    assert out(run(box, "echo fine")) == "fine\n"


def test_a_job_in_the_background_does_not_hold_the_block(box: Sandbox) -> None:
    events = run(box, "(sleep 0.2; echo later) & echo now")
    assert end(events).why == "ok"
    assert out(events).startswith("now\n")
    assert "later\n" in out(run(box, "wait"))


def test_a_shell_that_is_killed_or_replaced_is_followed_by_a_new_one(box: Sandbox) -> None:
    run(box, "kept=yes")
    assert end(run(box, "kill -9 $$")).exit_code == 137
    assert out(run(box, "echo $kept")) == "yes\n"
    assert end(run(box, "exec false")).exit_code == 1
    assert out(run(box, "echo $kept")) == "yes\n"


def test_text_of_any_kind_comes_through(box: Sandbox) -> None:
    assert out(run(box, "printf '%s|' 'grüße' '日本' \"it's\" '\\n' 'a  b'")) == (
        "grüße|日本|it's|\\n|a  b|"
    )


def test_a_long_block_is_no_problem(box: Sandbox) -> None:
    source = "".join(f"x{i}='{'y' * 80}'\n" for i in range(3000)) + "echo $x2999"
    assert out(run(box, source)) == "y" * 80 + "\n"


def test_a_zero_byte_is_refused(box: Sandbox) -> None:
    events = run(box, "echo a\0b")
    assert "NUL" in out(events, "stderr")
    assert end(events).exit_code == 126


def test_python_started_by_the_shell_is_the_kernels(box: Sandbox) -> None:
    ours = out(run(box, "import sys; print(sys.prefix)", "python"))
    assert out(run(box, "python -c 'import sys; print(sys.prefix)'")) == ours


def test_options_arrays_and_aliases_of_bash_outlive_an_exit(box: Sandbox) -> None:
    if "none" in out(run(box, "echo ${BASH_VERSION:-none}")):
        assert out(run(box, "alias hi='echo hello'\nexit 1")) == ""
        assert out(run(box, "hi")) == "hello\n"
        return
    run(box, "list=(a 'b c'); declare -A map=([k]=v); shopt -s nullglob; alias hi='echo hello'")
    run(box, "f() { echo function; }; set -o noclobber; exit 1")
    events = run(box, 'printf "%s;" "${list[@]}" "${map[k]}" *.none; hi; f; set -o | grep clob')
    assert out(events).split() == ["a;b", "c;v;hello", "function", "noclobber", "on"]
    run(box, "set +o noclobber")


def test_a_trap_for_the_exit_is_honoured(box: Sandbox) -> None:
    events = run(box, "trap 'echo cleaned' EXIT; exit 0")
    assert out(events) == "cleaned\n"
