"""Small functions about folders as wholes: what is new in one, what two have in common."""

DEFINITIONS = {
    "newer_files": r'''def newer_files(source, target):
    """The files of a folder that another one lacks, or has in an older state."""
    def wanted(path):
        other = target / path.relative_to(source)
        return not other.is_file() or (
            path.stat().st_mtime > other.stat().st_mtime + 2
            and path.read_bytes() != other.read_bytes())
    return [p for p in visible(source) if wanted(p)]

''',
    "same_content": r'''def same_content(first, second):
    """Pairs of files, one of each folder, with the same content; where there are none, those
    within one of the folders. Empty files do not count."""
    def digest(path):
        return hashlib.sha256(path.read_bytes()).digest()
    known = {}
    for p in visible(second):
        if p.stat().st_size:
            known.setdefault(digest(p), []).append(p)
    pairs = [(p, q) for p in visible(first) for q in known.get(digest(p), []) if p != q]
    if not pairs and (alike := [*duplicates(visible(first)), *duplicates(visible(second))]):
        print(f"(No file of {first} is also in {second}; these are within one folder.)")
        pairs = [(group[0], p) for group in alike for p in group[1:]]
    return pairs

''',
    "drop_empty": r'''def drop_empty(folder):
    """Remove the folders below this one in which nothing is left; hidden ones stay."""
    for p in folders_here(folder, deep=True)[::-1]:
        if not p.is_symlink() and not any(p.iterdir()):
            p.rmdir()

''',
    "save_list": r'''def save_list(files, text):
    """Write a table of files: name, size in bytes, day and time of the last change."""
    new = free(Path(text if Path(text).suffix else f"{text}.csv"))
    files = [p for p in files if p != new]
    rows = [(str(p), p.stat().st_size, datetime.fromtimestamp(p.stat().st_mtime)) for p in files]
    table = [("name", "size", "changed"), *((n, s, f"{t:%Y-%m-%d %H:%M}") for n, s, t in rows)]
    new.parent.mkdir(parents=True, exist_ok=True)
    with new.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(table)
    print(f"Wrote {times(len(files), 'file')} with size and date to {new}.")

''',
}
