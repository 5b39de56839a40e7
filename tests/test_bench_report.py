"""A score counts what it says it counts, and reports it as text, Markdown and JSON."""

from __future__ import annotations

import json
from pathlib import Path

from interpreter.bench import Score
from interpreter.bench_report import Origin, as_markdown, as_object, as_text, failures, file_sha256
from interpreter.bench_run import Run
from interpreter.bench_tasks import Task
from interpreter.bench_verdict import Judgement, Said, Verdict


def run(family: str, verdict: Verdict, part: str = "open", **more: tuple[str, ...]) -> Run:
    task = Task(f"x-{family}", family, "empty", ("the request",), (), part=part)
    return Run(
        task,
        Judgement(verdict, ("a reason",), more.get("lost", ())),
        Said("answered", "an answer", ""),
        seconds=2.0,
        tokens=30,
        token_seconds=0.5,
        unseen=more.get("unseen", ()),
    )


SCORE = Score(
    (
        run("moving", Verdict.RIGHT),
        run("moving", Verdict.RIGHT),
        run("moving", Verdict.WRONG, lost=("a.txt",)),
        run("moving", Verdict.WRONG, lost=("b.txt",), unseen=("b.txt",)),
        run("sums", Verdict.REFUSED),
        run("sums", Verdict.GAVE_UP),
        run("finding", Verdict.RIGHT),
        run("finding", Verdict.WRONG),
    )
)
ORIGIN = Origin("open", "m.gguf", "interp bench open -m m.gguf", "abc", "2026-01-02")


def test_shares_are_of_all_tasks_and_of_those_acted_on() -> None:
    total = SCORE.total
    assert (total.tasks, total.right, total.wrong) == (8, 3, 3)
    assert (total.refused, total.gave_up) == (1, 1)
    assert (total.destructive, total.unseen) == (2, 1)
    assert total.success == 3 / 8
    assert total.wrong_share == 3 / 6
    assert total.tokens_per_second == 60


def test_families_are_counted_on_their_own_and_in_one_order() -> None:
    families = SCORE.families
    assert list(families) == ["finding", "moving", "sums"]
    assert families["moving"].success == 0.5
    assert families["sums"].wrong_share == 0


def test_a_score_of_nothing_divides_by_nothing() -> None:
    assert Score(()).total.success == 0
    assert "0 of 0 right" in as_text(Score(()))


def test_the_table_has_a_row_for_each_family_and_one_for_all() -> None:
    lines = as_text(SCORE).splitlines()
    assert [line.split()[0] for line in lines[:5]] == ["family", "finding", "moving", "sums", "all"]
    assert "3 of 8 right (37.5%); of those it acted on 50.0% wrong; 2 lost data, 1" in lines[-1]


def test_the_markdown_says_where_it_comes_from() -> None:
    text = as_markdown(SCORE, ORIGIN)
    assert "| moving | 4 | 2 (50%) | 2 | 2 | 0 | 0 | 2.0 |" in text
    assert "2026-01-02, model m.gguf, SHA-256 abc: `interp bench open -m m.gguf`" in text


def test_the_json_holds_requests_only_in_detail_and_never_blind_ones() -> None:
    assert "runs" not in as_object(SCORE, ORIGIN, detailed=False)
    mixed = Score((run("sums", Verdict.RIGHT), run("sums", Verdict.WRONG, part="blind")))
    found = json.loads(json.dumps(as_object(mixed, ORIGIN, detailed=True)))
    assert [each["verdict"] for each in found["runs"]] == ["right"]
    assert found["total"]["tasks"] == 2


def test_failures_are_told_with_request_and_reason_but_not_blind_ones() -> None:
    runs = [run("sums", Verdict.WRONG), run("sums", Verdict.WRONG, part="blind")]
    told = list(failures(runs))
    assert told == ["x-sums  wrong: the request", "    a reason"]


def test_the_digest_is_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"banana")
    assert file_sha256(path).startswith("b493d48364afe44d")
