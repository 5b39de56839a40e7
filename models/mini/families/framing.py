"""Still more about pictures: their shape, their background, one laid onto another, PDFs."""

from __future__ import annotations

_OPEN = 'path = locate("@image@")\nimage = open_image(path)\n'


def _changed(change: str, word: str, first: str = "") -> str:
    saved = f'save_image(image, free(path.with_stem(path.stem + "_{word}")))\n'
    return f"{_OPEN}{first}image = {change}\n{saved}"


REQUESTS: dict[str, str] = {
    "image.crop_ratio": _changed("of_ratio(image, ratio)", "cropped", 'ratio = "@ratio@"\n'),
    "image.fill": _changed(
        "ImageOps.fit(image, (width, height))", "resized", "width, height = @width@, @height@\n"
    ),
    "image.on_white": _OPEN
    + "image = on_white(image)\n"
    + 'save_image(image, free(path.with_suffix(".jpg")))\n',
    "image.logo": _changed(
        "with_logo(image, logo, corner)",
        "logo",
        'logo = locate("@image2@")\ncorner = "@corner@"\n',
    ),
    "image.beside_three": (
        'files = [locate("@image@"), locate("@image2@"), locate("@image3@")]\n'
        "image = in_a_row([open_image(p) for p in files])\n"
        'save_image(image, free(files[0].with_stem(files[0].stem + "_row")))\n'
    ),
    "image.pdf_two": 'files = [locate("@image@"), locate("@image2@")]\nsave_pdf(files, "@out@")\n',
    "image.crop_side": _changed(
        "cut_side(image, side, edge)", "cropped", 'side = "@side@"\nedge = @n@\n'
    ),
}
