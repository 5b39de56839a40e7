"""What requests often name, whatever they are about: percentages, taxes, signs, source files."""

from __future__ import annotations

from models.mini.slots import TEXT_ENDINGS, one_of, whole

SOURCES = [*TEXT_ENDINGS, "js", "css", "java", "yaml", "json"]
PERCENT = whole(5, 95, 50, 25, 75, 10, 20, 80)
TAX = one_of(["5", "7", "10", "15", "19", "20", "21", "25"])
PLACES = one_of(["0", "1", "1", "2", "2", "2", "3", "4"])
PAIR = whole(2, 12, 2, 3, 4, 5)
SIGN = one_of(
    ["comma", "hyphen", "dash", "slash", "semicolon", "dot", "colon", "space", "at sign", "-", ",",
     "/", "@", ".", "_", ";", "=", "->", "|"]
)  # fmt: skip
