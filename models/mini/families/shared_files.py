"""Small functions about files that answers carry along, beside those of `definitions`."""

DEFINITIONS = {
    "show_files": r'''def show_files(files, limit=200):
    """Print files with their sizes and days of change, and how many there are in all."""
    sizes = {p: sum(q.stat().st_size for q in contents(p)) for p in files}
    for p in files[:limit]:
        when = datetime.fromtimestamp(p.stat().st_mtime)
        print(f"{p}: {readable(sizes[p])}, changed {when:%Y-%m-%d %H:%M}")
    if len(files) > limit:
        print(f"... and {times(len(files) - limit, 'more file')}")
    if len(files) != 1:
        print(f"{times(len(files), 'file')} with {readable(sum(sizes.values()))} in all."
            if files else "No file fits.")

''',
    "all_called": r'''def all_called(name):
    """Everything of this name, in any casing; if there is nothing, what has it in its name, or has
    all its words."""
    rest = [p for p in sorted(Path(".").rglob("*")) if "/." not in f"/{p.as_posix()}"]
    same = [str(p) for p in rest if p.name.lower() == Path(name).name.lower()]
    same = same or [str(p) for p in rest if Path(name).stem.lower() in p.name.lower()]
    words = [folded(w) for w in re.findall(r"\w+", Path(name).stem)]
    return same or [str(p) for p in rest if words and all(w in folded(p) for w in words)]

''',
    "of_year": r'''def of_year(path, *years):
    """Whether a file is of one of these years: by a year in its path, else by its last change."""
    named = [int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", path.as_posix())]
    return any(y in named if named else changed(path).year == y for y in years)

''',
    "about": r'''def about(path, text):
    """Whether each of these words, in the singular, stands in a file's name or that of a folder."""
    place = path.as_posix().lower()
    words = [w[:-3] if w.endswith("ies") else w.removesuffix("s") for w in text.lower().split()]
    return all(w in place for w in words)

''',
    "is_screenshot": r'''def is_screenshot(path):
    """Whether a picture is a screenshot, by its name or folder: no two programs call them alike."""
    name = "".join(c for c in f"{path.parent.name} {path.name}".lower() if c.isalnum())
    words = "screenshot screenshoot screengrab screencapture screencap bildschirmfoto captura"
    kinds = "png jpg jpeg webp heic gif bmp"
    return path.suffix.lower()[1:] in kinds.split() and any(w in name for w in words.split())

''',
    "is_presentation": r"""def is_presentation(path):
    return path.suffix.lower()[1:] in "ppt pptx pps ppsx odp key".split()

""",
    "is_ebook": r"""def is_ebook(path):
    return path.suffix.lower()[1:] in "epub mobi azw azw3 fb2 lit djvu".split()

""",
    "is_font": r"""def is_font(path):
    return path.suffix.lower()[1:] in "ttf otf woff woff2 ttc eot fon".split()

""",
    "is_text": r'''def is_text(path):
    """Whether a file holds text: no zero bytes at its beginning, unless it is UTF-16."""
    with path.open("rb") as f:
        start = f.read(4096)
    return start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" not in start

''',
    "outside": r'''def outside(files, text):
    """The files that do not lie in a folder of this name."""
    name = text.strip("./").lower()
    left = [p for p in files if f"/{name}/" not in f"/{p.parent.as_posix().lower()}/"]
    if len(left) == len(files):
        print(f"(No file here lies in a folder {text}.)")
    return left

''',
    "inside": r'''def inside(files, *names):
    """The files that lie in one of these folders."""
    folders = [folder_of(name) for name in names]
    return [p for p in files if any(folder in p.parents for folder in folders)]

''',
    "without": r'''def without(files, *texts):
    """The files but those of these names, with their endings or without."""
    for text in texts:
        name = Path(text).name.lower()
        left = [p for p in files if name not in (p.name.lower(), p.stem.lower())]
        if len(left) == len(files):
            print(f"(There is no {text} among them.)")
        files = left
    return files

''',
    "mentions": r'''def mentions(path, wanted):
    """Whether a text stands in a file, in any casing."""
    return is_text(path) and wanted.lower() in read(path).lower()

''',
    "newer_than": r'''def newer_than(files, text):
    """The files that were changed later than the named one."""
    other = locate(text)
    when = other.stat().st_mtime
    return [p for p in files if p.stat().st_mtime > when and not p.samefile(other)]

''',
    "arrange": r'''def arrange(files, folder, name_of):
    """Move each file into the folder below `folder` that `name_of` gives for it, if any."""
    moved = []
    for p in files:
        target = folder / name_of(p)
        if name_of(p) and p.parent != target and not target.is_file():
            target.mkdir(parents=True, exist_ok=True)
            moved.append(p)
            print(f"{p} -> {shutil.move(p, free(target / p.name))}")
    print(f"Moved {told(moved)} into folders.")

''',
    "tally": r'''def tally(counts, shown=str):
    """Print counts by name, the largest first."""
    for name, n in sorted(counts.items(), key=lambda pair: -pair[1]):
        print(f"{name}: {shown(n)}")
    print(f"In all: {shown(sum(counts.values()))}")

''',
    "counted": r'''def counted(files, count, thing):
    """Print how many things each text file has, and all together."""
    files = [p for p in files if is_text(p)]
    total = 0
    for p in files:
        n = count(read(p))
        total += n
        print(f"{p}: {times(n, thing)}")
    print(f"{times(total, thing)} in {times(len(files), 'file')}.")

''',
    "found_lines": r'''def found_lines(files, wanted):
    """Print the lines of text files that contain a text, in any casing."""
    n, there, wanted = 0, [], as_written(wanted, *files)
    for p in files:
        for number, line in enumerate(read(p).splitlines() if is_text(p) else [], 1):
            if wanted.lower() in line.lower():
                n += 1
                there += [p] if p not in there else []
                print(f"{p}:{number}: {line.strip()}")
    print(f"{times(n, 'line')} with {wanted} in {told(there)}.")

''',
    "folders_here": r'''def folders_here(folder=None, deep=False):
    """The folders in a folder, or also those further down; hidden ones are left out."""
    folder = folder or Path(".")
    found = folder.rglob("*") if deep else folder.iterdir()
    return [p for p in sorted(found)
        if p.is_dir() and "/." not in f"/{p.relative_to(folder).as_posix()}"]

''',
    "visible": r'''def visible(folder):
    """All files of a folder and its subfolders, hidden ones left out."""
    return [p for p in contents(folder) if "/." not in f"/{p.relative_to(folder).as_posix()}"]

''',
    "in_folders": r'''def in_folders(folder):
    """How the files of a folder are called below it: their paths without the folder's own."""
    return {p.relative_to(folder).as_posix(): p for p in visible(folder)}

''',
    "sort_of": r'''def sort_of(path):
    """What kind of file this is, by its ending, or else by what stands in it."""
    if path.is_dir():
        return "a folder"
    kind = kind_of(path)
    words = {"Images": "a picture", "Documents": "a document", "Spreadsheets": "a spreadsheet",
        "Archives": "an archive", "Code": "source code or data", "Videos": "a video",
        "Audio": "a sound file"}
    other = "a text file" if is_text(path) else "a file of binary data"
    return f"{words.get(kind, other)} ({path.suffix.lower()[1:] or 'no'} ending)"

''',
    "add_to_archive": r'''def add_to_archive(archive, path):
    """Add a file to a zip archive; a compressed tar is written anew."""
    name = path.name
    if name in members(archive):
        raise FileExistsError(f"{archive} has a {name} already")
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as z:
            z.write(path, name)
        return
    with tempfile.TemporaryDirectory() as fresh:
        with tarfile.open(archive) as t:
            t.extractall(fresh, filter="data")
        mode = {".gz": "w:gz", ".tgz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}
        with tarfile.open(archive, mode.get(archive.suffix.lower(), "w")) as t:
            for p in sorted(Path(fresh).iterdir()):
                t.add(p, p.name)
            t.add(path, name)

''',
    "unpacked_size": r'''def unpacked_size(archive):
    """How many bytes the files in an archive have when they are unpacked."""
    if zipfile.is_zipfile(archive):
        return sum(i.file_size for i in zipfile.ZipFile(archive).infolist())
    with tarfile.open(archive) as t:
        return sum(m.size for m in t.getmembers())

''',
    "damage": r'''def damage(archive):
    """What is broken in an archive; nothing when it can be read to its end."""
    try:
        if archive.suffix.lower() == ".zip":
            bad = zipfile.ZipFile(archive).testzip()
            return f"{bad} is damaged" if bad else ""
        with tarfile.open(archive) as t:
            for m in t.getmembers():
                if m.isfile():
                    t.extractfile(m).read()
    except (OSError, EOFError, tarfile.TarError, zipfile.BadZipFile, zlib.error) as error:
        return str(error) or type(error).__name__
    return ""

''',
}
