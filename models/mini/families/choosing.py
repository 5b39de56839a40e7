"""More nouns and clauses that choose files, and more that is done with the chosen ones."""

from __future__ import annotations

NOUNS: dict[str, str] = {
    "selection.kind_screenshots": "files = [p for p in files if is_screenshot(p)]",
    "selection.kind_presentations": "files = [p for p in files if is_presentation(p)]",
    "selection.kind_ebooks": "files = [p for p in files if is_ebook(p)]",
    "selection.kind_fonts": "files = [p for p in files if is_font(p)]",
    "selection.no_ext": "files = [p for p in files if not p.suffix]",
}

RANKS: dict[str, str] = {
    "selection.the_oldest": "files = sorted(files, key=lambda p: p.stat().st_mtime)[:1]",
    "selection.the_smallest": "files = sorted(files, key=lambda p: p.stat().st_size)[:1]",
}

CLAUSES: dict[str, str] = {
    "selection.except_folder": 'files = outside(files, "@folder2@")',
    "selection.except_name": (
        'files = [p for p in files if "@part@".lower() not in p.name.lower()]'
    ),
    "selection.except_file": 'files = without(files, "@file@")',
    "selection.except_ext": 'files = [p for p in files if not p.name.lower().endswith(".@ext2@")]',
    "selection.with_text": 'files = [p for p in files if mentions(p, "@text@")]',
    "selection.newer_than": 'files = newer_than(files, "@file@")',
    "selection.size_between": (
        "files = [p for p in files "
        'if in_bytes("@size@") <= p.stat().st_size <= in_bytes("@size2@")]'
    ),
    "selection.hours": (
        "files = [p for p in files if p.stat().st_mtime >= time.time() - 3600 * @n@]"
    ),
    "selection.two_folders": 'files = inside(files, "@folder@", "@folder2@")',
}

_NUMBERED = "numbered = {p: n for n, p in enumerate(files, 1)}\n"
_RENAMED = 'print(f"Renamed {told(done)}.")\n'
_MADE = "made = (({path}, {image}) for p in pictures_of(files))\n"


def _made(image: str, word: str, first: str = "", path: str = "p") -> str:
    """Lines that make a picture of each file; the last one says where they are saved."""
    return first + _MADE.format(path=path, image=image) + f'save_all(made, "{word}")\n'


SAVED_INTO = 'save_all_into(made, "@dest@")\n'
SAVED_OVER = "replace_all(made)\n"
"""What stands in place of the last line of an action on pictures."""

IN_MB = """\
size = sum(p.stat().st_size for p in files)
print(f"{size / 1024 ** 2:,.2f} MB in all.")
"""
ONLY_IN = 'files = inside(files, "@folder@")'
"""What a follow-up may ask for."""

