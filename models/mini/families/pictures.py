"""Pictures: their size, format, colours and edges. The original is never overwritten."""

from __future__ import annotations

from models.mini.families import retouching
from models.mini.families.retouching import SAVED_INTO, SAVED_OVER

__all__ = ["SAVED_INTO", "SAVED_OVER"]

HEAD = """\
from pathlib import Path
from PIL import Image, ImageOps
"""

_OPEN = 'path = locate("@image@")\nimage = open_image(path)\n'
_ALL = (
    'files = [p for p in contents(Path(".")) '
    'if p.suffix.lower()[1:] in "jpg jpeg png gif webp bmp tif tiff".split()]\n'
)


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
    "image.convert_all": (
        'files = [p for p in contents(Path(".")) if p.name.lower().endswith(".@ext@")]\n'
        'ending = ".@format@".lower()\n'
        "for p in files:\n"
        "    save_image(open_image(p), free(p.with_suffix(ending)))\n"
        'print(f"Converted {told(files)} to {ending}.")\n'
    ),
    "image.resize_all": _ALL
    + "width = @width@\n"
    + "for p in files:\n"
    + "    image = open_image(p)\n"
    + "    image = image.resize((width, max(1, round(image.height * width / image.width))))\n"
    + '    save_image(image, free(p.with_stem(p.stem + "_resized")))\n'
    + 'print(f"Resized {told(files)} to a width of {width} pixels.")\n',
    "image.grey_all": _ALL
    + "for p in files:\n"
    + "    image = open_image(p)\n"
    + '    image = image.convert("L")\n'
    + '    save_image(image, free(p.with_stem(p.stem + "_grey")))\n'
    + 'print(f"Made {told(files)} grey.")\n',
    "image.thumbnail_all": _ALL
    + "size = @n@\n"
    + "for p in files:\n"
    + "    image = open_image(p)\n"
    + "    image.thumbnail((size, size))\n"
    + '    save_image(image, free(p.with_stem(p.stem + "_thumbnail")))\n'
    + 'print(f"Made thumbnails of {told(files)}.")\n',
    "image.rotate": _OPEN + "image = image.rotate(-@n@, expand=True)\n" + _saved("rotated"),
    "image.crop": _OPEN
    + "width, height = @width@, @height@\n"
    + "left, top = (image.width - width) // 2, (image.height - height) // 2\n"
    + "image = image.crop((left, top, left + width, top + height))\n"
    + _saved("cropped"),
    "image.compress": _OPEN
    + 'save_image(image, free(path.with_name(path.stem + "_small.jpg")), quality=@n@)\n',
    "image.sheet": _ALL
    + "sheet = contact_sheet(files)\n"
    + 'save_image(sheet, free(Path("contact_sheet.jpg")))\n',
    "image.sizes": _ALL
    + "for p in files:\n"
    + "    image = open_image(p)\n"
    + '    print(f"{p}: {image.width} x {image.height} pixels")\n'
    + 'print(f"{len(files)} pictures.")\n',
}

REQUESTS |= retouching.REQUESTS
