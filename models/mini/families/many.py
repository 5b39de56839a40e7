"""More that is done with many files at once: their texts, and pictures among them."""

from __future__ import annotations

CLAUSES: dict[str, str] = {
    "selection.without_text": (
        'files = [p for p in files if is_text(p) and not mentions(p, "@text@")]'
    ),
    "selection.with_both": (
        'files = [p for p in files if mentions(p, "@text@") and mentions(p, "@text2@")]'
    ),
    "selection.wider": ("files = [p for p in pictures_of(files) if open_image(p).width > @width@]"),
    "selection.narrower": (
        "files = [p for p in pictures_of(files) if open_image(p).width < @width@]"
    ),
    "selection.landscape": (
        "files = [p for p in pictures_of(files) if open_image(p).width > open_image(p).height]"
    ),
    "selection.portrait": (
        "files = [p for p in pictures_of(files) if open_image(p).width < open_image(p).height]"
    ),
}

_TEXTS = "files = [p for p in files if is_text(p)]\n"
_JOINED = 'print(f"Joined {told(files)} into {new}.")\n'
_NEW = 'new = free(Path("@out@"))\nfiles = [p for p in files if p != new and is_text(p)]\n'
_MADE = "made = (({path}, {image}) for p in pictures_of(files))\n"
_JPEG = 'p.with_suffix(".jpg")'
SAVED_NAMED = 'save_named(made, "@suffix@")\n'
"""What stands in place of the last line when it is said what is added to the names."""


def _made(image: str, word: str, first: str = "", path: str = "p") -> str:
    """Lines that make a picture of each file; the last one says where they are saved."""
    return first + _MADE.format(path=path, image=image) + f'save_all(made, "{word}")\n'


def _written(change: str, what: str, first: str = "") -> str:
    """Each text file is written anew."""
    return f'{first}{_TEXTS}for p in files:\n    {change}\nprint(f"{what}")\n'


ACTIONS: dict[str, str] = {
    "action.first_line": "show_first_lines(files)\n",
    "action.encodings": "show_encodings(files)\n",
    "action.merge_headed": _NEW
    + 'write(new, "\\n".join(under_name(p) for p in files))\n'
    + _JOINED,
    "action.merge_spaced": _NEW
    + 'write(new, "\\n".join(read(p).rstrip() + "\\n" for p in files))\n'
    + _JOINED,
    "action.append_line": _written(
        'write(p, ended(read(p)) + content + "\\n")',
        "Added to {told(files)}: {content}",
        'content = "@content@"\n',
    ),
    "action.prepend_line": _written(
        'write(p, content + "\\n" + read(p))',
        "Put on top of {told(files)}: {content}",
        'content = "@content@"\n',
    ),
    "action.trim": _written(
        "keep_lines(p, [line.rstrip() for line in read(p).splitlines()])",
        "Trimmed the lines of {told(files)}.",
    ),
    "action.to_unix": _written(
        'write(p, read(p).replace("\\r\\n", "\\n").replace("\\r", "\\n"))',
        "Unix line endings (LF) now: {told(files)}.",
    ),
    "action.to_windows": _written(
        'write(p, read(p).replace("\\r\\n", "\\n").replace("\\n", "\\r\\n"))',
        "Windows line endings (CRLF) now: {told(files)}.",
    ),
    "action.to_utf8": _written("write(p, read(p))", "In UTF-8 now: {told(files)}."),
    "action.image_sheet_columns": "columns = @n@\n"
    "sheet = contact_sheet(pictures_of(files), columns)\n"
    'save_image(sheet, free(Path("@out@")))\n',
    "action.image_sheet_names": "columns = @n@\n"
    "sheet = contact_sheet(pictures_of(files), columns, names=True)\n"
    'save_image(sheet, free(Path("@out@")))\n',
    "action.image_quality": _made(
        "of_quality(open_image(p), percent)", "", "percent = @n@\n", _JPEG
    ),
    "action.image_under": _made(
        "of_size(open_image(p), limit)", "small", 'limit = in_bytes("@size@")\n', _JPEG
    ),
    "action.image_square": _made("square_of(open_image(p))", "square"),
    "action.image_ratio": _made("of_ratio(open_image(p), ratio)", "cropped", 'ratio = "@ratio@"\n'),
    "action.image_fill": _made(
        "ImageOps.fit(open_image(p), (width, height))",
        "resized",
        "width, height = @width@, @height@\n",
    ),
    "action.image_height": _made(
        "to_height(open_image(p), height)", "resized", "height = @height@\n"
    ),
    "action.image_pad": _made("squared(open_image(p))", "square"),
    "action.image_width_convert": _made(
        "to_width(open_image(p), width)",
        "resized",
        'width = @width@\nending = ".@format@".lower()\n',
        "p.with_suffix(ending)",
    ),
    "action.image_turn": _made("open_image(p).rotate(180)", "rotated"),
    "action.image_brighter": _made(
        'ImageEnhance.Brightness(open_image(p).convert("RGB")).enhance(1.3)', "brighter"
    ),
    "action.image_logo": 'logo = locate("@image@")\ncorner = "@corner@"\n'
    "files = [p for p in files if p != logo]\n"
    + _made("with_logo(open_image(p), logo, corner)", "logo"),
}