ACTIONS: dict[str, str] = {
    "action.by_year": 'arrange(files, folder, lambda p: f"{changed(p):%Y}")\n',
    "action.by_month": 'arrange(files, folder, lambda p: f"{changed(p):%Y-%m}")\n',
    "action.by_ext": ('arrange(files, folder, lambda p: p.suffix.lower()[1:] or "no extension")\n'),
    "action.by_kind": "arrange(files, folder, kind_of)\n",
    "action.by_letter": "arrange(files, folder, lambda p: p.name[0].upper())\n",
    "action.move_here": """\
target = Path(".")
files = [p for p in files if p.parent != target]
for p in files:
    shutil.move(p, free(target / p.name))
print(f"Moved {told(files)} to this folder.")
""",
    "action.copy_here": """\
target = Path(".")
files = [p for p in files if p.parent != target]
for p in files:
    shutil.copy2(p, free(target / p.name))
print(f"Copied {told(files)} to this folder.")
""",
    "action.touch": """\
for p in files:
    p.touch()
print(f"Changed now: {told(files)}.")
""",
    "action.number_padded": 'name = "@name@"\n'
    + _NUMBERED
    + 'done = rename_all(files, lambda p: f"{name}_{numbered[p]:03d}{p.suffix}")\n'
    + _RENAMED,
    "action.number_front": _NUMBERED
    + 'done = rename_all(files, lambda p: f"{numbered[p]}_{p.name}")\n'
    + _RENAMED,
    "action.title_names": (
        "done = rename_all(files, lambda p: p.stem.title() + p.suffix)\n" + _RENAMED
    ),
    "action.count_and_size": "show_files(files)\n",
    "action.any": 'print(f"Yes: {told(files)}." if files else "No, there are none.")\n',
    "action.paths": """\
for p in files:
    print(p.resolve())
print(f"{times(len(files), 'file')} in all.")
""",
    "action.count_by_ext": 'tally(Counter(p.suffix.lower() or "(none)" for p in files))\n',
    "action.count_by_folder": "tally(Counter(str(p.parent) for p in files))\n",
    "action.size_by_folder": """\
sizes = Counter()
for p in files:
    sizes[str(p.parent)] += p.stat().st_size
tally(sizes, readable)
""",
    "action.names_to": """\
new = free(Path("@out@"))
write(new, "".join(f"{p.as_posix()}\\n" for p in files))
print(f"Wrote the names of {told(files)} to {new}.")
""",
    "action.keep_newest": """\
files = sorted(files, key=lambda p: p.stat().st_mtime, reverse=True)[@n@:]
for p in files:
    p.unlink()
print(f"Deleted {told(files)}; the newest are kept.")
""",
    "action.backup": """\
for p in files:
    shutil.copy2(p, free(p.with_name(p.name + ".bak")))
print(f"Made backup copies of {told(files)}.")
""",
    "action.checksums": """\
for p in files:
    print(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p}")
print(f"{times(len(files), 'file')} in all.")
""",
    "action.read_only": """\
for p in files:
    p.chmod(p.stat().st_mode & ~0o222)
print(f"Read-only now: {told(files)}.")
""",
    "action.executable": """\
for p in files:
    p.chmod(p.stat().st_mode | 0o111)
print(f"Executable now: {told(files)}.")
""",
    "action.lines": 'counted(files, lambda text: len(text.splitlines()), "line")\n',
    "action.words": 'counted(files, lambda text: len(text.split()), "word")\n',
    "action.characters": 'counted(files, len, "character")\n',
    "action.search": 'wanted = "@text@"\nfound_lines(files, wanted)\n',
    "action.search_count": (
        'wanted = "@text@"\nwanted = as_written(wanted, *files)\n'
        'counted(files, lambda text: text.lower().count(wanted.lower()), "time")\n'
    ),
    "action.replace_text": """\
old, new = "@text@", "@to@"
save_replaced(files, old, new)
""",
    "action.merge": """\
new = free(Path("@out@"))
files = [p for p in files if p != new and is_text(p)]
write(new, "".join(read(p).rstrip("\\n") + "\\n" for p in files))
print(f"Joined {told(files)} into {new}.")
""",
    "action.image_resize": _made("to_width(open_image(p), width)", "resized", "width = @width@\n"),
    "action.image_longest": _made("to_side(open_image(p), side)", "resized", "side = @n@\n"),
    "action.image_scale": _made(
        "ImageOps.scale(open_image(p), percent / 100)", "resized", "percent = @n@\n"
    ),
    "action.image_halve": _made("ImageOps.scale(open_image(p), 0.5)", "half"),
    "action.image_thumbnail": _made("small(open_image(p), side)", "thumbnail", "side = @n@\n"),
    "action.image_convert": _made(
        "open_image(p)", "", 'ending = ".@format@".lower()\n', "p.with_suffix(ending)"
    ),
    "action.image_grey": _made('open_image(p).convert("L")', "grey"),
    "action.image_right": _made("open_image(p).rotate(-90, expand=True)", "rotated"),
    "action.image_left": _made("open_image(p).rotate(90, expand=True)", "rotated"),
    "action.image_compress": (
        "for p in pictures_of(files):\n"
        '    save_image(open_image(p), free(p.with_name(p.stem + "_small.jpg")), quality=70)\n'
        'print(f"Compressed {told(pictures_of(files))}.")\n'
    ),
    "action.image_strip": _made("bare(open_image(p))", "clean"),
    "action.image_sizes": """\
for p in pictures_of(files):
    image = open_image(p)
    print(f"{p}: {image.width} x {image.height} pixels")
print(f"{times(len(pictures_of(files)), 'picture')}.")
""",
    "action.image_sheet": (
        "sheet = contact_sheet(pictures_of(files))\n" + 'save_image(sheet, free(Path("@out@")))\n'
    ),
    "action.image_pdf": 'save_pdf(pictures_of(files), "@out@")\n',
    "action.image_gif": 'save_gif(pictures_of(files), "@out@")\n',
}

