"""Pictures made to fit, made larger, turned by degrees, converted for good, changed twice."""

from __future__ import annotations

from models.mini.families.steps import DELETE

_OPEN = 'path = {found}("@image@")\nimage = open_image(path)\n'
_MADE = "made = (({path}, {image}) for p in pictures_of(files))\n"


def _changed(change: str, word: str, first: str = "") -> str:
    saved = f'save_image(image, free(path.with_stem(path.stem + "_{word}")))\n'
    return f"{_OPEN.format(found='locate')}{first}image = {change}\n{saved}"


def _made(image: str, word: str, first: str = "", path: str = "p") -> str:
    return first + _MADE.format(path=path, image=image) + f'save_all(made, "{word}")\n'


_WIDTH = "width = @width@\n"
_BOX = "width, height = @width@, @height@\n"
_FACTOR = "factor = @n@\n"
_ENDING = 'ending = ".@format@".lower()\n'

REQUESTS: dict[str, str] = {
    "image.at_most": _changed("narrowed(image, width)", "resized", _WIDTH),
    "image.within": _changed("within(image, width, height)", "resized", _BOX),
    "image.times": _changed("ImageOps.scale(image, factor)", "resized", _FACTOR),
    "image.rotate_left": _changed("image.rotate(@n@, expand=True)", "rotated"),
    "image.convert_delete": (
        _OPEN.format(found="exactly")
        + 'save_image(image, free(path.with_suffix(".@format@".lower())))\n'
        + 'path.unlink()\nprint(f"Deleted {path}.")\n'
    ),
}
ACTIONS: dict[str, str] = {
    "action.image_at_most": _made("narrowed(open_image(p), width)", "resized", _WIDTH),
    "action.image_within": _made("within(open_image(p), width, height)", "resized", _BOX),
    "action.image_times": _made("ImageOps.scale(open_image(p), factor)", "resized", _FACTOR),
    "action.image_times_sharp": _made("sharply(open_image(p), factor)", "resized", _FACTOR),
    "action.image_rotate": _made("open_image(p).rotate(-@n@, expand=True)", "rotated"),
    "action.image_convert_delete": (
        _made("open_image(p)", "", _ENDING, "p.with_suffix(ending)")
        + "files = converted(pictures_of(files), ending)\n"
        + DELETE
    ),
}

ALSO: dict[str, str] = {
    "image.and_grey": 'image = image.convert("L")\n',
    "image.and_width": (
        _WIDTH
        + "image = image.resize((width, max(1, round(image.height * width / image.width))))\n"
    ),
    "image.and_right": "image = image.rotate(-90, expand=True)\n",
    "image.and_convert": 'path = path.with_suffix(".@format@".lower())\n',
}
ALSO_ALL: dict[str, str] = {
    "image.and_grey": 'made = ((p, image.convert("L")) for p, image in made)\n',
    "image.and_width": _WIDTH + "made = ((p, to_width(image, width)) for p, image in made)\n",
    "image.and_right": "made = ((p, image.rotate(-90, expand=True)) for p, image in made)\n",
    "image.and_convert": _ENDING + "made = ((p.with_suffix(ending), image) for p, image in made)\n",
}
"""A second change of one picture, or of many: it stands in front of the line that saves."""


def also(code: str, clause: str) -> str:
    """The template with a second change; empty when it cannot have one."""
    *lines, last = code.splitlines(keepends=True)
    if last.startswith(("save_all(", "save_all_into(", "save_named(", "replace_all(")):
        more = ALSO_ALL[clause]
    elif last.startswith("save_image(image, ") and "quality" not in last:
        more = ALSO[clause]
    else:
        return ""
    over = last in ("replace_all(made)\n", "save_image(image, path)\n")
    twice = any(what in code and what in more for what in ONCE)
    return "" if twice or (over and "with_suffix" in more) else "".join(lines) + more + last


ONCE = ("width", "with_suffix", 'convert("L")', "rotate(")
"""What is not done twice, also because pictures are made one by one at the end."""
