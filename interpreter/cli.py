"""The command line: which words are a command, which are a request, and what each option means."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Optional

import typer

from interpreter import __version__
from interpreter.errors import (
    DONE,
    INTERRUPTED,
    InterpError,
    Readable,
    UsageError,
    exit_code,
    from_system,
)
from models.errors import ModelError
from sandbox.errors import SandboxError

SETTINGS = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 100,
}
PLAIN = {"rich_markup_mode": None, "add_completion": False, "pretty_exceptions_enable": False}

ask_app = typer.Typer(context_settings=SETTINGS, **PLAIN)  # type: ignore[arg-type]
command_app = typer.Typer(
    name="interp",
    help='Commands of interp. Anything else is a request: interp "PROMPT".',
    context_settings=SETTINGS,
    no_args_is_help=True,
    **PLAIN,  # type: ignore[arg-type]
)

Folder = Annotated[
    Path, typer.Option("-C", "--folder", metavar="DIR", help="the work folder (default: here)")
]
Text = Annotated[Optional[str], typer.Option(metavar="X")]  # noqa: UP045


@ask_app.command(epilog="EPILOG")
def ask(
    prompt: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="[PROMPT]", help="the request; `-` reads it from standard input"),
    ] = None,
    yes: Annotated[bool, typer.Option("-y", "--yes", help="keep file changes unasked")] = False,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="only the answer, on stdout")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="events as JSON lines on stdout")] = False,
    schema: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--schema", metavar="FILE", help="the answer as JSON of that JSON schema"),
    ] = None,
    go_on: Annotated[
        bool, typer.Option("-c", "--continue", help="go on with this folder's last session")
    ] = False,
    resume: Annotated[
        str, typer.Option("--resume", metavar="ID", help="go on with that session")
    ] = "",
    model: Annotated[
        str, typer.Option("-m", "--model", metavar="X", help="name, path.gguf or scripted:FILE")
    ] = "",
    folder: Folder = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show the changes, keep none")] = False,
    ask_first: Annotated[bool, typer.Option("--ask", help="ask before every run")] = False,
    allow_net: Annotated[
        bool, typer.Option("--allow-net", help="let the code use the network")
    ] = False,
    allow_read: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option("--allow-read", metavar="DIR", help="let the code read there too"),
    ] = None,
    allow_write: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Option("--allow-write", metavar="DIR", help="let the code write there, at once"),
    ] = None,
    no_sandbox: Annotated[
        bool, typer.Option("--no-sandbox", help="run code unprotected, after asking each time")
    ] = False,
    python: Annotated[
        str, typer.Option("--python", metavar="PATH", help="Python whose packages code uses")
    ] = "",
    max_steps: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--max-steps", metavar="N", min=1, help="steps of one request"),
    ] = None,
    timeout: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option("--timeout", metavar="S", min=0.1, help="seconds for one request"),
    ] = None,
    seed: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--seed", metavar="N", min=0, help="repeatable sampling"),
    ] = None,
    lora: Annotated[str, typer.Option("--lora", metavar="FILE", help="a LoRA adapter")] = "",
    debug: Annotated[bool, typer.Option("--debug", help="show what lies behind errors")] = False,
    version: Annotated[bool, typer.Option("--version", help="print the version")] = False,
) -> None:
    """Do what you ask for, with a model on this machine and code in a sandbox.

    Without PROMPT: a chat. What is piped in is context for the request.
    """
    if version:
        typer.echo(f"interp {__version__}")
        raise typer.Exit(DONE)
    from interpreter.asking import Request, answer

    flags: dict[str, str | int | float | bool] = {}
    for key, value in (
        ("model", model),
        ("max_steps", max_steps),
        ("timeout", timeout),
        ("python", python),
        ("lora", lora),
        ("seed", seed),
    ):
        if value not in (None, ""):
            flags[key] = value
    request = Request(
        prompt=" ".join(prompt or []),
        folder=folder,
        flags=flags,
        keep="dry run" if dry_run else "yes" if yes else "ask",
        form="json" if json else "quiet" if quiet else "normal",
        resume="last" if go_on else resume,
        schema=schema,
        ask_first=ask_first,
        network=allow_net,
        readable=tuple(allow_read or ()),
        writable=tuple(allow_write or ()),
        isolate=not no_sandbox,
        debug=debug,
    )
    raise typer.Exit(answer(request))


def add_commands() -> None:
    """Attach the commands to `command_app`. Their modules import only the standard library."""
    from interpreter import commands

    commands.attach(command_app)


def route(arguments: Sequence[str]) -> tuple[Callable[[], typer.Typer], list[str]]:
    """Decide between a command and a request.

    The first word that is no option decides: equal to a command's name it is that command (options
    in front of it move behind it); everything else is a request.
    """
    from interpreter.commands import NAMES

    valued = {"-C", "--folder", "-m", "--model", "--schema", "--resume", "--allow-read"}
    valued |= {"--allow-write", "--max-steps", "--timeout", "--seed", "--python", "--lora"}
    position = 0
    while position < len(arguments):
        word = arguments[position]
        if word == "--":
            break
        if word.startswith("-") and word != "-":
            position += 2 if word in valued else 1
            continue
        if word in NAMES:
            front, rest = arguments[:position], arguments[position + 1 :]
            return (lambda: command_app), [word, *front, *rest]
        break
    return (lambda: ask_app), list(arguments)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return the exit code. Prints every error, in one place."""
    debug = "--debug" in arguments
    choose, words = route(arguments)
    app = choose()
    try:
        if app is command_app:
            add_commands()
        else:
            describe_commands()
        command = typer.main.get_command(app)
        result = command.main(args=words, prog_name="interp", standalone_mode=False)
        return result if isinstance(result, int) else DONE
    except typer.Exit as end:
        return end.exit_code
    except (typer.Abort, KeyboardInterrupt):
        sys.stderr.write("\ninterrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output is gone; what was done stays done.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except typer.TyperException as error:
        return report(
            UsageError(error.format_message(), "`interp --help` lists the options."), debug
        )
    except (InterpError, ModelError, SandboxError) as error:
        return report(error, debug)
    except OSError as error:
        return report(from_system(error), debug)


def report(error: Readable, debug: bool) -> int:
    """Print what is wrong and what to do, one line each; with `debug` the rest."""
    from interpreter.visible import visible, visible_line

    sys.stderr.write(f"interp: {visible_line(str(error))}\n")
    if error.hint:
        sys.stderr.write(f"  {visible_line(error.hint)}\n")
    if debug:
        import traceback

        if error.details:
            sys.stderr.write(visible(error.details) + "\n")
        sys.stderr.write(visible("".join(traceback.format_exception(error))))
    return exit_code(error)


def describe_commands() -> None:
    """Put the table of commands below `interp --help`."""
    from interpreter.commands import NAMES

    lines = [f"  {name:<10} {sentence}" for name, sentence in NAMES.items()]
    text = '\b\nCommands (a request of one such word: interp -- "undo"):\n' + "\n".join(lines)
    ask_app.registered_commands[0].epilog = text
