"""Recognising what was moved, so that keeping moves it too and copies nothing.

An overlay knows no move of a folder: programs copy and delete instead. A thing that is gone and a
thing that is new are one that moved when everything about them is the same: names, sizes, times,
modes, attributes, and in the end every byte.
"""

from __future__ import annotations

import os
import stat
from bisect import bisect_left
from collections import Counter, deque
from contextlib import ExitStack
from dataclasses import replace

from sandbox.copying import attributes_at, open_file, same_bytes
from sandbox.findings import Finding, size_of
from sandbox.stamps import folder_stamp, leaf_stamp, stamp_at
from sandbox.tree import Folders, ancestors, name_of, parent_of

_MOST_TRIES = 4
"""Of several deleted things that look the same, so many are compared with a new one."""


def same_content(written: Folders, new: str, folder: Folders, old: str) -> bool:
    """Whether two files have the same bytes; a file of the user's that may not be read differs."""
    with ExitStack() as stack:
        one = open_file(written.open(parent_of(new)), name_of(new), insist=True)
        stack.callback(os.close, one)
        try:
            other = open_file(folder.open(parent_of(old)), name_of(old))
        except PermissionError:
            return False
        stack.callback(os.close, other)
        return same_bytes(one, other)


class Moves:
    """Joins findings; `gone` holds loose stamps of what was deleted."""

    def __init__(
        self,
        findings: dict[str, Finding],
        gone: dict[str, str],
        folder: Folders,
        written: Folders,
    ) -> None:
        self._findings = findings
        self._gone = gone
        self._folder = folder
        self._written = written
        self._paths: list[str] = []
        self._sizes: Counter[str] = Counter()
        """How many findings were inside each folder at the start."""

    def find(self) -> None:
        """Make one `moved` of each deletion and creation of the same thing."""
        origins = [
            path
            for path, finding in sorted(self._findings.items())
            if finding.kind == "deleted" and self._gone.get(path) and not finding.clash
        ]
        if not origins:
            return
        self._paths = sorted(self._findings)
        for path in self._paths:
            self._sizes.update(ancestors(path))
        sources: dict[str, deque[str]] = {}
        for path in origins:
            sources.setdefault(self._gone[path], deque()).append(path)
        created = self._created()
        # The larger first, else a part would be taken out of a folder that moved as a whole.
        for path in sorted(created, key=lambda each: (-self._sizes[each], each)):
            candidates = sources.get(created[path])
            if candidates and self._findings.get(path, None) is not None:
                self._try(path, candidates)

    def _try(self, path: str, candidates: deque[str]) -> None:
        # The same name first: of several equal files the likely one.
        tried = [each for each in candidates if name_of(each) == name_of(path)][:_MOST_TRIES]
        tried += [each for _, each in zip(range(_MOST_TRIES), candidates, strict=False)]
        for origin in tried:
            if origin in self._findings and self._is_move(origin, path):
                self._join(origin, path)
                candidates.remove(origin)
                return

    def _created(self) -> dict[str, str]:
        """Loose stamps of everything created, folders from their entries."""
        stamps: dict[str, str] = {}
        children: dict[str, dict[str, str]] = {}
        for path in reversed(self._paths):
            finding = self._findings[path]
            if finding.kind != "created" or finding.after is None:
                continue
            if finding.type == "folder":
                inside = children.pop(path, {})
                stamp = folder_stamp(inside, finding.after, False) if inside else ""
            else:
                at = self._written.open(parent_of(path))
                stamp = leaf_stamp(at, name_of(path), finding.after, False)
            stamps[path] = stamp
            children.setdefault(parent_of(path), {})[name_of(path)] = stamp
        return {path: stamp for path, stamp in stamps.items() if stamp}

    def _is_move(self, origin: str, path: str) -> bool:
        old, new = self._findings[origin], self._findings[path]
        if new.kind != "created" or self._crosses(origin, path):
            return False
        if old.type == "folder":
            return self._is_moved_folder(origin, path)
        return self._is_twin(origin, path)

    def _is_moved_folder(self, origin: str, path: str) -> bool:
        inside = self._inside(origin)
        complete = len(inside) == self._sizes[origin]
        files = any(self._findings[each].type == "file" for each in inside)
        return (
            complete
            and files
            and all(self._is_twin(each, path + each[len(origin) :]) for each in (origin, *inside))
        )

    def _is_twin(self, origin: str, path: str) -> bool:
        """Whether one thing, without what is in it, is the same."""
        old, new = self._findings[origin], self._findings.get(path)
        if new is None or new.kind != "created" or old.clash or old.type != new.type:
            return False
        if old.before is None or new.after is None or new.dress is None:
            return False
        if old.type == "folder":
            return stat.S_IMODE(old.before.st_mode) == stat.S_IMODE(new.after.st_mode)
        if old.type != "file":
            return old.type == "link" and old.before.st_uid == new.after.st_uid
        here = attributes_at(self._folder.open(parent_of(origin)), name_of(origin))
        return new.dress.attributes == here and same_content(
            self._written, path, self._folder, origin
        )

    def _crosses(self, origin: str, path: str) -> bool:
        """Whether a move would go from one disk to another."""
        return self._device(parent_of(origin)) != self._device(parent_of(path))

    def _device(self, path: str) -> int:
        while path:
            status = self._folder.lstat(path)
            if status is not None and stat.S_ISDIR(status.st_mode):
                return status.st_dev
            path = parent_of(path)
        return os.fstat(self._folder.top).st_dev

    def _inside(self, path: str) -> list[str]:
        first = bisect_left(self._paths, path + "/")
        # "0" is the character after "/".
        last = bisect_left(self._paths, path + "0")
        return [each for each in self._paths[first:last] if each in self._findings]

    def _join(self, origin: str, path: str) -> None:
        """Replace two findings, and all in them, by one."""
        old, new = self._findings.pop(origin), self._findings[path]
        for each in [*self._inside(origin), *self._inside(path)]:
            del self._findings[each]
        at = self._folder.open(parent_of(origin))
        self._findings[path] = replace(
            new,
            kind="moved",
            origin=origin,
            before=old.before,
            size=size_of(old.before),
            guard=stamp_at(at, name_of(origin), strict=True),
            clash=old.clash,
        )
