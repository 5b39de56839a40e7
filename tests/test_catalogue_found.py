"""Models that other programs brought are found, by the names that people call them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from models.catalogue import (
    description,
    find,
    gigabytes,
    listing,
    nearest,
    recommended,
    remove,
    resolve,
)
from models.errors import ModelError, ModelFileInvalid, ModelNotFound
from models.found import STORES, FoundModel, find_models, quantisation
from models.opening import open_model
from models.options import ModelOptions
from models.pull import understand


def put(path: Path, content: bytes = b"GGUF") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def environment(home: Path, **more: str) -> dict[str, str]:
    return {"HOME": str(home), **more}


def names(home: Path, **more: str) -> dict[str, str]:
    models = find_models(home / "ours", environment(home, **more))
    return {model.name: model.store for model in models}


def in_hub_cache(cache: Path, repository: str, file: str, commit: str = "c1") -> Path:
    """As the hub's client lays it out: a link in a snapshot to a blob."""
    base = cache / f"models--{repository.replace('/', '--')}"
    blob = put(base / "blobs" / f"{commit}{file}".replace("/", "_"))
    link = base / "snapshots" / commit / file
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(os.path.relpath(blob, link.parent))
    return link


def in_ollama(
    models: Path, name: str, tag: str, digest: str, host: str = "registry.ollama.ai"
) -> Path:
    manifest = {
        "layers": [
            {"mediaType": "application/vnd.ollama.image.template", "digest": f"sha256:{'0' * 64}"},
            {"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{digest}"},
        ]
    }
    put(models / "manifests" / host / name / tag, json.dumps(manifest).encode())
    return put(models / "blobs" / f"sha256-{digest}")


def test_the_hubs_cache(tmp_path: Path) -> None:
    link = in_hub_cache(tmp_path / ".cache/huggingface/hub", "maker/T-GGUF", "q/t-Q4_K_M.gguf")
    assert names(tmp_path) == {"t-Q4_K_M": "Hugging Face cache"}
    for called in ("t-Q4_K_M", "T-q4_k_m", "maker/T-GGUF", "maker/t-gguf:q4_K_m"):
        assert resolve(called, tmp_path / "ours", environment(tmp_path)) == link


def test_a_model_in_two_snapshots_is_one_model(tmp_path: Path) -> None:
    cache = tmp_path / ".cache/huggingface/hub"
    first = in_hub_cache(cache, "maker/T", "t.gguf", "c1")
    second = first.parents[1] / "c2" / "t.gguf"
    second.parent.mkdir()
    second.symlink_to(first.resolve())
    assert len(find_models(tmp_path / "ours", environment(tmp_path))) == 1


def test_a_broken_link_is_no_model(tmp_path: Path) -> None:
    in_hub_cache(tmp_path / ".cache/huggingface/hub", "maker/T", "t.gguf").resolve().unlink()
    assert names(tmp_path) == {}


@pytest.mark.parametrize(
    ("variable", "below"),
    [("HF_HUB_CACHE", ""), ("HF_HOME", "hub"), ("XDG_CACHE_HOME", "huggingface/hub")],
)
def test_the_hubs_cache_elsewhere(tmp_path: Path, variable: str, below: str) -> None:
    in_hub_cache(tmp_path / "else" / below, "maker/T", "t.gguf")
    assert names(tmp_path) == {}
    assert names(tmp_path, **{variable: str(tmp_path / "else")}) == {"t": "Hugging Face cache"}


def test_ollama(tmp_path: Path) -> None:
    models = tmp_path / ".ollama/models"
    blob = in_ollama(models, "library/llama3.2", "latest", "a" * 64)
    in_ollama(models, "someone/coder", "7b", "b" * 64)
    in_ollama(models, "maker/T-GGUF", "Q4_K_M", "c" * 64, host="hf.co")
    assert list(names(tmp_path)) == [
        "hf.co/maker/T-GGUF:Q4_K_M",
        "llama3.2:latest",
        "someone/coder:7b",
    ]
    for called in ("llama3.2", "llama3.2:latest"):
        assert resolve(called, tmp_path / "ours", environment(tmp_path)) == blob


