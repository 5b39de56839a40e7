"""The line to a kernel: Jupyter's messaging protocol 5.3 as a client that believes nothing.

What comes in was written by code that may be hostile, so every frame is counted, measured, checked
against the key and turned into a `Received` of plain values, or it is no message at all: nothing
that a kernel sends raises here. What this does not protect from: a kernel that follows the protocol
and lies (its own process holds the key); `sandbox.kernel` keeps such a lie from doing harm.

`jupyter_client.session` could do the signing, but importing it costs the start of the program more
than the 80 lines here, and it raises on bad frames. Nothing but the standard library and pyzmq.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import zmq

Channel = Literal["shell", "iopub", "stdin", "control"]

CHANNELS: tuple[Channel, ...] = ("shell", "iopub", "stdin", "control")
NAMES = ("shell", "stdin", "control", "iopub", "hb")
"""The sockets of a kernel; the heartbeat's exists because foreign kernels bind it."""

DELIMITER = b"<IDS|MSG>"
WATCHED: tuple[Channel, ...] = ("shell", "iopub")
"""Channels on which a lost message would leave us waiting."""
LARGEST = 32 << 20
"""Bytes of the largest frame that is let in; libzmq drops the connection on a larger one."""
WAITING = 64
"""Messages that may wait in our memory on each channel while nobody reads."""
MOST_FRAMES = 64
LONGEST_PATH = 107
"""Bytes of a unix socket's path, by the size of `sun_path` on Linux."""


@dataclass(frozen=True, slots=True)
class Received:
    """One well-formed, well-signed message."""

    channel: Channel
    kind: str
    parent: str
    """The id of the request that this answers; empty when it answers none."""
    content: Mapping[str, Any] = field(default_factory=dict)
    size: int = 0


@dataclass(frozen=True, slots=True)
class Malformed:
    """What came in was no message; `reason` says why."""

    channel: Channel
    reason: str
    size: int = 0


