"""A session is a Jupyter notebook that is written while it happens.

Requests and answers are Markdown cells, code cells carry their real outputs, and the notebook's
metadata holds the model, settings, timings and token counts. What a later session needs to go on
stands in each cell's metadata under `interp`. Format: nbformat 4.5.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from interpreter.errors import UsageError
from interpreter.events import Changed, CodeReady, Event, Saved, TurnEnded
from interpreter.observation import settled
from interpreter.places import private, write_private
from models.messages import Message, Prose, Role, Usage
from sandbox.events import Cleared, Displayed, Failed, Finished, Printed

Cell = dict[str, Any]

KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}
SHELLS = {"bash", "sh", "zsh", "shell"}
IMAGE_TYPES = {"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of `interp sessions list`."""

    id: str
    folder: str
    began: float
    model: str
    requests: int
    first: str
    path: Path


@dataclass(slots=True)
class Session:
    """An open notebook. `record` takes every event and passes it on."""

    path: Path
    metadata: dict[str, Any]
    cells: list[Cell] = field(default_factory=list)
    usage: Usage = Usage()
    prose: str = ""
    running: Cell | None = None
    clear_next: bool = False
    pictures: int = 0

    @classmethod
    def create(cls, sessions: Path, folder: Path, model: str, settings: dict[str, Any]) -> Session:
        """A new session; nothing is written before the first request."""
        stamp = time.strftime("%Y%m%d-%H%M%S")
        identity = f"{stamp}-{secrets.token_hex(3)}"
        about = {
            "id": identity,
            "folder": str(folder),
            "model": model,
            "began": time.time(),
            "settings": settings,
        }
        return cls(sessions / f"{identity}.ipynb", about)

    @classmethod
    def open(cls, path: Path) -> Session:
        """Go on with a saved session. Raises `UsageError` when it is none of ours."""
        notebook = read_notebook(path)
        session = cls(path, dict(notebook["metadata"]["interp"]))
        session.cells = notebook["cells"]
        session.pictures = len(list(session.pictures_folder.glob("*")))
        return session

    @property
    def id(self) -> str:
        return str(self.metadata["id"])

    @property
    def pictures_folder(self) -> Path:
        return self.path.with_suffix("")

    def request(self, prompt: str) -> None:
        self.add("markdown", prompt, {"role": "user"})
        self.save()

    def record(self, events: Iterator[Event]) -> Iterator[Event]:
        """Pass the events through, writing them down; adds `Saved` for each picture."""
        for event in events:
            yield event
            yield from self.note(event)

    def note(self, event: Event) -> Iterator[Event]:
        match event:
            case Prose(text):
                self.prose += text
            case CodeReady(code):
                self.flush({"role": "assistant", "before": "code"})
                source = (
                    code.source if code.language == "python" else magic(code.language, code.source)
                )
                self.running = self.add(
                    "code", source, {"role": "assistant", "language": code.language}
                )
                self.save()
            case Printed(name, text):
                self.output({"output_type": "stream", "name": name, "text": text})
            case Displayed():
                yield from self.display(event)
            case Cleared(wait):
                self.clear(wait)
            case Failed(name, message, traceback):
                lines = traceback.split("\n")
                self.output(
                    {"output_type": "error", "ename": name, "evalue": message, "traceback": lines}
                )
            case Finished():
                self.finish(event)
                self.save()
            case Changed(changes, kept, note):
                self.metadata.setdefault("changes", []).append(
                    {"kept": kept, "note": note, "count": len(changes.entries)}
                )
            case TurnEnded():
                self.flush({"role": "assistant", "why": event.why, "seconds": event.seconds})
                self.usage += event.usage
                self.metadata["usage"] = vars_of(self.usage)
                self.save()
            case _:
                pass

    def add(self, kind: str, source: str, about: dict[str, Any]) -> Cell:
        cell: Cell = {
            "cell_type": kind,
            "id": secrets.token_hex(4),
            "metadata": {"interp": about},
            "source": encodable(source),
        }
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        self.cells.append(cell)
        return cell

    def flush(self, about: dict[str, Any]) -> None:
        if self.prose.strip():
            self.add("markdown", self.prose.strip(), about)
        self.prose = ""

    def output(self, entry: dict[str, Any]) -> None:
        if self.running is None:
            return
        outputs = self.running["outputs"]
        if self.clear_next:
            outputs.clear()
            self.clear_next = False
        entry = encodable_entry(entry)
        last = outputs[-1] if outputs else {}
        if (
            entry["output_type"] == "stream" == last.get("output_type")
            and entry["name"] == last["name"]
        ):
            last["text"] += entry["text"]
        else:
            outputs.append(entry)

    def clear(self, wait: bool) -> None:
        if self.running is not None:
            self.clear_next = wait
            if not wait:
                self.running["outputs"].clear()

    def display(self, event: Displayed) -> Iterator[Event]:
        about: dict[str, Any] = {"data": dict(event.data), "metadata": dict(event.metadata)}
        if event.update:
            for cell in self.cells:
                for entry in cell.get("outputs", ()):
                    if entry.get("metadata", {}).get("interp_display") == event.display_id:
                        entry["data"] = about["data"]
            return
        if event.display_id:
            about["metadata"] |= {"interp_display": event.display_id}
        if event.result:
            self.output({"output_type": "execute_result", "execution_count": None} | about)
        else:
            self.output({"output_type": "display_data"} | about)
        yield from self.keep_picture(event)

    def keep_picture(self, event: Displayed) -> Iterator[Event]:
        """Write a picture beside the notebook so that the user can open it."""
        import base64
        import binascii

        kind = next((each for each in IMAGE_TYPES if each in event.data), "")
        if not kind:
            return
        text = event.data[kind]
        try:
            raw = (
                text.encode() if kind == "image/svg+xml" else base64.b64decode(text, validate=False)
            )
        except (binascii.Error, ValueError):
            return
        self.pictures += 1
        path = self.pictures_folder / f"plot-{self.pictures}{IMAGE_TYPES[kind]}"
        write_private(path, raw)
        yield Saved(str(path), kind)

    def finish(self, event: Finished) -> None:
        if self.running is None:
            return
        self.running["execution_count"] = event.number
        for entry in self.running["outputs"]:
            if entry["output_type"] == "execute_result":
                entry["execution_count"] = event.number
            if entry["output_type"] == "stream":
                entry["text"] = settled(entry["text"])
        about = self.running["metadata"]["interp"]
        about |= {"why": event.why, "seconds": round(event.seconds, 3), "number": event.number}
        if event.exit_code is not None:
            about["exit_code"] = event.exit_code
        self.running = None
        self.clear_next = False

    def remember(self, messages: Sequence[Message]) -> None:
        """Keep the conversation as the model read it, for `--continue`."""
        self.metadata["messages"] = [
            {"role": each.role, "content": encodable(each.content), "seen": encodable(each.seen)}
            for each in messages
            if each.role != "system"
        ]

    def remembered(self) -> list[Message]:
        """The conversation so far, without the system message."""
        kept = self.metadata.get("messages", [])
        return [Message(as_role(each["role"]), each["content"], each["seen"]) for each in kept]

    def notebook(self) -> dict[str, Any]:
        return {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {
                "kernelspec": KERNELSPEC,
                "language_info": {"name": "python"},
                "interp": self.metadata,
            },
            "cells": self.cells,
        }

    def save(self) -> None:
        """Write the notebook in one step. Raises OSError (a full disk)."""
        private(self.path.parent)
        write_private(self.path, json.dumps(self.notebook(), ensure_ascii=False, indent=1) + "\n")


