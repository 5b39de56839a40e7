"""Which models there are: those on this machine and a few worth having, by the names that people
call them. Nothing here opens a network connection."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from models.errors import ModelError, ModelFileInvalid, ModelNotFound
from models.found import (
    STORES,
    FoundModel,
    find_models,
    is_file,
    is_folder,
    split_parts,
    unfinished,
    user_path,
)

LIST = Path(__file__).with_name("catalogue.toml")
MINI = "mini"


@dataclass(frozen=True, slots=True)
class Recommended:
    """A row of `catalogue.toml`."""

    name: str
    machine: str
    repository: str
    quantisation: str
    size: float
    """Gigabytes on disk."""
    memory: float
    """Gigabytes of memory that it wants, with a context to work in."""
    licence: str
    why: str

    @property
    def reference(self) -> str:
        """What `pull` is told."""
        return f"{self.repository}:{self.quantisation}"


@cache
def recommended() -> tuple[date, tuple[Recommended, ...]]:
    """The list and its date."""
    content = tomllib.loads(LIST.read_text("utf-8"))
    return content["dated"], tuple(Recommended(**row) for row in content["model"])


def resolve(reference: str, folder: Path, environment: Mapping[str, str] | None = None) -> Path:
    """The file to open of a model that is on this machine, by its path or name.

    `folder` is where our own models lie. Raises `ModelNotFound`, with the nearest names or the
    way to get it as the hint, and `ModelFileInvalid` when parts of it are missing.
    """
    path = user_path(reference)
    if is_file(path):
        return _first_part(path)
    looks_like_path = reference.startswith((".", "/", "~")) or reference.lower().endswith(".gguf")
    if is_folder(path) and looks_like_path:
        hint = "Name one of the .gguf files in it."
        raise ModelNotFound(f"{reference} is a folder", hint)
    model = find(reference, find_models(folder, _environment(environment)))
    if model.missing:
        raise _incomplete(model.path, model.missing)
    return model.path


def find(reference: str, models: Sequence[FoundModel]) -> FoundModel:
    """The one model that is called so. Raises `ModelNotFound` when there is none, or several."""
    named = [model for model in models if reference in (model.name, str(model.path))]
    wanted = reference.casefold()
    named = named or [model for model in models if model.name.casefold() == wanted]
    named = named or [
        model for model in models if wanted in [alias.casefold() for alias in model.aliases]
    ]
    named = named or [model for model in models if _from_list(model, wanted)]
    if not named:
        raise _not_found(reference, models)
    if len({model.name for model in named}) > 1:
        hint = "Say which: " + ", ".join(sorted({model.name for model in named}))
        raise ModelNotFound(f"several models here are called {reference!r}", hint)
    return named[0]


def _from_list(model: FoundModel, wanted: str) -> bool:
    """Whether the model is what the list recommends under that name."""
    rows = [row for row in recommended()[1] if row.name == wanted]
    return any(row.reference.casefold() in map(str.casefold, model.aliases) for row in rows)


def _environment(given: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if given is None else given


def _first_part(path: Path) -> Path:
    parts = split_parts(path)
    if missing := sum(not is_file(part) for part in parts):
        raise _incomplete(path, missing)
    return parts[0]


def _incomplete(path: Path, missing: int) -> ModelFileInvalid:
    count = len(split_parts(path))
    return ModelFileInvalid(
        f"{missing} of the {count} parts of {path.name} are not there",
        "Get the others too (`interp models pull` gets all), and keep them in one folder.",
    )


def _not_found(reference: str, models: Sequence[FoundModel]) -> ModelNotFound:
    rows = recommended()[1]
    said = f"there is no model {reference!r} on this machine"
    if any(row.name == reference.casefold() for row in rows):
        return ModelNotFound(said, f"Get it with: interp models pull {reference.casefold()}")
    names = [MINI, *(model.name for model in models), *(row.name for row in rows)]
    if near := nearest(reference, names):
        return ModelNotFound(said, f"Did you mean {' or '.join(near)}?")
    if reference.count("/") == 1 and not reference.lower().endswith(".gguf"):
        return ModelNotFound(said, f"Get it with: interp models pull {reference}")
    if "/" in reference or reference.lower().endswith(".gguf"):
        return ModelNotFound(f"there is no file {reference}", "Check the path.")
    return ModelNotFound(said, "`interp models list` shows what there is.")


def nearest(name: str, names: Sequence[str]) -> list[str]:
    """Up to three names that are written like this one, or contain it."""
    by_key = {each.casefold(): each for each in names}
    wanted = name.casefold()
    close = difflib.get_close_matches(wanted, by_key, 3, 0.6)
    within = [key for key in by_key if len(wanted) > 2 and wanted in key]
    return [by_key[key] for key in dict.fromkeys([*close, *within])][:3]


def remove(
    reference: str, folder: Path, environment: Mapping[str, str] | None = None
) -> tuple[list[Path], int]:
    """Delete a model of ours; the files that are gone, and their bytes.

    Only what lies in `folder` is ever deleted. Raises `ModelNotFound`, and `ModelError` for a
    model that belongs to another program.
    """
    begun = unfinished(folder).get(reference)
    models = find_models(folder, _environment(environment))
    if begun and not any(model.ours and model.name == reference for model in models):
        size = sum(part.stat().st_size for part in begun)
        return _delete(begun, folder), size
    model = _to_remove(reference, models)
    if not model.ours:
        how = next(store.removal for store in STORES if store.name == model.store)
        raise ModelError(
            f"{model.name} belongs to {model.store}, and interp leaves it alone",
            f"Remove it there: {how}.",
        )
    return _delete(model.files, folder), model.size


def _to_remove(reference: str, models: Sequence[FoundModel]) -> FoundModel:
    """The model that is meant: by its file, or by its name among ours first."""
    path = user_path(reference)
    if is_file(path):
        for model in models:
            if any(path.samefile(file) for file in model.files):
                return model
        raise ModelError(
            f"{reference} was not downloaded by interp", "Delete the file yourself if you want to."
        )
    try:
        return find(reference, [model for model in models if model.ours])
    except ModelNotFound:
        return find(reference, models)


def _delete(files: Sequence[Path], folder: Path) -> list[Path]:
    """Delete files of ours, with what a download noted about them, and folders left empty."""
    for file in files:
        # A link is removed as a link: what it points to may belong to somebody else.
        file.unlink()
        if file.suffix == ".part":
            file.with_name(f"{file.name}.json").unlink(missing_ok=True)
    for parent in files[0].parents:
        if parent == folder or not parent.is_relative_to(folder) or any(parent.iterdir()):
            break
        parent.rmdir()
    return list(files)


def listing(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """What `interp models list` prints, a line each."""
    models = find_models(folder, _environment(environment))
    yield "On this machine"
    yield f"  {MINI}  (in the box)"
    for model in models:
        missing = f", {model.missing} parts missing" if model.missing else ""
        sees = ", sees images" if model.projector else ""
        yield f"  {model.name}  ({gigabytes(model.size)}, {model.store}{sees}{missing})"
    for name, parts in unfinished(folder).items():
        arrived = gigabytes(sum(part.stat().st_size for part in parts))
        yield f"  {name}  ({arrived} so far: `interp models pull` goes on, `rm` gives up)"
    dated, rows = recommended()
    yield ""
    yield f"Worth having (list of {dated}; get one with `interp models pull NAME`)"
    machine = ""
    for row in rows:
        if row.machine != machine:
            machine = row.machine
            yield f"  {machine}"
        needs = f"{row.size:g} GB, wants {row.memory:g} GB of memory, {row.licence}"
        yield f"    {row.name}  ({needs}): {row.why}"


def description(
    reference: str, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """What `interp models show` prints. Raises `ModelNotFound` and `ModelFileInvalid`."""
    from models import fit, gguf

    path = resolve(reference, folder, environment)
    header = gguf.read(path)
    template = header.text("tokenizer.chat_template")
    context = header.number(".context_length")
    yield f"{header.name}"
    yield f"  file: {path}"
    if header.parts:
        yield f"  parts: {len(header.parts) + 1}"
    yield f"  size: {gigabytes(header.total_size)}, {header.parameters / 1e9:.2f} billion weights"
    yield f"  architecture: {header.architecture}, {header.layers} layers, {header.quantisation}"
    yield f"  context it was trained for: {context:,} tokens; vocabulary: {header.vocabulary:,}"
    licence = header.text("general.license")
    if licence:
        yield f"  licence: {licence}"
    yield f"  chat template: {f'{len(template):,} characters' if template else 'none'}"
    room = fit.free_memory()
    for tokens in (4096, 16384):
        if tokens <= max(context, 4096):
            needed = fit.estimate(header, fit.Sizes(context=tokens)).needed
            verdict = "fits" if needed <= room else "does not fit"
            told = f"{gigabytes(needed)} ({verdict}: {gigabytes(room)} free)"
            yield f"  memory with {tokens:,} tokens: {told}"


def gigabytes(size: float) -> str:
    """Bytes for people; below a gigabyte in megabytes."""
    return f"{size / 1e9:.1f} GB" if size >= 0.95e9 else f"{size / 1e6:.1f} MB"
