"""What rehearsal costs: preview, keep and undo of the same changes in folders of different size.

    python benchmarks/keep.py [--changed 100] [--among 10] [--sizes 1000 100000] [--rounds 5]

Prints, for each folder size, the median milliseconds of opening a view, the list of changes, keep
and undo, the ratio of the largest folder to the smallest, and how many bytes were read and written
by us (from /proc/self/io), so that a copy of unchanged files would show. `--many` also lists that
many tiny changes at once and prints time and memory for each.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from rehearsing import in_child, run_in

from sandbox.journal import Journal
from sandbox.view import open_view

SIZE = 2048
STEPS = ("open", "list", "stage", "keep", "undo")


def fill(folder: Path, files: int) -> None:
    """A folder with 100 files in each of its folders."""
    for number in range(files):
        path = folder / f"{number // 100:04}" / f"{number % 100:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%08d" % number * (SIZE // 8))


def change(files: int, changed: int, turn: int, among: int) -> None:
    """Change files in `among` folders, or all that there are, as far apart as they can lie."""
    folders = files // 100
    among = min(among, folders)
    for number in range(changed):
        at = number % among * folders // among * 100 + number // among
        with Path(f"{at // 100:04}/{at % 100:02}.txt").open("ab") as file:
            file.write(b"turn %d" % turn)


def moved_bytes() -> tuple[int, int]:
    """Bytes that this process has read and written so far."""
    rows = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(rows["rchar"]), int(rows["wchar"])


def one_turn(
    folder: Path, store: Path, change_files: Callable[[], None], changed: int
) -> dict[str, float]:
    """Milliseconds of each step, and bytes."""
    marks = [time.perf_counter()]
    view = open_view(folder, store)
    marks.append(time.perf_counter())
    run_in(view, change_files)
    pause = time.perf_counter() - marks[-1]
    read, written = moved_bytes()
    marks[-1] += pause
    begun = marks[-1] - pause
    found = view.changes()
    assert len(found.entries) == changed
    marks.append(time.perf_counter())
    staged = view.stage()
    marks.append(time.perf_counter())
    journal = Journal(folder, store)
    journal.keep(staged, "bench")
    marks.append(time.perf_counter())
    journal.undo()
    marks.append(time.perf_counter())
    read_after, written_after = moved_bytes()
    view.discard()
    times = [after - before for before, after in pairwise(marks)]
    times[0] = begun - marks[0]
    result = {step: seconds * 1000 for step, seconds in zip(STEPS, times, strict=True)}
    return result | {"read": read_after - read, "written": written_after - written}


def many(base: Path, count: int) -> None:
    """List a great number of tiny changes."""
    folder, store = base / "many", base / "many-store"
    folder.mkdir()

    def code() -> None:
        for number in range(count):
            os.close(os.open(str(number), os.O_CREAT | os.O_WRONLY, 0o644))

    view = open_view(folder, store)
    run_in(view, code)

    def look() -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        assert len(view.changes().entries) == count
        seconds = time.perf_counter() - start
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
        print(f"list of {count} tiny changes: {seconds:.1f} s, {grown / count:.0f} bytes each")

    assert in_child(look) == 0
    view.discard()


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changed", type=int, default=100)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--among", type=int, default=10, help="folders that hold the changed files")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--many", type=int, default=0)
    parser.add_argument("--in", dest="where", type=Path, default=Path(tempfile.gettempdir()))
    asked = parser.parse_args()
    base = Path(tempfile.mkdtemp(dir=asked.where))
    try:
        folders = {files: base / str(files) for files in asked.sizes}
        for files, folder in folders.items():
            fill(folder, files)
        os.sync()
        results: dict[int, list[dict[str, float]]] = {files: [] for files in asked.sizes}
        # Interleaved: what else the machine does meets all sizes alike. The first round warms up.
        for turn in range(asked.rounds + 1):
            for files, folder in folders.items():
                changing = partial(change, files, asked.changed, turn, asked.among)
                result = one_turn(folder, base / "store", changing, asked.changed)
                if turn:
                    results[files].append(result)
        sums = {}
        for files, rows in results.items():
            steps = {key: median(row[key] for row in rows) for key in rows[0]}
            sums[files] = median(sum(row[step] for step in STEPS) for row in rows)
            shown = "  ".join(f"{step} {steps[step]:.1f}" for step in STEPS)
            print(f"{files} files, {asked.changed} changed: {shown}  sum {sums[files]:.1f} ms")
            print(f"  read {steps['read']:.0f} and wrote {steps['written']:.0f} bytes")
        print(f"ratio largest to smallest: {sums[max(sums)] / sums[min(sums)]:.2f}")
        if asked.many:
            many(base, asked.many)
    finally:
        shutil.rmtree(base)


if __name__ == "__main__":
    main()
