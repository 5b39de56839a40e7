"""The chat, at a real terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import psutil
import pytest
from conftest import READY, Chat, leave, python

WRITE = python("open('new.txt', 'w').write('x')")


def test_a_request_is_answered_and_variables_live_on(chat: Chat) -> None:
    child = chat(python("x = 20"), "Set.", python("print('x is', x + 1)"), "It is 21.")
    child.sendline("set x")
    child.expect("Set.")
    child.expect(READY)
    child.sendline("and now?")
    child.expect("x is 21")
    child.expect("It is 21")
    child.expect(READY)
    leave(child)


def test_changes_are_shown_and_kept_or_dropped(chat: Chat, folder: Path) -> None:
    child = chat(WRITE, "Written.", WRITE, "Written.")
    child.sendline("write")
    child.expect(r"\+ new.txt")
    child.expect_exact("[k]eep all")
    child.sendline("d")
    child.expect("dropped: 1 created")
    child.expect(READY)
    assert not (folder / "new.txt").exists()
    child.sendline("write")
    child.expect_exact("[k]eep all")
    child.sendline("k")
    child.expect("kept: 1 created")
    child.expect(READY)
    assert (folder / "new.txt").read_text() == "x"
    child.sendline("/undo")
    child.expect("Taken back")
    child.expect(READY)
    assert not (folder / "new.txt").exists()
    leave(child)


def test_changes_that_found_no_room_are_offered_again(chat: Chat, folder: Path) -> None:
    def disk(options: str, *what: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, *what, str(folder)], check=True)

    disk("size=256k", "tmpfs")
    try:
        child = chat(python("open('big', 'w').write('x' * 600_000)"), "Written.", "Hello.")
        child.sendline("write")
        child.expect_exact("[k]eep all")
        child.sendline("k")
        child.expect("(?i)space")
        child.expect(READY)
        assert not list(folder.iterdir())
        disk("remount,size=4m")
        child.sendline("hello")
        child.expect_exact("[k]eep all")
        child.sendline("k")
        child.expect("kept: 1 created")
        child.expect("Hello")
        child.expect(READY)
        assert (folder / "big").stat().st_size == 600_000
        leave(child)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_some_of_the_changes_can_be_kept(chat: Chat, folder: Path) -> None:
    child = chat(python("[open(n, 'w').write(n) for n in ('a', 'b', 'c')]"), "Written.")
    child.sendline("write three")
    child.expect_exact("[k]eep all")
    child.sendline("s")
    child.expect("Numbers to keep")
    child.sendline("1 3")
    child.expect("kept: 2 created")
    child.expect(READY)
    assert sorted(each.name for each in folder.iterdir()) == ["a", "c"]
    leave(child)


def test_a_range_and_a_folder_with_what_is_in_it_are_kept_and_the_rest_is_not(
    chat: Chat, folder: Path
) -> None:
    for name in ("gone", "moves", "other"):
        (folder / name).write_text(name)
    code = """
