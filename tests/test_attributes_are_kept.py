"""Extended attributes and access lists: from code in a real kernel to the folder, and back."""

from __future__ import annotations

import os
import struct
from pathlib import Path

from sandbox.events import Finished
from sandbox.journal import Journal
from sandbox.policy import Policy
from sandbox.sandbox import Sandbox, Settings

ACCESS = "system.posix_acl_access"
NOBODY = 0xFFFFFFFF
LIST = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", *row)
    for row in ((1, 6, NOBODY), (2, 4, 1234), (4, 4, NOBODY), (16, 4, NOBODY), (32, 0, NOBODY))
)
"""The owner may read and write; user 1234 and the group may read."""
CODE = """
import os
open("written", "w").write("new")
open("draft", "w").write("new")
os.replace("draft", "replaced")
os.setxattr("marked", "user.note", b"other")
os.removexattr("marked", "user.long")
os.remove("deleted")
os.rename("folder/inner", "folder/moved")
os.setxattr("folder", "user.more", b"1")
open("made", "w").close()
os.setxattr("made", "user.note", b"made")
"""


def attributes(folder: Path) -> dict[str, dict[str, bytes]]:
    return {
        str(path.relative_to(folder)): {
            name: os.getxattr(path, name) for name in os.listxattr(path)
        }
        for path in folder.rglob("*")
    }


def test_attributes_are_kept_undone_and_redone_whatever_was_done_to_their_file(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "folder").mkdir()
    names = ("written", "replaced", "marked", "deleted", "folder/inner", "listed")
    for name in names:
        (folder / name).write_text("old")
        os.setxattr(folder / name, "user.note", name.encode())
        os.setxattr(folder / name, "user.long", b"x" * 3000)
    os.setxattr(folder / "listed", ACCESS, LIST)
    before = attributes(folder)
    old = before["written"]
    store = tmp_path / "store"
    with Sandbox.open(Policy(folder=folder), Settings(store=store)) as sandbox:
        *_, last = sandbox.run("python", CODE)
        assert isinstance(last, Finished)
        assert last.why == "ok"
        listed = {change.path: change.kind for change in sandbox.changes().entries}
        assert (listed["marked"], listed["folder"]) == ("metadata", "metadata")
        assert attributes(folder) == before
        sandbox.keep("all")
    after = attributes(folder)
    assert after == {
        "written": old,
        "replaced": {},  # a new file of that name, as everywhere
        "marked": {"user.note": b"other"},
        "folder": {"user.more": b"1"},
        "folder/moved": before["folder/inner"],
        "made": {"user.note": b"made"},
        "listed": before["listed"],
    }
    journal = Journal(folder, store)
    journal.undo()
    assert attributes(folder) == before
    journal.redo()
    assert attributes(folder) == after
