"""Fetches one file over HTTP so that nothing is fetched twice and nothing wrong is kept.

What has arrived lies beside the target as `NAME.part`, with what the server called that version of
the file in `NAME.part.json`; the next try goes on from there. The target appears only when every
byte is there and, where the sum is known, right. The hub's own client was tried first: it throws
an interrupted download away at the end of the process, and does not check sums.
"""

from __future__ import annotations

import errno
import hashlib
import http.client
import json
import os
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from models.errors import DownloadFailed, ModelFileInvalid

CHUNK = 1 << 20
RESERVE = 64 << 20
"""Bytes that stay free on the disk."""
MAGIC = b"GGUF"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_AGAIN = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Source:
    """What to fetch and what is known of it beforehand."""

    url: str
    size: int = 0
    """0: the server will say."""
    sha256: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one file is. `resumed` bytes were there before."""

    file: str
    done: int
    total: int
    resumed: int = 0


@dataclass(frozen=True, slots=True)
class Retrying:
    """The connection was lost; the next attempt begins after `seconds`."""

    file: str
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Checked:
    """The file is whole; `sha256` is its sum, `expected` whether one was known to compare."""

    file: str
    sha256: str
    expected: bool


PullEvent = Progress | Retrying | Checked
Tell = Callable[[PullEvent], None]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a server, and how often to try again."""

    timeout: float = 30.0
    attempts: int = 5
    """Without a single new byte; each byte that arrives starts the count again."""
    pause: float = 1.0
    """Seconds before the second attempt; doubled each time."""


class _Interrupted(Exception):
    """The connection broke; what arrived is on the disk."""


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never to an unencrypted place, nor with the token to another host."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if new.scheme not in ("http", "https") or (old.scheme, new.scheme) == ("https", "http"):
            raise DownloadFailed(
                f"{old.hostname} sends us on to {new.scheme}://{new.hostname}, which is not safe",
                "Check the address, or try another mirror (HF_ENDPOINT).",
            )
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following and (old.hostname, old.port) != (new.hostname, new.port):
            following.remove_header("Authorization")
        return following


