"""Random values for slots: names of files, folders and columns as people have them."""

from __future__ import annotations

import random
from collections.abc import Callable

WORDS = [
    "report",
    "invoice",
    "budget",
    "summary",
    "notes",
    "draft",
    "letter",
    "contract",
    "photo",
    "scan",
    "plan",
    "meeting",
    "list",
    "data",
    "result",
    "backup",
    "archive",
    "project",
    "client",
    "order",
    "tax",
    "receipt",
    "holiday",
    "wedding",
    "garden",
    "kitchen",
    "school",
    "lecture",
    "thesis",
    "chapter",
    "recipe",
    "menu",
    "song",
    "demo",
    "test",
    "sample",
    "config",
    "log",
    "server",
    "export",
    "import",
    "customer",
    "supplier",
    "product",
    "stock",
    "price",
    "sales",
    "staff",
    "team",
    "member",
    "event",
    "ticket",
    "travel",
    "flight",
    "hotel",
    "insurance",
    "bank",
    "account",
    "salary",
    "rent",
    "car",
    "bike",
    "dog",
    "cat",
    "house",
    "office",
    "paper",
    "study",
    "lesson",
    "exam",
    "homework",
    "grade",
    "weather",
    "sensor",
    "measure",
    "survey",
    "answer",
    "question",
    "inventory",
    "warehouse",
    "delivery",
    "shipping",
    "returns",
    "newsletter",
    "campaign",
    "poster",
    "flyer",
    "logo",
    "icon",
    "banner",
    "cover",
    "portrait",
    "sunset",
    "beach",
    "mountain",
    "city",
    "paris",
    "rome",
    "berlin",
    "tokyo",
    "lisbon",
    "oslo",
    "anna",
    "ben",
    "carla",
    "david",
    "emma",
    "felix",
    "grace",
    "hugo",
    "ines",
    "jonas",
    "klara",
    "liam",
    "maria",
    "nora",
    "oscar",
    "paula",
    "quentin",
    "rosa",
    "simon",
    "tina",
    "ursula",
    "victor",
    "wendy",
    "yusuf",
    "zoe",
    "alpha",
    "beta",
    "gamma",
    "delta",
    "red",
    "blue",
    "green",
    "yellow",
    "black",
    "white",
    "old",
    "new",
    "final",
    "temp",
    "misc",
    "work",
    "home",
    "private",
    "public",
    "shared",
    "common",
    "main",
    "basic",
    "extra",
    "first",
    "second",
    "last",
    "summer",
    "winter",
    "spring",
    "autumn",
    "january",
    "march",
    "june",
    "september",
    "december",
    "monday",
    "friday",
    "quarter",
    "annual",
    "weekly",
    "daily",
    "rechnung",
    "bilder",
    "urlaub",
    "vertrag",
    "factura",
    "fotos",
    "facture",
    "café",
    "müller",
    "straße",
    "niño",
    "résumé",
    "übersicht",
    "añejo",
]

EXTENSIONS = [
    "pdf",
    "txt",
    "csv",
    "jpg",
    "png",
    "docx",
    "xlsx",
    "mp3",
    "mp4",
    "zip",
    "py",
    "md",
    "json",
    "html",
    "log",
    "jpeg",
    "gif",
    "xml",
    "doc",
    "xls",
    "pptx",
    "mov",
    "wav",
    "svg",
    "js",
    "css",
    "yaml",
    "tsv",
    "odt",
    "tar.gz",
    "ini",
    "bak",
    "tmp",
    "heic",
    "webp",
    "epub",
    "rar",
    "sql",
    "sh",
    "java",
    "cpp",
    "c",
    "rs",
    "go",
    "ts",
    "ipynb",
    "tif",
    "raw",
    "psd",
    "ods",
    "rtf",
    "flac",
    "avi",
    "mkv",
    "toml",
    "cfg",
    "dat",
    "bin",
    "iso",
    "dmg",
    "exe",
    "vcf",
    "ics",
    "eml",
    "gpx",
    "stl",
    "step",
    "dxf",
    "kml",
    "parquet",
    "srt",
    "blend",
    "fig",
    "tex",
    "bib",
    "key",
    "nef",
    "7z",
    "xyz",
    "foo",
    "abc",
    "q3",
    "cr2",
]

