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
    """Pairs of files, one of each folder, with the same content; empty files do not count."""
    known = {}
    for p in visible(second):
        if p.stat().st_size:
            known.setdefault(hashlib.sha256(p.read_bytes()).digest(), []).append(p)
    return [(p, q) for p in visible(first)
        for q in known.get(hashlib.sha256(p.read_bytes()).digest(), [])]

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
