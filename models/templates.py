"""How a conversation is written for one model: the chat template that its file brings.

The template is a program of a stranger, so it runs in jinja's sandbox, inside the model's process.
What users, files and running code say is never able to look like the template's own marks: every
occurrence of a special token's text in a message is replaced, before rendering, by one private
character, and `pieces` turns it back into plain text that the tokenizer cannot take for a mark.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from models.errors import ModelError, ModelFileInvalid
from models.messages import Message

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""For a file without a template whose vocabulary has ChatML's marks."""

PLAIN = (
    "{% for message in messages %}"
    "{% if message.role == 'system' %}{{ message.content }}\n\n"
    "{% elif message.role == 'user' %}User: {{ message.content }}\n\n"
    "{% else %}Assistant: {{ message.content }}\n\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}Assistant:{% endif %}"
)
"""For a file without a template and without such marks."""

IMAGE = "<__media__>"
"""Where an image stands in the text, as the multimodal part of llama.cpp has it."""

_PRIVATE = 0xF0000
_PRIVATE_LAST = 0xFFFFD
_ALL_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")

_LOOKS_LIKE_A_MARK = re.compile(
    r"<\|.*\|>|<｜.*｜>|\[/?[A-Z_]+\]|</?(?:think|tool_call|tool_response|tools|start_of_turn)>"
)
_SEEN = "{content}\n\n<folder>\n{seen}\n</folder>"


class TemplateFailed(ModelFileInvalid):
    """The model's chat template does not parse, or refuses every conversation."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A special token of the vocabulary."""

    text: str
    control: bool
    """False: it is one that users could be meant to write, such as a run of spaces or `<h1>`."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a template can express, found out by rendering small conversations."""

    system: bool
    output_role: str
    typed: bool
    """It wants a message's content as a list of parts."""
    alternates: bool
    """It refuses two user turns in a row."""
    keeps_prefix: bool
    """A longer conversation begins with the text of a shorter one, so nothing is read twice."""


def _refuse(message: str) -> NoReturn:
    import jinja2

    raise jinja2.TemplateError(message)


def _to_json(value: Any, ensure_ascii: bool = False, indent: int | None = None, **_: Any) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)


def compiled(source: str, today: datetime.date) -> Callable[[Mapping[str, Any]], str]:
    """The template as a function from variables to text. Raises `TemplateFailed`."""
    import jinja2
    from jinja2.ext import loopcontrols
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols]
    )
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _refuse
    # The day on which the session began: a clock in the prompt would make every turn a new one.
    environment.globals["strftime_now"] = today.strftime
    # `{% generation %}` marks the parts that a trainer learns from; it writes nothing.
    source = re.sub(r"\{%-?\s*(?:end)?generation\s*-?%\}", "", source)
    try:
        template = environment.from_string(source)
    except jinja2.TemplateError as error:
        raise TemplateFailed(
            f"the chat template of this file cannot be read: {error}",
            "use another file of the same model; this one's template is damaged",
        ) from error

    def render(variables: Mapping[str, Any]) -> str:
        try:
            return template.render(variables)
        except (jinja2.TemplateError, TypeError, ValueError, LookupError, AttributeError) as error:
            raise TemplateFailed(f"the chat template refuses the conversation: {error}") from error

    return render