KIND_WORDS: dict[str, str] = {
    "images": "selection.kind_images",
    "photos": "selection.kind_images",
    "pictures": "selection.kind_images",
    "pics": "selection.kind_images",
    "documents": "selection.kind_documents",
    "docs": "selection.kind_documents",
    "spreadsheets": "selection.kind_spreadsheets",
    "archives": "selection.kind_archives",
    "scripts": "selection.kind_code",
    "source files": "selection.kind_code",
    "code files": "selection.kind_code",
    "videos": "selection.kind_videos",
    "movies": "selection.kind_videos",
    "songs": "selection.kind_audio",
    "music files": "selection.kind_audio",
    "audio files": "selection.kind_audio",
}
COLUMNS = [
    "amount",
    "price",
    "cost",
    "total",
    "quantity",
    "qty",
    "age",
    "salary",
    "name",
    "city",
    "country",
    "region",
    "date",
    "status",
    "category",
    "product",
    "customer",
    "email",
    "phone",
    "id",
    "score",
    "rating",
    "weight",
    "height",
    "temperature",
    "department",
    "team",
    "year",
    "month",
    "hours",
    "rate",
    "discount",
    "tax",
    "revenue",
    "profit",
    "units",
    "stock",
    "title",
    "author",
    "genre",
    "gender",
    "grade",
    "points",
    "visits",
    "clicks",
    "duration",
    "distance",
    "speed",
    "state",
    "zip",
    "code",
    "type",
    "color",
    "size",
    "brand",
    "supplier",
    "order_id",
    "customer_id",
    "first_name",
    "last_name",
    "order_date",
    "unit_price",
    "net_amount",
    "amount_eur",
    "created_at",
    "due_date",
    "birth_date",
    "start",
    "end",
    "balance",
    "budget",
    "level",
    "priority",
    "owner",
    "project",
    "store",
    "channel",
    "segment",
    "currency",
    "postcode",
    "street",
    "company",
    "position",
    "experience",
    "bonus",
    "humidity",
    "pressure",
    "calories",
    "steps",
]
CITIES = [
    "Berlin",
    "Paris",
    "London",
    "Madrid",
    "Rome",
    "Oslo",
    "Vienna",
    "Lisbon",
    "Tokyo",
    "Boston",
    "Chicago",
    "Denver",
    "Austin",
    "Munich",
    "Hamburg",
    "Zürich",
    "Málaga",
    "North",
    "South",
    "East",
    "West",
    "open",
    "closed",
    "paid",
    "pending",
    "shipped",
    "cancelled",
    "new",
    "active",
    "inactive",
    "yes",
    "no",
    "red",
    "blue",
    "green",
    "small",
    "medium",
    "large",
    "A",
    "B",
    "C",
    "HR",
    "Sales",
    "IT",
    "Marketing",
    "Finance",
    "Smith",
    "Garcia",
    "Müller",
    "Anna",
    "Ben",
    "Carla",
    "apple",
    "banana",
    "coffee",
    "tea",
    "book",
    "chair",
    "laptop",
    "online",
    "retail",
    "Germany",
    "France",
    "Spain",
    "Italy",
    "Norway",
    "USA",
]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
UNITS = [
    ("km", "miles"), ("miles", "km"), ("kg", "pounds"), ("lbs", "kg"), ("celsius", "fahrenheit"),
    ("fahrenheit", "celsius"), ("F", "C"), ("°C", "°F"), ("feet", "meters"), ("metres", "feet"),
    ("inches", "cm"), ("cm", "inches"), ("liters", "gallons"), ("gallons", "litres"),
    ("ounces", "grams"), ("grams", "oz"), ("hours", "minutes"), ("days", "hours"),
    ("minutes", "seconds"), ("weeks", "days"), ("GB", "MB"), ("mb", "kb"), ("mph", "kmh"),
    ("km/h", "mph"), ("stone", "kg"), ("yards", "meters"), ("cups", "ml"), ("tons", "kg"),
    ("acres", "hectares"), ("mm", "cm"), ("m", "km"), ("seconds", "minutes"), ("kelvin", "celsius"),
]  # fmt: skip
COMMANDS = """ls -la|df -h|free -m|uname -a|whoami|pwd|date|du -sh *|ps aux|git status|git log --oneline
|wc -l *.txt|cat notes.txt|head -n 5 data.csv|grep -r TODO .|find . -name "*.py"|echo hello|uptime
|env|pip list|python --version|ls -lh|tree|sort names.txt|git diff --stat|hostname|ls *.pdf
|make test|npm test|cargo build|pytest -q|tail -f log.txt|id|which python3|du -h --max-depth=1|cal
|ip addr|mount|lsblk|nproc|md5sum a.zip|ping -c 1 localhost|git branch -a|tar tf b.tar.gz|stat a.txt""".replace(
    "\n", ""
).split("|")
PROGRAMS = [
    "git",
    "python3",
    "ffmpeg",
    "node",
    "npm",
    "docker",
    "java",
    "gcc",
    "make",
    "curl",
    "wget",
    "rsync",
    "ssh",
    "vim",
    "nano",
    "perl",
    "ruby",
    "cargo",
    "go",
    "php",
    "pandoc",
    "convert",
    "tar",
    "zip",
    "tmux",
    "htop",
    "jq",
    "sqlite3",
    "psql",
    "mysql",
    "code",
    "R",
    "julia",
]
PACKAGES = [
    "numpy",
    "pandas",
    "pillow",
    "matplotlib",
    "requests",
    "scipy",
    "flask",
    "django",
    "torch",
    "openpyxl",
    "rich",
    "typer",
    "jinja2",
    "pytest",
    "black",
    "ruff",
    "polars",
    "httpx",
    "sqlalchemy",
    "lxml",
]
VARIABLES = [
    "PATH",
    "HOME",
    "USER",
    "SHELL",
    "LANG",
    "EDITOR",
    "PWD",
    "JAVA_HOME",
    "PYTHONPATH",
    "DISPLAY",
    "TERM",
    "TZ",
]
NOUNS = ["files", "file", "documents", "things", "items"]
FORMATS = ["png", "jpg", "webp", "jpeg", "gif", "bmp", "tiff", "PNG", "JPG", "WEBP"]
IMAGE_ENDINGS = ["jpg", "png", "jpeg", "JPG", "gif", "webp", "bmp", "PNG", "tif"]
TEXT_ENDINGS = ["txt", "md", "log", "txt", "txt", "csv", "html", "py", "ini", "rst", "tex", "conf"]
TABLE_ENDINGS = ["csv", "csv", "csv", "csv", "xlsx", "xlsx", "tsv", "json", "xls", "CSV"]


