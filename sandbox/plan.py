"""A plan: the steps that lead the folder from one state to another, and back.

Each step is one rename (or one change of dress), so that it has happened or has not; which of the
two can be seen afterwards. Things that leave the folder lie in numbered slots of the journal's
entry, things that enter it come from there: a plan turned round is its own undo, byte for byte and
without a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Literal

from sandbox.copying import Dress
from sandbox.stamps import ABSENT

Act = Literal["put", "take", "swap", "move", "dress"]
"""`put`: from the slot into the folder, where nothing is. `take`: the other way. `swap`: both at
once. `move`: from `origin` to `path`. `dress`: mode, time and attributes in place."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the folder. Stamps are loose ones."""

    act: Act
    path: str
    origin: str = ""
    slot: str = ""
    bay: str = ""
    """The folder (below the work folder) in which the slot lies while a plan runs, where the
    journal is on another disk; empty for the journal's own."""
    inode: int = 0
    """Of what is in the slot beforehand (`swap`) or at the origin (`move`): how to see later
    whether the step has happened."""
    before: str = ABSENT
    """Stamp of what is at `path` (`move`: at `origin`) beforehand."""
    after: str = ABSENT
    mode: int | None = None
    """Of a folder: set again once it stands at its place, for it may have to be opened up to be
    moved."""
    old: Dress | None = None
    new: Dress | None = None


@dataclass(frozen=True, slots=True)
class Settling:
    """Mode and time of a folder whose entries change: put right at the end. None: it is not there
    then, or not ours to say."""

    path: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in the order in which they are done."""

    steps: tuple[Step, ...] = ()
    settlings: tuple[Settling, ...] = ()

    def moved(self) -> frozenset[str]:
        """Paths at which a stamp of a surrounding folder must not look: moves answer for them."""
        moves = [step for step in self.steps if step.act == "move"]
        return frozenset([step.path for step in moves] + [step.origin for step in moves])

    def inverse(self) -> Plan:
        """The plan that leads back."""
        return Plan(
            tuple(_INVERSE[step.act](step) for step in reversed(self.steps)),
            tuple(Settling(each.path, each.after, each.before) for each in self.settlings),
        )


def _turned(step: Step) -> Step:
    return replace(step, before=step.after, after=step.before, inode=0)


_INVERSE: dict[str, Callable[[Step], Step]] = {
    "put": lambda step: replace(_turned(step), act="take"),
    "take": lambda step: replace(_turned(step), act="put"),
    "swap": _turned,
    "move": lambda step: replace(_turned(step), path=step.origin, origin=step.path),
    "dress": lambda step: replace(_turned(step), old=step.new, new=step.old),
}


_STEP_FIELDS = tuple(each.name for each in fields(Step))


def plan_as_data(plan: Plan) -> dict[str, object]:
    """For JSON."""
    return {
        "steps": [_lean(step) for step in plan.steps],
        "settlings": [[each.path, each.before, each.after] for each in plan.settlings],
    }


def _lean(step: Step) -> dict[str, object]:
    values = ((name, getattr(step, name)) for name in _STEP_FIELDS)
    data: dict[str, object] = {name: value for name, value in values if value not in ("", 0, None)}
    for name, dress in (("old", step.old), ("new", step.new)):
        if dress is not None:
            attributes = [[key, value.hex()] for key, value in dress.attributes]
            data[name] = {**asdict(dress), "attributes": attributes}
    if step.mode is not None:
        data["mode"] = step.mode
    return data


def plan_from_data(data: Mapping[str, object]) -> Plan:
    """From JSON. Raises KeyError, TypeError or ValueError when it is no plan."""
    steps, settlings = data["steps"], data["settlings"]
    if not isinstance(steps, list) or not isinstance(settlings, list):
        raise TypeError("not a plan")
    return Plan(
        tuple(_step(dict(each)) for each in steps),
        tuple(
            Settling(path, tuple(before) if before else None, tuple(after) if after else None)
            for path, before, after in settlings
        ),
    )


def _step(data: dict[str, object]) -> Step:
    for key in ("old", "new"):
        dress = data.get(key)
        if isinstance(dress, dict):
            attributes = tuple((name, bytes.fromhex(value)) for name, value in dress["attributes"])
            data[key] = Dress(**{**dress, "attributes": attributes})
    if data.get("act") not in _INVERSE:
        raise ValueError("not a step")
    return Step(**data)  # type: ignore[arg-type]
