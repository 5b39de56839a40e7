"""The isolated kernel serves JupyterLab's parts: nbclient, papermill, any kernel manager."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jupyter_kernel_test
import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

from sandbox.provisioner import IsolatedProvisioner, install


@pytest.fixture(scope="module", autouse=True)
def spec(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    prefix = tmp_path_factory.mktemp("prefix")
    place = install("isolated-for-tests", prefix=str(prefix))
    before = os.environ.get("JUPYTER_PATH")
    os.environ["JUPYTER_PATH"] = str(prefix / "share/jupyter")
    os.environ["INTERP_TEST_SECRET"] = "CANARY"
    yield place
    del os.environ["INTERP_TEST_SECRET"], os.environ["JUPYTER_PATH"]
    if before is not None:
        os.environ["JUPYTER_PATH"] = before


def run(folder: Path, *sources: str) -> list[str]:
    """What the cells of a notebook print."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(
        notebook,
        kernel_name="isolated-for-tests",
        timeout=60,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    return ["".join(out.get("text", "") for out in cell.outputs) for cell in notebook.cells]


def test_the_kernelspec_is_found() -> None:
    found = KernelSpecManager().get_kernel_spec("isolated-for-tests")
    assert found.display_name == "Python 3 (isolated)"
    assert found.metadata["kernel_provisioner"]["provisioner_name"] == "interp-isolated"


def test_a_notebook_runs_confined(folder: Path) -> None:
    (folder / "data.txt").write_text("here")
    secret = Path.home() / ".bashrc"
    printed = run(
        folder,
        "print(open('data.txt').read())",
        "import os; print('CANARY' in str(os.environ), os.listdir('/proc').count('1'))",
        f"print(os.path.exists({str(secret)!r}))",
        "import socket\ntry: socket.create_connection(('192.0.2.1', 80), 1)\n"
        "except OSError as error: print(error.strerror)",
        "print([line.split()[1] for line in open('/proc/self/status') if line[:8] == 'Seccomp:'])",
        "open('made.txt', 'w').write('by the kernel'); print('written')",
    )
    assert printed == [
        "here\n",
        "False 1\n",
        "False\n",
        "Network is unreachable\n",
        "['2']\n",
        "written\n",
    ]
    assert (folder / "made.txt").read_text() == "by the kernel"


JUPYTER_EXECUTE = "from nbclient.cli import main; main()"


def test_the_command_installs_a_kernel_that_jupyters_programs_run(
    folder: Path, tmp_path: Path
) -> None:
    """As a user does it: two programs, and nothing of ours imported in the second."""
    argv = [sys.executable, "-m", "interpreter", "kernel", "install", "--name", "by-command"]
    subprocess.run([*argv, "--prefix", str(tmp_path)], check=True, cwd=folder)
    secret = tmp_path / "secret"
    secret.touch()
    sources = (
        "import os; open('made', 'w').write('x'); print(os.getcwd())",
        f"print(os.path.exists({str(secret)!r}), 'INTERP_HOME' in os.environ)",
    )
    written = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in sources])
    nbformat.write(written, folder / "book.ipynb")
    env = {**os.environ, "JUPYTER_PATH": str(tmp_path / "share/jupyter"), "INTERP_HOME": "/x"}
    run_it = ("-c", JUPYTER_EXECUTE, "--kernel_name=by-command", "--inplace", "book.ipynb")
    subprocess.run([sys.executable, *run_it], check=True, cwd=folder, env=env, timeout=120)
    cells = nbformat.read(folder / "book.ipynb", 4).cells
    assert cells[0].outputs[0].text == f"{folder}\n"
    assert cells[1].outputs[0].text == "False False\n"
    assert (folder / "made").read_text() == "x"


CONNECTS = """
import pathlib, socket, time
pathlib.Path('ready').touch()
while not pathlib.Path('bound').exists(): time.sleep(0.01)
try: socket.socket(socket.AF_UNIX).connect('host.sock')
except OSError as error: print(type(error).__name__)
import multiprocessing
with multiprocessing.Manager() as manager: print(list(manager.list([1, 2])))
"""


def test_a_notebook_reaches_its_own_sockets_and_none_that_another_program_makes_beside_it(
    folder: Path,
) -> None:
    def host() -> None:
        for _ in range(3000):
            if (folder / "ready").exists():
                break
            time.sleep(0.02)
        later.bind(str(folder / "host.sock"))
        later.listen()
        later.setblocking(False)
        (folder / "bound").touch()

    with socket.socket(socket.AF_UNIX) as later, ThreadPoolExecutor() as pool:
        pool.submit(host)
        assert run(folder, CONNECTS) == ["PermissionError\n[1, 2]\n"]
        with pytest.raises(BlockingIOError):
            later.accept()
        own = socket.socket(socket.AF_UNIX)
        own.connect(str(folder / "host.sock"))
        later.accept()[0].close()
        own.close()


def process(manager: KernelManager) -> int:
    assert isinstance(manager.provisioner, IsolatedProvisioner)
    return int(manager.provisioner.pid or 0)


def test_a_kernel_is_interrupted_restarted_and_ended(folder: Path) -> None:
    manager = KernelManager(kernel_name="isolated-for-tests")
    manager.start_kernel(cwd=str(folder))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    asked = client.execute("import time; print(1, flush=True); time.sleep(60)")
    while client.get_iopub_msg(timeout=20)["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    answer = client.get_shell_msg(timeout=20)
    while answer["parent_header"]["msg_id"] != asked:
        answer = client.get_shell_msg(timeout=20)
    assert answer["content"]["ename"] == "KeyboardInterrupt"
    first = process(manager)
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=60)
    assert process(manager) != first
    assert manager.is_alive()
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    assert not manager.is_alive()
    assert not Path(f"/proc/{first}").exists()


def test_a_folder_that_holds_home_is_refused() -> None:
    from sandbox.errors import FolderUnusable

    manager = KernelManager(kernel_name="isolated-for-tests")
    with pytest.raises(FolderUnusable, match="whole file system"):
        manager.start_kernel(cwd="/")


class TestTheKernelProtocol(jupyter_kernel_test.KernelTests):  # type: ignore[misc]
    """Jupyter's own conformance suite."""

    kernel_name = "isolated-for-tests"
    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('test', file=sys.stderr)"
    code_page_something = "zip?"
    code_execute_result = ({"code": "6*7", "result": "42"},)
    code_generate_error = "raise ValueError"
    completion_samples = ({"text": "zi", "matches": {"zip"}},)
    complete_code_samples = ("1", "print('hello, world')", "def f(x):\n  return x*2\n\n\n")
    incomplete_code_samples = ("print('''hello", "def f(x):\n  x*2")
    invalid_code_samples = ("import = 7q",)
    code_inspect_sample = "zip"
    code_clear_output = "from IPython.display import clear_output; clear_output()"
    code_display_data = (
        {"code": "from IPython.display import *; display(HTML('<b>x</b>'))", "mime": "text/html"},
    )
    # A plain ipykernel 7 answers `range` and `search` with nothing, too.
    supported_history_operations = ("tail",)
