"""The steps of which answers about files consist: where to look, what is done, what is said."""

from __future__ import annotations

HERE = 'folder = Path(".")'
THERE = 'folder = folder_of("@folder@")'
AT = 'folder = place("@dest@")'
"""Where something is to be made, in a folder that may be new."""
EVERY = (
    'files = [p for p in sorted(folder.rglob("*")) if p.is_file() '
    'and "/." not in f"/{p.relative_to(folder).as_posix()}"]'
)
EVERY_HIDDEN = 'files = [p for p in sorted(folder.rglob("*")) if p.is_file()]'
DIRECT = (
    'files = [p for p in sorted(folder.glob("*")) if p.is_file() and not p.name.startswith(".")]'
)
DIRECT_HIDDEN = 'files = [p for p in sorted(folder.glob("*")) if p.is_file()]'

NAME_PART = 'files = [p for p in files if "@part@".lower() in p.name.lower()]'
BY_AGE = "files = sorted(files, key=lambda p: p.stat().st_mtime)[:]"
NEWEST_BEHIND = "files = sorted(files, key=lambda p: p.stat().st_mtime, reverse=True)[@n@:]\n"

MOVE = """\
target = place("@dest@")
files = [p for p in files if target not in p.parents]
for p in files:
    target.mkdir(parents=True, exist_ok=True)
    shutil.move(p, free(target / p.name))
print(f"Moved {told(files)} to {target}.")
"""
COPY = """\
target = place("@dest@")
files = [p for p in files if target not in p.parents]
for p in files:
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy2(p, free(target / p.name))
print(f"Copied {told(files)} to {target}.")
"""
ZIP = """\
archive = free(Path(with_ending("@archive@", ".zip")))
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
    for p in files:
        z.write(p)
print(f"Packed {told(files)} into {archive}.")
"""
TAR = """\
archive = free(Path(tar_name("@archive@")))
with tarfile.open(archive, "w:gz") as t:
    for p in files:
        t.add(p)
print(f"Packed {told(files)} into {archive}.")
"""
DELETE = """\
for p in files:
    p.unlink()
print(f"Deleted {told(files)}.")
"""
ONE_KEPT = """\
for p in files:
    p.unlink()
print(f"Deleted {told(files)}; one of each is kept.")
"""
FLATTEN = (
    "files = [p for p in files if p.parent != folder]\n"
    "for p in files:\n"
    "    shutil.move(p, free(folder / p.name))\n"
    'print(f"Moved {told(files)} up into {folder}.")\n'
)
RENAMED = """\
print(f"Renamed {told(done)}.")
"""
NUMBERED = "numbered = {p: n for n, p in enumerate(files, 1)}\n"
MADE = """\
for folder in folders:
    folder.mkdir(parents=True, exist_ok=True)
print(f"Made {len(folders)} folders: {', '.join(map(str, folders))}.")
"""
MADE_NAMED = "folders = [folder / name for name in names]\n" + MADE
WITH_ENDING = "new = new if new.suffix or path.is_dir() else new.with_suffix(path.suffix)\n"
"""A new name without an ending keeps the old one."""
EXTRACT = """\
target = archive.parent / plain_name(archive)
names = unpack(archive, target)
print(f"Unpacked {len(names)} files into {target}: {', '.join(names)}.")
"""
ALL_UNPACKED = 'print(f"{len(archives)} archives unpacked.")\n'


def without_optional(code: str, slots: dict[str, str]) -> str:
    """The template for a request that left out where, or a third folder."""
    if slots.get("folder3") == "":
        code = code.replace(', "@folder3@"', "")
    if slots.get("folder") == "":
        code = code.replace(THERE, HERE)
    if slots.get("dest") == "":
        code = code.replace(AT, HERE).replace(', "@dest@")', ")")
    if slots.get("name2") == "":
        code = code.replace(', "@name2@")', ")")
    return code