def test_ollama_elsewhere(tmp_path: Path) -> None:
    in_ollama(tmp_path / "else", "library/x", "latest", "a" * 64)
    assert names(tmp_path, OLLAMA_MODELS=str(tmp_path / "else")) == {"x:latest": "Ollama"}


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"not json",
        b"[]",
        b'{"layers": 3}',
        b'{"layers": [3, {}]}',
        b"\xff",
        b'{"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": "../../x"}]}',
        b"[" * 100_000,
    ],
)
def test_a_manifest_that_says_nothing_is_left_out(tmp_path: Path, manifest: bytes) -> None:
    put(tmp_path / ".ollama/models/manifests/registry.ollama.ai/library/x/latest", manifest)
    assert names(tmp_path) == {}


def test_lm_studio_llama_cpp_and_gpt4all(tmp_path: Path) -> None:
    put(tmp_path / ".lmstudio/models/maker/A-GGUF/a-Q4_0.gguf")
    put(tmp_path / ".cache/lm-studio/models/maker/B-GGUF/b-Q8_0.gguf")
    put(tmp_path / ".cache/llama.cpp/maker_C-GGUF_c.gguf")
    put(tmp_path / ".local/share/nomic.ai/GPT4All/d.gguf")
    assert names(tmp_path) == {
        "a-Q4_0": "LM Studio",
        "b-Q8_0": "LM Studio",
        "maker_C-GGUF_c": "llama.cpp cache",
        "d": "GPT4All",
    }
    put(tmp_path / "elsewhere/e.gguf")
    assert "e" in names(tmp_path, LLAMA_CACHE=str(tmp_path / "elsewhere"))


def test_a_store_that_is_closed_to_us_is_left_out(tmp_path: Path) -> None:
    put(tmp_path / ".lmstudio/models/m/A/a.gguf")
    closed = put(tmp_path / "closed/models/m/B/b.gguf").parents[3]
    tmp_path.chmod(0o755)
    closed.chmod(0)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        found = names(tmp_path, LLAMA_CACHE=str(closed / "models"), OLLAMA_MODELS=str(closed))
    finally:
        os.seteuid(was)
        closed.chmod(0o700)
    assert "b" not in found


def test_a_machine_without_any_is_no_error(tmp_path: Path) -> None:
    assert names(tmp_path / "nowhere") == {}
    assert find_models(tmp_path, {}) == []


def test_ours_come_first_and_a_file_is_listed_once(tmp_path: Path) -> None:
    cache = tmp_path / ".cache/llama.cpp"
    shared = put(cache / "a.gguf")
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "mine.gguf").symlink_to(shared)
    assert names(tmp_path) == {"mine": "interp"}


def test_projectors_and_statistics_are_no_models(tmp_path: Path) -> None:
    folder = tmp_path / "ours/maker/Sees-GGUF"
    put(folder / "sees-Q4_K_M.gguf")
    put(folder / "mmproj-sees-F16.gguf")
    put(folder / "imatrix.gguf")
    [model] = find_models(tmp_path / "ours", {})
    assert (model.name, model.projector) == ("sees-Q4_K_M", folder / "mmproj-sees-F16.gguf")


def test_parts_are_one_model_and_any_part_opens_the_first(tmp_path: Path) -> None:
    parts = [put(tmp_path / f"ours/big-Q8_0-0000{n}-of-00003.gguf") for n in (1, 2, 3)]
    [model] = find_models(tmp_path / "ours", {})
    assert (model.name, model.files, model.missing) == ("big-Q8_0", tuple(parts), 0)
    assert resolve("big-q8_0", tmp_path / "ours", {}) == parts[0]
    assert resolve(str(parts[2]), tmp_path / "ours", {}) == parts[0]


