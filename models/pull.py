"""Gets a model from where it is published: a Hugging Face repository, or any address.

The only part of the program that opens a network connection, and only when the user says `pull`.
What a repository holds is asked through the hub's own client, which knows mirrors (HF_ENDPOINT),
tokens and proxies; the bytes come through `models.download`.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from models.catalogue import nearest, recommended
from models.download import Download, Patience, Progress, Source, Tell, check_space
from models.errors import DownloadFailed, ModelNotFound
from models.found import model_name, quantisation, split_parts

PREFERRED = (
    *("Q4_K_M", "UD-Q4_K_XL", "Q4_K_S", "MXFP4", "MXFP4_MOE", "Q4_0", "IQ4_XS", "IQ4_NL"),
    *("Q5_K_M", "Q5_K_S", "Q6_K", "Q8_0", "Q3_K_M", "BF16", "F16", "F32"),
)
"""Which quantisation is taken when none is named: the smallest that costs little quality first."""

ANSWER_TIME = 20.0
"""Seconds that the hub may take to say what is in a repository."""

_HUB_PAGE = re.compile(
    r"(?:https?://)?(?:huggingface\.co|hf\.co)/([\w.-]+/[\w.-]+)"
    r"(?:/(?:blob|resolve|raw)/([^/?#]+)/([^?#]+\.gguf))?/?(?:[?#].*)?",
    re.IGNORECASE,
)
_REPOSITORY = re.compile(r"([\w.-]+/[\w.-]+?)(?::([\w.-]+))?")
_FILE = re.compile(r"([\w.-]+/[\w.-]+)/(.+\.gguf)", re.IGNORECASE)
_NO_MODEL = re.compile(r"(?i)(^|[^a-z])(mmproj|imatrix)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reference means."""

    repository: str = ""
    quantisation: str = ""
    file: str = ""
    revision: str = "main"
    url: str = ""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a repository."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Options:
    """How to pull."""

    sha256: str = ""
    """Of a single file whose sum its publisher tells."""
    endpoint: str | None = None
    """Another hub than HF_ENDPOINT says."""
    patience: Patience = field(default_factory=Patience)


def understand(reference: str) -> Wanted:
    """Read a reference: a name of our list, `owner/name`, `owner/name:QUANT`,
    `owner/name/file.gguf`, a page of the hub, or an address. Raises `ModelNotFound`."""
    rows = recommended()[1]
    for row in rows:
        if reference.casefold() == row.name:
            return Wanted(row.repository, row.quantisation)
    if page := _HUB_PAGE.fullmatch(reference):
        file = urllib.parse.unquote(page[3] or "")
        return Wanted(page[1], file=file, revision=page[2] or "main")
    if reference.lower().startswith(("http://", "https://")):
        return Wanted(url=reference)
    if named := _FILE.fullmatch(reference):
        return Wanted(named[1], file=named[2])
    if repository := _REPOSITORY.fullmatch(reference):
        return Wanted(repository[1], repository[2] or "")
    near = nearest(reference, [row.name for row in rows])
    hint = f"Did you mean {' or '.join(near)}?" if near else "For example: owner/name:Q4_K_M"
    raise ModelNotFound(f"{reference!r} is neither a repository, a name, nor an address", hint)


def pull(reference: str, folder: Path, tell: Tell, options: Options | None = None) -> Path:
    """Fetch a model into `folder`; the file to open.

    Goes on where an earlier try stopped; what is there already is not fetched again. Raises
    `ModelNotFound`, `DownloadFailed`, `ModelFileInvalid`.
    """
    options = options or Options()
    wanted = understand(reference)
    if wanted.url:
        return _pull_url(wanted.url, folder, tell, options)
    return _pull_repository(wanted, folder, tell, options)


def _pull_url(url: str, folder: Path, tell: Tell, options: Options) -> Path:
    parts = urllib.parse.urlsplit(url)
    name = PurePosixPath(urllib.parse.unquote(parts.path)).name
    if not name.lower().endswith(".gguf"):
        raise ModelNotFound(
            f"{url} is not the address of a .gguf file", "It must end in the name of the file."
        )
    targets = split_parts(folder / name)
    if options.sha256 and len(targets) > 1:
        raise DownloadFailed(
            f"{name} is one of {len(targets)} parts, so one sum cannot be right for all",
            "Leave --sha256 out.",
        )
    for target in targets:
        base = parts.path.rpartition("/")[0]
        path = f"{base}/{urllib.parse.quote(target.name)}"
        source = Source(parts._replace(path=path).geturl(), sha256=_sum(options.sha256))
        _fetch(source, target, tell, options)
    return targets[0]


def _sum(text: str) -> str:
    """A SHA-256 as people paste it. Raises `DownloadFailed` when it is none."""
    found = text.strip().lower().removeprefix("sha256:")
    if found and not re.fullmatch(r"[0-9a-f]{64}", found):
        raise DownloadFailed(f"{text!r} is not a SHA-256 sum", "It has 64 hexadecimal digits.")
    return found