def cased(rng: random.Random, word: str) -> str:
    turn = rng.random()
    return word if turn < 0.55 else word.capitalize() if turn < 0.88 else word.upper()


def number(rng: random.Random) -> str:
    turn = rng.random()
    if turn < 0.35:
        return str(rng.randint(1, 30))
    if turn < 0.6:
        return str(rng.randint(1990, 2027))
    if turn < 0.75:
        return str(rng.choice("0123456789")) * rng.randint(2, 4)
    return f"{rng.randint(0, 9999):0{rng.randint(2, 4)}d}"


def invented(rng: random.Random) -> str:
    """A word nobody has seen, so that copying is learnt and not remembering."""
    return "".join(
        rng.choice("bcdfghjklmnprstvwz") + rng.choice("aeiou")
        + (rng.choice("nrslmtk") if rng.random() < 0.3 else "")
        for _ in range(rng.randint(1, 3))
    )  # fmt: skip


def word(rng: random.Random) -> str:
    return rng.choice(WORDS) if rng.random() < 0.75 else invented(rng)


def stem(rng: random.Random, most: int = 3) -> str:
    n = rng.choices(range(1, most + 1), weights=[6, 4, 2][:most])[0]
    style = rng.choice(["{}"] * 2 + ["C", "A"])
    words = [word(rng) for _ in range(n)]
    if style == "C":
        words = [w.capitalize() for w in words]
    elif style == "A":
        words = [cased(rng, w) for w in words]
    if rng.random() < 0.3:
        words.append(number(rng))
    text = rng.choices([" ", "_", "-", ""], weights=[5, 4, 3, 1])[0].join(words)
    if rng.random() < 0.04:
        text += rng.choice([" (1)", " copy", "!", " & co", "_v2", ".old", " (final)"])
    return text


def file_name(rng: random.Random, endings: list[str] | None = None) -> str:
    ending = rng.choice(endings or (EXTENSIONS[:30] if rng.random() < 0.85 else EXTENSIONS))
    name = f"{stem(rng)}.{ending}"
    return f"{folder(rng)}/{name}" if rng.random() < 0.06 else name


COMMON_FOLDERS = """Downloads Documents Desktop Pictures Music Videos Photos Archive Backup Old New
Misc Inbox Screenshots Work Personal Projects Reports Invoices Receipts Images Data Logs Temp Music
src docs tests data logs build dist assets images backup archive old tmp output results reports
RecentDocs OldFiles ToSort ToDo BigFiles MyPhotos""".split()


