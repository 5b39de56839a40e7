"""`interp sessions`: saved sessions, listed, shown and removed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from interpreter.places import find_places
from interpreter.session import find_session, list_sessions, read_notebook
from interpreter.visible import visible_line


def list_all(folder: Path | None) -> Iterator[str]:
    """A line a session: id, when, how many requests, the first of them."""
    sessions = find_places(os.environ).sessions
    found = list_sessions(sessions, folder.resolve() if folder else None)
    if not found:
        yield "There are no sessions yet."
    for each in found:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(each.began))
        first = visible_line(each.first)
        first = first if len(first) <= 60 else first[:59] + "…"
        yield f"{each.id}  {when}  {each.requests:>3} requests  {first}"
        yield f"    {visible_line(each.folder)}  {each.path}"


def show(identity: str) -> Iterator[str]:
    """The notebook as text. Raises `UsageError` when there is none of that id."""
    notebook = read_notebook(find_session(find_places(os.environ).sessions, identity))
    for cell in notebook["cells"]:
        about = cell["metadata"].get("interp", {})
        mark = "› " if about.get("role") == "user" else ""
        if cell["cell_type"] == "code":
            yield f"```{about.get('language', 'python')}\n{cell['source'].rstrip()}\n```"
            for output in cell["outputs"]:
                yield shown_output(output)
        else:
            yield f"{mark}{cell['source']}"
        yield ""


def shown_output(output: dict[str, object]) -> str:
    if output["output_type"] == "stream":
        return str(output["text"]).rstrip()
    if output["output_type"] == "error":
        lines = output["traceback"]
        return "\n".join(lines) if isinstance(lines, list) else str(lines)
    data = output["data"]
    assert isinstance(data, dict)
    return str(data.get("text/plain", f"[{', '.join(data)}]"))


def remove(identity: str) -> Iterator[str]:
    path = find_session(find_places(os.environ).sessions, identity)
    path.unlink()
    shutil.rmtree(path.with_suffix(""), ignore_errors=True)
    yield f"Removed session {path.stem}."
