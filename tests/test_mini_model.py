"""The model in the box: its layout, its pieces, its checks, and the file that is shipped.

What needs the training framework is tested by `python -m models.mini.recipe --check`, so that the
suite runs without the `train` extra.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.messages import Message, Sampling
from models.mini import answers, layout, repairs, shortened
from models.mini.candidates import is_code
from models.mini.checks import Asked, problems, recopied
from models.mini.own import Skill, SkillsInvalid, fixed_parts, skills, with_macros
from models.mini.report import BENCH, PAGE, written
from models.mini.serving import FILE, Mini, open_mini
from models.mini.tokenizer import (
    CONTROL,
    NORMAL,
    USER_DEFINED,
    Piece,
    Segmenter,
    Sizes,
    Vocabulary,
    learn,
)
from models.options import ModelOptions

OK = '<output cell="1" status="ok">\n{}\n</output>'
FAILED = '<output cell="1" status="error">\nTraceback (most recent call last)\n{}\n</output>'
CODE = "```python\nprint(1)\n```"


@pytest.fixture(scope="module")
def mini() -> Iterator[Mini]:
    model = open_mini(ModelOptions(Path(), Path()))
    yield model
    model.close()


# Layout


def test_the_model_never_reads_what_code_printed() -> None:
    row = layout.spans(
        [
            Message("user", "how many files?"),
            Message("assistant", CODE),
            Message("output", OK.format("17 files")),
            Message("assistant", "17 files"),
            Message("user", "and folders?"),
        ]
    )
    assert "17" not in " ".join(span.text for span in row)
    assert [span.control for span in row] == [layout.USER, layout.ASSISTANT, layout.USER]


def test_the_model_reads_the_last_line_of_an_error() -> None:
    row = layout.spans(
        [
            Message("user", "sum of x"),
            Message("assistant", CODE),
            Message("output", FAILED.format("  File 1\nKeyError: 'x'")),
        ]
    )
    assert (row[-1].control, row[-1].text) == (layout.OUTPUT, "KeyError: 'x'")


def test_output_that_only_mentions_an_error_is_no_failure() -> None:
    assert layout.error_line(OK.format("Traceback (most recent call last)\nValueError: x")) == ""


def test_a_miscopied_name_is_put_right_when_only_one_can_be_meant() -> None:
    def right(code: str, request: str) -> str:
        return recopied(code, Asked(request), frozenset())

    assert right('f("doloyees.csv")', "ages of employees.csv") == 'f("employees.csv")'
    assert right('f("strawberu")', "letters in strawberry") == 'f("strawberry")'
    assert right('f("x.csv")', "join a.csv and b.csv") == 'f("x.csv")'
    assert right('f("employees.csv")', "ages of employees.csv") == 'f("employees.csv")'


def test_a_usual_first_word_has_one_spelling() -> None:
    assert shortened.asked(" Show me Heavy ") == "show me Heavy"
    assert shortened.asked("Reports should go to X") == "Reports should go to X"


def test_only_the_last_turns_stand_in_the_prompt() -> None:
    messages = []
    for number in range(9):
        messages += [Message("user", f"request {number}"), Message("assistant", CODE)]
    row = layout.row([*messages, Message("user", "now")])
    asked = [row.literals.show(span.text) for span in row.spans if span.control == layout.USER]
    assert asked == ["request 7", "request 8", "now"]


# Pieces


def conversations(count: int) -> list[tuple[Message, ...]]:
    chance = random.Random(1)
    found: list[tuple[Message, ...]] = []
    for _ in range(count):
        name = chance.choice(["report", "holiday", "Übersicht"]) + str(chance.randint(1, 99))
        code = f'from pathlib import Path\nprint(Path("{name}.txt").stat().st_size)\n'
        found.append(
            (
                Message("user", f"how big is {name}.txt please"),
                Message("assistant", f"```python\n{code}```"),
            )
        )
    return found


def test_macros_hold_no_name_of_a_request() -> None:
    pieces = learn(conversations(200), Sizes(words=60, glued=10, macros=20, seldom=5)).pieces
    macros = [piece.text for piece in pieces if piece.kind == USER_DEFINED]
    assert 'print(Path("' in macros
    assert not [macro for macro in macros if "report" in macro or "holiday" in macro]


def test_a_name_has_the_same_pieces_in_a_request_and_inside_quotes() -> None:
    segmenter = Segmenter(learn(conversations(300), Sizes(words=60, glued=10, macros=20)))
    name = segmenter.tokens("Übersicht77.txt")
    for text in ("open Übersicht77.txt", '"Übersicht77.txt"', "x = 'Übersicht77.txt'\n"):
        tokens = segmenter.tokens(text)
        assert any(tokens[i : i + len(name)] == name for i in range(len(tokens)))


@pytest.mark.parametrize("text", ["", " ", "a  b", "naïve 🙂 日本", "\t\n```python\n", "<|end|>"])
def test_any_text_comes_back_from_its_pieces(text: str) -> None:
    segmenter = Segmenter(learn(conversations(50), Sizes(words=40, glued=5, macros=10, seldom=5)))
    assert segmenter.text(segmenter.tokens(text)) == text


def test_text_never_becomes_a_control_token() -> None:
    segmenter = Segmenter(
        Vocabulary(
            (
                *(Piece(text, CONTROL) for text in layout.CONTROLS),
                *(Piece(chr(c), NORMAL) for c in range(32, 127)),
            )
        )
    )
    assert min(segmenter.tokens("".join(layout.CONTROLS))) >= len(layout.CONTROLS)


# Checks


def kinds(code: str, request: str, around: str = "") -> set[str]:
    asked = Asked(request, around, before=around)
    return {problem.kind for problem in problems(code, asked, frozenset())}


def test_code_that_uses_what_was_asked_has_no_problem() -> None:
    assert kinds('shutil.move("a.txt", "Heavy")', "move a.txt to Heavy") == set()


def test_names_and_numbers_out_of_nowhere_are_found() -> None:
    assert kinds('print("sales")', "hello") == {"invented"}
    assert kinds("print(1234)", "hello") == {"invented"}
    assert kinds('print("sales")', "the total", around="sales.csv: a,b") == set()


def test_names_and_numbers_that_the_code_forgot_are_found() -> None:
    assert kinds("print()", "lines of notes.txt") == {"left out"}
    assert kinds("print()", "the first 7 lines") == {"left out"}
    assert kinds("print()", 'everything with "old stuff"') == {"left out"}


def test_deleting_needs_a_request_that_says_so() -> None:
    code = "for p in files:\n    p.unlink()\n"
    assert kinds(code, "everything big should go to Heavy") == {"destroys"}
    assert kinds(code, "get rid of the tmp files") == set()
    assert kinds(code, "the big ones too", around="delete all old files") == set()


def test_code_that_narrows_without_a_word_for_it_is_found() -> None:
    code = "files = [p for p in files if is_video(p)]"
    assert kinds(code, "which files did I touch today") == {"unasked"}
    assert kinds(code, "list the clips of the holiday") == set()
    assert kinds('f = [p for p in a if p.name.endswith(".gif")]', "the bmp and gif") == {"left out"}


def test_a_mere_question_changes_nothing() -> None:
    code = "df = df.dropna()\nsave(df, path.name, path)\n"
    assert kinds(code, "somebody left salaries out. whose are missing?") == {"unasked"}
    assert kinds(code, "could you drop the rows with missing salaries?") == set()
    moves = "shutil.move(p, free(target / p.name))"
    assert kinds(moves, "how many files have we? They all live in old.") == {"unasked"}
    assert kinds(moves, "which of them are old? They belong in old.") == set()


def test_code_that_goes_against_a_word_of_the_request_is_found() -> None:
    code = "lines = sorted(dict.fromkeys(lines), key=str.lower)\nkeep_lines(path, lines)"
    assert kinds(code, "sort the lines, each once") == set()
    assert kinds(code, "each line once, the first stays, sorted as now: same order") == {"unasked"}
    assert kinds("print(text)", "make it readable, in the file itself") == {"unasked"}
    assert kinds("write(path, text)", "make it readable, in the file itself") == set()


def test_how_many_there_are_of_them_chooses_nothing() -> None:
    assert kinds("print()", "2 photos go to the left") == set()
    assert kinds("print()", "the last 2 photos go to the left") == {"left out"}


def test_code_that_does_not_parse_is_found() -> None:
    assert kinds("print(", "x") == {"does not parse"}


# Answers and repairs


def test_an_answer_is_the_output_itself() -> None:
    assert answers.answer(OK.format("17 files, 1,204 bytes")) == "17 files, 1,204 bytes"


def test_a_long_output_is_shortened_and_said_to_be() -> None:
    text = answers.answer(OK.format("\n".join(f"line {n}" for n in range(100))))
    assert text.startswith("line 0\n")
    assert text.endswith("line 99")
    assert "84 more lines" in text
    assert len(text.splitlines()) == answers.SHOWN + 1


def test_an_assumption_is_said_before_the_answer() -> None:
    assert answers.answer(OK.format("5"), "I took b.csv.") == "I took b.csv.\n5"


def test_a_misnamed_file_is_replaced_by_the_one_it_can_only_mean() -> None:
    mended = repairs.mend(
        'open("sales.csv")',
        "FileNotFoundError: [Errno 2] No such file or directory: 'sales.csv'",
        "files: Sales 2024.csv, notes.txt",
    )
    assert mended is not None
    assert mended.code == 'open("Sales 2024.csv")'
    assert "Sales 2024.csv" in mended.note


def test_between_two_files_nothing_is_guessed() -> None:
    error = "FileNotFoundError: [Errno 2] No such file or directory: 'sales.csv'"
    assert repairs.mend('open("sales.csv")', error, "files: sales a.csv, sales b.csv") is None


# Own requests


def test_own_skills_are_read_and_mistakes_in_them_named(tmp_path: Path) -> None:
    file = tmp_path / "skills.toml"
    good = '[[skill]]\nname = "x"\nwordings = ["do {a}"]\ncode = "print(\'{a}\')"\n'
    file.write_text(good + '[skill.slots]\na = ["b"]\n')
    found = skills(file)[0].sample(random.Random(0))
    assert found.messages[0].content.lower().startswith("do ")
    assert found.messages[1].content.startswith("```python\nprint('")
    file.write_text(good)
    with pytest.raises(SkillsInvalid, match="no values for a"):
        skills(file)
    file.write_text('[[skill]]\nname = "x"\nwordings = ["do"]\ncode = "print("\n')
    with pytest.raises(SkillsInvalid, match="no Python"):
        skills(file)


def test_code_of_own_skills_becomes_macros_where_unused_ones_stood() -> None:
    mine = Skill("x", ("do {a}",), "f = 1\nprint(f'{a} {f}', g)", {"a": ("b",)})
    parts = fixed_parts([mine])
    assert parts == ["f = 1\nprint(f'", " {f}', g)\n"]
    made = with_macros(Vocabulary.load(FILE.with_name("pieces.json")), parts, counted=300)
    tokens = Segmenter(made).tokens("f = 1\nprint(f'q {f}', g)\n")
    assert len(tokens) == 3


# The shipped file


def recorded() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(
        FILE.with_suffix(".parity.json").read_text(encoding="utf-8")
    )
    return rows


def test_llama_cpp_cuts_text_as_the_recipe_did(mini: Mini) -> None:
    segmenter = Segmenter(Vocabulary.load(FILE.with_name("pieces.json")))
    chance = random.Random(5)
    macros = [p.text for p in segmenter.vocabulary.pieces if p.kind == USER_DEFINED]
    texts = ["", " ", "  two  blanks ", "naïve 🙂 日本", "<|end|>", "Ünïcode 12345.6 a_b-c"]
    for _ in range(60):
        parts = [chance.choice(macros), "".join(chance.choices("abc dEé9_.'\"\n(", k=12))]
        texts.append("".join(chance.sample(parts * 2, 3)))
    for text in texts:
        assert mini.runtime.tokenize(text) == segmenter.tokens(text), text
    for row in recorded():
        assert mini.runtime.tokenize(str(row["text"])) == row["text_tokens"]


def test_llama_cpp_answers_as_the_training_framework_did(mini: Mini) -> None:
    """Recorded at export from the weights in the file; one near-tie may fall the other way."""
    rows = recorded()
    assert len(rows) >= 30
    same = 0
    for row in rows:
        prompt = row["prompt"]
        assert isinstance(prompt, list)
        pieces = mini.runtime.generate(prompt, Sampling(max_tokens=160))
        same += [piece.token for piece in pieces] == row["answer"]
    assert same >= len(rows) - 1


def test_the_file_is_small_and_the_prompt_is_short(mini: Mini) -> None:
    assert FILE.stat().st_size <= 16_000_000
    request = "move all the pdf files into the folder Archive"
    own = len(mini.runtime.tokenize(request))
    assert mini.count([Message("user", request)]) - own <= 60


def test_a_usual_request_gets_code(mini: Mini) -> None:
    reply = "".join(mini.stream([Message("user", "count the pdf files")], Sampling()))
    assert is_code(reply)
    assert "pdf" in reply


def test_nonsense_gets_an_honest_sentence(mini: Mini) -> None:
    for request in ("zxqv blorp fnord?", "write me a sonnet about the sea in french"):
        reply = "".join(mini.stream([Message("user", request)], Sampling()))
        assert reply.startswith(("Not done:", "Question:"))
        assert "interp" in reply or reply.endswith("?")


def test_after_good_output_the_answer_is_the_output(mini: Mini) -> None:
    messages = [
        Message("user", "how many pdf files?"),
        Message("assistant", CODE),
        Message("output", OK.format("There are 4 PDF files.")),
    ]
    assert "".join(mini.stream(messages, Sampling())) == "There are 4 PDF files."


def test_after_three_failures_the_model_gives_up_honestly(mini: Mini) -> None:
    messages = [Message("user", "how many pdf files?")]
    for _ in range(3):
        messages += [
            Message("assistant", CODE),
            Message("output", FAILED.format("ValueError: no such luck")),
        ]
    reply = "".join(mini.stream(messages, Sampling()))
    assert reply.startswith("Not done:")
    assert "ValueError: no such luck" in reply


def test_a_reply_that_was_closed_says_nothing(mini: Mini) -> None:
    said = mini.stream([Message("user", "count the pdf files")], Sampling())
    said.close()
    said.close()
    assert list(said) == []


def test_the_scores_in_the_docs_are_those_of_the_last_evaluation() -> None:
    report = json.loads(FILE.with_suffix(".scores.json").read_text(encoding="utf-8"))
    text = PAGE.read_text(encoding="utf-8")
    assert written() == text
    digest = hashlib.sha256(FILE.read_bytes()).hexdigest()
    measured = json.loads(BENCH.read_text(encoding="utf-8"))
    assert {report["sha256"], *(part["sha256"] for part in measured.values())} == {digest}
    assert sorted(measured) == ["blind", "open"]
