"""The chat: a prompt, slash commands, and turns drawn as they happen.

Ctrl-C stops what runs and never the program; Ctrl-D or `/quit` ends it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from interpreter.asking import Request, consent, guard, play
from interpreter.config import Config
from interpreter.engine import Drop, Engine, Keep, Setup, policy_of
from interpreter.environments import with_found
from interpreter.errors import DONE, InterpError, UsageError
from interpreter.events import Ending
from interpreter.places import Places, private
from interpreter.session import Session
from interpreter.terminal import Terminal
from interpreter.visible import visible
from models.errors import ModelError
from sandbox.changes import Changes
from sandbox.errors import SandboxError
from sandbox.events import AskedForInput

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document
    from rich.console import Console


def chat(
    config: Config, places: Places, setup: Setup, request: Request, saved: Session | None
) -> int:
    """Talk until the user leaves. Returns the exit code."""
    terminal = Terminal.find()
    if terminal is None:
        raise UsageError(
            "a chat needs a terminal", 'Write the request behind the command: interp "…"'
        )
    config = with_found(config, places, policy_of(config, setup), terminal)
    with Engine(config, places, setup, lambda changes, why: Drop()) as engine:
        return Chat(engine, terminal, request, saved).loop()


class Chat:
    """One chat at one terminal."""

    def __init__(
        self, engine: Engine, terminal: Terminal, request: Request, saved: Session | None
    ) -> None:
        from interpreter.render import Screen

        self.engine, self.terminal, self.request = engine, terminal, request
        self.console = console_for(engine.config)
        self.screen = Screen(
            self.console,
            self.ask_input,
            quiet_changes=request.keep == "ask",  # the question shows the list itself
            fold=not request.debug,
        )
        engine.decide = self.decide
        self.last_prompt = ""
        self.done = False
        if saved:
            engine.resume(saved)
            requests = [each for each in saved.remembered() if each.role == "user"]
            self.last_prompt = requests[-1].content if requests else ""
            self.say(f"Going on with session {saved.id} ({len(requests)} requests).")

    def loop(self) -> int:
        guard(self.engine, self.request, self.terminal, self.screen)
        self.say(f"interp · {self.engine.model.name} · {self.engine.setup.folder}")
        self.say("Ask for something. /help shows the commands, Ctrl-C stops what runs.", "dim")
        prompts = self.prompts()
        while not self.done:
            try:
                text = prompts.prompt()
            except KeyboardInterrupt:
                self.say("(Ctrl-D or /quit leaves)", "dim")
                continue
            except EOFError:
                break
            if text.strip():
                self.take(text.strip())
        return DONE

    def take(self, text: str) -> None:
        """Carry out one line. Errors are told; they never end the chat."""
        try:
            if text.startswith("/") and (command := find_command(text)):
                command.act(self, text.partition(" ")[2].strip())
            elif text.startswith("/") and " " not in text and "/" not in text[1:]:
                self.say(f"There is no command {text}; /help shows them.", "yellow")
            else:
                self.last_prompt = text
                play(self.engine.turn(text), self.screen)
        except KeyboardInterrupt:
            self.say("interrupted", "yellow")
        except (InterpError, ModelError, SandboxError) as error:
            self.say(str(error), "red")
            if error.hint:
                self.say(error.hint)
        except OSError as error:
            self.say(f"{error.strerror or error} {error.filename or ''}".strip(), "red")

    def say(self, text: str, style: str = "") -> None:
        from rich.text import Text

        self.console.print(Text(visible(text), style=style), soft_wrap=True)

    def decide(self, changes: Changes, why: Ending) -> Keep | Drop:
        if self.request.keep == "dry run":
            return Drop("Nothing was kept (--dry-run).")
        if self.request.keep == "yes" and why == "answered":
            return Keep()
        self.screen.settle()
        return consent(self.terminal, self.engine).decide(changes, why)

    def ask_input(self, asked: AskedForInput) -> None:
        """The code wants a line: ask the user for it."""
        ask = self.terminal.secret if asked.password else self.terminal.line
        self.engine.sandbox.answer(ask(visible(asked.prompt) or "input: "))

    def prompts(self) -> PromptSession[str]:
        """The input line: history with search, completion, a pasted block as one message."""
        from prompt_toolkit import PromptSession
        from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
        from prompt_toolkit.formatted_text import FormattedText
        from prompt_toolkit.history import FileHistory, InMemoryHistory
        from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

        keys = KeyBindings()

        @keys.add("escape", "enter")
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text("\n")

        try:
            path = self.engine.places.prompt_history
            private(path.parent)
            path.touch(mode=0o600)
            history: FileHistory | InMemoryHistory = FileHistory(str(path))
        except OSError as error:
            self.say(f"Prompts are not remembered: {error.strerror} ({error.filename})", "yellow")
            history = InMemoryHistory()
        return PromptSession(
            message=FormattedText([("bold ansicyan", "› ")]),
            history=history,
            auto_suggest=AutoSuggestFromHistory(),
            completer=slash_completer(),
            complete_while_typing=True,
            enable_history_search=True,
            key_bindings=keys,
            bottom_toolbar=lambda: status_line(self.engine),
            reserve_space_for_menu=4,
        )


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A row of `COMMANDS`: its help is made from it."""

    name: str
    arguments: str
    sentence: str
    act: Callable[[Chat, str], None]


