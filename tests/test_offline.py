"""No command opens a connection or looks a name up unless the user ordered it.

Each command runs in a network namespace of its own whose only way out is an interface that counts
packets and throws them away.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import python

COUNT = """
echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
ip link set lo up
ip link add out0 type veth peer name out1
ip addr add 10.99.0.2/24 dev out0
ip link set out1 up
ip link set out0 arp off up
ip route add default via 10.99.0.1 dev out0
"$@" </dev/null >/dev/null 2>&1
awk '/out0:|lo:/ { sent += $11 } END { print sent }' /proc/self/net/dev
"""


def packets(home: Path, folder: Path, *command: str) -> int:
    """Packets that the command and everything it started sent."""
    ran = subprocess.run(
        ["unshare", "--net", "sh", "-c", COUNT, "sh", *command],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "INTERP_HOME": str(home)},
        timeout=120,
        check=True,
    )
    return int(ran.stdout)


INTERP = (sys.executable, "-m", "interpreter")
COMMANDS = [
    ("--help",),
    ("--version",),
    ("doctor",),
    ("models", "list"),
    ("models", "show", "mini"),
    ("models", "use", "mini"),
    ("models", "rm", "nothing-of-that-name"),
    ("sessions", "list"),
    ("config",),
    ("history",),
    ("undo",),
    ("redo",),
    ("diff",),
    ("-m", "no-such-model", "hello"),
    ("-m", "owner/repository", "hello"),
    ("-m", "mini", "how many files are here?"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_sends_nothing(home: Path, folder: Path, words: tuple[str, ...]) -> None:
    assert packets(home, folder, *INTERP, *words) == 0


def test_a_request_with_code_sends_nothing(
    home: Path, folder: Path, script: Callable[..., str]
) -> None:
    code = "import urllib.request\nurllib.request.urlopen('http://10.99.0.1/', timeout=2)"
    words = ("-m", script(python(code), "Not done: no network."), "fetch it")
    assert packets(home, folder, *INTERP, *words) == 0


def test_the_counter_sees_an_attempt(home: Path, folder: Path) -> None:
    attempt = "import socket; s = socket.socket(); s.settimeout(1); s.connect(('10.99.0.1', 80))"
    assert packets(home, folder, sys.executable, "-c", attempt) > 0
    look_up = "import socket; socket.socket(2, 2).sendto(b'x', ('10.99.0.1', 53))"
    assert packets(home, folder, sys.executable, "-c", look_up) > 0


def test_with_allow_net_the_code_may_connect(
    home: Path, folder: Path, script: Callable[..., str]
) -> None:
    code = "import socket\ns = socket.socket()\ns.settimeout(1)\ns.connect(('10.99.0.1', 80))"
    words = ("--allow-net", "-m", script(python(code), "Tried."), "connect")
    assert packets(home, folder, *INTERP, *words) > 0
