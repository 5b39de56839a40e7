"""Some of the files that were found before, by their place in the list."""

from __future__ import annotations

PLACES: dict[str, str] = {
    "those.first_n": "files = files[:@n@]",
    "those.last_n": "files = files[-@n@:]",
    "those.first": "files = files[:1]",
    "those.last": "files = files[-1:]",
    "those.second": "files = files[1:2]",
}