import os
os.remove("gone")
os.rename("moves", "moved")
os.makedirs("new/deep")
open("new/deep/one", "w").close()
open("new/two", "w").close()
open("other", "a").write("more")
open("zzz", "w").close()"""
    child = chat(python(code.strip()), "Done.")
    child.sendline("work")
    child.expect_exact("[k]eep all")
    child.sendline("s")
    for number, path in enumerate(("gone", "moved", "new", "new/deep", "new/deep/one"), 1):
        child.expect(rf"{number} [a-z]+ {path}\r")
    child.expect("Numbers to keep")
    child.sendline("1-2 4")
    child.expect("kept: 3 created, 1 deleted, 1 moved")
    child.expect(READY)
    found = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    assert found == {"moved", "new", "new/deep", "new/deep/one", "other"}
    assert (folder / "other").read_text() == "other"
    child.sendline("/undo")
    child.expect("Taken back")
    child.expect(READY)
    assert {path.name for path in folder.iterdir()} == {"gone", "moves", "other"}
    leave(child)


def test_ctrl_c_stops_what_runs_and_never_the_program(chat: Chat) -> None:
    slow = python("import time\nprint('begun', flush=True)\ntime.sleep(60)")
    child = chat("#! wait 60\nNever.", slow, python("print('still', 'alive')"), "Good.")
    child.sendline("think")
    time.sleep(1)
    child.sendintr()
    child.expect("interrupted")
    child.expect(READY)
    child.sendline("run")
    child.expect("begun")
    child.expect("begun")
    child.sendintr()
    child.expect("interrupted")
    child.expect(READY)
    child.sendintr()
    child.expect(READY)
    child.sendline("and now?")
    child.expect("still alive")
    child.expect(READY)
    leave(child)


def test_code_asks_the_user_and_hides_a_password(chat: Chat) -> None:
    source = "import getpass\nn = input('Name? ')\np = getpass.getpass('Word? ')\nprint(n, len(p))"
    child = chat(python(source), "Asked.")
    child.sendline("ask me")
    child.expect("Name\\? ")
    child.expect("Name\\? ")
    child.sendline("Ada")
    child.expect("Word\\? ")
    child.waitnoecho()
    child.sendline("secret")
    child.expect("Ada 6")
    assert "secret" not in (child.before or "")
    child.expect(READY)
    leave(child)


def test_a_pasted_block_is_one_message(chat: Chat, home: Path) -> None:
    child = chat("Read.")
    child.send("\x1b[200~first line\nsecond line\nthird line\x1b[201~")
    time.sleep(0.3)
    child.sendline("")
    child.expect("Read.")
    child.expect(READY)
    leave(child)
    (path,) = (home / "state" / "sessions").glob("*.ipynb")
    assert "first line\\nsecond line\\nthird line" in path.read_text()


def test_slash_commands_help_model_context_new_retry(chat: Chat) -> None:
    child = chat("One.", "Two.", "Three.")
    child.sendline("/help")
    child.expect("/retry")
    child.expect("leave")
    child.sendline("/nonsense")
    child.expect("no command /nonsense")
    child.sendline("hello")
    child.expect("One.")
    child.sendline("/retry")
    child.expect("Two.")
    child.sendline("/context")
    child.expect("of 8,192 tokens, 1 turns")
    child.sendline("/new")
    child.expect("new conversation")
    child.sendline("/model missing.gguf")
    child.expect("missing.gguf")
    child.sendline("/quit")
    child.expect(pexpect.EOF)


def test_approval_is_asked_first_and_can_revise(chat: Chat) -> None:
    child = chat(
        python("import os\nos.remove('a')"), python("print('harmless')"), "Ok.", words=("--ask",)
    )
    child.sendline("delete a")
    child.expect("deletes files \\(an estimate")
    child.expect("Run it\\?")
    child.sendline("v")
    child.expect("What should be different")
    child.sendline("do not delete")
    child.expect("Run it\\?")
    child.sendline("r")
    child.expect("harmless")
    child.expect("Ok.")
    child.expect(READY)
    leave(child)


def test_without_isolation_each_run_is_asked_for(chat: Chat, folder: Path) -> None:
    child = chat(WRITE, words=("--no-sandbox",))
    child.sendline("write")
    child.expect("writes files")
    child.expect("Run it\\?")
    child.sendline("q")
    child.expect("not run")
    child.expect(READY)
    assert not (folder / "new.txt").exists()
    leave(child)


def test_a_terminal_without_capabilities_is_sent_plain_text(chat: Chat) -> None:
    child = chat("**Hello**\n" + python("print('plain')"), "Bye.", term="dumb")
    child.sendline("hello")
    child.expect("Bye.")
    assert "\x1b" not in (child.before or "")
    child.expect(READY)
    child.sendline("/quit")
    child.expect(pexpect.EOF)


def test_hostile_output_cannot_drive_the_terminal(chat: Chat) -> None:
    child = chat(python(r"print('\x1b]0;owned\x07\x1b[2Jend', '\u202e')"), "\x1b[2JAnswered.")
    child.sendline("attack")
    child.expect("Answered.")
    seen = child.before or ""
    assert "\x1b]0;owned" not in seen and "\u202e" not in seen
    child.expect(READY)
    leave(child)


def test_a_dead_kernel_is_told_and_the_chat_goes_on(chat: Chat) -> None:
    child = chat(python("import os\nos._exit(1)"), "It died.", python("print(5 * 5)"), "Alive.")
    child.sendline("die")
    child.expect("died")
    child.expect("It died.")
    child.expect(READY)
    child.sendline("again")
    child.expect("25")
    child.expect("Alive.")
    child.expect(READY)
    leave(child)


def test_nothing_is_left_when_the_terminal_goes_away(chat: Chat) -> None:
    child = chat(python("import time\nprint('begun', flush=True)\ntime.sleep(60)"))
    child.sendline("wait")
    child.expect("begun")
    child.expect("begun")
    left = psutil.Process(child.pid).children(recursive=True)
    assert left
    child.close(force=True)
    assert not psutil.wait_procs(left, timeout=20)[1]


def test_a_chat_without_a_terminal_is_a_clear_error(
    home: Path, folder: Path, script: Callable[..., str]
) -> None:
    child = pexpect.spawn(
        "bash",
        ["-c", f"'{sys.executable}' -m interpreter -m '{script('x')}' 2>&1 | cat"],
        cwd=str(folder),
        env={**os.environ, "INTERP_HOME": str(home)},
        encoding="utf-8",
    )
    child.expect(pexpect.EOF)
    assert "a chat needs a terminal" in (child.before or "")
    assert "Traceback" not in (child.before or "")


@pytest.mark.parametrize(("option", "end"), [("--dry-run", "dropped: 1"), ("-y", "kept: 1")])
def test_changes_that_are_not_asked_about_are_listed_all_the_same(
    chat: Chat, option: str, end: str
) -> None:
    child = chat(WRITE, "Written.", words=(option,))
    child.sendline("write")
    child.expect(r"\+ new.txt")
    child.expect(end)
    child.expect(READY)
    leave(child)