REQUESTS: dict[str, str] = {
    "find.only_in": """\
first, second = folder_of("@folder@"), folder_of("@folder2@")
only = [name for name in in_folders(first) if name not in in_folders(second)]
print(f"Only in {first}, not in {second}: {told(only)}.")
""",
    "find.in_both": """\
first, second = folder_of("@folder@"), folder_of("@folder2@")
both = [name for name in in_folders(first) if name in in_folders(second)]
print(f"Both in {first} and in {second}: {told(both)}.")
""",
    "find.biggest_folder": """\
sizes = {p: sum(q.stat().st_size for q in contents(p)) for p in folders_here()}
biggest = max(sizes, key=sizes.get, default=None)
print(f"{biggest} with {readable(sizes[biggest])}." if sizes else "There is no folder here.")
""",
    "find.newest_folder": """\
times_ = {p: max([q.stat().st_mtime for q in contents(p)] or [0]) for p in folders_here()}
newest = max(times_, key=times_.get, default=None)
print(f"{newest}, changed {datetime.fromtimestamp(times_[newest]):%Y-%m-%d %H:%M}."
    if times_ else "There is no folder here.")
""",
    "find.folders_in": """\
folder = folder_of("@folder@")
found = [p.name for p in folders_here(folder)]
print(f"{times(len(found), 'folder')} in {folder}: {', '.join(found) or 'none'}.")
""",
    "find.count_folders": """\
deep = folders_here(deep=True)
print(f"{times(len(folders_here()), 'folder')} here, {len(deep)} with all subfolders.")
""",
    "find.folders_named": """\
part = "@part@"
found = [str(p) for p in folders_here(deep=True) if part.lower() in p.name.lower()]
print(f"Folders with {part} in the name: {', '.join(found) or 'none'}.")
""",
    "find.tree_of": """\
folder = folder_of("@folder@")
for p in sorted(folder.rglob("*")):
    parts = p.relative_to(folder).parts
    if not any(part.startswith(".") for part in parts):
        print("    " * (len(parts) - 1) + p.name + ("/" if p.is_dir() else ""))
print(f"{times(len(visible(folder)), 'file')} in {folder}.")
""",
    "find.duplicates_in": """\
folder = folder_of("@folder@")
groups = duplicates(visible(folder))
for group in groups:
    print("Same content: " + ", ".join(map(str, group)))
print(f"{len(groups)} groups of identical files.")
""",
    "find.duplicate_names": """\
counts = Counter(p.name.lower() for p in visible(Path(".")))
for name, n in counts.items():
    if n > 1:
        print(f"{name}: {', '.join(str(p) for p in visible(Path('.')) if p.name.lower() == name)}")
print(f"{times(sum(n > 1 for n in counts.values()), 'name')} more than once.")
""",
    "find.copies_of": """\
path = locate("@file@")
found = [p for p in visible(Path(".")) if not p.samefile(path)
    and p.read_bytes() == path.read_bytes()]
print(f"Same content as {path}: {told(found)}.")
""",
    "find.same": """\
first, second = locate("@file@"), locate("@file2@")
same = first.read_bytes() == second.read_bytes()
print(f"{'Yes' if same else 'No'}: {first} and {second} {'are' if same else 'are not'} identical.")
""",
    "find.newer_of": """\
files = [locate("@file@"), locate("@file2@")]
newest = max(files, key=lambda p: p.stat().st_mtime)
for p in files:
    print(f"{p}: changed {datetime.fromtimestamp(p.stat().st_mtime):%Y-%m-%d %H:%M:%S}")
print(f"{newest} is newer.")
""",
    "find.larger_of": """\
files = [locate("@file@"), locate("@file2@")]
largest = max(files, key=lambda p: p.stat().st_size)
for p in files:
    print(f"{p}: {readable(p.stat().st_size)}")
print(f"{largest} is larger." if files[0].stat().st_size != files[1].stat().st_size
    else "Both have the same size.")
""",
    "find.checksum_is": """\
path = locate("@file@")
wanted = "@string@"
kinds = {32: "md5", 40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}
digest = hashlib.new(kinds.get(len(wanted), "sha256"), path.read_bytes()).hexdigest()
print(f"Yes, {path} has this checksum." if digest == wanted.lower() else
    f"No, the checksum of {path} is {digest}.")
""",
    "find.longest_name": """\
longest = max(visible(Path(".")), key=lambda p: len(p.name), default=None)
print(f"{longest} with {len(longest.name)} characters." if longest else "There is no file here.")
""",
    "find.type": 'path = locate("@file@")\nprint(f"{path} is {sort_of(path)}.")\n',
    "find.when": """\
path = locate("@file@")
when = datetime.fromtimestamp(path.stat().st_mtime)
print(f"{path} was last changed {when:%Y-%m-%d %H:%M}.")
""",
    "find.how_big": """\
path = locate("@file@")
print(f"{path}: {readable(sum(p.stat().st_size for p in contents(path)))}.")
""",
    "find.full_path": 'path = locate("@file@")\nprint(path.resolve())\n',
    "move.merge_folders": """\
source, target = exactly("@folder@"), folder_of("@folder2@")
files = contents(source)
for p in files:
    new = free(target / p.relative_to(source))
    new.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(p, new)
for p in [*sorted(source.rglob("*"), reverse=True), source]:
    p.rmdir()
print(f"Moved {told(files)} into {target} and removed {source}.")
""",
    "move.backup_file": """\
path = locate("@file@")
new = shutil.copy2(path, free(path.with_stem(path.stem + "_backup")))
print(f"Copied {path} to {new}.")
""",
    "move.backup_folder": """\
source = folder_of("@folder@")
new = shutil.copytree(source, free(source.with_name(source.name + "_backup")))
print(f"Copied the folder {source} to {new}.")
""",
    "move.mkdir_months": """\
folders = [Path(f"{n:02d} {date(2000, n, 1):%B}") for n in range(1, 13)]
for folder in folders:
    folder.mkdir(parents=True, exist_ok=True)
print(f"Made {len(folders)} folders: {', '.join(map(str, folders))}.")
""",
    "move.mkdir_years": """\
first, last = @year@, @year2@
folders = [Path(str(n)) for n in range(first, last + 1)]
for folder in folders:
    folder.mkdir(parents=True, exist_ok=True)
print(f"Made {len(folders)} folders: {', '.join(map(str, folders))}.")
""",
    "move.mkdir_inside": """\
name = "@folder@"
folder = folder_of("@folder2@") / name
folder.mkdir(parents=True, exist_ok=True)
print(f"Made the folder {folder}.")
""",
    "move.read_only": """\
path = exactly("@file@")
path.chmod(path.stat().st_mode & ~0o222)
print(f"{path} is read-only now.")
""",
    "move.executable": """\
path = exactly("@file@")
path.chmod(path.stat().st_mode | 0o111)
print(f"{path} is executable now.")
""",
    "move.overwrite": """\
source = exactly("@file@")
target = exactly("@file2@")
shutil.copy2(source, target)
print(f"{target} has the contents of {source} now.")
""",
    "move.here": """\
path = locate("@file@")
new = path if path.parent == Path(".") else shutil.move(path, free(Path(path.name)))
print(f"{path} is here now, as {new}.")
""",
    "move.date_name": """\
path = exactly("@file@")
new = path.rename(free(path.with_name(f"{changed(path)}_{path.name}")))
print(f"Renamed {path} to {new}.")
""",
    "archive.zip_each": """\
folders = folders_here()
for source in folders:
    archive = free(Path(source.name + ".zip"))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
        for p in contents(source):
            z.write(p)
    print(f"{archive}: {times(len(contents(source)), 'file')}")
print(f"Packed {times(len(folders), 'folder')}.")
""",
    "archive.tar_folder": """\
source = folder_of("@folder@")
files = contents(source)
archive = free(Path(source.name + ".tar.gz"))
with tarfile.open(archive, "w:gz") as t:
    for p in files:
        t.add(p)
print(f"Packed {told(files)} into {archive}.")
""",
    "archive.add": """\
path = locate("@file@")
archive = locate("@archive@")
add_to_archive(archive, path)
print(f"Added {path} to {archive}, which holds {times(len(members(archive)), 'file')} now.")
""",
    "archive.count": """\
archive = locate("@archive@")
print(f"{archive} holds {times(len(members(archive)), 'file')}.")
""",
    "archive.size": """\
archive = locate("@archive@")
print(f"{archive} has {readable(unpacked_size(archive))} when it is unpacked.")
""",
    "archive.find": """\
name = "@file@"
archive = locate("@archive@")
found = [m for m in members(archive) if name.lower() in m.lower()]
print(f"Yes: {', '.join(found)}." if found else f"No, there is no {name} in {archive}.")
""",
    "archive.extract_ext": """\
ending = ".@ext@"
archive = locate("@archive@")
names = unpack(archive, archive.parent / plain_name(archive), ending)
print(f"Unpacked {len(names)} files from {archive}: {', '.join(names)}.")
""",
    "archive.extract_here": """\
archive = locate("@archive@")
names = unpack(archive, Path("."))
print(f"Unpacked {len(names)} files into this folder: {', '.join(names)}.")
""",
    "archive.test": """\
archive = locate("@archive@")
print(f"{archive} is damaged: {damage(archive)}." if damage(archive) else f"{archive} is intact.")
""",
}