def _pull_repository(wanted: Wanted, folder: Path, tell: Tell, options: Options) -> Path:
    files = list_files(wanted, options.endpoint)
    chosen = choose(wanted, files)
    sources = _sources(wanted, chosen, options)
    owner, name = wanted.repository.split("/")
    home = folder / owner / name
    targets = [home.joinpath(*PurePosixPath(file.path).parts) for file in chosen]
    check_space(home, sum(_missing(s, t) for s, t in zip(sources, targets, strict=True)))
    for source, target in zip(sources, targets, strict=True):
        _fetch(source, target, tell, options)
    return targets[0]


def _missing(source: Source, target: Path) -> int:
    """Bytes that are still to be fetched."""
    if target.is_file():
        return 0
    part = target.with_name(target.name + ".part")
    return max(0, source.size - (part.stat().st_size if part.is_file() else 0))


def _fetch(source: Source, target: Path, tell: Tell, options: Options) -> None:
    if target.is_file() and (not source.size or target.stat().st_size == source.size):
        size = target.stat().st_size
        tell(Progress(target.name, size, size, size))
        return
    Download(source, target, tell, options.patience).run()


def _sources(wanted: Wanted, files: Sequence[RemoteFile], options: Options) -> list[Source]:
    from huggingface_hub import get_token, hf_hub_url

    token = get_token()
    told = {"Authorization": f"Bearer {token}"} if token else {}
    given = _sum(options.sha256)
    return [
        Source(
            hf_hub_url(
                wanted.repository,
                file.path,
                revision=wanted.revision,
                endpoint=options.endpoint,
            ),
            file.size,
            given or file.sha256,
            told,
        )
        for file in files
    ]


def list_files(wanted: Wanted, endpoint: str | None = None) -> list[RemoteFile]:
    """The GGUF files of a repository, through the hub's client. Raises `ModelNotFound` and
    `DownloadFailed`."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import (  # type: ignore[attr-defined] # HTTPError: its client's
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        HTTPError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    api = HfApi(endpoint=endpoint, library_name="interp")
    try:
        found = api.model_info(
            wanted.repository, revision=wanted.revision, files_metadata=True, timeout=ANSWER_TIME
        )
    except GatedRepoError as error:
        hint = "Accept the licence on the model's page, then `hf auth login` or set HF_TOKEN."
        raise DownloadFailed(f"{wanted.repository} is not open to everybody", hint) from error
    except (RepositoryNotFoundError, RevisionNotFoundError, HFValidationError) as error:
        hint = "Check the spelling; private ones need a login (HF_TOKEN)."
        raise ModelNotFound(f"there is no repository {wanted.repository}", hint) from error
    except OfflineModeIsEnabled as error:
        hint = "Unset HF_HUB_OFFLINE to download."
        raise DownloadFailed("the hub's client was told to stay offline", hint) from error
    except (HfHubHTTPError, HTTPError, OSError) as error:
        hint = "Check the connection; HF_ENDPOINT names a mirror."
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DownloadFailed(f"cannot ask the hub: {reason}", hint) from error
    return [
        RemoteFile(each.rfilename, each.size or 0, each.lfs.sha256 if each.lfs else "")
        for each in found.siblings or ()
        if each.rfilename.lower().endswith(".gguf")
    ]


def choose(wanted: Wanted, files: Sequence[RemoteFile]) -> list[RemoteFile]:
    """The files of one model: the file named, or the quantisation named or preferred; of a split
    model all parts. Raises `ModelNotFound` with what there is."""
    by_path = {file.path: file for file in files if _safe(file.path)}
    models = [path for path in by_path if not _NO_MODEL.search(PurePosixPath(path).name)]
    if wanted.file:
        picked = wanted.file if wanted.file in by_path else ""
    else:
        picked = _pick(wanted.quantisation, models)
    if not picked:
        raise _nothing(wanted, models)
    parts = [path.as_posix() for path in split_parts(Path(picked))]
    missing = [part for part in parts if part not in by_path]
    if missing:
        raise ModelNotFound(
            f"{wanted.repository} has not all parts of {model_name(Path(picked))}",
            "Choose another quantisation.",
        )
    return [by_path[part] for part in parts]


def _safe(path: str) -> bool:
    """The hub names files; none of them may lead out of our folder."""
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts and "\0" not in path


def _pick(named: str, paths: Sequence[str]) -> str:
    quants = {path: quantisation(model_name(Path(path))) for path in sorted(paths)}
    for quant in [named.upper()] if named else PREFERRED:
        if found := [path for path, its in quants.items() if its == quant]:
            # One file before parts, a plain name before a decorated one.
            return min(found, key=lambda path: (len(split_parts(Path(path))), len(path), path))
    if named:
        within = [path for path in quants if named.casefold() in path.casefold()]
        return within[0] if len(within) == 1 else ""
    return next(iter(quants)) if len({model_name(Path(path)) for path in quants}) == 1 else ""


def _nothing(wanted: Wanted, paths: Sequence[str]) -> ModelNotFound:
    if not paths:
        return ModelNotFound(
            f"{wanted.repository} has no GGUF files",
            "Look for a repository whose name ends in -GGUF.",
        )
    quants = sorted({quantisation(model_name(Path(p))) or model_name(Path(p)) for p in paths})
    what = wanted.file or wanted.quantisation or "a quantisation that interp knows"
    return ModelNotFound(
        f"{wanted.repository} has no {what}",
        f"It has {', '.join(quants)}: for example {wanted.repository}:{quants[0]}",
    )