class Signer:
    """Makes and checks the frames of messages, with the key that only we and the kernel have."""

    def __init__(self, key: bytes) -> None:
        self._mac = hmac.new(key, digestmod=hashlib.sha256)
        self._session = os.urandom(16).hex()
        self._sent = 0

    def _sign(self, frames: list[bytes]) -> bytes:
        mac = self._mac.copy()
        for frame in frames:
            mac.update(frame)
        return mac.hexdigest().encode()

    def frames(
        self, kind: str, content: Mapping[str, object], metadata: Mapping[str, object]
    ) -> tuple[str, list[bytes]]:
        """A new message's id and its frames, ready to send."""
        self._sent += 1
        identity = f"{self._session}_{self._sent}"
        header = {
            "msg_id": identity,
            "session": self._session,
            "username": "interp",
            "date": datetime.now(UTC).isoformat(),
            "msg_type": kind,
            "version": "5.3",
        }
        body = [json.dumps(part).encode() for part in (header, {}, metadata, content)]
        return identity, [DELIMITER, self._sign(body), *body]

    def read(self, channel: Channel, frames: list[bytes]) -> Received | Malformed:
        """What these frames say. Never raises, whatever they hold."""
        size = sum(map(len, frames))
        try:
            start = frames.index(DELIMITER) + 1
        except ValueError:
            return Malformed(channel, "no delimiter", size)
        if not 5 <= len(frames) - start <= MOST_FRAMES:
            return Malformed(channel, "a wrong number of frames", size)
        signature, *body = frames[start : start + 5]
        if not hmac.compare_digest(signature, self._sign(body)):
            return Malformed(channel, "a wrong signature", size)
        try:
            header, parent, _metadata, content = (json.loads(frame) for frame in body)
        except (ValueError, RecursionError):
            return Malformed(channel, "no JSON that can be read", size)
        if not (isinstance(header, dict) and isinstance(content, dict)):
            return Malformed(channel, "a header or content that is no object", size)
        kind = header.get("msg_type")
        answered = parent.get("msg_id", "") if isinstance(parent, dict) else ""
        if not isinstance(kind, str) or not isinstance(answered, str):
            return Malformed(channel, "no message type", size)
        return Received(channel, kind, answered, content, size)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a kernel is spoken to: a private folder for its sockets, and the key."""

    folder: Path
    key: bytes

    def path(self, name: str) -> Path:
        return self.folder / f"k-{NAMES.index(name) + 1}"

    def connection(self) -> dict[str, object]:
        """The content of a Jupyter connection file."""
        ports = {f"{name}_port": number for number, name in enumerate(NAMES, 1)}
        return ports | {
            "transport": "ipc",
            "ip": str(self.folder / "k"),
            "key": self.key.decode(),
            "signature_scheme": "hmac-sha256",
            "kernel_name": "",
        }

    def listen(self) -> dict[str, socket.socket]:
        """Listening sockets at our paths, to be handed to a kernel that takes them over.

        So we can connect before the kernel has even started, and it needs no folder to bind in.
        """
        listening = {}
        for name in NAMES:
            if name == "hb":
                continue
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            sock.bind(str(self.path(name)))
            sock.listen(8)
            listening[name] = sock
        return listening


def new_endpoint(folder: Path) -> Endpoint:
    """An endpoint in `folder`, which must be private, exist and have a short path."""
    return Endpoint(folder, os.urandom(16).hex().encode())


class Line:
    """The four sockets to one kernel. Used by one thread at a time."""

    def __init__(self, endpoint: Endpoint) -> None:
        import zmq

        self._zmq = zmq
        self._signer = Signer(endpoint.key)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._sockets: dict[Channel, zmq.Socket[bytes]] = {}
        self._monitors: list[zmq.Socket[bytes]] = []
        self.cut = 0.0
        """When a connection broke that we had: the kernel is gone, or sent more than we take."""
        identity = os.urandom(8)
        for channel in CHANNELS:
            kind = zmq.SUB if channel == "iopub" else zmq.DEALER
            sock = self._context.socket(kind)
            sock.linger = 0
            sock.setsockopt(zmq.MAXMSGSIZE, LARGEST)
            sock.setsockopt(zmq.RCVHWM, WAITING)
            sock.setsockopt(zmq.RECONNECT_IVL, 20)
            if channel == "iopub":
                sock.setsockopt(zmq.SUBSCRIBE, b"")
            else:
                # stdin requests are routed by the identity of the shell channel.
                sock.setsockopt(zmq.ROUTING_ID, identity)
            if channel in WATCHED:
                self._monitors.append(sock.get_monitor_socket(zmq.EVENT_DISCONNECTED))
            sock.connect(f"ipc://{endpoint.path(channel)}")
            self._sockets[channel] = sock

    def send(
        self,
        channel: Channel,
        kind: str,
        content: Mapping[str, object],
        metadata: Mapping[str, object] | None = None,
    ) -> str:
        """Send a request and return its id."""
        identity, frames = self._signer.frames(kind, content, metadata or {})
        self._sockets[channel].send_multipart(frames, flags=self._zmq.NOBLOCK)
        return identity

    def poll(self, seconds: float, *descriptors: int) -> set[Channel | int]:
        """Wait until a message or one of `descriptors` can be read; what can be is returned."""
        poller = self._zmq.Poller()
        named: dict[object, Channel | int] = {}
        for channel, sock in self._sockets.items():
            poller.register(sock, self._zmq.POLLIN)
            named[sock] = channel
        for descriptor in descriptors:
            poller.register(descriptor, self._zmq.POLLIN)
            named[descriptor] = descriptor
        for monitor in self._monitors:
            poller.register(monitor, self._zmq.POLLIN)
        ready = poller.poll(max(0, int(seconds * 1000)))
        for what, _mask in ready:
            if what not in named:
                self.cut = time.monotonic()
                self._monitors[self._monitors.index(what)].recv_multipart()
        return {named[what] for what, _mask in ready if what in named}

    def receive(self, channel: Channel) -> Received | Malformed | None:
        """The next message of a channel, None when there is none."""
        try:
            frames = self._sockets[channel].recv_multipart(flags=self._zmq.NOBLOCK)
        except self._zmq.Again:
            return None
        return self._signer.read(channel, frames)

    def close(self) -> None:
        for sock in self._sockets.values():
            sock.disable_monitor()
        for sock in (*self._monitors, *self._sockets.values()):
            sock.close()
        self._context.term()