def folder(rng: random.Random) -> str:
    turn = rng.random()
    if turn < 0.15:
        name = rng.choice(COMMON_FOLDERS)
    elif turn < 0.28:
        name = "".join(word(rng).capitalize() for _ in range(rng.randint(2, 3)))
    elif turn < 0.62:
        name = cased(rng, word(rng))
    else:
        name = stem(rng)
    if rng.random() < 0.12:
        name += "/" + (stem(rng, 2) if rng.random() < 0.6 else number(rng))
    if rng.random() < 0.05:
        name = rng.choice(["./" + name, name + "/", name + "/"])
    return name


def extension(rng: random.Random) -> str:
    return rng.choice(EXTENSIONS[:24] if rng.random() < 0.75 else EXTENSIONS)


def said_extension(rng: random.Random, ending: str) -> str:
    turn = rng.random()
    if turn < 0.5:
        return ending
    if turn < 0.72:
        return "." + ending
    return ending.upper() if turn < 0.93 else "." + ending.upper()


def size(rng: random.Random) -> str:
    n = rng.choice(["1", "2", "5", "10", "20", "50", "100", "500", "1.5", "3", "25", "200", "0.5"])
    if rng.random() < 0.3:
        n = str(rng.randint(1, 999))
    unit = rng.choice(["MB", "mb", "KB", "kb", "GB", "gb", "megabytes", "megs", "meg", "kilobytes",
                       "gigs", "M", "k", "K", "kB", "Mb", "bytes", "MiB", "G"])  # fmt: skip
    return n + ("" if rng.random() < 0.3 and unit != "bytes" else " ") + unit


def when(rng: random.Random, first: int = 1995, last: int = 2028) -> str:
    if rng.random() < 0.04:
        return rng.choice(["today", "tomorrow", "yesterday", "christmas", "Christmas", "new year"])
    y, m, d = rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28)
    name = MONTHS[m - 1]
    short = name[:3]
    th = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(d, "th")
    forms = [f"{y}-{m:02d}-{d:02d}"] * 5 + [
        f"{d} {name} {y}", f"{name} {d}, {y}", f"{d}.{m}.{y}", f"{short} {d} {y}",
        f"{d} {short} {y}", f"{d:02d}.{m:02d}.{y}", f"{name} {d}{th} {y}", f"{d}{th} {name} {y}",
        f"{name} {d}", f"{d} {name.lower()}", f"{m}/{d}/{y}", f"{y}/{m:02d}/{d:02d}",
        f"{name.lower()} {d} {y}",
    ]  # fmt: skip
    return rng.choice(forms)


def month(rng: random.Random) -> str:
    name = rng.choice(MONTHS)
    name = name if rng.random() < 0.6 else name.lower()
    name = name if rng.random() < 0.85 else name[:3]
    return name if rng.random() < 0.55 else f"{name} {rng.randint(2015, 2027)}"


def column(rng: random.Random) -> str:
    name = rng.choice(COLUMNS) if rng.random() < 0.8 else rng.choice([word, invented])(rng)
    turn = rng.random()
    if turn < 0.12:
        name += rng.choice([" ", "_"]) + word(rng)
    if turn > 0.8:
        name = name.capitalize()
    return name if rng.random() < 0.95 else name.upper()


def count(rng: random.Random) -> str:
    return str(
        rng.choice([2, 3, 5, 10, 20, 4, 7, 15]) if rng.random() < 0.7 else rng.randint(1, 99)
    )


def amount(rng: random.Random) -> str:
    turn = rng.random()
    if turn < 0.7:
        return str(rng.choice([10, 50, 100, 1000, 18, 30, 500, rng.randint(1, 99999)]))
    return f"{rng.uniform(0, 1000):.{rng.randint(1, 2)}f}"