def show_help(chat: Chat, _: str) -> None:
    for each in COMMANDS:
        chat.say(f"  {f'/{each.name} {each.arguments}'.rstrip():<22} {each.sentence}")
    chat.say("  Esc Enter starts a new line; a pasted block is one message.", "dim")


def show_or_use_model(chat: Chat, name: str) -> None:
    if name:
        chat.engine.use_model(name)
    from interpreter.doctor import described

    chat.say(described(chat.engine.model))


def start_anew(chat: Chat, _: str) -> None:
    chat.engine.reset()
    chat.say("A new conversation, with a new kernel.")


def retry(chat: Chat, _: str) -> None:
    prompt = chat.engine.conversation.history.forget_turn() or chat.last_prompt
    if not prompt:
        chat.say("There is nothing to try again.", "yellow")
        return
    play(chat.engine.turn(prompt), chat.screen)


def show_context(chat: Chat, _: str) -> None:
    history, model = chat.engine.conversation.history, chat.engine.model
    used = model.count(history.messages())
    usage = chat.engine.session.usage
    chat.say(f"{used:,} of {model.context:,} tokens, {history.turn} turns")
    chat.say(
        f"this session: {usage.evaluated_tokens:,} prompt tokens read, "
        f"{usage.reused_tokens:,} reused, {usage.completion_tokens:,} written"
    )


def show_output(chat: Chat, number: str) -> None:
    if not number.isdigit():
        chat.say("Which cell? For example /show 3", "yellow")
        return
    chat.say(chat.engine.sandbox.output(int(number)) or "(no output)")


def undo(chat: Chat, _: str) -> None:
    from interpreter.changes_commands import step_back

    chat.engine.sandbox.begin_turn()
    for line in step_back(chat.engine.places, chat.engine.config, chat.engine.setup.folder):
        chat.say(line)
    chat.engine.sandbox.begin_turn()


def redo(chat: Chat, _: str) -> None:
    from interpreter.changes_commands import step_forward

    for line in step_forward(chat.engine.places, chat.engine.config, chat.engine.setup.folder):
        chat.say(line)
    chat.engine.sandbox.begin_turn()


def show_policy(chat: Chat, _: str) -> None:
    from interpreter.doctor import isolation_lines

    for line in isolation_lines(chat.engine.sandbox.facts()):
        chat.say(line)


def leave(chat: Chat, _: str) -> None:
    chat.done = True


COMMANDS: tuple[SlashCommand, ...] = (
    SlashCommand("help", "", "these commands", show_help),
    SlashCommand("model", "[NAME]", "the model in use, or change it", show_or_use_model),
    SlashCommand("new", "", "begin a new conversation", start_anew),
    SlashCommand("retry", "", "ask the last request again", retry),
    SlashCommand("context", "", "how full the context window is", show_context),
    SlashCommand("show", "N", "the whole output of cell N", show_output),
    SlashCommand("undo", "", "take the last kept changes back", undo),
    SlashCommand("redo", "", "make them again", redo),
    SlashCommand("sandbox", "", "what code may do here", show_policy),
    SlashCommand("quit", "", "leave", leave),
)


def find_command(text: str) -> SlashCommand | None:
    name = text[1:].split(maxsplit=1)[0] if text[1:].strip() else ""
    exact = [each for each in COMMANDS if each.name == name]
    starts = [each for each in COMMANDS if name and each.name.startswith(name)]
    return (exact or (starts if len(starts) == 1 else [None]))[0]  # type: ignore[list-item]


def slash_completer() -> Completer:
    from prompt_toolkit.completion import Completer, Completion

    class Slash(Completer):
        """Completes the first word of a line that begins with a slash."""

        def get_completions(
            self, document: Document, complete_event: CompleteEvent
        ) -> Iterable[Completion]:
            text = document.text_before_cursor
            if not text.startswith("/") or " " in text:
                return
            for each in COMMANDS:
                if each.name.startswith(text[1:]):
                    yield Completion(
                        "/" + each.name, start_position=-len(text), display_meta=each.sentence
                    )

    return Slash()


def status_line(engine: Engine) -> str:
    """Model, tokens and isolation, below the prompt."""
    usage = engine.session.usage
    facts = engine.sandbox.facts()
    net = "network on" if engine.setup.network else "no network"
    confined = facts.backend if facts.confines else "NOT confined"
    tokens = f"{usage.evaluated_tokens:,} read + {usage.reused_tokens:,} reused"
    return f" {engine.model.name} · {tokens} tokens · {confined}, {net} "


def console_for(config: Config) -> Console:
    """The terminal as rich sees it, with the user's wish about colour."""
    from rich.console import Console

    no_color = config.color == "off" or bool(os.environ.get("NO_COLOR"))
    return Console(
        file=sys.stdout,
        no_color=no_color,
        force_terminal=True if config.color == "on" else None,
        highlight=False,
        markup=False,
        emoji=False,
    )
