"""Packages are installed under every way to confine code, as root and as an ordinary user: from a
folder of wheels and from an index, and what a package runs while it is built reaches nothing."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from backends import TRIED, USERS
from test_permission import wheel

INSTALL = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from attack_range import become
name, uid, base, *requirements = sys.argv[2:]
import sandbox.packages, sandbox.isolation.native, sandbox.isolation.bubblewrap  # before it becomes
import sandbox.isolation.landlocked, sandbox.isolation.direct
become(int(uid))
from sandbox.errors import SandboxError
from sandbox.isolation import backend
from sandbox.packages import install, place_for
from sandbox.policy import Policy
folder, store = Path(base, "work"), Path(base, "store")
place = place_for(folder, store, Path(sys.executable))
try:
    for line in install(place, requirements, Policy(folder=folder), backend=backend(name)):
        print(line)
except SandboxError as error:
    print("FAILED", error, error.details)
sys.path.insert(0, str(place.site))
import tinypkg, tinydep
print("version", tinypkg.VERSION, tinydep.VERSION, tinypkg.__file__)
"""


@pytest.fixture
def base() -> Iterator[Path]:
    """A place that an ordinary user can reach, with a folder of wheels and one of an index."""
    base = Path(f"/var/tmp/interp-test-packages-{os.getpid()}")
    for name in ("work", "store", "wheels", "index/tinypkg", "index/tinydep"):
        (base / name).mkdir(parents=True)
    for place in (base / "wheels", base / "index/tinypkg"):
        wheel(place, "tinypkg", "1.5", "tinydep>=0.2")
    for place in (base / "wheels", base / "index/tinydep"):
        wheel(place, "tinydep", "0.3")
    for path in (base, *base.rglob("*")):
        path.chmod(0o777)
    yield base
    subprocess.run(["/bin/rm", "-rf", str(base)], check=True)


@pytest.fixture
def index(base: Path) -> Iterator[str]:
    """The address of an index on this machine."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=base / "index")) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def installed(base: Path, name: str, who: str, settings: dict[str, str], *what: str) -> str:
    """What installing these says, and in the last line what can be imported afterwards."""
    bare = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    done = subprocess.run(
        [
            *(sys.executable, "-c", INSTALL, str(Path(__file__).parent)),
            *(name, str(USERS[who]), str(base), *what),
        ],
        env={**bare, "PIP_CONFIG_FILE": os.devnull, "HOME": str(base / "work"), **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("who", USERS)
@pytest.mark.parametrize("name", TRIED)
def test_a_package_and_what_it_needs_come_from_a_folder_of_wheels(
    name: str, who: str, base: Path
) -> None:
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(base / "wheels")}
    said = installed(base, name, who, settings, "tinypkg")
    assert f"version 1.5 0.3 {base}/store/" in said, said
    assert not list((base / "work").iterdir())


@pytest.mark.parametrize("who", USERS)
@pytest.mark.parametrize("name", TRIED)
def test_a_package_and_what_it_needs_come_from_an_index(
    name: str, who: str, base: Path, index: str
) -> None:
    said = installed(base, name, who, {"PIP_INDEX_URL": index}, "tinypkg==1.5")
    assert f"version 1.5 0.3 {base}/store/" in said, said


HOSTILE = """
import os, pathlib
base = pathlib.Path({base!r})
for path in (base / "work/stolen", base / "stolen", pathlib.Path.home() / "stolen"):
    try:
        path.write_text("x")
    except OSError:
        pass
try:
    secret = (base / "work/secret").read_text()
except OSError as error:
    secret = type(error).__name__
from setuptools import setup
setup(name="hostile", version="1", description=secret)
raise SystemExit("what it saw: " + secret)
"""


@pytest.mark.parametrize("who", USERS)
@pytest.mark.parametrize("name", [*TRIED, "direct"])
def test_what_a_package_runs_while_it_is_built_reaches_nothing_of_the_folder(
    name: str, who: str, base: Path
) -> None:
    """`direct` is the control: without isolation it reads the secret and leaves its file."""
    (base / "work/secret").write_text("CANARY")
    with tarfile.open(base / "wheels/hostile-1.tar.gz", "w:gz") as archive:
        for member, text in {
            "setup.py": HOSTILE.format(base=str(base)),
            "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'backend'\n"
            "backend-path = ['.']\n",
            "backend.py": HOSTILE.format(base=str(base)),
            "PKG-INFO": "Metadata-Version: 2.1\nName: hostile\nVersion: 1\n",
        }.items():
            entry = tarfile.TarInfo(f"hostile-1/{member}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    for path in base.rglob("*"):
        path.chmod(0o777)
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(base / "wheels")}
    said = installed(base, name, who, settings, "hostile")
    assert "FAILED" in said, said
    reached = "CANARY" in said or (base / "work/stolen").exists() or (base / "stolen").exists()
    assert reached == (name == "direct"), said
