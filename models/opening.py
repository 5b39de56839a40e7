"""From what the user calls a model to a model that can be asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from models.messages import Model
from models.options import ModelOptions

MINI = "mini"
SCRIPTED = "scripted:"
OWN_LAYOUT = "interp.layout"
"""Stands in files that our own recipe made (`models/mini`): they are asked in their own way."""


def open_model(reference: str, options: ModelOptions) -> Model:
    """Open `mini`, `scripted:FILE`, a path to a GGUF file, or a name that `interp models` lists.

    Nothing is downloaded. Raises `ModelNotFound` with the nearest names as its hint, and
    `ModelFileInvalid`; what else can fail (memory, the file's content) fails at the first use.
    """
    for begins, open_it in OPENERS:
        if reference == begins or (begins.endswith(":") and reference.startswith(begins)):
            return open_it(reference.removeprefix(begins), options)
    from models.catalogue import resolve

    return open_gguf(resolve(reference, options.models_folder), options)


def open_mini(_: str, options: ModelOptions) -> Model:
    from models.mini.serving import open_mini as serve

    return serve(options)


def open_script(path: str, options: ModelOptions) -> Model:
    from models.found import user_path
    from models.scripted import ScriptedModel

    return ScriptedModel.open(user_path(path), options.context)


def open_gguf(path: Path, options: ModelOptions) -> Model:
    from models.gguf import read

    if OWN_LAYOUT in read(path).values:
        from models.mini.serving import open_mini as serve

        return serve(options, path)
    from models.llama import LlamaModel
    from models.plan import RuntimeOptions

    return LlamaModel.open(
        path,
        RuntimeOptions(
            context=options.context,
            gpu_layers=options.gpu_layers,
            threads=options.threads,
            kv_type=options.kv_type,
            flash_attention=options.flash_attention,
            speculation=options.speculation,
            constrain=options.constrain,
            lora=tuple(part.strip() for part in options.lora.split(",") if part.strip()),
            projector=options.projector,
            draft=options.draft,
            repetition=options.repetition,
            huge_pages=options.huge_pages,
            cache_dir=options.cache_folder,
            debug=options.debug,
            languages=options.languages or ("python", "bash", "sh"),
        ),
    )


OPENERS: tuple[tuple[str, Callable[[str, ModelOptions], Model]], ...] = (
    (MINI, open_mini),
    (SCRIPTED, open_script),
)
