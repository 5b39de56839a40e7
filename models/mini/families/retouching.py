"""More about pictures: cut, turned, made brighter, joined; asked for their shape and date."""

from __future__ import annotations

_OPEN = 'path = locate("@image@")\nimage = open_image(path)\n'
_ALL = (
    'files = [p for p in contents(Path(".")) '
    'if p.suffix.lower()[1:] in "jpg jpeg png gif webp bmp tif tiff".split()]\n'
)
SAVED_INTO = 'save_image(image, free(place("@dest@") / path.name))\n'
SAVED_OVER = "save_image(image, path)\n"
"""What stands in place of the last line, where the new picture lies in a folder, or in its file."""


def _changed(change: str, word: str, first: str = "") -> str:
    saved = f'save_image(image, free(path.with_stem(path.stem + "_{word}")))\n'
    return f"{_OPEN}{first}image = {change}\n{saved}"


def _enhanced(kind: str, factor: float, word: str) -> str:
    return _changed(f'ImageEnhance.{kind}(image.convert("RGB")).enhance({factor})', word)


def _joined(how: str) -> str:
    return (
        'first, second = locate("@image@"), locate("@image2@")\n'
        f"image = joined(open_image(first), open_image(second){how})\n"
        'save_image(image, free(first.with_stem(f"{first.stem}_{second.stem}")))\n'
    )


REQUESTS: dict[str, str] = {
    "image.resize_height": _changed("to_height(image, height)", "resized", "height = @height@\n"),
    "image.resize_longest": _changed("to_side(image, side)", "resized", "side = @n@\n"),
    "image.halve": _changed("ImageOps.scale(image, 0.5)", "half"),
    "image.double": _changed("ImageOps.scale(image, 2)", "double"),
    "image.crop_corner": _changed(
        "corner_of(image, corner, width, height)",
        "cropped",
        'corner = "@corner@"\nwidth, height = @width@, @height@\n',
    ),
    "image.half": _changed("half_of(image, side)", "half", 'side = "@side@"\n'),
    "image.square": _changed("square_of(image)", "square"),
    "image.crop_edges": _changed("ImageOps.crop(image, edge)", "cropped", "edge = @n@\n"),
    "image.right": _changed("image.rotate(-90, expand=True)", "rotated"),
    "image.left": _changed("image.rotate(90, expand=True)", "rotated"),
    "image.turn": _changed("image.rotate(180)", "rotated"),
    "image.flip_down": _changed("ImageOps.flip(image)", "mirrored"),
    "image.brighter": _enhanced("Brightness", 1.3, "brighter"),
    "image.darker": _enhanced("Brightness", 0.75, "darker"),
    "image.contrast": _enhanced("Contrast", 1.4, "contrast"),
    "image.sharpen": _enhanced("Sharpness", 2.5, "sharp"),
    "image.blur": _changed(
        'image.convert("RGB").filter(ImageFilter.GaussianBlur(max(image.size) / 200 + 1))',
        "blurred",
    ),
    "image.invert": _changed("inverted(image)", "inverted"),
    "image.sepia": _changed("sepia(image)", "sepia"),
    "image.border": _changed(
        'ImageOps.expand(image.convert("RGB"), edge, "white")', "border", "edge = @n@\n"
    ),
    "image.caption": _changed("captioned(image, text)", "text", 'text = "@text@"\n'),
    "image.beside": _joined(""),
    "image.below": _joined(", below=True"),
    "image.pdf": 'path = locate("@image@")\nsave_pdf([path], path.with_suffix(".pdf"))\n',
    "image.compress_under": _OPEN
    + 'limit = in_bytes("@size@")\n'
    + 'save_under(image, free(path.with_name(path.stem + "_small.jpg")), limit)\n',
    "image.format_of": (
        'path = locate("@image@")\nimage = Image.open(path)\n'
        'print(f"{path} is {image.format}, colours {image.mode}, '
        '{image.width} x {image.height} pixels.")\n'
    ),
    "image.shape": _OPEN
    + "wide, high = image.size\n"
    + 'kind = "landscape" if wide > high else "portrait" if high > wide else "square"\n'
    + 'print(f"{path} is {kind} ({wide} x {high} pixels).")\n',
    "image.taken": (
        'path = locate("@image@")\nwhen = taken(path)\n'
        'print(f"{path} was taken on {when:%Y-%m-%d %H:%M}." if when else\n'
        '    f"{path} does not say when it was taken; it was last changed {changed(path)}.")\n'
    ),
    "image.colour": _OPEN
    + 'red, green, blue = image.convert("RGB").resize((1, 1)).getpixel((0, 0))\n'
    + 'print(f"On average {path} is #{red:02x}{green:02x}{blue:02x} '
    + '(red {red}, green {green}, blue {blue}).")\n',
    "image.same": (
        'first, second = locate("@image@"), locate("@image2@")\n'
        'a, b = open_image(first).convert("RGB"), open_image(second).convert("RGB")\n'
        "same = a.size == b.size and a.tobytes() == b.tobytes()\n"
        "print(f\"{'Yes' if same else 'No'}, {first} and {second} are \"\n"
        "    f\"{'the same picture' if same else 'different'}.\")\n"
    ),
    "image.largest": _ALL
    + "largest = max(files, key=lambda p: math.prod(Image.open(p).size), default=None)\n"
    + "print(f\"{largest} with {' x '.join(map(str, Image.open(largest).size))} pixels.\"\n"
    + '    if files else "There is no picture here.")\n',
    "image.convert_folder": (
        'files = pictures_of(visible(folder_of("@folder@")))\n'
        'ending = ".@format@".lower()\n'
        "made = ((p.with_suffix(ending), open_image(p)) for p in files if p.suffix != ending)\n"
        "save_all(made)\n"
    ),
    "image.resize_folder": (
        'files = pictures_of(visible(folder_of("@folder@")))\n'
        "width = @width@\n"
        "made = ((p, to_width(open_image(p), width)) for p in files)\n"
        'save_all(made, "resized")\n'
    ),
    "image.strip_all": _ALL
    + "made = ((p, bare(open_image(p))) for p in files)\n"
    + 'save_all(made, "clean")\n',
    "image.compress_all": _ALL
    + "percent = @n@\n"
    + "for p in files:\n"
    + '    new = free(p.with_name(p.stem + "_small.jpg"))\n'
    + "    save_image(open_image(p), new, quality=percent)\n"
    + 'print(f"Compressed {told(files)}.")\n',
    "image.rename_taken": _ALL
    + "files = [p for p in files if taken(p)]\n"
    + 'done = rename_all(files, lambda p: f"{taken(p):%Y-%m-%d_%H-%M-%S}{p.suffix.lower()}")\n'
    + 'print(f"Renamed {told(done)}.")\n',
}
