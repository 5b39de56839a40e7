"""Pieces of a reply travel together where they come quickly, and none is late or lost."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from models.wire import Line, Wire
from models.worker import TOGETHER, Pieces


@pytest.fixture
def ends() -> Iterator[tuple[Wire, socket.socket]]:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    yield Wire(ours), theirs
    ours.close()
    theirs.close()


def arrived(end: socket.socket) -> bytes:
    try:
        return end.recv(1 << 20)
    except BlockingIOError:
        return b""


def test_the_first_piece_comes_at_once_and_the_end_brings_all_that_was_kept(
    ends: tuple[Wire, socket.socket],
) -> None:
    wire, end = ends
    pieces = Pieces(wire)
    pieces.give({"id": 1, "begun": {}}, 0.0)
    assert b"begun" in arrived(end)
    pieces.give({"id": 1, "p": "first"}, 0.0)
    assert b"first" in arrived(end)
    for number in range(100):
        pieces.give({"id": 1, "p": f"{number},"}, 0.0)
    pieces.give({"id": 1, "end": {}}, 0.0)
    rest = arrived(end)
    assert rest.count(b"\n") > 1
    assert rest.endswith(b'{"id":1,"end":{}}\n')


def test_quick_pieces_come_in_order_in_fewer_sendings(ends: tuple[Wire, socket.socket]) -> None:
    wire, end = ends
    pieces, sendings, text = Pieces(wire), 0, b""
    for number in range(2000):
        pieces.give({"p": str(number)}, 0.0)
        if data := arrived(end):
            sendings += 1
            text += data
    pieces.give({"end": {}}, 0.0)
    text += arrived(end)
    assert 1 <= sendings < 1000
    assert text.decode().split("\n")[:-2] == [f'{{"p":"{n}"}}' for n in range(2000)]


def test_each_piece_of_a_slow_model_comes_at_once(ends: tuple[Wire, socket.socket]) -> None:
    wire, end = ends
    pieces = Pieces(wire)
    for number in range(20):
        pieces.give({"p": str(number)}, soon=TOGETHER)
        assert arrived(end).count(b"\n") == 1


def test_what_may_complete_a_block_of_code_does_not_wait(ends: tuple[Wire, socket.socket]) -> None:
    wire, end = ends
    pieces = Pieces(wire)
    lines: list[Line] = [{"p": "print(1)"}, {"p": "\n"}, {"p": "```"}, {"p": "\n"}]
    for line in lines:
        pieces.give(line, 0.0)
        if line["p"] == "```":
            assert b"```" in arrived(end)
    assert arrived(end) == b'{"p":"\\n"}\n'
