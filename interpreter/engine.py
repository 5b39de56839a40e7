"""Puts the parts together for one work folder: configuration, model, sandbox, session, loop."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from interpreter.approval import Approve, always
from interpreter.config import Config
from interpreter.conversation import Conversation, Limits
from interpreter.environments import python_of
from interpreter.errors import UsageError, from_system
from interpreter.events import Changed, Ending, Event, TurnEnded
from interpreter.history import History
from interpreter.look import look
from interpreter.places import Places
from interpreter.session import Session
from interpreter.words import words
from models.errors import ModelError
from models.messages import Message, Model, Sampling
from models.opening import open_model
from models.options import ModelOptions
from sandbox.bounds import Bounds
from sandbox.changes import Changes
from sandbox.errors import KeepConflict, SandboxError
from sandbox.packages import Place, place_for
from sandbox.policy import Limits as CellLimits
from sandbox.policy import Policy
from sandbox.sandbox import Sandbox, Settings


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep the changes; `only` some of them."""

    only: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Keep none. `note` tells why, and how to keep them."""

    note: str = ""


Decide = Callable[[Changes, Ending], Keep | Drop]


class Screen(Protocol):
    """A consumer of events."""

    def draw(self, event: Event) -> None: ...

    def settle(self) -> None:
        """Finish what is half drawn, because something else is about to be written."""

    def unfold(self) -> None:
        """Show code whole from here on."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What the command line decided, besides the configuration."""

    folder: Path
    interactive: bool = False
    """Someone can answer `input()` and approvals."""
    network: bool = False
    readable: tuple[Path, ...] = ()
    writable: tuple[Path, ...] = ()
    isolate: bool = True
    schema: str = ""
    debug: bool = False


class Engine:
    """One model, one sandbox and one session over one work folder. Close it when done."""

    def __init__(self, config: Config, places: Places, setup: Setup, decide: Decide) -> None:
        self.config, self.places, self.setup, self.decide = config, places, setup, decide
        self.place = packages_place(config, places, setup)
        self.sandbox = open_sandbox(config, places, setup)
        try:
            self.model: Model = open_model(config.model, self.model_options(config))
        except BaseException:
            self.sandbox.close()
            raise
        self.session = self.new_session()
        self.conversation = self.new_conversation(always)
        self.unsettled: tuple[Ending, str] | None = None
        """How the turn before ended and what it was asked, when its changes could not be kept."""

    def model_options(self, config: Config) -> ModelOptions:
        return model_options(config, self.places, self.setup, self.sandbox.languages())

    def new_session(self) -> Session:
        settings = {
            "temperature": self.config.temperature,
            "seed": self.config.seed,
            "isolation": "on" if self.setup.isolate else "off",
        }
        return Session.create(self.places.sessions, self.setup.folder, self.config.model, settings)

    def new_conversation(self, approve: Approve) -> Conversation:
        config = self.config
        return Conversation(
            model=self.model,
            sandbox=self.sandbox,
            history=History(self.system_prompt()),
            approve=approve,
            limits=Limits(config.max_steps, config.timeout, config.max_tokens),
            sampling=Sampling(
                temperature=config.temperature,
                top_p=config.top_p,
                seed=config.seed if config.seed >= 0 else None,
                max_tokens=config.max_tokens,
            ),
            look=partial(look, self.setup.folder),
            schema=self.setup.schema,
            constrain=config.constrain != "off",
        )

    def system_prompt(self) -> str:
        import platform

        return words(
            "system",
            folder=self.setup.folder,
            today=time.strftime("%A, %Y-%m-%d"),
            system=platform.system(),
            languages=", ".join(self.sandbox.languages()),
            network="allowed" if self.setup.network else "off",
        )

    @property
    def confined(self) -> bool:
        """Whether something really keeps code within the policy."""
        facts = self.sandbox.facts()
        return self.setup.isolate and facts.usable and facts.backend != "direct"

    def widen(self, policy: Policy) -> None:
        """Let code do more from now on, as the user said; the kernels are new ones."""
        self.setup = replace(
            self.setup,
            network=policy.network,
            readable=policy.readable,
            writable=policy.writable,
        )
        self.sandbox.widen(policy)
        self.conversation.history.system = Message("system", self.system_prompt())

    def resume(self, session: Session) -> None:
        """Go on from a saved session; the kernel is a new one and the model is told so."""
        self.session = session
        history = self.conversation.history
        for message in session.remembered():
            if message.role == "user":
                history.begin_turn()
            history.add(message)
        if history.entries and history.entries[-1].message.role != "output":
            history.add(Message("output", words("resumed")))

    def reset(self) -> None:
        """Begin a new conversation and session in the same kernel folder."""
        self.sandbox.restart()
        self.session = self.new_session()
        after = self.conversation.after
        self.conversation = self.new_conversation(self.conversation.approve)
        self.conversation.after = after

    def use_model(self, reference: str) -> None:
        """Switch to another model; the conversation stays. Raises `ModelError`."""
        config = replace(self.config, model=reference)
        model = open_model(reference, self.model_options(config))
        close_model(self.model)
        self.config, self.model = config, model
        self.conversation.model = model
        self.session.metadata["model"] = reference

    def turn(self, prompt: str, piped: str = "") -> Generator[Event, None, None]:
        """Do what is asked; at the end the changes are settled. Last event: `TurnEnded`.

        Changes that could not be kept at the end of the turn before (a full disk) come first.
        """
        if self.unsettled is not None and (changed := self.settle(*self.unsettled)):
            yield from self.session.note(changed)
            yield changed
        try:
            self.session.request(prompt)
        except OSError as error:
            raise from_system(error) from error
        self.sandbox.begin_turn()
        if piped:
            self.sandbox.give(piped)
        inner = self.conversation.turn(with_input(prompt, piped) if piped else prompt)
        event = next(inner)
        while True:
            try:
                yield from self.noted(event, prompt)
                event = next(inner)
            except StopIteration:
                return
            except KeyboardInterrupt as stop:
                event = inner.throw(stop)
            except (ModelError, SandboxError) as error:
                self.settle_failure(error)
                raise

    def noted(self, event: Event, prompt: str) -> Iterator[Event]:
        if isinstance(event, TurnEnded):
            if changed := self.settle(event.why, prompt):
                yield from self.session.note(changed)
                yield changed
            self.session.remember(self.conversation.history.messages())
        yield from self.session.note(event)
        yield event

    def settle(self, why: Ending, prompt: str) -> Changed | None:
        """Show what would change, and keep or drop it."""
        self.unsettled = None
        changes = self.sandbox.changes()
        if not changes:
            return None
        decision = self.decide(changes, why)
        if isinstance(decision, Drop):
            self.sandbox.drop()
            return Changed(changes, kept=False, note=decision.note)
        try:
            kept = self.sandbox.keep(prompt, decision.only)
        except KeepConflict as conflict:
            self.sandbox.drop()
            return Changed(changes, kept=False, note=f"{conflict}. {conflict.hint}")
        except SandboxError:
            self.unsettled = (why, prompt)
            raise
        return Changed(kept, kept=True)

    def settle_failure(self, error: ModelError | SandboxError) -> None:
        """The turn cannot go on: nothing of it is kept, what was said so far is saved."""
        if isinstance(error, ModelError):
            self.sandbox.drop()
        self.session.metadata["failed"] = str(error)
        self.session.remember(self.conversation.history.messages())
        try:
            self.session.save()
        except OSError as full:
            raise from_system(full) from error

    def close(self) -> None:
        try:
            self.sandbox.close()
        finally:
            close_model(self.model)

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def close_model(model: Model) -> None:
    """End the model's process where it has one."""
    close = getattr(model, "close", None)
    if callable(close):
        close()


