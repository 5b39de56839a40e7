"""No attack of the battery gets out, as root and as an ordinary user, whatever confines the code;
and each one does get out where nothing confines it (else it would prove nothing)."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from attack_battery import ATTACKS
from backends import TRIED, USERS

from sandbox.isolation import BACKENDS, facts

RANGE = Path(__file__).with_name("attack_range.py")
WAYS = (*TRIED, "native+zygote")
LACKS = {"landlock": {"users": "the host's users can be listed"}}
"""What a backend says that it does not prevent."""


@functools.cache
def report(backend: str, user: str) -> dict[str, Any]:
    """One run of all attacks in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(RANGE), backend, str(USERS[user])],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        start_new_session=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def sentence(name: str) -> str:
    return str(ATTACKS[name]["says"])


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("backend", WAYS)
@pytest.mark.parametrize("name", ATTACKS, ids=sentence)
def test_inside(name: str, backend: str, user: str) -> None:
    result = report(backend, user)["results"][name]
    assert result["said"] is not None, "the attack never ran"
    if name in LACKS.get(backend, {}):
        assert LACKS[backend][name] in facts(backend).lacks
    else:
        assert not result["succeeded"], result["said"]


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize(
    "name", ATTACKS, ids=lambda name: f"the control proves that {sentence(name)}"
)
def test_control(name: str, user: str) -> None:
    result = report("none", user)["results"][name]
    assert result["said"] is not None, "the attack never ran"
    assert result["succeeded"] or user in ATTACKS[name]["unproven"], result["said"]


@pytest.mark.parametrize("user", USERS)
def test_most_controls_succeed(user: str) -> None:
    results = report("none", user)["results"].values()
    assert sum(result["succeeded"] for result in results) > 0.75 * len(ATTACKS)


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("backend", WAYS)
def test_nothing_around_the_sandbox_is_changed(backend: str, user: str) -> None:
    found = report(backend, user)
    assert found["changed"] == []
    assert found["heard"] == []


@pytest.mark.parametrize("user", USERS)
def test_without_isolation_much_around_is_changed(user: str) -> None:
    found = report("none", user)
    assert len(found["changed"]) > 20
    assert len(found["heard"]) > 15


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("backend", WAYS)
def test_no_canary_is_in_anything_that_comes_out(backend: str, user: str) -> None:
    assert not report(backend, user)["leaked"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_backend_works_or_says_why_not(backend: str) -> None:
    found = facts(backend)
    assert found.usable or (found.reason and backend not in TRIED)
    assert bool(found.enforces) == found.usable
