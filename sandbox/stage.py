"""Laying out what is to be kept: a private copy and the plan that brings it into the folder.

What was surveyed is arranged in slots, new folders as whole trees. From here on nothing that the
code can still reach has any influence on what is kept.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from sandbox.changes import Changes
from sandbox.copying import Dress, dress_at, put_on
from sandbox.findings import Finding, Survey, implied
from sandbox.notable import MANY_DELETIONS
from sandbox.plan import Act, Plan, Settling, Step
from sandbox.stamps import ABSENT, stamp_at
from sandbox.tree import Folders, erase, lstat_at, name_of, open_top, parent_of

BLOBS = "blobs"
SLOTS = "slots"

_MAKES = ("created", "modified", "retyped")


@dataclass(frozen=True, slots=True)
class Guard:
    """What must still be in the folder when the changes are kept; `deep`: with all inside."""

    path: str
    stamp: str
    deep: bool


@dataclass(frozen=True, slots=True)
class Staged:
    """Changes that are ready to be kept."""

    folder: Path
    """Private; holds the slots. The journal takes it over."""
    changes: Changes
    plan: Plan
    guards: tuple[Guard, ...]
    clashes: tuple[str, ...]
    """Paths that changed on disk after the code began: keeping refuses."""

    def discard(self) -> None:
        """Throw the copies away; for changes that are not kept."""
        parent = open_top(self.folder.parent)
        try:
            erase(parent, self.folder.name)
        finally:
            os.close(parent)


def selected(findings: dict[str, Finding], only: Collection[str] | None) -> dict[str, Finding]:
    """The findings to keep: those asked for, and what they cannot be without."""
    keepable = {path: each for path, each in findings.items() if each.keepable}
    if only is None:
        return keepable
    wanted = {path.rstrip("/") for path in only}
    chosen: set[str] = set()
    for path, finding in keepable.items():
        above = (path, *_above(path), finding.origin, *_above(finding.origin))
        if wanted.intersection(each for each in above if each):
            chosen.add(path)
    for path in tuple(chosen):
        chosen.update(implied(keepable, path))
    # A folder that makes way for a file takes what it holds with it.
    for path, finding in keepable.items():
        if finding.kind == "deleted" and any(
            each in chosen and keepable[each].kind == "retyped" for each in _above(path)
        ):
            chosen.add(path)
    return {path: each for path, each in keepable.items() if path in chosen}


def _above(path: str) -> tuple[str, ...]:
    parts = path.split("/")
    return tuple("/".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))


def whole_warnings(findings: Collection[Finding], folder: Folders) -> tuple[str, ...]:
    """What is to be said about all changes together."""
    gone = {each.path for each in findings if each.kind == "deleted"}
    deleted = [each for each in findings if each.kind == "deleted" and each.type != "folder"]
    warnings = []
    if gone:
        # Ends at the first entry that stays, so it costs no more than what is gone.
        with os.scandir(folder.top) as entries:
            if all(entry.name in gone for entry in entries):
                warnings.append("deletes everything that is in the folder")
    if len(deleted) > MANY_DELETIONS:
        warnings.append(f"deletes {len(deleted)} files")
    return tuple(warnings)


def changes_of(survey: Survey, findings: dict[str, Finding], folder: Folders, at: str) -> Changes:
    """The list for the user."""
    return Changes(
        tuple(survey.change(path, at) for path in sorted(findings)),
        (*survey.notes, *whole_warnings(findings.values(), folder)),
    )


class Stager:
    """Arranges selected findings in slots and writes the plan."""

    def __init__(self, survey: Survey, chosen: dict[str, Finding], folder: Folders, room: int):
        self._survey = survey
        self._chosen = chosen
        self._folder = folder
        self._blobs = os.open(BLOBS, os.O_RDONLY | os.O_DIRECTORY, dir_fd=room)
        self._slots = os.open(SLOTS, os.O_RDONLY | os.O_DIRECTORY, dir_fd=room)
        self._placed: dict[str, str] = {}
        """Where in the slots a blob went."""
        self._roots: dict[str, str] = {}
        """Slot of each created or retyped entry that stands in a folder that is there already."""
        self._settle: dict[str, tuple[Dress | None, Dress | None]] = {}

    def plan(self) -> Plan:
        """Fill the slots; what is then to be done."""
        with Folders(self._slots) as slots:
            self._fill(slots)
            late: list[Step] = []
            early: list[Step] = []
            moves: list[Step] = []
            dresses: list[Step] = []
            for path in sorted(self._chosen):
                finding = self._chosen[path]
                if finding.kind == "moved":
                    moves.append(self._move(finding))
                elif finding.kind == "deleted":
                    late += [] if self._goes_with_another(path) else [Step("take", path)]
                elif path in self._roots:
                    folder = _was_folder(finding)
                    (late if folder else early).append(self._arrival(finding))
                elif finding.kind == "metadata":
                    dresses += self._dressing(finding)
            skip = frozenset([step.path for step in moves] + [step.origin for step in moves])
            complete = []
            numbers = count(len(self._roots))
            for step in (*early, *moves, *late, *dresses):
                slot = str(next(numbers)) if step.act == "take" else step.slot
                complete.append(self._stamped(replace(step, slot=slot), slots, skip))
        os.close(self._blobs)
        os.close(self._slots)
        return Plan(tuple(complete), self._settlings(complete))

    # Slots.

    def _fill(self, slots: Folders) -> None:
        folders: list[tuple[str, str, Dress]] = []
        for path in sorted(self._chosen):
            finding = self._chosen[path]
            if not self._needs_slot(finding):
                continue
            at = self._place(path)
            dress = finding.dress
            assert dress is not None
            spot = (slots.open(parent_of(at)), name_of(at))
            if finding.type == "folder":
                os.mkdir(spot[1], 0o700, dir_fd=spot[0])
                folders.append((path, at, dress))
                continue
            if finding.type == "link":
                os.symlink(finding.target, spot[1], dir_fd=spot[0])
            else:
                self._settle_blob(finding.blob, at, slots)
            put_on(*spot, dress)
        for path, at, dress in reversed(folders):
            # A folder that is to be moved into its place must be open to us until it is there.
            root = path in self._roots
            mode = dress.mode | stat.S_IRWXU if root else dress.mode
            put_on(slots.open(parent_of(at)), name_of(at), replace(dress, mode=mode))
        slots.forget()

    def _needs_slot(self, finding: Finding) -> bool:
        return finding.kind in _MAKES or bool(finding.blob)

    def _place(self, path: str) -> str:
        """Where in the slots this path is built."""
        above = next((each for each in _above(path) if each in self._roots), None)
        if above is not None:
            return self._roots[above] + path[len(above) :]
        self._roots[path] = str(len(self._roots))
        return self._roots[path]

    def _settle_blob(self, blob: str, at: str, slots: Folders) -> None:
        spot = (slots.open(parent_of(at)), name_of(at))
        if blob in self._placed:
            # A further name of a file that has several.
            first = self._placed[blob]
            os.link(
                name_of(first),
                spot[1],
                src_dir_fd=slots.open(parent_of(first)),
                dst_dir_fd=spot[0],
            )
            return
        os.rename(blob, spot[1], src_dir_fd=self._blobs, dst_dir_fd=spot[0])
        self._placed[blob] = at

    # Steps.

    def _goes_with_another(self, path: str) -> bool:
        """Whether a folder above leaves as a whole and takes this along."""
        return any(
            each in self._chosen
            and (self._chosen[each].kind == "deleted" or _was_folder(self._chosen[each]))
            for each in _above(path)
        )

    def _arrival(self, finding: Finding) -> Step:
        dress = finding.dress
        mode = dress.mode if dress is not None and finding.type == "folder" else None
        # Of a swap at most one side is a folder.
        mode = self._folder_mode(finding.path) if mode is None else mode
        act: Act = "put" if finding.before is None else "swap"
        return Step(act, finding.path, slot=self._roots[finding.path], mode=mode)

    def _move(self, finding: Finding) -> Step:
        mode = finding.dress.mode if finding.dress and finding.type == "folder" else None
        assert finding.before is not None
        return Step(
            "move", finding.path, origin=finding.origin, inode=finding.before.st_ino, mode=mode
        )

    def _dressing(self, finding: Finding) -> list[Step]:
        touched = self._survey.folders.get(finding.path)
        if touched is not None:
            old, new = touched.before, touched.after
        else:
            assert finding.before is not None and finding.dress is not None
            at = self._folder.open(parent_of(finding.path))
            old, new = dress_at(at, name_of(finding.path), finding.before), finding.dress
        return [Step("dress", finding.path, old=old, new=new)]

    def _stamped(self, step: Step, slots: Folders, skip: frozenset[str]) -> Step:
        def here(path: str) -> str:
            at = self._folder.open(parent_of(path))
            return stamp_at(at, name_of(path), path=path, skip=skip)

        if step.act == "move":
            stamp = here(step.origin)
            return replace(step, before=stamp, after=stamp)
        if step.act == "dress":
            return step
        before = here(step.path) if step.act != "put" else ABSENT
        if step.act == "take":
            return replace(step, before=before, mode=self._folder_mode(step.path))
        status = lstat_at(slots.top, step.slot)
        assert status is not None
        after = stamp_at(slots.top, step.slot, path=step.path, skip=skip)
        return replace(step, before=before, after=after, inode=status.st_ino)

    def _folder_mode(self, path: str) -> int | None:
        status = self._folder.lstat(path)
        if status is None or not stat.S_ISDIR(status.st_mode):
            return None
        return stat.S_IMODE(status.st_mode)

    # Folders whose entries change.

    def _settlings(self, steps: list[Step]) -> tuple[Settling, ...]:
        touched: dict[str, None] = {}
        for step in steps:
            for path in (step.path, step.origin):
                if path:
                    touched[parent_of(path)] = None
        return tuple(
            Settling(path, self._looks_now(path), self._looks_then(path))
            # From the inside out: putting right a folder does not touch the one around it.
            for path in sorted(touched, reverse=True)
        )

    def _looks_now(self, path: str) -> tuple[int, int] | None:
        status = os.fstat(self._folder.top) if not path else self._folder.lstat(path)
        if status is None or not stat.S_ISDIR(status.st_mode):
            return None
        return stat.S_IMODE(status.st_mode), status.st_mtime_ns

    def _looks_then(self, path: str) -> tuple[int, int] | None:
        finding = self._chosen.get(path)
        now = self._looks_now(path)
        if finding is not None and finding.kind in ("deleted", "retyped", "created", "moved"):
            if finding.type != "folder" or finding.kind == "deleted" or finding.dress is None:
                return None
            return finding.dress.mode, finding.dress.mtime_ns
        if now is None or any(
            each in self._chosen and self._chosen[each].kind in ("deleted", "moved")
            for each in _above(path)
        ):
            return None
        touched = self._survey.folders.get(path)
        mtime = max(now[1], touched.after.mtime_ns) if touched is not None else now[1]
        # Of the top itself only the time is ours.
        mode = finding.dress.mode if finding is not None and finding.dress else now[0]
        return mode, mtime


def _was_folder(finding: Finding) -> bool:
    before = finding.before
    return finding.kind == "retyped" and before is not None and stat.S_ISDIR(before.st_mode)


def guards_of(findings: Collection[Finding]) -> tuple[Guard, ...]:
    """What keeping these takes for granted."""
    return tuple(
        Guard(each.origin or each.path, each.guard, deep=each.kind == "moved") for each in findings
    ) + tuple(Guard(each.path, ABSENT, deep=False) for each in findings if each.kind == "moved")
