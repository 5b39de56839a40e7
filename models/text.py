"""Bytes of tokens to text: characters across token borders, and stop strings across them too."""

from __future__ import annotations

import codecs
from collections.abc import Iterable


class Characters:
    """Bytes in, whole characters out; what is not UTF-8 becomes the replacement character."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def feed(self, data: bytes) -> str:
        """The characters that are complete now."""
        return self._decoder.decode(data)

    @property
    def whole(self) -> bool:
        """No byte waits for the rest of its character."""
        return not self._decoder.getstate()[0]

    def close(self) -> str:
        """What an unfinished character leaves."""
        return self._decoder.decode(b"", final=True)


class Stops:
    """Holds text back for as long as it may become one of the stop strings."""

    def __init__(self, stops: Iterable[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._longest = max(map(len, self._stops), default=0)
        self._held = ""
        self.hit = ""
        """The stop string that was found."""

    def feed(self, text: str) -> str:
        """What may be shown. Once `hit` is set, it was the last."""
        if not self._stops:
            return text
        held = self._held + text
        found = [(held.find(stop), stop) for stop in self._stops if stop in held]
        if found:
            at, self.hit = min(found)
            self._held = ""
            return held[:at]
        keep = self._maybe(held)
        self._held = held[len(held) - keep :]
        return held[: len(held) - keep]

    def _maybe(self, held: str) -> int:
        for size in range(min(self._longest - 1, len(held)), 0, -1):
            tail = held[-size:]
            if any(stop.startswith(tail) for stop in self._stops):
                return size
        return 0

    def close(self) -> str:
        """What was held back and turned out to be none."""
        held, self._held = self._held, ""
        return held
