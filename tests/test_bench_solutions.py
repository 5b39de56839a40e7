"""Tasks of the development set can be solved: what a good model would write is judged right, and
the same with one thing too many is judged wrong."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from interpreter.bench import find_tasks
from interpreter.bench_run import Crew, Program, run_task
from interpreter.bench_verdict import Verdict

SOLUTIONS: Mapping[str, tuple[str, str]] = {
    "evaluator-a-finding-001": (
        (
            "from pathlib import Path\n"
            "print(sum(p.suffix.lower() == '.pdf' for p in Path().rglob('*')))"
        ),
        "There are 6 PDF files.",
    ),
    "evaluator-a-moving-001": (
        (
            "from pathlib import Path\n"
            "target = Path('PDFs')\n"
            "target.mkdir()\n"
            "for p in [p for p in Path().iterdir() if p.suffix.lower() == '.pdf']:\n"
            "    p.rename(target / p.name)"
        ),
        "Moved 4 files to PDFs.",
    ),
    "evaluator-a-archives-005": (
        "import shutil\nshutil.make_archive('backup', 'gztar', '.', 'code')",
        "Packed code into backup.tar.gz.",
    ),
    "evaluator-a-text-005": (
        (
            "from pathlib import Path\n"
            "for p in Path('chapters').glob('*.txt'):\n"
            "    text = p.read_text()\n"
            "    if 'Porto' in text:\n"
            "        p.write_text(text.replace('Porto', 'Faro'))"
        ),
        "Replaced it in 2 files.",
    ),
    "evaluator-a-tables-009": (
        (
            "import pandas as pd\n"
            "pd.read_csv('inventory.csv').drop_duplicates().to_csv('inventory.csv', index=False)"
        ),
        "Removed 2 rows.",
    ),
    "evaluator-a-plots-003": (
        (
            "import pandas as pd\n"
            "import matplotlib.pyplot as plt\n"
            "pd.read_csv('employees.csv')['age'].plot.hist()\n"
            "plt.savefig('ages.png')"
        ),
        "Saved ages.png.",
    ),
    "evaluator-a-images-007": (
        (
            "from PIL import Image\n"
            "Image.open('logo.png').crop((0, 0, 100, 100)).save('logo_left.png')"
        ),
        "Saved logo_left.png.",
    ),
}


@pytest.mark.e2e
@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_good_solution_is_right_and_a_careless_one_wrong(name: str, tmp_path: Path) -> None:
    (task,) = (each for each in find_tasks("open") if each.id == name)
    code, answer = SOLUTIONS[name]
    careless = f"{code}\nopen('leftover.txt', 'w').write('x')"
    for source, verdict in ((code, Verdict.RIGHT), (careless, Verdict.WRONG)):
        script = tmp_path / f"{verdict.value}.txt"
        script.write_text(f"```python\n{source}\n```\n---\n{answer}\n")
        program = Program((sys.executable, "-m", "interpreter"), f"scripted:{script}")
        run = run_task(task, program, Crew())
        assert run.judgement.verdict is verdict, (run.judgement.wrong, run.trouble)