class Download:
    """One file on its way from a source to a target."""

    def __init__(self, source: Source, target: Path, tell: Tell, patience: Patience) -> None:
        self.source, self.target, self.tell, self.patience = source, target, tell, patience
        self.part = target.with_name(target.name + ".part")
        self.notes = target.with_name(target.name + ".part.json")
        self.total = source.size
        self._resumed = 0
        self._version = ""

    def run(self) -> None:
        """Fetch what is missing, check the whole, put it in place. Raises `DownloadFailed`."""
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._alone():
                self._fetch_all()
                self._check()
                self.part.replace(self.target)
                self.notes.unlink(missing_ok=True)
        except OSError as error:
            raise self._disk_error(error) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one process at a time writes the part."""
        import fcntl

        with self.part.open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise DownloadFailed(
                    f"{self.target.name} is being downloaded by another interp",
                    "Wait for it, or stop it.",
                ) from error
            try:
                yield
            finally:
                if self.part.is_file() and not self.part.stat().st_size:
                    self._discard()

    def _fetch_all(self) -> None:
        self._resumed = self._usable_part()
        failures, pause = 0, self.patience.pause
        while True:
            before = self.part.stat().st_size
            try:
                self._fetch()
                return
            except _Interrupted as broken:
                arrived = self.part.stat().st_size > before
                failures = 0 if arrived else failures + 1
                pause = self.patience.pause if arrived else pause * 2
                if failures >= self.patience.attempts:
                    raise DownloadFailed(
                        f"{self.target.name} could not be fetched: {broken}",
                        "What has arrived is kept: the same command goes on from there.",
                    ) from broken
                self.tell(Retrying(self.target.name, str(broken), pause))
                time.sleep(pause)

    def _usable_part(self) -> int:
        """Bytes of an earlier try that belong to this very source; others are thrown away."""
        try:
            notes = json.loads(self.notes.read_text("utf-8"))
            known = notes["url"] == self.source.url and notes["sha256"] == self.source.sha256
            self._version = str(notes["version"])
        except (OSError, ValueError, KeyError, TypeError):
            known = False
        size = self.part.stat().st_size
        certain = self._version or self.source.sha256
        if size and not (known and certain and (not self.total or size <= self.total)):
            self._start_again()
            return 0
        return size

    def _start_again(self) -> None:
        os.truncate(self.part, 0)
        self._version = ""

    def _note(self, version: str) -> None:
        self._version = version
        notes = {"url": self.source.url, "sha256": self.source.sha256, "version": version}
        self.notes.write_text(json.dumps(notes), "utf-8")

    # One request

    def _fetch(self) -> None:
        have = self.part.stat().st_size
        if self.total and have == self.total:
            return
        headers = {"Accept-Encoding": "identity", "User-Agent": "interp", **self.source.headers}
        if have:
            headers["Range"] = f"bytes={have}-"
            if self._version:
                headers["If-Range"] = self._version
        request = urllib.request.Request(self.source.url, headers=headers)
        opener = urllib.request.build_opener(_Redirects)
        try:
            with opener.open(request, timeout=self.patience.timeout) as response:
                self._receive(response, have)
        except urllib.error.HTTPError as error:
            self._refused(error, have)
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError) as error:
            raise _Interrupted(_reason(error)) from error
        except TimeoutError as error:
            raise _Interrupted(f"no answer in {self.patience.timeout:g} s") from error

    def _refused(self, error: urllib.error.HTTPError, have: int) -> None:
        if error.code == 416 and have:
            total = error.headers.get("Content-Range", "").rpartition("/")[2]
            if total == str(have):
                self.total = have
                return
            self._start_again()
            raise _Interrupted("the server has another version of the file; starting again")
        if error.code in _AGAIN:
            raise _Interrupted(f"the server says {error.code} {error.reason}")
        raise DownloadFailed(
            f"the server refuses {self.target.name}: {error.code} {error.reason}",
            REFUSALS.get(error.code, "Check the address."),
        ) from error

    def _receive(self, response: http.client.HTTPResponse, have: int) -> None:
        start, total = _place(response)
        if response.status == 206 and start != have:
            self._start_again()
            raise _Interrupted("the server sent another part than asked for; starting again")
        if response.status != 206 and have:
            self._start_again()
            have = self._resumed = 0
        if self.source.size and total and total != self.source.size:
            raise DownloadFailed(
                f"{self.target.name} has {total:,} bytes on the server, not {self.source.size:,}",
                "The file was changed there: try again, or check the address.",
            )
        self.total = total or self.total
        check_space(self.target.parent, self.total - have if self.total else 0)
        self._note(response.headers.get("ETag") or response.headers.get("Last-Modified") or "")
        with self.part.open("ab") as file:
            self._copy(response, file, have)
        if self.total and self.part.stat().st_size < self.total:
            raise _Interrupted("the connection was cut")

    def _copy(self, response: http.client.HTTPResponse, file: IO[bytes], have: int) -> None:
        self.tell(Progress(self.target.name, have, self.total, self._resumed))
        while chunk := _read(response):
            if have == 0 and len(chunk) >= len(MAGIC) and not chunk.startswith(MAGIC):
                raise ModelFileInvalid(
                    f"{self.source.url} is not a GGUF file",
                    "Give the address of the file itself, not of the page about it.",
                )
            if self.total and have + len(chunk) > self.total:
                self._start_again()
                raise _Interrupted("the server sent more than it had announced; starting again")
            file.write(chunk)
            file.flush()
            have += len(chunk)
            self.tell(Progress(self.target.name, have, self.total, self._resumed))

    # The whole

    def _check(self) -> None:
        with self.part.open("rb") as file:
            magic = file.read(len(MAGIC))
            file.seek(0)
            actual = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        if magic != MAGIC:
            self._discard()
            raise ModelFileInvalid(f"{self.source.url} is not a GGUF file", "Check the address.")
        if self.source.sha256 and actual != self.source.sha256.lower():
            self._discard()
            raise DownloadFailed(
                f"{self.target.name} arrived damaged: its SHA-256 is {actual}, "
                f"it should be {self.source.sha256.lower()}",
                "It was thrown away. Try again; if it happens again, the file there is another.",
            )
        self.tell(Checked(self.target.name, actual, bool(self.source.sha256)))

    def _discard(self) -> None:
        self.part.unlink(missing_ok=True)
        self.notes.unlink(missing_ok=True)

    def _disk_error(self, error: OSError) -> DownloadFailed:
        if error.errno in _FULL:
            return DownloadFailed(
                f"the disk is full: {self.target.name} does not fit in {self.target.parent}",
                "Free some space; what has arrived is kept, the same command goes on from there.",
            )
        reason = error.strerror or str(error)
        return DownloadFailed(
            f"cannot write {self.target}: {reason}", "Check the folder and its permissions."
        )


REFUSALS: Mapping[int, str] = {
    401: "It needs a login: `hf auth login`, or set HF_TOKEN.",
    403: "You have no access: accept the licence on the model's page, and log in (HF_TOKEN).",
    404: "There is no such file: check the name.",
    410: "The file is gone.",
}


def check_space(folder: Path, needed: int) -> None:
    """Raise `DownloadFailed` when `needed` more bytes do not fit on the folder's disk."""
    place = folder
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if needed + RESERVE > free:
        from models.catalogue import gigabytes

        raise DownloadFailed(
            f"not enough space: {gigabytes(needed)} to fetch, {gigabytes(free)} free in {place}",
            "Free some space, or choose a smaller model (`interp models list`).",
        )


def _place(response: http.client.HTTPResponse) -> tuple[int, int]:
    """Where the answer begins in the file, and the size of the whole; 0 when it is not said."""
    if response.status == 206:
        unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
        span, _, total = rest.partition("/")
        start = span.partition("-")[0]
        if unit == "bytes" and start.isdigit():
            return int(start), int(total) if total.isdigit() else 0
        return -1, 0
    length = response.headers.get("Content-Length", "")
    return 0, int(length) if length.isdigit() else 0


def _read(response: http.client.HTTPResponse) -> bytes:
    """The next bytes as soon as there are any."""
    return response.read1(CHUNK)


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", error)
    return str(getattr(inner, "strerror", "") or inner or type(error).__name__)
