"""One file over HTTP, from a server with the faults of real ones: nothing is fetched twice, and
nothing wrong is kept."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from file_server import File, Server, serving

from models.download import Checked, Patience, Progress, PullEvent, Retrying
from models.errors import DownloadFailed, ModelError, ModelFileInvalid, ModelNotFound
from models.pull import Options, pull

CONTENT = b"GGUF" + bytes(range(256)) * 4000
SUM = hashlib.sha256(CONTENT).hexdigest()
QUICK = Options(patience=Patience(timeout=20, attempts=3, pause=0.001))
NAME = "/models/tiny-Q4_K_M.gguf"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.files[NAME] = File(CONTENT)
        yield running


def get(server: Server, folder: Path, options: Options = QUICK) -> tuple[Path, list[PullEvent]]:
    events: list[PullEvent] = []
    return pull(server.address + NAME, folder, events.append, options), events


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_arrives_whole(server: Server, tmp_path: Path) -> None:
    path, events = get(server, tmp_path)
    assert path == tmp_path / "tiny-Q4_K_M.gguf"
    assert path.read_bytes() == CONTENT
    assert left_behind(tmp_path) == ["tiny-Q4_K_M.gguf"]
    assert events[0] == Progress(path.name, 0, len(CONTENT))
    assert events[-2] == Progress(path.name, len(CONTENT), len(CONTENT))
    assert events[-1] == Checked(path.name, SUM, False)


def test_what_is_there_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    get(server, tmp_path)
    _, events = get(server, tmp_path)
    assert len(server.asked) == 1
    assert events == [Progress("tiny-Q4_K_M.gguf", len(CONTENT), len(CONTENT), len(CONTENT))]


def test_a_cut_connection_goes_on_where_it_was_cut(server: Server, tmp_path: Path) -> None:
    server.files[NAME].cuts = [300_000, 200_000, 1]
    path, events = get(server, tmp_path)
    assert path.read_bytes() == CONTENT
    assert server.sent == len(CONTENT)
    assert server.headers_of(NAME, "range") == [
        "",
        "bytes=300000-",
        "bytes=500000-",
        "bytes=500001-",
    ]
    assert sum(isinstance(event, Retrying) for event in events) == 3


def test_a_download_that_failed_is_resumed_by_the_next_command(
    server: Server, tmp_path: Path
) -> None:
    server.files[NAME].cuts = [300_000, 0, 0, 0]
    with pytest.raises(DownloadFailed, match="cut") as caught:
        get(server, tmp_path)
    assert "goes on from there" in caught.value.hint
    assert left_behind(tmp_path) == ["tiny-Q4_K_M.gguf.part", "tiny-Q4_K_M.gguf.part.json"]
    path, events = get(server, tmp_path)
    assert path.read_bytes() == CONTENT
    assert server.sent == len(CONTENT)
    assert events[0] == Progress(path.name, 300_000, len(CONTENT), 300_000)


def test_an_interrupted_download_is_resumed(server: Server, tmp_path: Path) -> None:
    def stop(event: PullEvent) -> None:
        if isinstance(event, Progress) and event.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(server.address + NAME, tmp_path, stop, QUICK)
    arrived = (tmp_path / "tiny-Q4_K_M.gguf.part").stat().st_size
    assert arrived > 0
    path, events = get(server, tmp_path)
    assert path.read_bytes() == CONTENT
    assert events[0] == Progress(path.name, arrived, len(CONTENT), arrived)


def test_a_server_without_ranges_is_read_from_the_start(server: Server, tmp_path: Path) -> None:
    server.files[NAME].ranges = False
    server.files[NAME].cuts = [300_000]
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == CONTENT
    assert server.sent == 300_000 + len(CONTENT)


def test_a_file_that_changed_meanwhile_is_read_from_the_start(
    server: Server, tmp_path: Path
) -> None:
    server.files[NAME].cuts = [300_000, 0, 0, 0]
    with pytest.raises(DownloadFailed):
        get(server, tmp_path)
    newer = b"GGUF" + b"newer" * 150_000
    server.files[NAME] = File(newer, etag='"two"')
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == newer


def test_parts_of_another_address_are_not_mixed_in(server: Server, tmp_path: Path) -> None:
    server.files[NAME].cuts = [300_000, 0, 0, 0]
    with pytest.raises(DownloadFailed):
        get(server, tmp_path)
    other = b"GGUF" + b"other" * 150_000
    server.files["/b" + NAME] = File(other)
    path = pull(f"{server.address}/b{NAME}", tmp_path, lambda _: None, QUICK)
    assert path.read_bytes() == other


def test_a_416_for_a_whole_file_is_no_error(server: Server, tmp_path: Path) -> None:
    server.files[NAME].cuts = [300_000, 0, 0, 0]
    with pytest.raises(DownloadFailed):
        get(server, tmp_path)
    (tmp_path / "tiny-Q4_K_M.gguf.part").write_bytes(CONTENT)
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == CONTENT
    assert server.sent == 300_000


def test_a_416_for_part_of_a_file_starts_again(server: Server, tmp_path: Path) -> None:
    server.files[NAME].cuts = [300_000]
    server.files[NAME].wrong_416 = True
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == CONTENT


def test_a_wrong_sum_keeps_nothing(server: Server, tmp_path: Path) -> None:
    options = Options("0" * 64, patience=QUICK.patience)
    with pytest.raises(DownloadFailed, match="damaged.*" + SUM):
        get(server, tmp_path, options)
    assert left_behind(tmp_path) == []


def test_a_right_sum_is_said_to_be_checked(server: Server, tmp_path: Path) -> None:
    options = Options(f"SHA256:{SUM.upper()}", patience=QUICK.patience)
    _, events = get(server, tmp_path, options)
    assert events[-1] == Checked("tiny-Q4_K_M.gguf", SUM, True)


def test_what_is_no_sum_is_refused_before_anything_is_asked(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="not a SHA-256"):
        get(server, tmp_path, Options("abc"))
    assert server.asked == []


@pytest.mark.parametrize("content", [b"<html>log in</html>" * 100, b"", b"GG"])
def test_what_is_no_gguf_keeps_nothing(server: Server, tmp_path: Path, content: bytes) -> None:
    server.files[NAME] = File(content)
    with pytest.raises(ModelFileInvalid, match="not a GGUF"):
        get(server, tmp_path)
    assert "tiny-Q4_K_M.gguf" not in left_behind(tmp_path)


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "HF_TOKEN"), (403, "licence"), (404, "name"), (418, "address")]
)
def test_a_refusal_is_explained_and_not_repeated(
    server: Server, tmp_path: Path, status: int, hint: str
) -> None:
    server.files[NAME].statuses = [status]
    with pytest.raises(DownloadFailed, match=str(status)) as caught:
        get(server, tmp_path)
    assert hint in caught.value.hint
    assert len(server.asked) == 1
    assert left_behind(tmp_path) == []


def test_a_busy_server_is_asked_again(server: Server, tmp_path: Path) -> None:
    server.files[NAME].statuses = [503, 429]
    path, events = get(server, tmp_path)
    assert path.read_bytes() == CONTENT
    assert [e.reason[:19] for e in events if isinstance(e, Retrying)] == [
        "the server says 503",
        "the server says 429",
    ]


def test_a_server_that_never_recovers_is_given_up(server: Server, tmp_path: Path) -> None:
    server.files[NAME].statuses = [500] * 50
    with pytest.raises(DownloadFailed, match="500"):
        get(server, tmp_path)
    assert len(server.asked) == QUICK.patience.attempts


def test_a_server_that_is_not_there_is_given_up(tmp_path: Path) -> None:
    with serving() as gone:
        address = gone.address
    with pytest.raises(DownloadFailed, match="refused"):
        pull(address + NAME, tmp_path, lambda _: None, QUICK)


def test_a_server_that_hangs_is_given_up(server: Server, tmp_path: Path) -> None:
    server.files[NAME].hang = 1.0
    options = Options(patience=Patience(timeout=0.1, attempts=2, pause=0.001))
    with pytest.raises(DownloadFailed, match=r"no answer|timed out"):
        get(server, tmp_path, options)


def test_a_slow_server_is_waited_for_and_its_progress_told(server: Server, tmp_path: Path) -> None:
    server.files[NAME] = File(CONTENT[:20_000], pause=0.005)
    path, events = get(server, tmp_path)
    assert path.read_bytes() == CONTENT[:20_000]
    done = [event.done for event in events if isinstance(event, Progress)]
    assert done == sorted(done)
    assert len(done) > 4


def test_an_announcement_that_is_too_long_is_cleared_up(server: Server, tmp_path: Path) -> None:
    server.files[NAME].announced = len(CONTENT) + 5
    path, events = get(server, tmp_path)
    assert path.read_bytes() == CONTENT
    assert sum(isinstance(event, Retrying) for event in events) == 1


def test_an_announcement_that_is_too_short_is_caught_by_the_sum(
    server: Server, tmp_path: Path
) -> None:
    server.files[NAME].announced = 5000
    with pytest.raises(DownloadFailed, match="damaged"):
        get(server, tmp_path, Options(SUM, patience=QUICK.patience))
    assert left_behind(tmp_path) == []


def test_redirects_are_followed(server: Server, tmp_path: Path) -> None:
    server.files[NAME] = File(b"", redirect="/elsewhere/x")
    server.files["/elsewhere/x"] = File(CONTENT, cuts=[1000])
    path, _ = get(server, tmp_path)
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/x", NAME])
def test_redirects_that_lead_nowhere_good_are_not_followed(
    server: Server, tmp_path: Path, to: str
) -> None:
    server.files[NAME] = File(b"", redirect=to)
    with pytest.raises(ModelError):
        get(server, tmp_path)
    assert "tiny-Q4_K_M.gguf" not in left_behind(tmp_path)


def test_a_full_disk_keeps_what_arrived_and_the_next_command_goes_on(
    server: Server, tmp_path: Path
) -> None:
    program = (
        "import resource, sys; from pathlib import Path; from models.pull import pull\n"
        "from models.errors import DownloadFailed\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\n"
        "try: pull(sys.argv[1], Path(sys.argv[2]), lambda _: None)\n"
        "except DownloadFailed as error: print(error, '|', error.hint)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, server.address + NAME, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "the disk is full" in done.stdout
    assert "goes on from there" in done.stdout
    arrived = (tmp_path / "tiny-Q4_K_M.gguf.part").stat().st_size
    assert 0 < arrived <= 400_000
    path, events = get(server, tmp_path)
    assert path.read_bytes() == CONTENT
    assert events[0] == Progress(path.name, arrived, len(CONTENT), arrived)


def test_a_file_that_cannot_fit_is_not_begun(server: Server, tmp_path: Path) -> None:
    server.files[NAME].announced = 1 << 60
    with pytest.raises(DownloadFailed, match="not enough space") as caught:
        get(server, tmp_path)
    assert "smaller" in caught.value.hint
    assert left_behind(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_told(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DownloadFailed, match="cannot write"):
        get(server, tmp_path / "file")


def test_two_at_once_do_not_write_one_part(server: Server, tmp_path: Path) -> None:
    with (tmp_path / "tiny-Q4_K_M.gguf.part").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(DownloadFailed, match="another interp"):
            get(server, tmp_path)
    assert server.asked == []


def test_all_parts_of_a_split_model_are_fetched(server: Server, tmp_path: Path) -> None:
    for part in (1, 2, 3):
        server.files[f"/m/big-0000{part}-of-00003.gguf"] = File(b"GGUF" + bytes([part]) * 1000)
    url = f"{server.address}/m/big-00002-of-00003.gguf"
    path = pull(url, tmp_path, lambda _: None, QUICK)
    assert path.name == "big-00001-of-00003.gguf"
    assert left_behind(tmp_path) == [f"big-0000{n}-of-00003.gguf" for n in (1, 2, 3)]


def test_one_sum_for_several_parts_is_refused(server: Server, tmp_path: Path) -> None:
    url = f"{server.address}/m/big-00002-of-00003.gguf"
    with pytest.raises(DownloadFailed, match="one of 3 parts"):
        pull(url, tmp_path, lambda _: None, Options(SUM))


def test_an_address_of_something_else_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="not the address"):
        pull(f"{server.address}/page.html", tmp_path, lambda _: None, QUICK)
    assert server.asked == []
