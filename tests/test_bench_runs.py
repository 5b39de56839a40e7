"""Tasks are played through the real command line and judged by what it left behind and said."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from interpreter.bench import find_tasks, run_bench
from interpreter.bench_command import judge
from interpreter.bench_run import Crew, Dismissed, Program, Run, run_task, said_by, unseen
from interpreter.bench_tasks import Task
from interpreter.bench_verdict import Said, Verdict

COMMAND = (sys.executable, "-m", "interpreter")

COUNT = "```python\nfrom pathlib import Path\nprint(len(list(Path().glob('*.csv'))))\n```"
TIDY = "```python\nfrom pathlib import Path\nfor p in Path().rglob('*.txt'):\n    {}\n```"


def task(prompts: tuple[str, ...] = ("please",), **expect: object) -> Task:
    return Task("t-finding-1", "finding", "twins", prompts, (expect,), seconds=60)


def played(folder: Path, replies: str, wanted: Task) -> Run:
    script = folder / "script.txt"
    script.write_text(replies)
    score = run_bench([wanted], Program(COMMAND, f"scripted:{script}"))
    (run,) = score.runs
    return run


def verdict(run: Run) -> Verdict:
    assert "Traceback" not in run.trouble, run.trouble
    return run.judgement.verdict


@pytest.mark.e2e
def test_a_right_answer_is_right_and_a_wrong_one_wrong(tmp_path: Path) -> None:
    wanted = task(nothing_changes=True, answer={"numbers": [3]})
    assert verdict(played(tmp_path, "There are 3.", wanted)) is Verdict.RIGHT
    assert verdict(played(tmp_path, "There are 4.", wanted)) is Verdict.WRONG


@pytest.mark.e2e
def test_what_the_code_does_to_the_folder_is_judged(tmp_path: Path) -> None:
    wanted = task(deleted="= files(smaller=1)")
    empty = "if p.stat().st_size == 0: p.unlink()"
    code = TIDY.replace("'*.txt'", "'*'").format(f"if p.is_file():\n        {empty}")
    right = played(tmp_path, f"{code}\n---\nDone.", wanted)
    assert right.judgement.wrong == ()
    greedy = played(tmp_path, f"{TIDY.format('p.unlink()')}\n---\nDone.", wanted)
    assert verdict(greedy) is Verdict.WRONG
    assert "letter2.txt" in greedy.judgement.lost
    assert greedy.unseen == ()


@pytest.mark.e2e
def test_what_was_printed_counts_as_shown_but_not_as_answered(tmp_path: Path) -> None:
    replies = f"{COUNT.replace('csv', 'mp3')}\n---\nSee above."
    shown = played(tmp_path, replies, task(nothing_changes=True, shown={"numbers": [2]}))
    assert verdict(shown) is Verdict.RIGHT
    answered = played(tmp_path, replies, task(nothing_changes=True, answer={"numbers": [2]}))
    assert verdict(answered) is Verdict.WRONG


@pytest.mark.e2e
def test_a_question_back_is_neither_right_nor_wrong_unless_it_is_wanted(tmp_path: Path) -> None:
    reply = "Question: which of the two folders do you mean?"
    deletes = task(deleted="letter.txt")
    asked = task(nothing_changes=True, outcome="asks or refuses")
    assert verdict(played(tmp_path, reply, deletes)) is Verdict.REFUSED
    assert verdict(played(tmp_path, reply, asked)) is Verdict.RIGHT
    assert verdict(played(tmp_path, "Sure, all is done.", asked)) is Verdict.WRONG


@pytest.mark.e2e
def test_a_model_that_dies_has_given_up(tmp_path: Path) -> None:
    run = played(tmp_path, "#! die too tired\nWell", task(deleted="letter.txt"))
    assert verdict(run) is Verdict.GAVE_UP


@pytest.mark.e2e
def test_a_program_that_never_ends_is_ended_and_has_given_up(tmp_path: Path) -> None:
    endless = Task(
        "t-sums-1",
        "sums",
        "empty",
        ("x",),
        ({"nothing_changes": True, "answer": {"numbers": [1]}},),
        seconds=2,
    )
    script = tmp_path / "script.txt"
    script.write_text("#! wait 600\nlate")
    run = run_task(endless, Program(COMMAND, f"scripted:{script}", grace=0.5), Crew())
    assert verdict(run) is Verdict.GAVE_UP


@pytest.mark.e2e
def test_follow_ups_go_on_in_the_same_session_and_the_last_answer_counts(tmp_path: Path) -> None:
    wanted = task(("how many?", "and now?"), nothing_changes=True, answer={"numbers": [3]})
    run = played(tmp_path, "There are 3.", wanted)
    assert verdict(run) is Verdict.RIGHT
    ends = [event for event in run.transcript if event["event"] == "turn_ended"]
    first, second = (_tokens(event, "prompt_tokens") for event in ends)
    assert second > first, "the second prompt is read together with the first turn"


def _tokens(event: Mapping[str, object], key: str) -> int:
    usage = event["usage"]
    assert isinstance(usage, dict)
    return int(usage[key])


@pytest.mark.e2e
def test_the_users_own_history_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("INTERP_HOME", str(home))
    played(tmp_path, "There are 3.", task(nothing_changes=True, answer={"numbers": [3]}))
    assert not (home / "state").exists()


BLIND = """
[[task]]
id = "x-finding-001"
family = "finding"
fixture = "empty"
prompt = "a very secret request"
expect = { nothing_changes = true, answer = { numbers = [3] } }

