"""Small functions about kinds of files, renaming, copies and archives that answers carry along."""
# ruff: noqa: E501 - backslashes are doubled here; in the answers the lines are shorter

DEFINITIONS = {
    "is_image": """\
def is_image(path):
    kinds = "jpg jpeg png gif webp bmp tif tiff heic svg raw cr2 nef ico avif"
    return path.suffix.lower()[1:] in kinds.split()

""",
    "is_document": """\
def is_document(path):
    kinds = "pdf doc docx odt rtf txt md tex pages ppt pptx odp epub"
    return path.suffix.lower()[1:] in kinds.split()

""",
    "is_spreadsheet": """\
def is_spreadsheet(path):
    return path.suffix.lower()[1:] in "xlsx xls xlsm ods csv tsv numbers".split()

""",
    "is_archive": """\
def is_archive(path):
    return path.suffix.lower()[1:] in "zip tar gz tgz bz2 xz 7z rar".split()

""",
    "is_code": """\
def is_code(path):
    kinds = "py ipynb js ts jsx tsx java c h cpp hpp cs go rs rb php sh bat pl r sql swift kt lua"
    more = "html css scss vue gd dart ex exs hs scala clj jl m mm ps1 vb fs zig nim groovy glsl svelte"
    return path.suffix.lower()[1:] in [*kinds.split(), *more.split()]

""",
    "is_video": """\
def is_video(path):
    return path.suffix.lower()[1:] in "mp4 mov avi mkv webm m4v wmv flv mpg mpeg".split()

""",
    "is_audio": """\
def is_audio(path):
    return path.suffix.lower()[1:] in "mp3 wav flac ogg m4a aac wma opus aiff mid".split()

""",
    "is_temporary": """\
def is_temporary(path):
    name = path.name.lower()
    return name.endswith((".tmp", ".temp", ".bak", ".swp", "~")) or name.startswith("~$") or (
        name in (".ds_store", "thumbs.db", "desktop.ini"))

""",
    "kind_of": '''\
def kind_of(path):
    """The folder in which a file of this ending belongs."""
    kinds = {
        "Images": "jpg jpeg png gif webp bmp tif tiff heic svg raw",
        "Documents": "pdf doc docx odt rtf txt md tex ppt pptx odp epub",
        "Spreadsheets": "xlsx xls xlsm ods csv tsv",
        "Archives": "zip tar gz tgz bz2 xz 7z rar",
        "Code": "py ipynb js ts java c h cpp cs go rs rb php sh r sql html css json",
        "Videos": "mp4 mov avi mkv webm m4v wmv",
        "Audio": "mp3 wav flac ogg m4a aac wma",
    }
    ending = path.suffix.lower()[1:]
    return next((kind for kind, endings in kinds.items() if ending in endings.split()), "Other")

''',
    "rename_all": '''\
def rename_all(files, new_name):
    """Give each file its new name; a name that is taken gets a number. Returns what changed."""
    done = []
    for p in files:
        new = p.with_name(new_name(p))
        if new.name != p.name:
            same = new.exists() and new.samefile(p)
            done.append(p.rename(new if same else free(new)))
    return done

''',
    "contents": '''\
def contents(path):
    """All files of a folder, or the file itself."""
    return sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]

''',
    "duplicates": '''\
def duplicates(files):
    """Groups of files with the same content, the oldest of each group first."""
    same = {}
    for p in sorted(files, key=lambda p: (p.stat().st_mtime, len(p.parts), p)):
        if p.stat().st_size and "/." not in f"/{p.as_posix()}":
            same.setdefault(hashlib.sha256(p.read_bytes()).digest(), []).append(p)
    return [group for group in same.values() if len(group) > 1]

''',
    "sort_into": '''\
def sort_into(files, name_of):
    """Move each file into the folder that `name_of` gives for it; names that are taken are kept."""
    for p in files:
        target = p.parent / name_of(p)
        target.mkdir(exist_ok=True)
        new = shutil.move(p, free(target / p.name))
        print(f"{p} -> {new}")
    print(f"Moved {told(files)} into folders.")

''',
    "members": '''\
def members(archive):
    """The names of the files in an archive."""
    if zipfile.is_zipfile(archive):
        return [name for name in zipfile.ZipFile(archive).namelist() if not name.endswith("/")]
    return [m.name for m in tarfile.open(archive).getmembers() if m.isfile()]

''',
    "unpack": '''\
def unpack(archive, target, only=""):
    """Unpack an archive into a folder. Nothing lands outside it; names that are taken are kept."""
    with tempfile.TemporaryDirectory() as fresh:
        if zipfile.is_zipfile(archive):
            zipfile.ZipFile(archive).extractall(fresh)
        else:
            tarfile.open(archive).extractall(fresh, filter="data")
        found = list(Path(fresh).iterdir())
        same = len(found) == 1 and found[0].is_dir() and found[0].name == target.name
        top = found[0] if same else Path(fresh)
        files = [p for p in contents(top) if only.lower() in p.relative_to(fresh).as_posix().lower()]
        words = [folded(w) for w in only.split() if only[0] != "."]
        files = files or [p for p in contents(top)
            if words and all(w in folded(p.relative_to(fresh)) for w in words)]
        for p in files:
            new = free(target / (p.name if only else p.relative_to(top)))
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(p, new)
    return [str(p.relative_to(top)) for p in files]

''',
    "plain_name": '''\
def plain_name(archive):
    """The archive's name without .zip, .tar.gz and the like."""
    return re.sub(r"(\\.tar)?\\.\\w+$", "", archive.name)

''',
    "with_ending": '''\
def with_ending(name, ending):
    """The name, with the ending added when it is missing."""
    return name if name.lower().endswith(ending) else name + ending

''',
    "tar_name": '''\
def tar_name(name):
    """The name, with .tar.gz added when it has no such ending."""
    return name if name.lower().endswith((".tar.gz", ".tgz", ".tar")) else name + ".tar.gz"

''',
}
