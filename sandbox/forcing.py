"""Making a plan fit a folder that was edited since, without losing what was edited.

What stands in the way is set aside into slots of its own, so that the plan turned round brings it
back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sandbox.plan import Plan, Step
from sandbox.running import Runner
from sandbox.stamps import ABSENT
from sandbox.tree import ancestors


def forced(plan: Plan, runner: Runner, name: str) -> Plan:
    """The plan, changed so that it can be run over what is in the folder now.

    `name` begins the names of new slots; no slot has such a name yet.
    """
    return replace(plan, steps=tuple(_Fitting(plan, runner, name).steps()))


class _Fitting:
    def __init__(self, plan: Plan, runner: Runner, name: str) -> None:
        self._plan = plan
        self._runner = runner
        self._name = name
        self._skip = plan.moved()
        self._arriving = {step.path for step in plan.steps if step.act in ("put", "swap")}
        self._slots = 0

    def steps(self) -> Iterator[Step]:
        for step in self._plan.steps:
            yield from self._fitted(step)

    def _fitted(self, step: Step) -> Iterator[Step]:
        now = self._runner.stamp(step.origin or step.path, self._skip)
        if step.act == "put":
            yield from self._aside(step.path)
            yield step
        elif step.act == "swap" and now == ABSENT:
            yield replace(step, act="put", before=ABSENT)
        elif step.act == "move" and now != ABSENT:
            yield from self._aside(step.path)
            yield replace(step, before=now, after=now)
        elif step.act == "dress" and now != ABSENT:
            yield replace(step, old=self._runner.dress(step.path))
        elif now != ABSENT:
            mode = self._runner.folder_mode(step.path)
            yield replace(step, before=now, mode=step.mode if mode is None else mode)

    def _aside(self, path: str) -> Iterator[Step]:
        """Clear a place that ought to be empty."""
        if any(folder in self._arriving for folder in ancestors(path)):
            # It will stand in a folder that comes back first, and there it is empty.
            return
        now = self._runner.stamp(path, self._skip)
        if now != ABSENT:
            slot = f"{self._name}{self._slots}"
            self._slots += 1
            mode = self._runner.folder_mode(path)
            yield Step("take", path, slot=slot, before=now, mode=mode)
