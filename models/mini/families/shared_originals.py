"""Small functions about what was made of files before: which of them are safely there."""

DEFINITIONS = {
    "copied": r'''def copied(files, folder):
    """The files of which a folder has a copy with the same content."""
    there = {p.read_bytes() for p in contents(folder)} if folder.is_dir() else set()
    return [p for p in files if folder not in p.parents and p.read_bytes() in there]

''',
    "packed": r'''def packed(files, archive):
    """The files that an archive holds, as big as they are."""
    if zipfile.is_zipfile(archive):
        sizes = {i.filename: i.file_size for i in zipfile.ZipFile(archive).infolist()}
    else:
        sizes = {m.name: m.size for m in tarfile.open(archive).getmembers()}
    return [p for p in files if sizes.get(p.as_posix()) == p.stat().st_size]

''',
    "newest_called": r'''def newest_called(name):
    """The file of this name that was made last: old.zip, or old (2).zip when that was taken."""
    path = Path(name)
    found = [p for p in path.parent.glob("*") if p.suffix == path.suffix
        and re.fullmatch(re.escape(path.stem) + r"( \(\d+\))?", p.stem)]
    if not found:
        raise FileNotFoundError(f"no {name}")
    return max(found, key=lambda p: p.stat().st_mtime)

''',
    "converted": r'''def converted(files, ending):
    """The pictures of which there is one of another ending beside them, as large as they are."""
    def made(path):
        found = [p for p in path.parent.glob("*") if p.suffix.lower() == ending
            and re.fullmatch(re.escape(path.stem) + r"( \(\d+\))?", p.stem)]
        return any(open_image(p).size == open_image(path).size for p in found)
    return [p for p in files if p.suffix.lower() != ending and made(p)]

''',
}
