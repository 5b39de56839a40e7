"""Model files that are on this machine already, whichever program brought them.

Reads folders and names, never the network, and of files only Ollama's small lists of contents.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

SPLIT = re.compile(r"(?P<stem>.+)-(?P<part>\d{5})-of-(?P<parts>\d{5})\.gguf", re.IGNORECASE)
"""How llama.cpp names the files of a model that is split."""

QUANTISATION = re.compile(
    r"(?i)(?<![a-z0-9])((?:UD-)?(?:I?Q\d(?:_[A-Z0-9]+)*|F16|F32|BF16|MXFP4(?:_MOE)?|TQ\d_\d))(?![a-z0-9])"
)
_NO_MODEL = re.compile(r"(?i)(^|[^a-z])(mmproj|imatrix)")
_DEEPEST = 6
_MODEL_LAYER = "application/vnd.ollama.image.model"
_PROJECTOR_LAYER = "application/vnd.ollama.image.projector"


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model on this machine."""

    name: str
    """What `--model` calls it."""
    files: tuple[Path, ...]
    """In order; the first is the one to open."""
    store: str
    size: int
    aliases: tuple[str, ...] = ()
    missing: int = 0
    """Parts of a split model that are not there."""
    projector: Path | None = None
    """Lies beside it and lets it see images."""
    ours: bool = False

    @property
    def path(self) -> Path:
        return self.files[0]


@dataclass(frozen=True, slots=True)
class Store:
    """A place where programs keep models: a row of `STORES`."""

    name: str
    folders: Callable[[Mapping[str, str], Path], list[Path]]
    """From the environment and the home folder; those that do not exist are skipped."""
    read: Callable[[Path], Iterator[FoundModel]]
    removal: str
    """How its own program removes a model."""


def user_path(text: str) -> Path:
    """What the user typed as a path: `~` is the home folder, where there is one."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def is_file(path: Path) -> bool:
    """Whether there is such a file that we may know of. Other people's stores may be closed."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_folder(path: Path) -> bool:
    """The same for a folder."""
    try:
        return path.is_dir()
    except OSError:
        return False


def split_parts(path: Path) -> tuple[Path, ...]:
    """All files of the model that `path` belongs to, whether they exist or not."""
    found = SPLIT.fullmatch(path.name)
    if not found:
        return (path,)
    count = int(found["parts"])
    names = [f"{found['stem']}-{number:05}-of-{count:05}.gguf" for number in range(1, count + 1)]
    return tuple(path.with_name(name) for name in names)


def model_name(path: Path) -> str:
    """The file's name without its ending and without the number of its part."""
    found = SPLIT.fullmatch(path.name)
    return found["stem"] if found else path.stem


def quantisation(name: str) -> str:
    """Such as `Q4_K_M`, as a file name says it; empty when it does not."""
    found = QUANTISATION.search(name)
    return found[1].upper() if found else ""


def gguf_files(folder: Path) -> Iterator[Path]:
    """GGUF files below a folder, in order of their names. What cannot be read is left out."""
    for base, folders, names in os.walk(folder):
        depth = len(Path(base).relative_to(folder).parts)
        folders[:] = sorted(f for f in folders if not f.startswith(".")) if depth < _DEEPEST else []
        for name in sorted(names):
            path = Path(base, name)
            if name.lower().endswith(".gguf") and is_file(path):
                yield path


def _group(files: Iterator[Path]) -> Iterator[tuple[list[Path], Path | None]]:
    """Models of a folder as their files, with the projector that lies beside them."""
    groups: dict[tuple[Path, str], list[Path]] = defaultdict(list)
    projectors: dict[Path, Path] = {}
    for path in files:
        if _NO_MODEL.search(path.name):
            if "mmproj" in path.name.lower():
                projectors.setdefault(path.parent, path)
        else:
            groups[path.parent, model_name(path)].append(path)
    for (folder, _), paths in groups.items():
        yield paths, projectors.get(folder)


def _models(folder: Path, store: str, owner: Callable[[Path], str]) -> Iterator[FoundModel]:
    """Models that lie as files; `owner` gives the repository that a file came from, if known."""
    for paths, projector in _group(gguf_files(folder)):
        parts = split_parts(paths[0])
        present = [part for part in parts if is_file(part)]
        name, repository = model_name(paths[0]), owner(paths[0])
        aliases = []
        if repository:
            aliases = [repository]
            if quant := quantisation(name):
                aliases.append(f"{repository}:{quant}")
        yield FoundModel(
            name=name,
            files=tuple(present),
            store=store,
            size=sum(part.stat().st_size for part in present),
            aliases=tuple(aliases),
            missing=len(parts) - len(present),
            projector=projector,
        )


def _by_folders(store: str) -> Callable[[Path], Iterator[FoundModel]]:
    """`owner/repository/file.gguf`."""

    def read(folder: Path) -> Iterator[FoundModel]:
        def owner(path: Path) -> str:
            parts = path.relative_to(folder).parts
            return "/".join(parts[:2]) if len(parts) > 2 else ""

        return _models(folder, store, owner)

    return read


