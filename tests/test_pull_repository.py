"""Models of a Hugging Face repository, through the hub's own client, from a hub on 127.0.0.1."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from file_server import File, Server, serving

from models.download import Checked, Patience, PullEvent
from models.errors import DownloadFailed, ModelNotFound
from models.pull import Options, RemoteFile, Wanted, choose, pull, understand

REPOSITORY = "maker/Tiny-GGUF"


def publish(server: Server, path: str, content: bytes, digest: str = "") -> None:
    """Put a file into the repository of the hub, its bytes on a host of their own."""
    digest = digest or hashlib.sha256(content).hexdigest()
    lfs = {"sha256": digest, "size": len(content), "pointerSize": 130}
    server.repository.append({"rfilename": path, "size": len(content), "lfs": lfs})
    server.files[f"/{REPOSITORY}/resolve/main/{path}"] = File(b"", redirect=f"/blobs/{path}")
    server.files[f"/blobs/{path}"] = File(content)


@pytest.fixture
def hub() -> Iterator[Server]:
    with serving() as server:
        publish(server, "tiny-Q8_0.gguf", b"GGUF8" * 1000)
        publish(server, "tiny-Q4_K_M.gguf", b"GGUF4" * 1000)
        publish(server, "mmproj-tiny-F16.gguf", b"GGUFm" * 10)
        for part in (1, 2):
            publish(server, f"F16/tiny-F16-0000{part}-of-00002.gguf", b"GGUF" + bytes(50 * part))
        server.repository.append({"rfilename": "README.md", "size": 3})
        yield server


def options(hub: Server) -> Options:
    return Options(endpoint=hub.address, patience=Patience(20, 2, 0.001))


def fetched(hub: Server) -> list[str]:
    return [path for path, _ in hub.asked if path.startswith("/blobs/")]


def test_a_repository_gives_its_most_sensible_file(hub: Server, tmp_path: Path) -> None:
    events: list[PullEvent] = []
    path = pull(REPOSITORY, tmp_path, events.append, options(hub))
    assert path == tmp_path / "maker" / "Tiny-GGUF" / "tiny-Q4_K_M.gguf"
    assert path.read_bytes() == b"GGUF4" * 1000
    assert fetched(hub) == ["/blobs/tiny-Q4_K_M.gguf"]
    assert isinstance(events[-1], Checked)
    assert events[-1].expected


def test_a_quantisation_can_be_named(hub: Server, tmp_path: Path) -> None:
    path = pull(f"{REPOSITORY}:q8_0", tmp_path, lambda _: None, options(hub))
    assert path.name == "tiny-Q8_0.gguf"


def test_a_file_can_be_named(hub: Server, tmp_path: Path) -> None:
    path = pull(f"{REPOSITORY}/tiny-Q8_0.gguf", tmp_path, lambda _: None, options(hub))
    assert path.name == "tiny-Q8_0.gguf"


def test_all_parts_come_and_the_first_is_to_be_opened(hub: Server, tmp_path: Path) -> None:
    path = pull(f"{REPOSITORY}:F16", tmp_path, lambda _: None, options(hub))
    assert path.name == "tiny-F16-00001-of-00002.gguf"
    assert len(list(path.parent.iterdir())) == 2


def test_a_file_that_is_not_what_the_hub_says_is_thrown_away(hub: Server, tmp_path: Path) -> None:
    publish(hub, "bad-Q2_K.gguf", b"GGUFx" * 100, digest="a" * 64)
    with pytest.raises(DownloadFailed, match="damaged"):
        pull(f"{REPOSITORY}:Q2_K", tmp_path, lambda _: None, options(hub))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_quantisation_that_is_not_there_names_those_that_are(hub: Server, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="no Q3_K_M") as caught:
        pull(f"{REPOSITORY}:Q3_K_M", tmp_path, lambda _: None, options(hub))
    assert "F16, Q4_K_M, Q8_0" in caught.value.hint


def test_a_repository_that_is_not_there_is_told(hub: Server, tmp_path: Path) -> None:
    hub.repository.clear()
    with pytest.raises(ModelNotFound, match="no repository"):
        pull("maker/None", tmp_path, lambda _: None, options(hub))


def test_a_hub_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    with serving() as gone:
        address = gone.address
    with pytest.raises(DownloadFailed, match="cannot ask the hub") as caught:
        pull(REPOSITORY, tmp_path, lambda _: None, Options(endpoint=address))
    assert "HF_ENDPOINT" in caught.value.hint


def test_names_that_lead_out_of_our_folder_are_not_taken(hub: Server, tmp_path: Path) -> None:
    for path in ("../../evil-Q4_0.gguf", "/tmp/evil-Q4_0.gguf"):
        with pytest.raises(ModelNotFound):
            choose(Wanted(REPOSITORY, "Q4_0"), [RemoteFile(path, 1, "")])


def test_a_split_model_without_all_its_parts_is_not_begun() -> None:
    files = [RemoteFile("a-Q4_0-00001-of-00002.gguf", 1, "")]
    with pytest.raises(ModelNotFound, match="not all parts"):
        choose(Wanted(REPOSITORY), files)


def test_the_token_is_for_the_hub_alone(
    hub: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with serving() as blobs:
        blobs.files["/x"] = File(b"GGUF4" * 1000)
        page = f"/{REPOSITORY}/resolve/main/tiny-Q4_K_M.gguf"
        hub.files[page].redirect = f"{blobs.address}/x"
        pull(REPOSITORY, tmp_path, lambda _: None, options(hub))
        assert blobs.headers_of("/x", "authorization") == [""]
    assert hub.headers_of(page, "authorization") == ["Bearer hf_secret"]


def test_a_mirror_is_named_by_the_environment(hub: Server, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from models.pull import pull\n"
        "print(pull(sys.argv[1], Path(sys.argv[2]), lambda _: None))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, REPOSITORY, str(tmp_path)],
        env={**os.environ, "HF_ENDPOINT": hub.address, "HF_HUB_DISABLE_TELEMETRY": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert Path(done.stdout.strip()).read_bytes() == b"GGUF4" * 1000


@pytest.mark.parametrize(
    ("reference", "wanted"),
    [
        ("a/b", Wanted("a/b")),
        ("a/b:Q4_0", Wanted("a/b", "Q4_0")),
        ("a/b-c.d/e/f-Q4_0.gguf", Wanted("a/b-c.d", file="e/f-Q4_0.gguf")),
        ("https://huggingface.co/a/b", Wanted("a/b")),
        ("hf.co/a/b", Wanted("a/b")),
        ("https://huggingface.co/a/b/blob/v1/x%20y.gguf", Wanted("a/b", "", "x y.gguf", "v1")),
        (
            "https://huggingface.co/a/b/resolve/main/x.gguf?download=true",
            Wanted("a/b", "", "x.gguf"),
        ),
        ("https://example.org/x.gguf", Wanted(url="https://example.org/x.gguf")),
        ("QWEN2.5-coder-7b", Wanted("Qwen/Qwen2.5-Coder-7B-Instruct-GGUF", "Q4_K_M")),
    ],
)
def test_references_are_understood(reference: str, wanted: Wanted) -> None:
    assert understand(reference) == wanted


@pytest.mark.parametrize("reference", ["", "qwen2.5-coder-7", "a b", "a/b/c", "ftp://x/y.gguf"])
def test_what_cannot_be_understood_is_told(reference: str) -> None:
    with pytest.raises(ModelNotFound) as caught:
        understand(reference)
    assert caught.value.hint