class Template:
    """Conversation in, text out; `pieces` says how that text is to be tokenized."""

    def __init__(self, source: str, marks: Iterable[Mark], *, bos: str = "", eos: str = "") -> None:
        marks = list(marks)
        texts = {mark.text for mark in marks}
        self.source = source or (CHATML if "<|im_start|>" in texts else PLAIN)
        self.picture: Callable[[Path], str] = _blind
        """The character that stands for a picture."""
        self._today = datetime.date.today()
        self._variables = {"bos_token": bos, "eos_token": eos}
        self._render = compiled(self.source, self._today)
        control = {mark.text for mark in marks if mark.control and mark.text}
        guarded = {m.text for m in marks if _LOOKS_LIKE_A_MARK.fullmatch(m.text)} | control
        self._texts = sorted(guarded | {IMAGE}, key=lambda text: (-len(text), text))
        self._code = {text: chr(_PRIVATE + n) for n, text in enumerate(self._texts)}
        self._text = {code: text for text, code in self._code.items()}
        self._spoken = control | {IMAGE}
        self._any = re.compile("|".join(map(re.escape, self._texts)))
        self._private = re.compile(f"[{chr(_PRIVATE)}-{chr(_PRIVATE_LAST)}]")

    # Marks

    def guard(self, text: str, *, said_by_model: bool = False) -> str:
        """`text` with every mark in it replaced by its private character.

        What the model said keeps the marks that it may write itself (`<think>`, `<tool_call>`);
        control tokens are replaced there too.
        """
        text = _ALL_PRIVATE.sub("\ufffd", text)
        return self._any.sub(
            lambda found: (
                found[0] if said_by_model and found[0] not in self._spoken else self._code[found[0]]
            ),
            text,
        )

    def plain(self, rendered: str) -> str:
        """What `rendered` reads like: private characters back to the marks' texts."""
        return self._private.sub(lambda found: self._text.get(found[0], found[0]), rendered)

    def pieces(self, rendered: str) -> Iterator[str]:
        """The parts of `rendered` to be tokenized one by one, special tokens recognised.

        A mark from a message is broken behind its first character, so no part holds it.
        """
        part = ""
        last = 0
        for found in self._private.finditer(rendered):
            mark = self._text.get(found[0], "\ufffd")
            part += rendered[last : found.start()] + mark[0]
            yield part
            part = mark[1:]
            last = found.end()
        part += rendered[last:]
        if part:
            yield part

    def mark_at(self, rendered: str, at: int) -> bool:
        """Whether one of the template's own marks begins there."""
        return self._any.match(rendered, at) is not None

    def last_mark(self, rendered: str) -> int:
        """Where the last of the template's own marks begins; the whole length without any."""
        return max((found.start() for found in self._any.finditer(rendered)), default=len(rendered))

    # Rendering

    def render(self, messages: Sequence[Message], *, reply: bool = True) -> str:
        """The prompt, with private characters in place of marks that stand in messages.

        `reply`: it ends where the assistant begins to speak. Raises `TemplateFailed`.
        """
        entries = self._entries(messages)
        return self._write(entries, reply)

    def _write(self, entries: list[dict[str, Any]], reply: bool) -> str:
        if self.abilities.typed:
            entries = [_typed(entry) for entry in entries]
        return self._raw(entries, reply)

    def _raw(self, entries: list[dict[str, Any]], reply: bool) -> str:
        variables = {**self._variables, "messages": entries, "add_generation_prompt": reply}
        return self._render({**variables, **self._tools})

    @cached_property
    def _tools(self) -> dict[str, Any]:
        """How this template is told that there are no tools: some refuse to be told nothing."""
        greeting = [{"role": "user", "content": "Q"}]
        variables = {**self._variables, "messages": greeting, "add_generation_prompt": True}
        for tools in _NO_TOOLS:
            try:
                self._render({**variables, **tools})
            except TemplateFailed:
                continue
            return dict(tools)
        return dict(_NO_TOOLS[0])

    def _entries(self, messages: Sequence[Message]) -> list[dict[str, Any]]:
        able = self.abilities
        entries: list[dict[str, Any]] = []
        folded: list[str] = []
        for place, message in enumerate(messages):
            content = self._content(message)
            if message.role == "system" and not (able.system and place == 0):
                folded.append(content)
                continue
            role = able.output_role if message.role == "output" else message.role
            if folded and role == "user":
                content = "\n".join([*folded, content])
                folded = []
            _append(entries, role, content, merge=able.alternates)
        if folded:
            _append(entries, "user", "\n".join(folded), merge=able.alternates)
        return entries

    def _content(self, message: Message) -> str:
        content = self.guard(message.content, said_by_model=message.role == "assistant")
        if message.seen:
            seen = self.guard(message.seen).replace("</folder>", "< /folder>")
            content = _SEEN.format(content=content, seen=seen)
        return "".join(f"{self.picture(path)}\n" for path in message.images) + content

    # What the template can do

    @cached_property
    def abilities(self) -> Abilities:
        """Found once, by trying. Raises `TemplateFailed` when not even a greeting renders."""
        say = {role: {"role": role, "content": f"Q{role}Q"} for role in _ROLES}
        user, assistant = say["user"], say["assistant"]
        typed = not self._shows([user], "QuserQ") and self._shows([_typed(user)], "QuserQ")
        form = _typed if typed else dict

        def shows(*roles: str, last: str) -> bool:
            return self._shows([form(say[role]) for role in roles], f"Q{last}Q")

        if not shows("user", last="user"):
            self._raw([user], True)
            raise TemplateFailed("the chat template of this file leaves out what the user says")
        output = next(
            (r for r in ("tool", "ipython") if self._names(r) and shows(*_ASK, r, last=r)), "user"
        )
        return Abilities(
            system=shows("system", "user", last="system"),
            output_role=output,
            typed=typed,
            alternates=not shows("user", "user", last="user"),
            keeps_prefix=self._keeps_prefix([form(user), form(assistant)], form(say[output])),
        )

    def _names(self, role: str) -> bool:
        """Whether the template speaks of that role; one that writes any role knows none."""
        return re.search(rf"""["']{role}["']""", self.source) is not None

    def _shows(self, entries: list[dict[str, Any]], text: str) -> bool:
        try:
            return text in self._raw(entries, True)
        except TemplateFailed:
            return False

    def _keeps_prefix(self, asked: list[dict[str, Any]], output: dict[str, Any]) -> bool:
        try:
            before = self._raw(asked[:1], True)
            after = self._raw([*asked, output], True)
        except TemplateFailed:
            return False
        return after.startswith(before)

    @cached_property
    def turn_end(self) -> str:
        """What the template writes behind the assistant's words, up to the next turn."""
        user, assistant = "QuserQ", "QassistantQ"
        try:
            text = self._write(
                [
                    {"role": "user", "content": user},
                    {"role": "assistant", "content": assistant},
                    {"role": "user", "content": user},
                ],
                False,
            )
        except TemplateFailed:
            return ""
        _, found, behind = text.partition(assistant)
        return behind.partition(user)[0] if found else ""

    @cached_property
    def stop(self) -> str:
        """What ends a reply that spells its end out: the first mark behind the assistant's words,
        or, in a template without marks, the words that begin the next turn."""
        end = self.turn_end.lstrip(" ")
        found = self._any.match(end.lstrip())
        if found:
            return found[0]
        return end.rstrip() if len(end.strip()) >= 4 else ""

    @cached_property
    def turn_marks(self) -> frozenset[str]:
        """Marks that begin a turn: a model that writes one has begun to invent the other side."""
        return frozenset(_TURN_MARKS & set(self._texts))


