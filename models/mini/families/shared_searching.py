"""Small functions that find: by what a file is about, by its year, by its being empty."""

DEFINITIONS = {
    "show_empty": r'''def show_empty(folder):
    """Print the files of 0 bytes and the folders in which nothing lies."""
    files = [str(p) for p in visible(folder) if p.stat().st_size == 0]
    empty = [str(p) for p in folders_here(folder, deep=True) if not any(p.iterdir())]
    print(f"{times(len(files), 'empty file')}: {', '.join(files)}." if files
        else "No file is empty.")
    print(f"{times(len(empty), 'empty folder')}: {', '.join(empty)}." if empty
        else "No folder is empty.")

''',
    "closest": r'''def closest(files, *texts):
    """The files in whose name, folder or text most of these words stand; a name counts most."""
    known = "the for and with from about our his her their this that".split()
    words = [w for text in texts for w in re.findall(r"\w+", text.lower())]
    words = [w[:-3] if w.endswith("ies") else w[:-1] if w[-1] == "s" and len(w) > 3 else w
        for w in words if len(w) > 2 and w not in known or w.isdigit()]
    def score(path):
        there = [folded(w) for w in re.findall(r"[^\W_]+", path.as_posix())]
        named = [w for w in words if any(folded(w) in t if len(w) > 3 else t.startswith(folded(w))
            for t in there)]
        text = read(path).lower() if named != words and is_text(path) else ""
        return 2 * len(named) + sum(w in text for w in words if w not in named)
    scores = {p: score(p) for p in files}
    best = max(scores.values(), default=0)
    return [p for p in files if best and scores[p] == best]

''',
    "concerns": r'''def concerns(path, text):
    """Whether a text stands in a file's name, in the name of its folder, or in what it holds."""
    return about(path, text) or mentions(path, text)

''',
    "dated": r'''def dated(path):
    """The year of a file: the latest one in its path, else the one of its last change."""
    named = [int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", path.as_posix())]
    return max(named, default=changed(path).year)

''',
    "show_tree": r'''def show_tree(folder, deep):
    """Print what lies in a folder, some levels deep, and how much lies further down."""
    for p in sorted(folder.rglob("*")):
        parts = p.relative_to(folder).parts
        if len(parts) > deep or any(part.startswith(".") for part in parts):
            continue
        more = f"  ({times(len(visible(p)), 'file')} in it)" if len(parts) == deep else ""
        name = f"{p.name}/{more}" if p.is_dir() else p.name
        print("    " * (len(parts) - 1) + name)
    print(f"{times(len(visible(folder)), 'file')} in all.")

''',
    "show_members": r'''def show_members(archive):
    """Print the files in an archive with their sizes when unpacked."""
    if zipfile.is_zipfile(archive):
        infos = [i for i in zipfile.ZipFile(archive).infolist() if not i.is_dir()]
        sizes = {i.filename: i.file_size for i in infos}
    else:
        sizes = {m.name: m.size for m in tarfile.open(archive).getmembers() if m.isfile()}
    for name, size in sizes.items():
        print(f"{name}: {readable(size)}")
    print(f"{archive} holds {times(len(sizes), 'file')} with {readable(sum(sizes.values()))}"
        f" unpacked; it has {readable(archive.stat().st_size)} itself.")

''',
    "narrowed": r'''def narrowed(image, width):
    """A picture no wider than that, its proportions kept."""
    return to_width(image, width) if image.width > width else image

''',
    "within": r'''def within(image, width, height):
    """A picture that fits into a width and a height, its proportions kept."""
    image = image.copy()
    image.thumbnail((width, height))
    return image

''',
    "sharply": r'''def sharply(image, factor):
    """A picture so many times as large, with hard pixels."""
    return ImageOps.scale(image, factor, Image.Resampling.NEAREST)

''',
}
