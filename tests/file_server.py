"""A server on 127.0.0.1 that gives files out with the faults of real ones, and keeps a record."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


@dataclass
class File:
    """A file and how it is given out; the lists are used up, one entry a request."""

    content: bytes
    etag: str = '"one"'
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)
    """After how many bytes the connection is cut."""
    statuses: list[int] = field(default_factory=list)
    """Answered instead of the file; 200 lets the request through."""
    redirect: str = ""
    pause: float = 0.0
    """Seconds before each kilobyte."""
    hang: float = 0.0
    """Seconds before the answer."""
    announced: int = -1
    """A Content-Length that is not true."""
    wrong_416: bool = False


@dataclass
class Server:
    """What is given out, and what was asked for."""

    port: int = 0
    files: dict[str, File] = field(default_factory=dict)
    repository: list[dict[str, object]] = field(default_factory=list)
    """What the hub says lies in its only repository."""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sent: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def headers_of(self, path: str, name: str) -> list[str]:
        return [headers.get(name, "") for asked, headers in self.asked if asked == path]


@contextmanager
def serving() -> Iterator[Server]:
    """A server that runs until the block ends."""
    server = Server()

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            server.asked.append((path, {k.lower(): v for k, v in self.headers.items()}))
            if path.startswith("/api/models/"):
                self.give_repository()
            elif path in server.files:
                self.give(server.files[path])
            else:
                self.plain(404)

        def give_repository(self) -> None:
            found = server.repository
            value = {"id": "maker/Tiny-GGUF", "siblings": found} if found else {"error": "none"}
            body = json.dumps(value).encode()
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if not found:
                self.send_header("X-Error-Code", "RepoNotFound")
            self.end_headers()
            self.wfile.write(body)

        def plain(self, status: int, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def give(self, file: File) -> None:
            time.sleep(file.hang)
            status = file.statuses.pop(0) if file.statuses else 200
            if status != 200:
                self.plain(status)
                return
            if file.redirect:
                self.plain(302, Location=file.redirect)
                return
            asked = self.headers.get("Range", "")
            fresh = self.headers.get("If-Range", file.etag) == file.etag
            start = int(asked[6:-1]) if asked and file.ranges and fresh else 0
            size = len(file.content)
            if start and (start >= size or file.wrong_416):
                total = "*" if file.wrong_416 else str(size)
                file.wrong_416 = False
                self.plain(416, Content_Range=f"bytes */{total}")
                return
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
            self.send_header("ETag", file.etag)
            length = size - start if file.announced < 0 else file.announced
            self.send_header("Content-Length", str(length))
            self.end_headers()
            end = start + file.cuts.pop(0) if file.cuts else size
            self.body(file, start, min(end, size))
            if end < size or file.announced >= 0:
                self.close_connection = True

        def body(self, file: File, start: int, end: int) -> None:
            step = 1024 if file.pause else 1 << 16
            for place in range(start, end, step):
                time.sleep(file.pause)
                piece = file.content[place : min(place + step, end)]
                try:
                    self.wfile.write(piece)
                except ConnectionError:
                    self.close_connection = True
                    return
                server.sent += len(piece)

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    running = Quiet(("127.0.0.1", 0), Answers)
    server.port = running.server_address[1]
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