_NO_TOOLS: tuple[dict[str, Any], ...] = (
    {"tools": None},
    {"tools": []},
    {"tools": [], "functions": "[]", "datetime": ""},
)
_ROLES = ("system", "user", "assistant", "tool", "ipython")
_ASK = ("user", "assistant")
_TURN_MARKS = frozenset(
    {
        "<|im_start|>", "<|start_header_id|>", "<start_of_turn>", "[INST]", "<|user|>",
        "<|start_of_role|>", "<|START_OF_TURN_TOKEN|>", "<|turn>", "<|im_user|>",
        "<|User|>", "<｜User｜>",
    }
)  # fmt: skip


def _append(entries: list[dict[str, Any]], role: str, content: str, *, merge: bool) -> None:
    if merge and entries and entries[-1]["role"] == role == "user":
        entries[-1]["content"] += "\n\n" + content
    else:
        entries.append({"role": role, "content": content})


def _blind(path: Path) -> str:
    raise ModelError(
        f"this model cannot see {path.name}: it was opened without a projector",
        "use a vision model, with its mmproj file: `interp config projector FILE`",
    )


def _typed(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "content": [{"type": "text", "text": entry["content"]}]}


def explain(template: Template) -> str:
    """One line on a template, for `interp models show`."""
    able = template.abilities
    return "; ".join(
        [
            "system role" if able.system else "system text goes into the first request",
            f"output as {able.output_role}",
            "nothing is read twice" if able.keeps_prefix else "each reply is read once more",
        ]
    )


__all__ = ["Abilities", "Mark", "Template", "TemplateFailed", "explain"]
