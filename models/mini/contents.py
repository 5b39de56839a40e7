"""What is spotted in requests besides: a text to be written, behind a colon; logs with numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from models.mini.spotted import Found

_WRITING = re.compile(
    r"\b(?:add(?! up)|append|write|put|insert|create|make|note(?! to)|jot|stick|prepend|enter|save"
    r"|new (?:line|entry|note|text|file|paragraph|reminder)|attach|needs (?:an?|one|another))\b",
    re.I,
)
_INTRODUCED = re.compile(
    r"(?:\b(?:lines?|text|contents?|entry|note|sentence|message|reminder|paragraph|saying|words)\b"
    r"(?! (?:file|number|numbers))[^:\n\"“”'.]{0,30}"
    r"|\.(?:txt|md|log|ini|cfg|conf|html?|rst|lst)\b[\"”']?"
    r"(?: (?:please|pls|at|on|to|the|end|top|bottom|of it|this|following|line|as|last|first))*)"
    r" ?: +(?P<content>[^\s\"“”«»'‘`][^\n\"“”«»]*)$",
    re.I,
)
_BEHIND = re.compile(
    r"(?:[,;]? (?:please|pls|plz|thanks?|thank you|thx|cheers))+[.!]*$|(?<=\w)[!?]$", re.I
)
_NUMBER = re.compile(r"\.\d{1,3}(?![\w.]*\w)")
_LISTED = re.compile(r"\b(?:lines|items|entries)\b[^:\n]{0,30}:", re.I)
_ELSEWHERE = re.compile(
    r"\b(?:to|in|into|of|on|at|for|from|called|named|as)\b.*\.[A-Za-z]\w{0,4}\b"
    r"|\b(?:to|in|into) (?:the|my|a|this) (?:file|list|note|log|text)\b",
    re.I,
)
"""Behind the text stands where it goes: then its end is not clear."""
_TO_DO = re.compile(
    r"(?:sort|remove|delete|replace|change|count|show|save|find|move|rename|turn|convert|the"
    r" (?:first|last|total|sum|number)|all|every|each|only)\b",
    re.I,
)


def written(request: str) -> Found | None:
    """The text that is to be written, to the end of the request; None when none is told so.

    A list of several lines is none: `with three lines: red, green, blue`.
    """
    match = _INTRODUCED.search(request)
    if not match or not _WRITING.search(request[: match.start("content")]):
        return None
    if _LISTED.search(request[: match.start("content")]) or _TO_DO.match(match["content"]):
        return None
    if _ELSEWHERE.search(match["content"]):
        return None
    text = _BEHIND.sub("", match["content"]).rstrip()
    sentence = text[:1].isupper() and len(text.split()) > 3
    text = text if sentence else text.rstrip(".")
    if not text:
        return None
    start = match.start("content")
    return Found(start, start + len(text), "quoted", text)


def instead(found: list[Found], content: Found | None) -> list[Found]:
    """What was spotted, with the text that is to be written in place of what stands in it."""
    if content is None:
        return found
    apart = [f for f in found if f.end <= content.start or f.start >= content.end]
    inside = [f for f in found if f not in apart]
    if any(f.start < content.start or f.end > content.end for f in inside):
        return found
    return sorted([*apart, content], key=lambda f: f.start)


def rotated(request: str, found: list[Found]) -> list[Found]:
    """What was spotted, logs with the number that stands behind them: `app.log.1`."""
    made = []
    for f in found:
        if f.kind == "file" and (more := _NUMBER.match(request, f.end)):
            number = more.group()
            made.append(replace(f, end=more.end(), value=f.value + number, rest=f.rest + number))
        else:
            made.append(f)
    return made