[[task]]
id = "x-sums-001"
family = "sums"
fixture = "empty"
prompt = "another secret request"
expect = { nothing_changes = true, answer = { numbers = [4] } }
"""


@pytest.mark.e2e
@pytest.mark.parametrize("as_json", [False, True])
def test_of_blind_tasks_only_scores_are_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    for part in ("blind", "open"):
        file = tmp_path / part / "x.toml"
        file.parent.mkdir()
        file.write_text(BLIND)
        script = tmp_path / "script.txt"
        script.write_text("There are 3.")
        assert judge(str(file), f"scripted:{script}", json=as_json) == 0
    reports = capsys.readouterr().out
    if as_json:
        decoder = json.JSONDecoder()
        blind, end = decoder.raw_decode(reports)
        opened = json.loads(reports[end:])
        assert "runs" not in blind
        assert len(opened["runs"]) == 2
        for found in (blind, opened):
            assert found["total"]["right"] == 1
            assert found["total"]["wrong"] == 1
            assert found["families"]["sums"]["success"] == 0
    else:
        first, second = reports.split("lost data, 0 of them", 1)
        assert "secret" not in first
        assert "x-" not in first
        assert "another secret request" in second


def test_a_lost_file_that_the_preview_does_not_name_is_told_apart() -> None:
    entries = [
        {"kind": "deleted", "path": "a.txt", "origin": ""},
        {"kind": "moved", "path": "new/b.txt", "origin": "b.txt"},
        {"kind": "deleted", "path": "old", "origin": ""},
    ]
    events = [{"event": "changed", "changes": {"entries": entries}, "kept": True}]
    assert list(unseen(["a.txt", "b.txt", "old/deep/c.txt"], events)) == []
    assert list(unseen(["a.txt", "other.txt"], events)) == ["other.txt"]
    assert list(unseen(["a.txt"], [])) == ["a.txt"]


def test_the_last_block_is_told_from_what_was_printed_before() -> None:
    events: list[Mapping[str, object]] = [
        {"event": "code_ready"},
        {"event": "printed", "text": "looking\n"},
        {"event": "code_ready"},
        {"event": "printed", "text": "3\n"},
        {"event": "displayed", "data": {"text/plain": "table"}},
        {"event": "turn_ended", "why": "answered", "answer": "Three."},
    ]
    assert said_by(events) == Said("answered", "Three.", "looking\n3\ntable\n", "3\ntable\n")
    assert said_by(events[:-1]).why == "no end"


def test_a_family_can_be_chosen(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(BLIND)
    assert [each.id for each in find_tasks(str(file), "sums")] == ["x-sums-001"]


@pytest.mark.e2e
def test_an_interrupted_evaluation_ends_what_it_started(tmp_path: Path) -> None:
    file = tmp_path / "open" / "x.toml"
    file.parent.mkdir()
    file.write_text(BLIND)
    script = tmp_path / "script.txt"
    script.write_text("#! wait 300\nlate")
    program = Program(COMMAND, f"scripted:{script}")
    crew = Crew()
    first, second = find_tasks(str(file))
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(run_task, first, program, crew)
        while not crew.running:
            assert not future.done(), future.exception()
            time.sleep(0.05)
        (process,) = crew.running
        crew.dismiss()
        run = future.result(timeout=60)
    assert run.judgement.verdict is Verdict.GAVE_UP
    assert process.poll() is not None
    with pytest.raises(Dismissed):
        run_task(second, program, crew)
