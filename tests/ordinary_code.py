"""What users' code does all day, as small functions; run inside and outside by
`test_isolation_ordinary_code`. Each prints a line that must be the same in both."""

# ruff: noqa: PTH208, PTH123

import asyncio
import concurrent.futures
import hashlib
import json
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

CASES: dict[str, Callable[[], object]] = {}


def case(function: Callable[[], object]) -> Callable[[], object]:
    CASES[function.__name__] = function
    return function


def square(number: int) -> int:
    return number * number


@case
def a_table_is_read_grouped_and_written() -> object:
    import pandas

    frame = pandas.DataFrame({"city": ["a", "b", "a"], "sales": [1, 2, 3]})
    frame.to_csv("sales.csv", index=False)
    frame.to_excel("sales.xlsx", index=False)
    again = pandas.read_excel("sales.xlsx")
    return again.groupby("city").sales.sum().to_dict(), pandas.read_csv("sales.csv").shape


@case
def a_chart_is_drawn_and_saved() -> object:
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot

    pyplot.plot([1, 4, 9])
    pyplot.title("A title with Ünïcode")
    pyplot.savefig("chart.png")
    return Path("chart.png").stat().st_size > 5000


@case
def an_image_is_resized() -> object:
    from PIL import Image

    Image.new("RGB", (64, 64), "red").resize((32, 16)).save("small.png")
    return Image.open("small.png").size


@case
def matrices_are_multiplied_in_threads() -> object:
    import numpy

    ones = numpy.ones((400, 400))
    return float((ones @ ones).sum())


@case
def a_database_is_used() -> object:
    with sqlite3.connect("data.db") as database:
        database.execute("pragma journal_mode=wal")
        database.execute("create table t (x)")
        database.executemany("insert into t values (?)", [(i,) for i in range(1000)])
        return database.execute("select sum(x) from t").fetchone()


@case
def processes_are_forked() -> object:
    with multiprocessing.get_context("fork").Pool(3) as pool:
        return pool.map(square, range(5))


@case
def processes_are_spawned() -> object:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        return pool.map(square, range(5))


@case
def processes_share_through_a_server() -> object:
    with multiprocessing.Manager() as manager:
        shared = manager.dict()
        shared["x"] = 1
        return dict(shared)


@case
def processes_share_memory_and_locks() -> object:
    from multiprocessing import shared_memory

    block = shared_memory.SharedMemory(create=True, size=100)
    memory = block.buf
    assert memory is not None
    memory[0] = 7
    value = memory[0]
    del memory
    block.close()
    block.unlink()
    with multiprocessing.Lock(), multiprocessing.Semaphore(2):
        return value


@case
def an_executor_of_processes_works() -> object:
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        return list(pool.map(square, range(4)))


@case
def threads_work() -> object:
    found: list[int] = []
    threads = [threading.Thread(target=found.append, args=(i,)) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found) == list(range(20))


@case
def a_loop_serves_itself_over_the_loopback() -> object:
    async def main() -> bytes:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.readline())
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"hello\n")
        line = await reader.readline()
        server.close()
        return line

    return asyncio.run(main())


@case
def programs_are_run() -> object:
    done = subprocess.run(
        "echo one | tr a-z A-Z; ls -d / ; awk 'BEGIN{print 6*7}'; date -d @0 +%Y; sort <<< 'b\na'",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr


@case
def temporary_files_are_made() -> object:
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as file:
        Path(folder, "x").write_text("x")
        file.write(b"y")
        return len(os.listdir(folder))


@case
def git_keeps_a_project() -> object:
    def git(*words: str) -> str:
        identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
        done = subprocess.run(
            ["git", *identity, *words], capture_output=True, text=True, check=False, cwd="project"
        )
        return done.stdout + done.stderr if done.returncode else done.stdout

    Path("project").mkdir()
    Path("project/a.txt").write_text("one\n")
    out = [git("init", "-q"), git("add", "."), git("commit", "-qm", "first")]
    Path("project/a.txt").write_text("two\n")
    return [*out, git("diff", "--stat"), git("log", "--format=%s"), git("status", "--short")]


@case
def files_are_renamed_linked_and_removed() -> object:
    Path("d/e").mkdir(parents=True)
    Path("d/e/f").write_text("text")
    shutil.move("d/e", "moved")
    os.link("moved/f", "hard")
    Path("soft").symlink_to("moved/f")
    shutil.copytree("moved", "copy")
    Path("hard").chmod(0o755)
    os.utime("hard", (1_000_000, 1_000_000))
    shutil.make_archive("all", "zip", "copy")
    shutil.rmtree("d")
    mode = Path("moved/f").stat()
    return oct(mode.st_mode), mode.st_mtime, sorted(os.listdir(".")) != [], Path("soft").read_text()


@case
def an_existing_folder_is_renamed() -> object:
    shutil.move("given", "renamed")
    return Path("renamed/inner/text").read_text(), Path("given").exists()


@case
def the_user_and_the_machine_are_asked_for() -> object:
    import getpass
    import platform

    return bool(getpass.getuser()), Path.home().exists(), platform.system(), bool(os.cpu_count())


@case
def random_numbers_differ() -> object:
    import random
    import uuid

    return len({uuid.uuid4(), uuid.uuid4()}), random.random() != random.random(), len(os.urandom(8))


@case
def a_terminal_program_runs_in_a_terminal() -> object:
    import pexpect

    return pexpect.run("stty size", timeout=10)


@case
def a_big_file_is_mapped() -> object:
    import mmap

    Path("big").touch()
    os.truncate("big", 50_000_000)
    with open("big", "r+b") as file, mmap.mmap(file.fileno(), 0) as memory:
        memory[49_999_999] = 1
        return hashlib.sha256(memory).hexdigest()[:8]


@case
def unix_sockets_connect_inside() -> object:
    import socket

    with socket.socket(socket.AF_UNIX) as server:
        server.bind("mine.sock")
        server.listen()
        with socket.socket(socket.AF_UNIX) as one:
            one.connect("mine.sock")
            return True


@case
def the_interpreter_can_be_asked_about_itself() -> object:
    import importlib.metadata

    version = [sys.executable, "-c", "import numpy; print(numpy.__version__)"]
    done = subprocess.run(version, capture_output=True, text=True, check=True)
    return done.stdout.strip() == importlib.metadata.version("numpy"), sys.prefix


def main() -> None:
    results = {}
    for name, function in CASES.items():
        try:
            results[name] = repr(function())
        except BaseException:  # noqa: BLE001 - the traceback is the result
            results[name] = traceback.format_exc()
    print("\nRESULTS " + json.dumps(results))


if __name__ == "__main__":
    main()