IN_WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen""".split()


def in_words(n: str) -> str:
    """A small number as a word, others as they are."""
    return IN_WORDS[int(n)] if n.isdigit() and int(n) < len(IN_WORDS) else n


def written_amount(rng: random.Random, amount: str) -> str:
    """An amount as people write it: with a comma for thousands, or with a currency."""
    turn = rng.random()
    if turn < 0.08 and "." not in amount and len(amount) > 3:
        return f"{int(amount):,}"
    if turn < 0.14:
        return rng.choice(["${}", "{} €", "{}€", "€{}", "{} euros", "{} dollars", "£{}"]).format(
            amount
        )
    return amount


def text(rng: random.Random) -> str:
    return " ".join(cased(rng, word(rng)) for _ in range(rng.choice([1, 1, 1, 2, 2, 3])))


def phrase(rng: random.Random) -> str:
    return " ".join(word(rng) for _ in range(rng.randint(1, 5))) + rng.choice(
        ["", "", "", "!", "?"]
    )


def expression(rng: random.Random) -> str:
    def term(depth: int) -> str:
        if depth == 0 or rng.random() < 0.3:
            return amount(rng) if rng.random() < 0.5 else str(rng.randint(1, 99))
        sign = rng.choice([" + ", " - ", " * ", " / ", "*", "+", "-", "/"])
        inner = term(depth - 1) + sign + term(depth - 1)
        return f"({inner})" if rng.random() < 0.35 else inner

    made = (
        amount(rng) + rng.choice([" + ", " * ", " / ", " - ", "*", "+"]) + term(rng.randint(0, 2))
    )
    return made if rng.random() < 0.9 else f"{rng.randint(2, 30)}**{rng.randint(2, 9)}"


def numbers(rng: random.Random) -> str:
    join = rng.choice([", ", ", ", " ", " and ", ","])
    return join.join(
        str(rng.randint(0, 200)) if rng.random() < 0.8 else f"{rng.uniform(0, 90):.1f}"
        for _ in range(rng.randint(2, 6))
    )


def glob(rng: random.Random) -> str:
    return rng.choice(
        ["*.{e}", "{w}*", "*{w}*", "{w}_*.{e}", "*_{w}.{e}", "{w}?.{e}", "{w}*.{e}", "*{w}.{e}"]
    ).format(e=extension(rng), w=word(rng))


def archive(rng: random.Random) -> str:
    return stem(rng) + rng.choice([".zip", ".zip", ".zip", ".tar.gz", ".tgz", ".tar"])


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "ext": extension, "ext2": extension, "part": lambda r: word(r) if r.random() < 0.7 else stem(r),
    "glob": glob, "size": size, "n": count, "m": count, "noun": lambda r: r.choice(NOUNS),
    "date": when, "date2": when, "month": month, "year": lambda r: str(r.randint(1995, 2027)),
    "folder": folder, "folder2": folder, "folder3": folder, "dest": folder, "file": file_name,
    "file2": file_name, "archive": archive, "text": text, "to": text, "name": stem,
    "algorithm": lambda r: r.choice(["sha256", "md5", "sha1", "SHA256", "MD5", "sha512"]),
    "out": lambda r: file_name(r, TABLE_ENDINGS), "content": phrase,
    "table": lambda r: file_name(r, TABLE_ENDINGS), "table2": lambda r: file_name(r, TABLE_ENDINGS),
    "col": column, "col2": column, "by": column, "by2": column, "fcol": column, "value": amount,
    "word": lambda r: r.choice(CITIES) if r.random() < 0.75 else text(r),
    "json": lambda r: file_name(r, ["json"]),
    "field": lambda r: r.choice(COLUMNS) if r.random() < 0.8 else f"{word(r)}.{r.choice(COLUMNS)}",
    "image": lambda r: file_name(r, IMAGE_ENDINGS),
    "width": lambda r: str(r.choice([64, 100, 128, 200, 300, 400, 640, 800, 1024, 1200, 1920])),
    "height": lambda r: str(r.choice([64, 100, 128, 200, 300, 480, 600, 768, 1080, 90, 250])),
    "format": lambda r: r.choice(FORMATS), "variable": lambda r: r.choice(VARIABLES),
    "program": lambda r: r.choice(PROGRAMS), "package": lambda r: r.choice(PACKAGES),
    "expr": expression, "a": lambda r: str(r.randint(2, 999)), "b": lambda r: str(r.randint(2, 999)),
    "numbers": numbers, "rate": lambda r: r.choice(["5", "3", "2.5", "7", "1.9", "4", "0.5", "12"]),
    "years": lambda r: str(r.randint(1, 40)), "items": lambda r: "", "string": phrase,
    "letter": lambda r: r.choice("abcdefghijklmnoprstuvwyz"), "command": lambda r: r.choice(COMMANDS),
    "kind": lambda r: r.choice(list(KIND_WORDS)), "unit": lambda r: "", "unit2": lambda r: "",
}  # fmt: skip
"""A maker for each slot of `intents.toml` that is filled without knowing anything else."""
