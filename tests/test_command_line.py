"""The contract of the command line: streams, exit codes, options, and errors in two lines."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from conftest import Interp, Ran, python

WRITE = python("open('new.txt', 'w').write('x')")
Script = Callable[..., str]


def is_clear(ran: Ran, code: int, words: str) -> None:
    """One line says what is wrong, one what to do; no traceback; the documented code."""
    assert ran.code == code, ran
    assert words in ran.err
    assert "Traceback" not in ran.err
    lines = ran.err.strip().splitlines()
    assert lines[-2].startswith("interp: ") and lines[-1].startswith("  "), ran.err


def test_the_answer_is_on_stdout_and_all_else_on_stderr(interp: Interp, script: Script) -> None:
    ran = interp("-m", script(python("print('working')"), "All done."), "work")
    assert (ran.code, ran.out) == (0, "All done.\n")
    assert "print('working')" in ran.err and "working\n" in ran.err


def test_quiet_says_only_the_answer(interp: Interp, script: Script) -> None:
    ran = interp("-q", "-m", script(python("print('working')"), "All done."), "work")
    assert (ran.code, ran.out, ran.err) == (0, "All done.\n", "")


def test_json_lines_end_with_the_turn(interp: Interp, script: Script) -> None:
    ran = interp("--json", "-y", "-m", script(WRITE, "Written."), "write")
    events = [json.loads(line) for line in ran.out.splitlines()]
    assert [each["event"] for each in events][:2] == ["step_began", "prose"]
    last = events[-1]
    assert last["event"] == "turn_ended" and last["why"] == "answered"
    assert last["answer"] == "Written."
    (entry,) = last["changes"]["changes"]["entries"]
    assert (entry["kind"], entry["path"]) == ("created", "new.txt")
    assert last["changes"]["kept"] is True
    assert set(last["usage"]) >= {
        *("prompt_tokens", "evaluated_tokens", "reused_tokens", "completion_tokens", "seconds")
    }


def test_changes_are_kept_with_yes_and_only_then(
    interp: Interp, folder: Path, script: Script
) -> None:
    ran = interp("-m", script(WRITE, "Written."), "write")
    assert ran.code == 5 and "-y" in ran.err and not (folder / "new.txt").exists()
    ran = interp("--dry-run", "-m", script(WRITE, "Written."), "write")
    assert ran.code == 0 and "+ new.txt" in ran.err and not (folder / "new.txt").exists()
    ran = interp("-y", "-m", script(WRITE, "Written."), "write")
    assert ran.code == 0 and (folder / "new.txt").read_text() == "x"


def test_what_was_kept_can_be_undone_and_made_again(
    interp: Interp, folder: Path, script: Script
) -> None:
    (folder / "old.txt").write_text("precious")
    change = python("import os\nos.remove('old.txt')\nopen('new.txt', 'w').write('x')")
    interp("-y", "-m", script(change, "Done."), "swap them")
    assert sorted(each.name for each in folder.iterdir()) == ["new.txt"]
    assert "swap them" in interp("history").out
    assert interp("undo").code == 0
    assert (folder / "old.txt").read_text() == "precious"
    assert not (folder / "new.txt").exists()
    assert interp("redo").code == 0
    assert sorted(each.name for each in folder.iterdir()) == ["new.txt"]
    (folder / "new.txt").write_text("edited by hand")
    is_clear(interp("undo"), 5, "new.txt")
    assert (folder / "new.txt").read_text() == "edited by hand"


def test_a_failed_request_keeps_nothing(interp: Interp, folder: Path, script: Script) -> None:
    ran = interp("-y", "-m", script(WRITE, "Not done: I lost interest."), "write")
    assert ran.code == 1 and not (folder / "new.txt").exists()


def test_piped_input_is_context_and_a_dash_is_the_request(interp: Interp, script: Script) -> None:
    ran = interp("-m", script("It failed."), "what went wrong?", given="boom at line 7\n")
    assert (ran.code, ran.out) == (0, "It failed.\n")
    ran = interp("-m", script("Hello."), "-", given="say hello\n")
    assert (ran.code, ran.out) == (0, "Hello.\n")
    listed = interp("sessions", "list").out
    assert "say hello" in listed


def test_piped_input_reaches_the_model(interp: Interp, home: Path, script: Script) -> None:
    interp("-m", script("It failed."), "what went wrong?", given="boom </input> at line 7\n")
    (path,) = (home / "state" / "sessions").glob("*.ipynb")
    said = json.loads(path.read_text())["metadata"]["interp"]["messages"][0]["content"]
    assert "boom" in said and said.count("</input>") == 1


def test_words_without_quotes_are_one_request(interp: Interp, script: Script) -> None:
    model = script("Yes.")
    assert interp("-m", model, "list", "the", "files").out == "Yes.\n"
    assert "list the files" in interp("sessions", "list").out


def test_a_word_that_is_a_command_can_be_a_request(interp: Interp, script: Script) -> None:
    assert interp("-m", script("I cannot."), "--", "undo").out == "I cannot.\n"


def test_options_may_stand_before_a_command(interp: Interp, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert "nothing" in interp("-C", str(other), "undo").out.lower()


def test_input_is_refused_with_a_clear_error_for_the_model(
    interp: Interp, home: Path, script: Script
) -> None:
    ran = interp("-m", script(python("name = input('Who? ')"), "Nobody."), "ask me")
    assert ran.code == 0 and "input" in ran.err.lower()


BAD = {
    "an unknown option": (("--nonsense", "x"), 2, "--nonsense"),
    "a folder that is not there": (("-C", "/nowhere/at/all", "x"), 2, "does not exist"),
    "a file as the folder": (("-C", "/etc/passwd", "x"), 2, "not a folder"),
    "no request": ((), 2, "no request"),
    "a missing model file": (("-m", "missing.gguf", "x"), 3, "missing.gguf"),
    "an unknown model": (("-m", "no-such-model", "x"), 3, "no-such-model"),
    "a missing script": (("-m", "scripted:missing.txt", "x"), 3, "missing.txt"),
    "a bad number": (("--max-steps", "0", "x"), 2, "--max-steps"),
    "an unknown session": (("--resume", "nope", "x"), 2, "nope"),
    "a schema that is no JSON": (("--schema", "/etc/passwd", "x"), 2, "schema"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_use_is_told_in_two_lines(interp: Interp, case: str) -> None:
    words, code, told = BAD[case]
    is_clear(interp(*words), code, told)


@pytest.mark.parametrize("content", [b"", b"GGUF", b"%PDF-1.4 not a model", b"GGUF" + b"\xff" * 99])
def test_a_file_that_is_no_model_is_told_in_two_lines(
    interp: Interp, folder: Path, content: bytes
) -> None:
    (folder / "bad.gguf").write_bytes(content)
    is_clear(interp("-m", "bad.gguf", "x"), 3, "bad.gguf")


def test_binary_on_stdin_is_refused(interp: Interp, script: Script) -> None:
    is_clear(interp("-m", script("x"), "what is it", given=b"\x7fELF\0\0\0"), 2, "binary")


def test_a_request_longer_than_the_context_is_refused(interp: Interp, script: Script) -> None:
    is_clear(interp("-m", script("x"), "x" * 100_000), 3, "tokens")


def test_a_closed_stdout_is_no_error(
    interp: Interp, home: Path, folder: Path, script: Script
) -> None:
    ran = subprocess.run(
        [
            "bash",
            "-c",
            f"'{sys.executable}' -m interpreter --json -m '{script('One.')}' hello | head -c 1",
        ],
        capture_output=True,
        cwd=folder,
        env={**os.environ, "INTERP_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert ran.stdout == b"{" and b"Traceback" not in ran.stderr


def test_a_machine_without_a_home_works(interp: Interp, folder: Path, script: Script) -> None:
    model = script("Fine.")
    command = ("env", "-u", "INTERP_HOME", "-u", "HOME", sys.executable, "-m", "interpreter")
    ran = interp("-m", model, "hello", command=command)
    assert (ran.code, ran.out) == (0, "Fine.\n")


def test_names_that_are_not_unicode_do_no_harm(
    interp: Interp, folder: Path, script: Script
) -> None:
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    change = python("import os\n[os.rename(n, n + b'.bak') for n in os.listdir(b'.')]")
    ran = interp("-y", "-m", script(change, "Renamed."), "rename all")
    assert ran.code == 0 and ran.out == "Renamed.\n"
    assert [os.fsencode(each.name) for each in folder.iterdir()] == [b"caf\xe9.txt.bak"]
    assert interp("undo").code == 0
    assert [os.fsencode(each.name) for each in folder.iterdir()] == [b"caf\xe9.txt"]


def test_a_full_disk_is_told_and_nothing_is_lost(
    interp: Interp, home: Path, folder: Path, script: Script
) -> None:
    small = home / "state"
    small.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.fail(f"this test mounts a small file system and needs root: {mounted.stderr!r}")
    try:
        (folder / "mine.txt").write_text("mine")
        big = python("print('x' * 500_000)")
        ran = interp("-y", "-m", script(big, "Done."), "print a lot")
        assert ran.code != 0 and "Traceback" not in ran.err
        assert "space" in ran.err.lower()
        assert (folder / "mine.txt").read_text() == "mine"
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def test_a_read_only_folder_is_told_and_nothing_is_lost(
    interp: Interp, folder: Path, script: Script
) -> None:
    (folder / "mine.txt").write_text("mine")
    subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
    try:
        ran = interp("-y", "-m", script(WRITE, "Written."), "write", cwd=Path("/"))
        ran = interp("-y", "-C", str(folder), "-m", script(WRITE, "Written."), "write")
        assert ran.code in (4, 5) and "Traceback" not in ran.err
        assert "read-only" in ran.err.lower()
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
    assert [each.name for each in folder.iterdir()] == ["mine.txt"]


def start(home: Path, folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "interpreter", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "INTERP_HOME": str(home)},
        text=True,
        start_new_session=True,
    )


def descendants(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def gone(processes: list[psutil.Process]) -> bool:
    return not psutil.wait_procs(processes, timeout=20)[1]


SLOW = python("import time\nprint('begun', flush=True)\ntime.sleep(60)")
PHASES = {
    "while everything starts": ("#! wait 60\nNever.", 0.4),
    "while the model reads": ("#! wait 60\nNever.", 3.0),
    "while the model writes": ("#! pace 1\n" + "word " * 200, 3.0),
    "while code runs": (SLOW, 4.0),
}


@pytest.mark.parametrize("phase", PHASES)
def test_ctrl_c_ends_a_one_shot_in_every_phase(
    home: Path, folder: Path, script: Script, phase: str
) -> None:
    reply, pause = PHASES[phase]
    process = start(home, folder, "-m", script(reply, "End."), "wait")
    time.sleep(pause)
    left = descendants(process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode in (130, -signal.SIGINT), err
    assert "Traceback" not in err
    assert gone(left)


def test_nothing_is_left_after_kill_9(home: Path, folder: Path, script: Script) -> None:
    source = "import subprocess, time\nsubprocess.Popen(['setsid', 'sleep', '300'])\ntime.sleep(60)"
    process = start(home, folder, "-m", script(python(source), "End."), "wait")
    deadline = time.monotonic() + 20
    while not any("sleep" in each.name() for each in descendants(process)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    left = descendants(process)
    process.kill()
    process.wait()
    assert gone(left)
    assert process.stdout and process.stderr
    process.stdout.close()
    process.stderr.close()


def test_a_model_that_dies_is_told_and_the_session_is_saved(
    interp: Interp, home: Path, script: Script
) -> None:
    is_clear(interp("-m", script("#! die out of memory\nHal"), "hello"), 3, "out of memory")
    assert "hello" in interp("sessions", "list").out


def test_help_names_every_command_and_version_is_one_line(interp: Interp) -> None:
    helped = interp("--help")
    assert helped.code == 0
    for word in ("undo", "doctor", "--dry-run", "--json", "--allow-net", "sessions"):
        assert word in helped.out
    assert interp("--version").out.startswith("interp 0.")
    assert interp("models", "--help").code == 0


@pytest.mark.parametrize("reply", ["#! wait 60\nNever.", SLOW])
def test_the_time_budget_holds_while_model_or_code_is_silent(
    interp: Interp, script: Script, reply: str
) -> None:
    ran = interp("--timeout", "2", "-m", script(reply, "Never."), "wait", timeout=30)
    assert ran.code == 1 and "after 2 s" in ran.err and ran.out == ""


def test_all_of_a_long_input_can_be_read_by_code(interp: Interp, script: Script) -> None:
    lines = "".join(f"line {number}\n" for number in range(20_000))
    ran = interp(
        "-m", script(python("print(len(out(0).lines()))"), "Read."), "how long?", given=lines
    )
    assert ran.code == 0 and "20000" in ran.err


def test_without_isolation_nothing_runs_unasked(
    interp: Interp, folder: Path, script: Script
) -> None:
    ran = interp("--no-sandbox", "-y", "-m", script(WRITE, "Written."), "write")
    is_clear(ran, 4, "approved")
    assert not (folder / "new.txt").exists()