def _read_hub(folder: Path) -> Iterator[FoundModel]:
    """`models--owner--repository/snapshots/COMMIT/file.gguf`, links to blobs."""
    for repository in sorted(folder.glob("models--*--*")):
        name = "/".join(repository.name.split("--")[1:])
        seen: set[Path] = set()
        snapshots = sorted((repository / "snapshots").glob("*"), key=_age, reverse=True)
        for snapshot in snapshots:
            for model in _models(snapshot, "Hugging Face cache", lambda _, name=name: name):  # type: ignore[misc]
                if model.path.resolve() not in seen:
                    seen.add(model.path.resolve())
                    yield model


def _age(path: Path) -> float:
    return path.stat().st_mtime


def _read_ollama(folder: Path) -> Iterator[FoundModel]:
    """`manifests/HOST/OWNER/MODEL/TAG` lists layers; `blobs/sha256-…` holds them."""
    manifests = folder / "manifests"
    for manifest in sorted(manifests.glob("*/*/*/*")):
        layers = _layers(manifest)
        model = _blob(folder, layers, _MODEL_LAYER)
        if model is None:
            continue
        host, owner, name, tag = manifest.relative_to(manifests).parts
        if owner != "library":
            name = f"{owner}/{name}"
        if host != "registry.ollama.ai":
            name = f"{host}/{name}"
        aliases = (name,) if tag == "latest" else ()
        yield FoundModel(
            name=f"{name}:{tag}",
            files=(model,),
            store="Ollama",
            size=model.stat().st_size,
            aliases=aliases,
            projector=_blob(folder, layers, _PROJECTOR_LAYER),
        )


def _layers(manifest: Path) -> list[object]:
    try:
        content = json.loads(manifest.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    layers = content.get("layers") if isinstance(content, dict) else None
    return layers if isinstance(layers, list) else []


def _blob(folder: Path, layers: list[object], kind: str) -> Path | None:
    for layer in layers:
        if isinstance(layer, dict) and layer.get("mediaType") == kind:
            digest = str(layer.get("digest", ""))
            if re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
                path = folder / "blobs" / digest.replace(":", "-")
                return path if is_file(path) else None
    return None


def _read_llama_cpp(folder: Path) -> Iterator[FoundModel]:
    """`owner_repository_file.gguf`, all in one folder."""
    return _models(folder, "llama.cpp cache", lambda _: "")


def _hub_folders(environment: Mapping[str, str], home: Path) -> list[Path]:
    if named := environment.get("HF_HUB_CACHE") or environment.get("HUGGINGFACE_HUB_CACHE"):
        return [Path(named).expanduser()]
    if named := environment.get("HF_HOME"):
        return [Path(named).expanduser() / "hub"]
    return [_cache(environment, home) / "huggingface" / "hub"]


def _ollama_folders(environment: Mapping[str, str], home: Path) -> list[Path]:
    own = [home / ".ollama" / "models", Path("/usr/share/ollama/.ollama/models")]
    named = environment.get("OLLAMA_MODELS")
    return [Path(named).expanduser(), *own] if named else own


def _lm_studio_folders(environment: Mapping[str, str], home: Path) -> list[Path]:
    return [home / ".lmstudio" / "models", _cache(environment, home) / "lm-studio" / "models"]


def _llama_cpp_folders(environment: Mapping[str, str], home: Path) -> list[Path]:
    if named := environment.get("LLAMA_CACHE"):
        return [Path(named).expanduser()]
    return [_cache(environment, home) / "llama.cpp", home / "Library" / "Caches" / "llama.cpp"]


def _gpt4all_folders(environment: Mapping[str, str], home: Path) -> list[Path]:
    data = environment.get("XDG_DATA_HOME") or str(home / ".local" / "share")
    mac = home / "Library" / "Application Support"
    return [base / "nomic.ai" / "GPT4All" for base in (Path(data), mac)]


def _cache(environment: Mapping[str, str], home: Path) -> Path:
    return Path(environment.get("XDG_CACHE_HOME") or home / ".cache")


STORES: tuple[Store, ...] = (
    Store("Hugging Face cache", _hub_folders, _read_hub, "hf cache rm model/REPOSITORY"),
    Store("Ollama", _ollama_folders, _read_ollama, "ollama rm NAME"),
    Store("LM Studio", _lm_studio_folders, _by_folders("LM Studio"), "LM Studio's list of models"),
    Store("llama.cpp cache", _llama_cpp_folders, _read_llama_cpp, "deleting the file"),
    Store("GPT4All", _gpt4all_folders, _by_folders("GPT4All"), "GPT4All's list of models"),
)

OWN = "interp"


def find_models(folder: Path, environment: Mapping[str, str]) -> list[FoundModel]:
    """All models on this machine: ours in `folder` first, then those of other programs."""
    found: list[FoundModel] = []
    if is_folder(folder):
        for model in _by_folders(OWN)(folder):
            found.append(_as_ours(model))
    home = Path(environment.get("HOME") or "/nonexistent")
    seen = {model.path.resolve() for model in found}
    for store in STORES:
        for place in store.folders(environment, home):
            if not is_folder(place):
                continue
            for model in store.read(place):
                if model.path.resolve() not in seen:
                    seen.add(model.path.resolve())
                    found.append(model)
    return found


def unfinished(folder: Path) -> dict[str, list[Path]]:
    """Downloads of ours that were begun: the model's name, and the files that have arrived."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.rglob("*.gguf.part")):
        found[model_name(path.with_suffix(""))].append(path)
    return found


def _as_ours(model: FoundModel) -> FoundModel:
    return replace(model, ours=True)
