"""The commands beside the request: a row each; what they do is imported when they run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

NAMES: dict[str, str] = {
    "models": "list, pull, use, show or remove models",
    "sessions": "list, show or remove saved sessions",
    "undo": "take back the last kept changes in this folder",
    "redo": "make them again",
    "diff": "show what a kept change did",
    "history": "list the kept changes in this folder",
    "doctor": "what is installed, in force and missing",
    "config": "show or change settings",
    "bench": "judge a model on a set of tasks",
    "kernel": "use the isolated kernel from Jupyter",
}

PLAIN = {"rich_markup_mode": None, "add_completion": False, "pretty_exceptions_enable": False}

models_app = typer.Typer(no_args_is_help=True, help=NAMES["models"], **PLAIN)  # type: ignore[arg-type]
sessions_app = typer.Typer(no_args_is_help=True, help=NAMES["sessions"], **PLAIN)  # type: ignore[arg-type]
kernel_app = typer.Typer(no_args_is_help=True, help=NAMES["kernel"], **PLAIN)  # type: ignore[arg-type]

Folder = Annotated[Path, typer.Option("-C", "--folder", metavar="DIR", help="the work folder")]
Debug = Annotated[bool, typer.Option("--debug", help="show what lies behind errors")]
Force = Annotated[bool, typer.Option("--force", help="also over files that changed since")]
Steps = Annotated[int, typer.Argument(metavar="[STEPS]", min=1, help="how many")]


def attach(app: typer.Typer) -> None:
    """Put every command on the app."""
    for name, act in (
        ("undo", undo),
        ("redo", redo),
        ("diff", diff),
        ("history", history),
        ("doctor", doctor),
        ("config", config),
        ("bench", bench),
    ):
        app.command(name, help=NAMES[name])(act)
    app.add_typer(models_app, name="models")
    app.add_typer(sessions_app, name="sessions")
    app.add_typer(kernel_app, name="kernel")


def undo(
    steps: Steps = 1, folder: Folder = Path(), force: Force = False, debug: Debug = False
) -> None:
    from interpreter import changes_commands as act

    tell(act.step_back(*act.here(folder), steps, force))


def redo(
    steps: Steps = 1, folder: Folder = Path(), force: Force = False, debug: Debug = False
) -> None:
    from interpreter import changes_commands as act

    tell(act.step_forward(*act.here(folder), steps, force))


def diff(
    number: Annotated[str, typer.Argument(metavar="[ID]", help="as `interp history` shows")] = "",
    folder: Folder = Path(),
    debug: Debug = False,
) -> None:
    from interpreter import changes_commands as act

    tell(act.show_diff(*act.here(folder), number))


def history(folder: Folder = Path(), debug: Debug = False) -> None:
    from interpreter import changes_commands as act

    tell(act.list_history(*act.here(folder)))


def doctor(
    folder: Folder = Path(),
    model: Annotated[str, typer.Option("-m", "--model", metavar="X")] = "",
    debug: Debug = False,
) -> None:
    from interpreter.doctor import examine

    tell(examine(folder.resolve(), model))


def config(
    key: Annotated[str, typer.Argument(metavar="[KEY]")] = "",
    value: Annotated[Optional[str], typer.Argument(metavar="[VALUE]")] = None,  # noqa: UP045
    debug: Debug = False,
) -> None:
    from dataclasses import fields

    from interpreter import config as configuration
    from interpreter.places import find_places

    places = find_places(os.environ)
    if key and value is not None:
        written = configuration.write_setting(places, key, value)
        tell([f"{key} = {written!r}  ({places.config_file})"])
        return
    found = configuration.load(places, os.environ, {})
    if key:
        configuration.checked(key, getattr(found.config, key, ""), "command line")
    for each in fields(configuration.Config):
        if key in ("", each.name):
            shown = getattr(found.config, each.name)
            tell([f"{each.name} = {shown!r}  ({found.origins[each.name]})"])
            tell([f"    {each.metadata['sentence']}"])


def bench(
    tasks: Annotated[str, typer.Argument(metavar="[open|blind|PATH]")] = "open",
    model: Annotated[str, typer.Option("-m", "--model", metavar="X")] = "",
    workers: Annotated[int, typer.Option("-j", "--workers", metavar="N", min=1)] = 1,
    family: Annotated[str, typer.Option("--family", metavar="NAME")] = "",
    json: Annotated[bool, typer.Option("--json", help="the report as JSON")] = False,
    debug: Debug = False,
) -> None:
    from interpreter.bench_command import judge

    raise typer.Exit(judge(tasks, model, workers, family, json))


@models_app.command("list", help="models on this machine, and a few worth having")
def models_list(debug: Debug = False) -> None:
    from interpreter import models_commands as act

    tell(act.list_models())


@models_app.command("pull", help="download a model: owner/name, owner/name:QUANT, a name, a URL")
def models_pull(
    reference: str,
    sha256: Annotated[str, typer.Option("--sha256", metavar="HEX")] = "",
    debug: Debug = False,
) -> None:
    from interpreter import models_commands as act

    act.pull_model(reference, sha256)


@models_app.command("use", help="make a model the one that is used")
def models_use(reference: str, debug: Debug = False) -> None:
    from interpreter import models_commands as act

    tell(act.use_model(reference))


@models_app.command("show", help="a model's header, chat template, and whether it fits here")
def models_show(reference: str, debug: Debug = False) -> None:
    from interpreter import models_commands as act

    tell(act.show_model(reference))


@models_app.command("rm", help="remove a model that interp downloaded")
def models_rm(reference: str, debug: Debug = False) -> None:
    from interpreter import models_commands as act

    tell(act.remove_model(reference))


@sessions_app.command("list", help="saved sessions, the newest first")
def sessions_list(
    folder: Annotated[Optional[Path], typer.Option("-C", "--folder", metavar="DIR")] = None,  # noqa: UP045
    debug: Debug = False,
) -> None:
    from interpreter import sessions_commands as act

    tell(act.list_all(folder))


@sessions_app.command("show", help="what was said and done in a session")
def sessions_show(identity: str, debug: Debug = False) -> None:
    from interpreter import sessions_commands as act

    tell(act.show(identity))


@sessions_app.command("rm", help="remove a session and its pictures")
def sessions_rm(identity: str, debug: Debug = False) -> None:
    from interpreter import sessions_commands as act

    tell(act.remove(identity))


@kernel_app.command("install", help="make the isolated kernel known to Jupyter")
def kernel_install(
    name: Annotated[str, typer.Option("--name", metavar="NAME")] = "interp",
    prefix: Annotated[str, typer.Option("--prefix", metavar="DIR", help="an environment")] = "",
    debug: Debug = False,
) -> None:
    from sandbox.provisioner import install

    tell([f"installed: {install(name, prefix=prefix or None)}"])


def tell(lines: object) -> None:
    """Print lines, made harmless for the terminal."""
    from interpreter.visible import visible

    for line in lines:  # type: ignore[attr-defined]
        sys.stdout.write(visible(str(line)) + "\n")
