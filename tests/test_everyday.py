"""The main job, end to end: what people ask for, done by the model in the box, and by a script.

Each case is a request, a folder, what must be true afterwards, and the replies with which the
scripted model does the same. The checks are the same for both.
"""

from __future__ import annotations

import csv
import os
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import Interp, Ran, python
from PIL import Image

DAY = 86400
SALES = """date,region,product,amount
2024-01-05,North,Lamp,120.50
2024-01-20,South,Chair,80.00
2024-02-03,North,Chair,60.25
2024-02-17,West,Lamp,200.00
2024-03-09,South,Table,310.75
"""
LOG = """09:00 start
09:01 ERROR disk almost full
09:05 user ada logged in
09:07 error: cannot open config
09:09 done
"""


def furnish(folder: Path) -> None:
    """A small, mixed folder as people have them."""
    ages = {
        "report.pdf": 2,
        "Invoice 2024.PDF": 5,
        "manual.pdf": 200,
        "notes.txt": 1,
        "photo one.jpg": 40,
        "holiday.JPG": 400,
        "song.mp3": 50,
        "old.tmp": 3,
        "cache.tmp": 300,
    }
    for name, age in ages.items():
        path = folder / name
        if path.suffix.lower() == ".jpg":
            Image.new("RGB", (640, 480), (200, 30, 30)).save(path, "JPEG")
        else:
            path.write_text(f"This is {name}\nwith two lines\n")
        when = time.time() - age * DAY
        os.utime(path, (when, when))
    (folder / "sales.csv").write_text(SALES)
    (folder / "server.log").write_text(LOG)
    (folder / "big.bin").write_bytes(b"\0" * 3_000_000)
    (folder / "sub").mkdir()
    (folder / "sub" / "deep.pdf").write_text("deep")
    when = time.time() - 3 * DAY
    os.utime(folder / "sub" / "deep.pdf", (when, when))


def names(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}


Check = Callable[[Path, set[str], Ran], bool]


@dataclass(frozen=True)
class Case:
    """A request and what must be true afterwards."""

    prompt: str
    check: Check
    script: tuple[str, ...]


def said(*figures: str) -> Check:
    """The answer holds these figures or names, and no file changed."""

    def check(folder: Path, before: set[str], ran: Ran) -> bool:
        text = ran.out.replace(",", "").lower()
        return names(folder) == before and all(each.lower() in text for each in figures)

    return check


def moved(target: str, *files: str) -> Check:
    def check(folder: Path, before: set[str], ran: Ran) -> bool:
        there = {f"{target}/{Path(each).name}" for each in files}
        return names(folder) == (before - set(files)) | there

    return check


def gone(*files: str) -> Check:
    return lambda folder, before, ran: names(folder) == before - set(files)


def made(*files: str) -> Check:
    return lambda folder, before, ran: names(folder) == before | set(files)


def zipped(archive: str, *files: str) -> Check:
    def check(folder: Path, before: set[str], ran: Ran) -> bool:
        with zipfile.ZipFile(folder / archive) as opened:
            inside = {Path(each).name for each in opened.namelist() if not each.endswith("/")}
        return names(folder) == before | {archive} and inside == set(files)

    return check


def text_of(name: str, lines: list[str]) -> Check:
    return lambda folder, before, ran: (folder / name).read_text().splitlines() == lines


def picture(name: str, size: tuple[int, int]) -> Check:
    def check(folder: Path, before: set[str], ran: Ran) -> bool:
        found = [each for each in folder.iterdir() if name in each.name.lower()]
        return any(Image.open(each).size == size for each in found)

    return check


def sorted_csv(column: str) -> Check:
    def check(folder: Path, before: set[str], ran: Ran) -> bool:
        with (folder / "sales.csv").open() as file:
            values = [row[column] for row in csv.DictReader(file)]
        shown = [ran.err.find(each) for each in ("60.25", "80", "120.5", "200", "310.75")]
        return values == sorted(values, key=float) or shown == sorted(shown)

    return check


PDFS = ("report.pdf", "Invoice 2024.PDF", "sub/deep.pdf")
MOVE = """import shutil, time
from pathlib import Path
target = Path('RecentDocs')
recent = [p for p in Path('.').rglob('*') if p.suffix.lower() == '.pdf'
          and time.time() - p.stat().st_mtime < 7 * 86400]
target.mkdir(exist_ok=True)
for p in recent:
    shutil.move(p, target / p.name)
print('Moved', len(recent), 'files.')"""

