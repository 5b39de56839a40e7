"""`interp models` from the command line."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import fields
from pathlib import Path

from conftest import Interp
from file_server import File, serving
from tiny_gguf import write_bpe

from interpreter.config import Config


def test_a_model_is_pulled_listed_used_shown_and_removed(
    interp: Interp, home: Path, folder: Path, tmp_path: Path
) -> None:
    model = write_bpe(tmp_path / "tiny.gguf")
    content = model.read_bytes()
    with serving() as server:
        server.files["/tiny.gguf"] = File(content)
        address = server.address
        pulled = interp(
            "models",
            "pull",
            f"{address}/tiny.gguf",
            "--sha256",
            hashlib.sha256(content).hexdigest(),
        )
        assert pulled.code == 0, pulled
        assert "as published" in pulled.err
        wrong = interp("models", "pull", f"{address}/missing.gguf")
        assert wrong.code == 3 and "Traceback" not in wrong.err
    assert "tiny" in interp("models", "list").out
    assert interp("models", "use", "tiny").code == 0
    assert "model = 'tiny'" in interp("config", "model").out
    shown = interp("models", "show", "tiny").out
    assert "architecture: llama" in shown and "fits" in shown
    assert interp("models", "rm", "tiny").code == 0
    assert "tiny" not in interp("models", "list").out.split("Worth having")[0]


def test_the_model_in_the_box_is_shown_and_never_removed(interp: Interp) -> None:
    assert "architecture: llama" in interp("models", "show", "mini").out
    assert interp("models", "rm", "mini").code == 3


def test_a_path_that_is_used_holds_in_every_folder(
    interp: Interp, folder: Path, tmp_path: Path
) -> None:
    write_bpe(folder / "here.gguf")
    assert interp("models", "use", "here.gguf").code == 0
    assert str(folder / "here.gguf") in interp("config", "model", cwd=tmp_path).out
    assert interp("models", "use", "missing.gguf").code == 3


def test_a_schema_makes_even_a_random_model_answer_in_json(interp: Interp, tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {
            "name": {"enum": ["x", "yy"]},
            "count": {"type": "integer"},
            "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 3},
        },
        "required": ["name", "count", "tags"],
    }
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(schema))
    model = write_bpe(tmp_path / "tiny.gguf")
    for seed in "12":
        ran = interp("-m", str(model), "--schema", str(path), "--seed", seed, "how many?")
        assert ran.code == 0, ran
        answer = json.loads(ran.out)
        assert set(answer) == {"name", "count", "tags"}
        assert isinstance(answer["count"], int) and set(answer["tags"]) <= {"a", "b"}


def test_what_errors_of_models_advise_to_type_exists(interp: Interp) -> None:
    sources = (Path(__file__).parent.parent / "models").glob("*.py")
    text = "\n".join(source.read_text() for source in sources)
    keys = set(re.findall(r"interp config (\w+)", text))
    assert {"context", "projector", "draft"} <= keys <= {each.name for each in fields(Config)}
    known = interp("--help").out
    for key in sorted(each.name for each in fields(Config)):
        flag = "--" + key.replace("_", "-")
        assert f"{flag} " in known or not re.search(rf"{flag}\b", text), flag