def as_role(text: str) -> Role:
    return "user" if text == "user" else "assistant" if text == "assistant" else "output"


def magic(language: str, source: str) -> str:
    """A cell in another language as a notebook runs it again: with the magic of that name."""
    return f"%%{'bash' if language in SHELLS else language}\n{source}"


def encodable(text: str) -> str:
    """Text that UTF-8 can hold: broken bytes of file names are written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def encodable_entry(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: encodable(text) if isinstance(text, str) else text for key, text in entry.items()}


def vars_of(usage: Usage) -> dict[str, float]:
    return {name: getattr(usage, name) for name in Usage.__slots__}


def read_notebook(path: Path) -> dict[str, Any]:
    try:
        notebook = json.loads(path.read_text("utf-8"))
        notebook["metadata"]["interp"]["id"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path.name} is not a session of interp", "`interp sessions list` shows them."
        ) from error
    return dict(notebook)


def list_sessions(sessions: Path, folder: Path | None = None) -> list[Summary]:
    """Saved sessions, the newest first; of one work folder when it is given."""
    found: list[Summary] = []
    for path in sessions.glob("*.ipynb"):
        try:
            notebook = read_notebook(path)
        except UsageError:
            continue
        about = notebook["metadata"]["interp"]
        if folder is not None and about.get("folder") != str(folder):
            continue
        asked = [
            cell["source"]
            for cell in notebook["cells"]
            if cell["metadata"].get("interp", {}).get("role") == "user"
        ]
        found.append(
            Summary(
                about["id"],
                about.get("folder", ""),
                about.get("began", 0.0),
                about.get("model", ""),
                len(asked),
                asked[0] if asked else "",
                path,
            )
        )
    return sorted(found, key=lambda each: (each.began, each.id), reverse=True)


def find_session(sessions: Path, identity: str) -> Path:
    """The session whose id is or begins with `identity`. Raises `UsageError`."""
    matches = [each for each in list_sessions(sessions) if each.id.startswith(identity)]
    if len(matches) == 1:
        return matches[0].path
    problem = "several sessions begin with" if matches else "there is no session"
    raise UsageError(f"{problem} {identity!r}", "`interp sessions list` shows their ids.")