CASES = {
    "move recent pdfs": Case(
        "find all .pdf files modified last week and move them to a folder called RecentDocs",
        moved("RecentDocs", *PDFS),
        (python(MOVE), "Moved 3 files to RecentDocs."),
    ),
    "total of a column": Case(
        "what is the total amount in sales.csv?",
        said("771.5"),
        (
            python("import pandas\nprint(pandas.read_csv('sales.csv')['amount'].sum())"),
            "The total amount is 771.50.",
        ),
    ),
    "total per group": Case(
        "total amount per region in sales.csv",
        lambda folder, before, ran: (
            names(folder) == before
            and all(each in (ran.out + ran.err) for each in ("180.75", "390.75", "200"))
        ),
        (
            python(
                "import pandas\nd = pandas.read_csv('sales.csv')\n"
                "print(d.groupby('region')['amount'].sum())"
            ),
            "North 180.75, South 390.75, West 200.00.",
        ),
    ),
    "search a log": Case(
        "which lines of server.log contain ERROR",
        lambda folder, before, ran: (
            names(folder) == before
            and all(each in ran.out + ran.err for each in ("disk almost full", "cannot open"))
        ),
        (
            python("print(*[l for l in open('server.log') if 'error' in l.lower()])"),
            "ERROR disk almost full and error: cannot open config.",
        ),
    ),
    "count by extension": Case(
        "how many pdf files are there?",
        said("4"),
        (
            python(
                "from pathlib import Path\n"
                "print(sum(p.suffix.lower() == '.pdf' for p in Path('.').rglob('*')))"
            ),
            "There are 4.",
        ),
    ),
    "delete temporary files": Case(
        "delete all tmp files",
        gone("old.tmp", "cache.tmp"),
        (
            python("from pathlib import Path\n[p.unlink() for p in Path('.').glob('*.tmp')]"),
            "Deleted 2 files.",
        ),
    ),
    "move large files": Case(
        "move files bigger than 1 MB to Heavy",
        moved("Heavy", "big.bin"),
        (
            python("import os, shutil\nos.mkdir('Heavy')\nshutil.move('big.bin', 'Heavy/big.bin')"),
            "Moved 1 file.",
        ),
    ),
    "copy pictures": Case(
        "copy all jpg files to Pictures",
        made("Pictures/photo one.jpg", "Pictures/holiday.JPG"),
        (
            python(
                "import os, shutil, glob\nos.mkdir('Pictures')\n"
                "[shutil.copy2(n, 'Pictures') for n in glob.glob('*.[jJ][pP][gG]')]"
            ),
            "Copied 2 files.",
        ),
    ),
    "zip": Case(
        "zip all pdf files into docs.zip",
        zipped("docs.zip", "report.pdf", "Invoice 2024.PDF", "manual.pdf", "deep.pdf"),
        (
            python(
                "import zipfile\nfrom pathlib import Path\n"
                "with zipfile.ZipFile('docs.zip', 'w') as z:\n"
                "    for p in Path('.').rglob('*'):\n"
                "        if p.suffix.lower() == '.pdf':\n            z.write(p)"
            ),
            "Zipped 4 files.",
        ),
    ),
    "count lines": Case(
        "count the lines in server.log",
        said("5"),
        (python("print(len(open('server.log').readlines()))"), "It has 5 lines."),
    ),
    "rename": Case(
        "rename notes.txt to diary.txt",
        lambda folder, before, ran: names(folder) == before - {"notes.txt"} | {"diary.txt"},
        (python("import os\nos.rename('notes.txt', 'diary.txt')"), "Renamed."),
    ),
    "largest file": Case(
        "what is the largest file here?",
        said("big.bin"),
        (
            python(
                "import os\nprint(max(filter(os.path.isfile, os.listdir()), key=os.path.getsize))"
            ),
            "It is big.bin.",
        ),
    ),
    "upper case in a file": Case(
        "make everything in notes.txt upper case",
        text_of("notes.txt", ["THIS IS NOTES.TXT", "WITH TWO LINES"]),
        (
            python("t = open('notes.txt').read()\nopen('notes.txt', 'w').write(t.upper())"),
            "Done.",
        ),
    ),
    "make a folder": Case(
        "make a folder called Projects",
        lambda folder, before, ran: (folder / "Projects").is_dir() and names(folder) == before,
        (python("import os\nos.mkdir('Projects')"), "Made it."),
    ),
    "average": Case(
        "what is the average amount in sales.csv",
        said("154.3"),
        (
            python("import pandas\nprint(pandas.read_csv('sales.csv').amount.mean())"),
            "It is 154.30.",
        ),
    ),
    "filter rows": Case(
        "show the rows of sales.csv where amount is over 150",
        lambda folder, before, ran: (
            "310.75" in ran.err + ran.out
            and "200" in ran.err + ran.out
            and "60.25" not in ran.out
            and names(folder) == before
        ),
        (
            python("import pandas\nd = pandas.read_csv('sales.csv')\nprint(d[d.amount > 150])"),
            "Two rows: 200.00 and 310.75.",
        ),
    ),
    "convert a table": Case(
        "convert sales.csv to json",
        made("sales.json"),
        (
            python("import pandas\npandas.read_csv('sales.csv').to_json('sales.json')"),
            "Saved as sales.json.",
        ),
    ),
    "resize a picture": Case(
        "resize holiday.JPG to 320 pixels wide",
        picture("holiday", (320, 240)),
        (
            python(
                "from PIL import Image\nImage.open('holiday.JPG').resize((320, 240))"
                ".save('holiday.JPG')"
            ),
            "Resized.",
        ),
    ),
    "arithmetic": Case(
        "what is 17 percent of 2340?",
        said("397.8"),
        (python("print(2340 * 17 / 100)"), "It is 397.8."),
    ),
    "days between": Case(
        "how many days between 2024-01-01 and 2024-03-01",
        said("60"),
        (
            python("from datetime import date\nprint(date(2024, 3, 1) - date(2024, 1, 1))"),
            "60 days.",
        ),
    ),
    "disk": Case(
        "how much disk space is free?",
        lambda folder, before, ran: any(each.isdigit() for each in ran.out),
        (python("import shutil\nprint(shutil.disk_usage('/').free)"), "There are 9 GB free."),
    ),
    "shell": Case(
        "run ls -la",
        lambda folder, before, ran: "notes.txt" in ran.out + ran.err and names(folder) == before,
        ("```bash\nls -la\n```", "It printed the listing, with notes.txt."),
    ),
    "sort into folders": Case(
        "count the files by extension",
        lambda folder, before, ran: "pdf" in ran.out + ran.err and names(folder) == before,
        (
            python(
                "import collections, os\nprint(collections.Counter(map(str, os.listdir())), 'pdf')"
            ),
            "4 pdf and others.",
        ),
    ),
}


