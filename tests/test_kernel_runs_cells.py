"""Cells run in a real kernel, and what they do comes out as values in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.events import Displayed, Failed, Finished, Printed, RunEvent
from sandbox.policy import Policy
from sandbox.sandbox import Sandbox, Settings


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    policy = Policy(tmp_path_factory.mktemp("work"), isolate=False, rehearse=False)
    with Sandbox.open(policy, Settings()) as sandbox:
        yield sandbox


def run(box: Sandbox, source: str, language: str = "python") -> list[RunEvent]:
    return list(box.run(language, source))


def end(events: list[RunEvent]) -> Finished:
    last = events[-1]
    assert isinstance(last, Finished)
    return last


def test_the_last_expression_is_shown(box: Sandbox) -> None:
    first, last = run(box, "6 * 7")
    assert isinstance(first, Displayed)
    assert first.result
    assert first.data["text/plain"] == "42"
    assert isinstance(last, Finished)
    assert last.why == "ok"


def test_state_lives_from_cell_to_cell(box: Sandbox) -> None:
    run(box, "x = 'kept'")
    assert Printed("stdout", "kept\n") in run(box, "print(x)")


def test_an_exception_ends_the_cell_with_a_plain_traceback(box: Sandbox) -> None:
    events = run(box, "1 / 0")
    (failed,) = (event for event in events if isinstance(event, Failed))
    assert failed.name == "ZeroDivisionError"
    assert "\x1b" not in failed.traceback
    assert end(events).why == "error"
