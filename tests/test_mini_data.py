"""The samples that the model in the box learns from."""

from __future__ import annotations

import ast
import itertools
import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from models.mini import phrases, slots
from models.mini.checks import risk
from models.mini.families import figures, files, tables
from models.mini.families.code import SLOT, completed
from models.mini.families.definitions import DEFINITIONS
from models.mini.generate import TASKS, Sample, samples
from models.mini.verify import SKIPPED, last_code, outcome, spread

MANY = 16_000
OPEN_SLOT = re.compile(r"\{[a-z]\w*\}")


@pytest.fixture(scope="module")
def some() -> list[Sample]:
    return list(itertools.islice(samples(11), MANY))


def test_the_same_seed_gives_the_same_samples_and_another_seed_gives_others() -> None:
    first = list(itertools.islice(samples(5), 300))
    assert first == list(itertools.islice(samples(5), 300))
    assert first != list(itertools.islice(samples(6), 300))


def test_every_request_of_the_catalogue_is_asked(some: list[Sample]) -> None:
    asked = {s.intent.split()[0] for s in some}
    wanted = {
        name
        for name, unit in phrases.catalogue().items()
        if unit.kind in ("request", "frame") and name not in ("wrap.polite",)
    }
    missing = wanted - asked
    assert len(missing) <= len(wanted) * 0.05, f"seldom or never asked: {sorted(missing)}"


def test_all_code_parses_and_no_slot_is_left_open(some: list[Sample]) -> None:
    for sample in some:
        for message in sample.messages:
            if message.role == "user":
                assert message.content.strip()
                assert not OPEN_SLOT.search(message.content), message.content
            code = message.content
            if message.role == "assistant" and code.startswith("```python\n"):
                assert code.endswith("\n```"), sample.intent
                ast.parse(code[len("```python\n") : -len("```")])


def test_what_is_not_done_begins_as_the_loop_expects() -> None:
    for saying in figures.SAYINGS.values():
        assert saying.startswith(("Not done: ", "Question: "))


def test_every_wording_can_be_used_and_says_where_it_comes_from() -> None:
    assert phrases.problems() == []


def test_a_wording_with_an_unknown_slot_is_told_and_not_used() -> None:
    unit = phrases.catalogue()["action.move"]
    assert phrases.problem(unit, "move {selection} to {dest}") == ""
    assert "unknown slot" in phrases.problem(unit, "move {selection} to {place}")
    assert "missing" in phrases.problem(unit, "move {selection}")
    assert "twice" in phrases.problem(unit, "{selection} {selection} {dest}")


def test_held_out_wordings_are_not_trained_on() -> None:
    train, held = phrases.wordings("train"), phrases.wordings("held")
    assert sum(len(w) for w in held.values()) > 100
    for name, lines in held.items():
        everything = set(lines) | set(train[name])
        if len(everything) >= 6 and set(lines) != everything:
            assert not set(lines) & set(train[name]), name


def test_every_slot_of_the_catalogue_has_a_maker() -> None:
    made_elsewhere = {"selection", "filter", "request"}
    wanted = {slot for unit in phrases.catalogue().values() for slot in unit.slots}
    assert wanted - made_elsewhere <= set(slots.MAKERS)


def test_every_template_uses_only_slots_that_its_unit_has() -> None:
    from models.mini.families import pictures, texts

    for table in (
        files.NOUNS, files.CLAUSES, files.RANKS, files.ACTIONS, files.REQUESTS, texts.REQUESTS,
        tables.REQUESTS, tables.VIEWS, tables.EDITS, pictures.REQUESTS, figures.SYSTEM,
        figures.SUMS, figures.DATES, figures.RANDOM, figures.STRINGS, figures.SHELL,
    ):  # fmt: skip
        for name, template in table.items():
            unknown = set(SLOT.findall(template)) - set(phrases.catalogue()[name].slots)
            assert not unknown, f"{name}: {unknown}"


def test_every_definition_parses_and_is_complete_with_what_it_needs() -> None:
    for name, text in DEFINITIONS.items():
        assert text.startswith(f"def {name}(")
        ast.parse(completed(text))


def test_weights_are_given_for_every_kind_of_task() -> None:
    assert all(weight > 0 for weight in TASKS.values())


def test_code_of_every_kind_runs_and_says_something_and_what_changes_files_is_known() -> None:
    failures = []
    for number, sample in enumerate(spread(3, 1, 2500)):
        if number % 3 == 0:
            done = outcome(sample, number)
            if done.error or not done.output.strip():
                failures.append(f"{sample.intent}: {sample.messages[0].content}\n{done.error}")
            if done.changed and risk(done.code) == "reads":
                failures.append(f"{sample.intent} changes files, and checks.risk does not know it")
    assert not failures, "\n\n".join(failures)


def test_moving_by_a_sample_moves_what_was_asked_and_nothing_else() -> None:
    moves = (
        s
        for s in samples(8)
        if s.intent == "action.move" and files.SINGLE.partition("@")[0] not in last_code(s)
    )
    kinds: Counter[str] = Counter()
    for sample in itertools.islice(moves, 12):
        code = last_code(sample)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "keep.unknown").write_text("here")
            (folder / ".hidden").mkdir()
            (folder / ".hidden" / "a.txt").write_text("here")
            from models.mini.verify import run

            _, error = run(code, folder)
            kinds["ran" if not error else "failed"] += 1
            names = ("folder_of", "newer_than", "on_list", "locate(")
            assert any(name in code for name in names) or not error, error
            contents = sorted(p.read_text() for p in folder.rglob("*") if p.is_file())
            assert contents == ["here", "here"]
    assert kinds["ran"]


def test_what_is_skipped_has_a_reason() -> None:
    assert all(SKIPPED.values())