@pytest.fixture(params=["scripted", pytest.param("mini", marks=pytest.mark.e2e)])
def model(request: pytest.FixtureRequest, script: Callable[..., str]) -> Callable[..., str]:
    """The model in the box, or the scripted one with the replies of the case."""
    return script if request.param == "scripted" else lambda *replies: "mini"


@pytest.mark.parametrize("name", CASES)
def test_an_everyday_request_is_done(
    interp: Interp, folder: Path, model: Callable[..., str], name: str
) -> None:
    case = CASES[name]
    furnish(folder)
    before = names(folder)
    ran = interp("-y", "-m", model(*case.script), case.prompt)
    assert ran.code == 0, ran
    assert case.check(folder, before, ran), ran
    interp("undo")
    assert names(folder) == before


def test_a_plot_is_made_saved_and_shown(
    interp: Interp, home: Path, folder: Path, model: Callable[..., str]
) -> None:
    furnish(folder)
    source = "import pandas\nimport matplotlib.pyplot as plt\n"
    source += "pandas.read_csv('sales.csv').groupby('region').amount.sum().plot.bar()\nplt.show()"
    ran = interp(
        "-y", "-m", model(python(source), "Here."), "bar chart of amount per region from sales.csv"
    )
    assert ran.code == 0, ran
    pictures = list((home / "state" / "sessions").rglob("*.png"))
    assert pictures and Image.open(pictures[0]).size[0] >= 200


def test_a_follow_up_goes_on_from_the_last_request(
    interp: Interp, folder: Path, model: Callable[..., str]
) -> None:
    furnish(folder)
    before = names(folder)
    first = python("import glob\nprint(glob.glob('*.jpg'))")
    ran = interp("-y", "-m", model(first, "photo one.jpg"), "list all jpg files")
    assert ran.code == 0 and names(folder) == before, ran
    second = python(
        "import os, glob, shutil\nos.mkdir('Photos')\n"
        "[shutil.move(n, 'Photos') for n in glob.glob('*.[jJ][pP][gG]')]"
    )
    ran = interp("-y", "--continue", "-m", model(second, "Moved 2."), "move them to Photos")
    assert ran.code == 0, ran
    moved_files = {"photo one.jpg", "holiday.JPG"}
    assert names(folder) == before - moved_files | {f"Photos/{each}" for each in moved_files}


def test_a_wrong_column_name_is_repaired(
    interp: Interp, folder: Path, model: Callable[..., str]
) -> None:
    (folder / "sales.csv").write_text(SALES.replace("amount", "amount_eur"))
    first = python("import pandas\nprint(pandas.read_csv('sales.csv')['amount'].sum())")
    second = python("import pandas\nprint(pandas.read_csv('sales.csv')['amount_eur'].sum())")
    ran = interp(
        "-m", model(first, second, "The total is 771.50."), "what is the total amount in sales.csv?"
    )
    assert ran.code == 0 and "771.5" in ran.out.replace(",", ""), ran


def test_what_is_beyond_it_is_refused_in_a_sentence(
    interp: Interp, folder: Path, model: Callable[..., str]
) -> None:
    furnish(folder)
    before = names(folder)
    ran = interp("-y", "-m", model("Not done: I do files."), "write me a poem about autumn")
    assert ran.code == 1 and names(folder) == before, ran