def test_a_missing_part_is_told(tmp_path: Path) -> None:
    part = put(tmp_path / "ours/big-00001-of-00003.gguf")
    for called in ("big", str(part)):
        with pytest.raises(ModelFileInvalid, match="2 of the 3 parts"):
            resolve(called, tmp_path / "ours", {})
    assert any("2 parts missing" in line for line in listing(tmp_path / "ours", {}))


def test_a_path_is_a_path(tmp_path: Path) -> None:
    file = put(tmp_path / "some where/model.bin")
    assert resolve(str(file), tmp_path / "ours", {}) == file


def test_a_name_for_several_models_asks_which(tmp_path: Path) -> None:
    put(tmp_path / "ours/maker/T/t-Q4_0.gguf")
    put(tmp_path / "ours/maker/T/t-Q8_0.gguf")
    with pytest.raises(ModelNotFound, match="several") as caught:
        resolve("maker/T", tmp_path / "ours", {})
    assert "t-Q4_0, t-Q8_0" in caught.value.hint


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        ("qwen2.5-coder-7b", "interp models pull qwen2.5-coder-7b"),
        ("qwen2.5coder7b", "Did you mean qwen2.5-coder-7b"),
        ("minni", "Did you mean mini"),
        ("tinyy-Q4_0", "Did you mean tiny-Q4_0"),
        ("tiny", "Did you mean tiny-Q4_0"),
        ("maker/T-GGUF", "interp models pull maker/T-GGUF"),
        ("./none.gguf", "Check the path"),
        ("/no/such/file", "Check the path"),
        ("~nobody-of-that-name/x.gguf", "Check the path"),
        ("x" * 5000 + ".gguf", "Check the path"),
        ("a\0b.gguf", "Check the path"),
        ("zzzzzz", "interp models list"),
        ("", "interp models list"),
    ],
)
def test_what_is_not_there_comes_with_what_to_do(tmp_path: Path, reference: str, hint: str) -> None:
    put(tmp_path / "ours/tiny-Q4_0.gguf")
    with pytest.raises(ModelNotFound) as caught:
        resolve(reference, tmp_path / "ours", {})
    assert hint in caught.value.hint


def test_a_folder_is_not_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="is a folder"):
        resolve(str(tmp_path), tmp_path / "ours", {})


def test_opening_a_name_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound) as caught:
        open_model("qwen2.5-coder-7", ModelOptions(tmp_path, tmp_path))
    assert "qwen2.5-coder-7b" in caught.value.hint


def test_a_recommended_model_that_was_pulled_answers_to_its_short_name(tmp_path: Path) -> None:
    file = put(
        tmp_path / "ours/Qwen/Qwen2.5-Coder-7B-Instruct-GGUF/qwen2.5-coder-7b-instruct-q4_k_m.gguf"
    )
    assert resolve("qwen2.5-coder-7b", tmp_path / "ours", {}) == file


