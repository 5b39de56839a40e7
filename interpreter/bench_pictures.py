"""Checks of images and plots."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from interpreter.bench_found import Found, Value, sequence

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_IMAGE_KEYS = (
    "width", "height", "format", "mode", "grey", "max_width", "max_height", "within", "like",
    "turn", "flip", "box",
)  # fmt: skip


def is_image(found: Found, wanted: Value) -> str:
    from PIL import Image

    want = cast(Mapping[str, Value], wanted)
    if set(want) - set(_IMAGE_KEYS):
        raise ValueError(f"image takes {_IMAGE_KEYS}")
    with Image.open(io.BytesIO(found.content)) as image:
        image.load()
        wrong = _measured(image, want)
        if "format" in want and image.format != want["format"]:
            wrong.append(f"format is {image.format}")
        if "mode" in want and image.mode != want["mode"]:
            wrong.append(f"mode is {image.mode}")
        if want.get("grey") and not _grey(image.convert("RGB")):
            wrong.append("has colours")
        if "like" in want and not _alike(image, found.start, want):
            wrong.append(f"does not show {want['like']} as it should")
    return ", ".join(wrong)


def _measured(image: Picture, want: Mapping[str, Value]) -> list[str]:
    slack = float(str(want.get("within", 1)))
    wrong = []
    for key, have in (("width", image.width), ("height", image.height)):
        exact, most = want.get(key), float(str(want.get(f"max_{key}", math.inf)))
        if have > most or (exact is not None and abs(have - float(str(exact))) > slack):
            wrong.append(f"{key} is {have}")
    return wrong


def _grey(image: Picture) -> bool:
    from PIL import ImageChops

    red, green, blue = image.split()
    differences = (ImageChops.difference(red, green), ImageChops.difference(red, blue))
    return all(cast(tuple[int, int], item.getextrema())[1] <= 2 for item in differences)


def _alike(image: Picture, start: Path, want: Mapping[str, Value]) -> bool:
    """Whether it shows the start image, cropped to `box`, turned clockwise by `turn`, then flipped.
    Both are looked at from afar, so that compression and scaling do not matter."""
    from PIL import Image, ImageChops, ImageStat

    with Image.open(start / str(want["like"])) as original:
        ideal = original.convert("L" if want.get("grey") else "RGB")
    if "box" in want:
        left, top, right, bottom = (int(str(item)) for item in sequence(want["box"]))
        ideal = ideal.crop((left, top, right, bottom))
    ideal = ideal.rotate(-float(str(want.get("turn", 0))), expand=True)
    if "flip" in want:
        sideways = want["flip"] == "horizontal"
        way = Image.Transpose.FLIP_LEFT_RIGHT if sideways else Image.Transpose.FLIP_TOP_BOTTOM
        ideal = ideal.transpose(way)
    far = (24, 24)
    seen = image.convert(ideal.mode).resize(far)
    return max(ImageStat.Stat(ImageChops.difference(seen, ideal.resize(far))).mean) <= 8


def is_plot(found: Found, wanted: Value) -> str:
    from PIL import Image

    with Image.open(io.BytesIO(found.content)) as image:
        image.load()
        if image.format != "PNG":
            return f"is {image.format}, not PNG"
        if image.width < 200 or image.height < 150:
            return f"is only {image.width}×{image.height}"
        colours = image.convert("RGB").resize((160, 120)).getcolors(20_000) or []
    shown = len(colours) >= 8 and max(count for count, _ in colours) < 0.995 * 160 * 120
    return "" if shown else "is blank"
