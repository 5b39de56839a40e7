"""The line to a kernel reads what Jupyter writes, writes what Jupyter reads, and never raises."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jupyter_client.session import Session

from sandbox.cell import TAKERS, Cell, plain
from sandbox.events import Displayed, Failed, Printed
from sandbox.policy import Limits
from sandbox.wire import DELIMITER, Malformed, Received, Signer

KEY = b"0123456789abcdef"


def test_jupyter_reads_what_we_sign() -> None:
    session = Session(key=KEY)
    identity, frames = Signer(KEY).frames("execute_request", {"code": "ü"}, {"a": 1})
    _, rest = session.feed_identities(frames)
    message = session.deserialize(rest)
    assert message["header"]["msg_id"] == identity
    assert message["msg_type"] == "execute_request"
    assert message["content"] == {"code": "ü"}
    assert message["metadata"] == {"a": 1}


def test_we_read_what_jupyter_signs() -> None:
    session = Session(key=KEY)
    message = session.msg("stream", {"text": "ü"}, parent=session.msg("execute_request"))
    frames = session.serialize(message, ident=b"topic")
    read = Signer(KEY).read("iopub", frames)
    assert isinstance(read, Received)
    assert (read.kind, read.content) == ("stream", {"text": "ü"})
    assert read.parent == message["parent_header"]["msg_id"]


def test_every_bit_is_signed() -> None:
    _, frames = Signer(KEY).frames("status", {"execution_state": "idle"}, {})
    assert isinstance(Signer(KEY).read("iopub", frames), Received)
    for number in range(1, len(frames)):
        changed = list(frames)
        changed[number] = changed[number][:-1] + bytes([changed[number][-1] ^ 1])
        assert isinstance(Signer(KEY).read("iopub", changed), Malformed)
    assert isinstance(Signer(b"another").read("iopub", frames), Malformed)


@given(st.lists(st.one_of(st.binary(), st.just(DELIMITER), st.just(b"{}")), max_size=12))
def test_no_frames_at_all_make_us_raise(frames: list[bytes]) -> None:
    assert isinstance(Signer(KEY).read("iopub", frames), Malformed)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = (
    *("data", "ename", "evalue", "execution_state", "exit_code", "metadata", "name", "password"),
    *("prompt", "status", "text", "traceback", "transient", "wait"),
)  # fmt: skip


@given(
    st.sampled_from(sorted(TAKERS)),
    st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), json_values, max_size=8),
)
def test_a_well_signed_message_with_any_content_makes_values_of_the_right_types(
    kind: tuple[str, str], content: dict[str, Any]
) -> None:
    cell = Cell(1, "", "shell", Limits(), 0.0)
    cell.take(*kind, content, 1.0)
    for event in cell.events:
        match event:
            case Printed(stream=stream, text=text):
                assert stream in {"stdout", "stderr"}
                assert isinstance(text, str)
            case Displayed(data=data, metadata=metadata, display_id=display_id):
                assert all(isinstance(part, str) for pair in data.items() for part in pair)
                assert isinstance(metadata, dict)
                assert isinstance(display_id, str)
            case Failed(name=name, message=message, traceback=traceback):
                assert all(isinstance(part, str) for part in (name, message, traceback))
    if cell.reply is not None:
        cell.end()
        last = cell.finished(2.0)
        assert last.why in {"ok", "error"}
        assert last.exit_code is None or type(last.exit_code) is int


@given(st.text(alphabet="\x1b[]m;0123456789\\\x07abP^_"))
def test_taking_escapes_out_never_adds_any(text: str) -> None:
    assert len(plain(text)) <= len(text)
    assert plain(f"\x1b[31m{text}\x1b[0m").endswith(plain(text)[-1:])


def test_colours_titles_and_links_are_taken_out() -> None:
    assert plain("\x1b[1;31mred\x1b[0m \x1b]0;title\x07x \x1b]8;;http://a\x1b\\y") == "red x y"
