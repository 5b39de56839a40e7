"""Small functions about pictures that answers carry along."""

DEFINITIONS = {
    "pictures_of": r'''def pictures_of(files):
    """Those of the files that are pictures which can be changed."""
    kinds = "jpg jpeg png gif webp bmp tif tiff".split()
    return [p for p in files if p.suffix.lower()[1:] in kinds]

''',
    "to_width": r'''def to_width(image, width):
    """A picture in a width, its proportions kept."""
    return image.resize((width, max(1, round(image.height * width / image.width))))

''',
    "to_height": r'''def to_height(image, height):
    """A picture in a height, its proportions kept."""
    return image.resize((max(1, round(image.width * height / image.height)), height))

''',
    "to_side": r'''def to_side(image, side):
    """A picture whose longer side has so many pixels, its proportions kept."""
    factor = side / max(image.size)
    return image.resize(tuple(max(1, round(length * factor)) for length in image.size))

''',
    "small": r'''def small(image, side):
    """A picture of at most so many pixels on each side."""
    image = image.copy()
    image.thumbnail((side, side))
    return image

''',
    "bare": r'''def bare(image):
    """A picture without its metadata."""
    image.info.clear()
    image.getexif().clear()
    return image

''',
    "save_all": r'''def save_all(made, word=""):
    """Save new pictures beside the old ones, with a word added to their names."""
    done = []
    for path, image in made:
        done.append(free(path.with_stem(f"{path.stem}_{word}") if word else path))
        save_image(image, done[-1])
    print(f"Made {told(done)}.")

''',
    "save_all_into": r'''def save_all_into(made, text):
    """Save new pictures in a folder, under their old names."""
    done, target = [], place(text)
    for path, image in made:
        done.append(free(target / path.name))
        save_image(image, done[-1])
    print(f"Made {told(done)}.")

''',
    "replace_all": r'''def replace_all(made):
    """Save changed pictures in their own files."""
    done = []
    for path, image in made:
        image.load()
        done.append(path)
        save_image(image, path)
    print(f"Changed {told(done)}.")

''',
    "save_pdf": r'''def save_pdf(files, name):
    """Make one PDF of pictures, a page for each."""
    pages = [open_image(p).convert("RGB") for p in files]
    if not pages:
        print("No PDF is made: there are no such pictures.")
        return
    path = free(Path(name).with_suffix(".pdf"))
    path.parent.mkdir(parents=True, exist_ok=True)
    pages[0].save(path, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    print(f"Saved {path} with {len(pages)} pages: {told(files)}.")

''',
    "save_gif": r'''def save_gif(files, name):
    """Make one animated GIF of pictures, half a second for each."""
    frames = [open_image(p).convert("RGB") for p in files]
    if not frames:
        print("No GIF is made: there are no such pictures.")
        return
    frames = [frame.resize(frames[0].size) for frame in frames]
    path = free(Path(name).with_suffix(".gif"))
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=500, loop=0)
    print(f"Saved {path} with {len(frames)} pictures: {told(files)}.")

''',
    "corner_of": r'''def corner_of(image, text, width, height):
    """A piece of a picture from a corner: 'top left', 'lower right' ..."""
    words = text.lower()
    left = image.width - width if "right" in words else 0
    top = image.height - height if re.search("bottom|lower|down", words) else 0
    return image.crop((max(0, left), max(0, top), min(image.width, left + width),
        min(image.height, top + height)))

''',
    "half_of": r'''def half_of(image, text):
    """The left, right, upper or lower half of a picture."""
    word = text.lower()
    width, height = image.size
    if "left" in word:
        return image.crop((0, 0, width // 2, height))
    if "right" in word:
        return image.crop((width - width // 2, 0, width, height))
    if re.search("bottom|lower|down", word):
        return image.crop((0, height - height // 2, width, height))
    return image.crop((0, 0, width, height // 2))

''',
    "square_of": r'''def square_of(image):
    """The largest square from the middle of a picture."""
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side))

''',
    "inverted": r'''def inverted(image):
    """A picture as a negative; what is transparent stays so."""
    if image.mode in ("RGBA", "LA", "P"):
        image = image.convert("RGBA")
        made = ImageOps.invert(image.convert("RGB"))
        made.putalpha(image.getchannel("A"))
        return made
    return ImageOps.invert(image.convert("L" if image.mode == "L" else "RGB"))

''',
    "sepia": r'''def sepia(image):
    """A picture in brown, as old photos are."""
    return ImageOps.colorize(image.convert("L"), "#2b1a0a", "#fff0d0")

''',
    "captioned": r'''def captioned(image, text):
    """A picture with a text at its lower edge."""
    image = image.convert("RGB")
    size = max(10, min(image.height // 12, image.width // max(4, len(text)) * 2))
    font = ImageFont.load_default(size)
    where = (image.width / 2, image.height - size / 3)
    ImageDraw.Draw(image).text(where, text, "white", font, "mb", stroke_width=max(1, size // 12),
        stroke_fill="black")
    return image

''',
    "joined": r'''def joined(first, second, below=False):
    """Two pictures as one, side by side or below each other; the second is scaled to fit."""
    first, second = first.convert("RGB"), second.convert("RGB")
    second = to_width(second, first.width) if below else to_height(second, first.height)
    width = first.width if below else first.width + second.width
    height = first.height + second.height if below else first.height
    made = Image.new("RGB", (width, height), "white")
    made.paste(first, (0, 0))
    made.paste(second, (0, first.height) if below else (first.width, 0))
    return made

''',
    "save_under": r'''def save_under(image, path, limit):
    """Save a picture as JPEG of less than so many bytes, as good as that allows."""
    image = image.convert("RGB")
    while True:
        for quality in range(90, 20, -10):
            data = io.BytesIO()
            image.save(data, "JPEG", quality=quality)
            if data.tell() < limit or min(image.size) < 16:
                path.write_bytes(data.getvalue())
                size = f"{image.width} x {image.height} pixels, {data.tell():,} bytes"
                print(f"Saved {path}: {size}.")
                return
        image = ImageOps.scale(image, 0.8)

''',
    "taken": r'''def taken(path):
    """When a photo was taken, as its camera says; nothing when it does not say."""
    exif = Image.open(path).getexif()
    text = exif.get_ifd(0x8769).get(0x9003) or exif.get(0x0132)
    return datetime.strptime(str(text)[:19], "%Y:%m:%d %H:%M:%S") if text else None

''',
}