def test_ours_are_removed_with_all_parts_and_empty_folders(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    parts = [put(folder / f"maker/T/big-0000{n}-of-00002.gguf", b"GGUF1") for n in (1, 2)]
    other = put(folder / "maker/U/u.gguf")
    assert remove("big", folder, {}) == (parts, 10)
    assert not (folder / "maker/T").exists()
    assert other.exists()
    remove(str(other), folder, {})
    assert list(folder.iterdir()) == []


def test_a_download_that_was_begun_is_listed_and_can_be_given_up(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    part = put(folder / "maker/T/t-Q4_0.gguf.part", bytes(3_000_000))
    put(folder / "maker/T/t-Q4_0.gguf.part.json")
    assert any("t-Q4_0  (3.0 MB so far" in line for line in listing(folder, {}))
    assert remove("t-Q4_0", folder, {}) == ([part], 3_000_000)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("called", ["a", "llama3.2"])
def test_what_belongs_to_others_is_left_alone(tmp_path: Path, called: str) -> None:
    file = put(tmp_path / ".lmstudio/models/m/A/a.gguf")
    blob = in_ollama(tmp_path / ".ollama/models", "library/llama3.2", "latest", "a" * 64)
    with pytest.raises(ModelError, match="belongs to") as caught:
        remove(called, tmp_path / "ours", environment(tmp_path))
    assert "Remove it there" in caught.value.hint
    assert file.exists()
    assert blob.exists()


def test_any_other_file_is_left_alone(tmp_path: Path) -> None:
    file = put(tmp_path / "mine.gguf")
    with pytest.raises(ModelError, match="not downloaded by interp"):
        remove(str(file), tmp_path / "ours", {})
    with pytest.raises(ModelNotFound):
        remove("../mine", tmp_path / "ours", {})
    assert file.exists()


def test_removing_a_link_of_ours_leaves_what_it_points_to(tmp_path: Path) -> None:
    file = put(tmp_path / "mine.gguf")
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours/linked.gguf").symlink_to(file)
    remove("linked", tmp_path / "ours", {})
    assert file.exists()
    assert list((tmp_path / "ours").iterdir()) == []


def test_ours_go_before_those_of_others_with_the_same_name(tmp_path: Path) -> None:
    theirs = put(tmp_path / ".lmstudio/models/m/A/a.gguf")
    ours = put(tmp_path / "ours/m/A/a.gguf")
    assert resolve("a", tmp_path / "ours", environment(tmp_path)) == ours
    remove("a", tmp_path / "ours", environment(tmp_path))
    assert (theirs.exists(), ours.exists()) == (True, False)


def test_the_list_is_dated_complete_and_understood_by_pull() -> None:
    dated, rows = recommended()
    assert dated.year >= 2026
    assert {row.machine for row in rows} == {"8 GB laptop", "16 GB", "24 GB GPU"}
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        assert row.size < row.memory
        assert len(row.why) > 20
        wanted = understand(row.name)
        assert (wanted.repository, wanted.quantisation) == (row.repository, row.quantisation)
        assert understand(row.reference) == wanted
        assert quantisation(f"x-{row.quantisation}") == row.quantisation


def test_the_listing_shows_what_is_here_and_what_is_worth_having(tmp_path: Path) -> None:
    put(tmp_path / "ours/tiny-Q4_0.gguf", b"x" * 2_000_000)
    lines = list(listing(tmp_path / "ours", {}))
    assert "  tiny-Q4_0  (2.0 MB, interp)" in lines
    assert all(any(row.name in line for line in lines) for row in recommended()[1])


def test_show_reads_the_header(tmp_path: Path) -> None:
    from tiny_gguf import write_bpe

    file = tmp_path / "ours/tiny.gguf"
    file.parent.mkdir()
    write_bpe(file)
    text = "\n".join(description("tiny", tmp_path / "ours", {}))
    assert str(file) in text
    assert "llama, 2 layers" in text
    assert "chat template: " in text
    assert "memory with 4,096 tokens" in text


def test_show_of_a_damaged_file_is_an_error_for_people(tmp_path: Path) -> None:
    put(tmp_path / "ours/bad.gguf", b"GGUF\x03")
    with pytest.raises(ModelFileInvalid):
        list(description("bad", tmp_path / "ours", {}))


def test_finding_takes_the_exact_name_first() -> None:
    files = (Path("x.gguf"),)
    models = [FoundModel("A", files, "s", 1), FoundModel("a", files, "s", 1, ("A",))]
    assert find("a", models) is models[1]
    assert find("A", models) is models[0]


def test_nearest_names() -> None:
    assert nearest("QWEN", ["qwen-7b", "other"]) == ["qwen-7b"]
    assert nearest("x", ["abc"]) == []


def test_sizes_are_written_for_people() -> None:
    assert [gigabytes(n) for n in (4_683_074_048, 999_999_999, 2_000_000)] == [
        "4.7 GB",
        "1.0 GB",
        "2.0 MB",
    ]


def test_each_store_says_how_its_own_program_removes() -> None:
    assert all(store.removal for store in STORES)