def with_input(prompt: str, piped: str, room: int = 12000) -> str:
    """The request with what was piped in: whole when short, else head and tail."""
    from interpreter.observation import as_data

    text = as_data(piped)
    if len(text) > room:
        left = len(text) - room
        gap = f"[… {left:,} characters left out here; the whole is out(0) in Python …]"
        text = f"{text[: room // 2]}\n{gap}\n{text[-room // 2 :]}"
    return words("piped", prompt=prompt, text=text, characters=f"{len(piped):,}")


def model_options(
    config: Config, places: Places, setup: Setup, languages: tuple[str, ...] = ()
) -> ModelOptions:
    return ModelOptions(
        context=config.context,
        gpu_layers=config.gpu_layers,
        threads=config.threads,
        kv_type=config.kv_type,
        flash_attention=config.flash_attention,
        speculation=config.speculation,
        constrain=config.constrain,
        lora=config.lora,
        projector=config.projector,
        draft=config.draft,
        repetition=config.repetition,
        huge_pages=config.huge_pages,
        models_folder=places.models,
        cache_folder=places.prefixes,
        debug=setup.debug,
        languages=languages,
    )


def packages_place(config: Config, places: Places, setup: Setup) -> Place:
    """Where packages for the folder's code go."""
    return place_for(setup.folder, places.packages, python_of(config))


def policy_of(config: Config, setup: Setup) -> Policy:
    """What code may do, as the command line and the configuration say."""
    limits = CellLimits(
        memory=config.memory << 20,
        disk=config.disk << 20,
        output=config.output << 20,
        wall_seconds=config.cell_timeout,
    )
    return Policy(
        folder=setup.folder,
        writable=setup.writable,
        readable=setup.readable,
        network=setup.network,
        isolate=setup.isolate,
        limits=limits,
    )


def bounds_of(config: Config) -> Bounds:
    """How much of the past undo remembers, for each folder."""
    return Bounds(config.history_size << 20, config.history_days * 86400.0)


def open_sandbox(config: Config, places: Places, setup: Setup) -> Sandbox:
    """Begin to start the kernel for the folder; returns at once."""
    if not setup.folder.is_dir():
        raise UsageError(f"{setup.folder} is not a folder", "Name an existing one with --folder.")
    place = packages_place(config, places, setup)
    settings = Settings(
        interactive=setup.interactive,
        preload=setup.interactive,
        python=place.python,
        packages=place.site,
        store=places.changes,
        bounds=bounds_of(config),
    )
    return Sandbox.open(policy_of(config, setup), settings)
