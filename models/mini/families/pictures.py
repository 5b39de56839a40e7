"""Pictures: their size, format, colours and edges. The original is never overwritten."""

from __future__ import annotations

from models.mini.families import enlarging, files, framing, retouching
from models.mini.families.retouching import SAVED_INTO, SAVED_OVER

__all__ = ["SAVED_INTO", "SAVED_OVER"]

HEAD = """\
from pathlib import Path
from PIL import Image, ImageOps
"""

_OPEN = 'path = locate("@image@")\nimage = open_image(path)\n'


def _saved(word: str) -> str:
    return f'save_image(image, free(path.with_stem(path.stem + "_{word}")))\n'


SAVED_AS = 'save_image(image, free(Path("@out@")))\n'
"""What replaces the last line when a name is given."""

REQUESTS: dict[str, str] = {
    "image.size": _OPEN
    + 'print(f"{path} is {image.width} x {image.height} pixels '
    + '({Image.open(path).format}, {path.stat().st_size:,} bytes).")\n',
    "image.grey": _OPEN + 'image = image.convert("L")\n' + _saved("grey"),
    "image.strip": _OPEN + "image.info.clear()\nimage.getexif().clear()\n" + _saved("clean"),
    "image.exif": (
        'path = locate("@image@")\nexif = Image.open(path).getexif()\n'
        "for tag, value in exif.items():\n"
        '    print(f"{ExifTags.TAGS.get(tag, tag)}: {value}")\n'
        'print(f"{len(exif)} entries in {path}.")\n'
    ),
    "image.flip": _OPEN + "image = ImageOps.mirror(image)\n" + _saved("mirrored"),
    "image.resize": _OPEN + "image = image.resize((@width@, @height@))\n" + _saved("resized"),
    "image.resize_width": _OPEN
    + "width = @width@\n"
    + "image = image.resize((width, max(1, round(image.height * width / image.width))))\n"
    + _saved("resized"),
    "image.scale": _OPEN + "image = ImageOps.scale(image, @n@ / 100)\n" + _saved("resized"),
    "image.thumbnail": _OPEN + "image.thumbnail((@n@, @n@))\n" + _saved("thumbnail"),
    "image.convert": _OPEN + 'save_image(image, free(path.with_suffix(".@format@".lower())))\n',
    "image.rotate": _OPEN + "image = image.rotate(-@n@, expand=True)\n" + _saved("rotated"),
    "image.crop": _OPEN
    + "width, height = @width@, @height@\n"
    + "left, top = (image.width - width) // 2, (image.height - height) // 2\n"
    + "image = image.crop((left, top, left + width, top + height))\n"
    + _saved("cropped"),
    "image.compress": _OPEN
    + 'save_image(image, free(path.with_name(path.stem + "_small.jpg")), quality=@n@)\n',
}

REQUESTS |= retouching.REQUESTS | framing.REQUESTS | enlarging.REQUESTS

REQUESTS |= {
    "image.convert_all": files.WITH_ENDING + files.ACTIONS["action.image_convert"],
    "image.resize_all": files.PICTURES + files.ACTIONS["action.image_resize"],
    "image.grey_all": files.PICTURES + files.ACTIONS["action.image_grey"],
    "image.thumbnail_all": files.PICTURES + files.ACTIONS["action.image_thumbnail"],
    "image.strip_all": files.PICTURES + files.ACTIONS["action.image_strip"],
    "image.sizes": files.PICTURES + files.ACTIONS["action.image_sizes"],
    "image.larger_than": f"{files.PICTURES}{files.CLAUSES['selection.wider']}\n{files.SHOWN}",
    "image.sheet": files.PICTURES
    + "sheet = contact_sheet(pictures_of(files))\n"
    + 'save_image(sheet, free(Path("contact_sheet.jpg")))\n',
}
"""The same code as for a selection of files and an action (`files.REQUESTS`)."""
