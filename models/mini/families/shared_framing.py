"""Small functions about the shape and the surroundings of pictures that answers carry along."""

DEFINITIONS = {
    "on_white": r'''def on_white(image):
    """A picture without transparency: what was transparent is white."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image if image.mode in ("RGB", "L") else image.convert("RGB")
    image = image.convert("RGBA")
    made = Image.new("RGB", image.size, "white")
    made.paste(image, mask=image.getchannel("A"))
    return made

''',
    "of_quality": r'''def of_quality(image, percent):
    """A picture that is to be saved as JPEG of a quality."""
    image = on_white(image)
    image.info["quality"] = percent
    return image

''',
    "of_size": r'''def of_size(image, limit):
    """A picture whose JPEG has less than so many bytes, as good as that allows."""
    image = on_white(image)
    while True:
        for quality in range(90, 20, -10):
            data = io.BytesIO()
            image.save(data, "JPEG", quality=quality)
            if data.tell() < limit or min(image.size) < 16:
                return of_quality(image, quality)
        image = ImageOps.scale(image, 0.8)

''',
    "of_ratio": r'''def of_ratio(image, text):
    """The largest piece from the middle of a picture in a ratio such as '16:9'."""
    wide, high = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)[:2]]
    width = min(image.width, round(image.height * wide / high))
    height = min(image.height, round(image.width * high / wide))
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + max(1, width), top + max(1, height)))

''',
    "squared": r'''def squared(image):
    """A picture made square with white at its sides."""
    side = max(image.size)
    made = Image.new("RGB", (side, side), "white")
    made.paste(on_white(image), ((side - image.width) // 2, (side - image.height) // 2))
    return made

''',
    "with_logo": r'''def with_logo(image, path, corner):
    """A picture with another one, a fifth as wide, in one of its corners or in the middle."""
    words = corner.lower()
    logo = open_image(path).convert("RGBA")
    logo = to_width(logo, max(1, min(logo.width, image.width // 5)))
    edge = image.width // 50
    left = edge if "left" in words else image.width - logo.width - edge
    top = edge if re.search("top|upper", words) else image.height - logo.height - edge
    if re.search("cent|middle", words):
        left, top = (image.width - logo.width) // 2, (image.height - logo.height) // 2
    made = image.convert("RGBA")
    made.alpha_composite(logo, (max(0, left), max(0, top)))
    return made if "A" in image.getbands() else made.convert("RGB")

''',
    "in_a_row": r'''def in_a_row(images):
    """Pictures side by side as one, all as high as the first."""
    made = images[0]
    for image in images[1:]:
        made = joined(made, image)
    return made

''',
    "cut_side": r'''def cut_side(image, text, edge):
    """A picture without some pixels at one of its edges."""
    word = text.lower()
    left, top, right, bottom = 0, 0, *image.size
    if "left" in word:
        left = min(edge, right - 1)
    elif "right" in word:
        right = max(1, right - edge)
    elif re.search("bottom|lower|down", word):
        bottom = max(1, bottom - edge)
    else:
        top = min(edge, bottom - 1)
    return image.crop((left, top, right, bottom))

''',
    "save_named": r'''def save_named(made, end):
    """Save new pictures beside the old ones, with something added at the end of their names."""
    done = []
    for path, image in made:
        done.append(free(path.with_stem(path.stem + end)))
        save_image(image, done[-1])
    print(f"Made {told(done)}.")

''',
}
