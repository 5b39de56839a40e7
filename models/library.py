"""The C library of llama.cpp, opened in the model's own process: the one importer of `llama_cpp`.

Only the bindings are loaded. The package's own `__init__` would bring its high-level class and with
it numpy and half a dozen more, four fifths of the time that a small model needs to be ready; so the
package is entered by its location and its `llama_cpp.llama_cpp` imported alone.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import sys
import types
from collections import deque
from collections.abc import Callable
from typing import Any

from models.errors import ModelError

LOG_LINES = 400
"""Lines of the C library's log that are kept for `--debug` and for errors."""

_PACKAGE = "llama_cpp"


class LibraryMissing(ModelError):
    """llama-cpp-python is not installed, or its shared library does not load here."""


def _enter_package() -> None:
    """Make `llama_cpp` importable without running its `__init__`."""
    if _PACKAGE in sys.modules:
        return
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise LibraryMissing(
            "llama-cpp-python is not installed",
            "install it into the environment of interp: pip install llama-cpp-python",
        )
    package = types.ModuleType(_PACKAGE)
    package.__path__ = list(spec.submodule_search_locations)
    package.__spec__ = spec
    sys.modules[_PACKAGE] = package


def bindings(name: str = "llama_cpp") -> Any:
    """A module of the package by its short name (`llama_cpp`, `mtmd_cpp`, `llama_grammar`)."""
    _enter_package()
    try:
        return importlib.import_module(f"{_PACKAGE}.{name}")
    except (ImportError, OSError, RuntimeError, FileNotFoundError, AttributeError) as error:
        raise LibraryMissing(
            f"the library of llama.cpp does not load: {error}",
            "reinstall it: pip install --force-reinstall --no-binary llama-cpp-python "
            "llama-cpp-python",
            details=repr(error),
        ) from error


class Log:
    """What the C library says, kept instead of printed."""

    def __init__(self, lib: Any) -> None:
        self._lines: deque[str] = deque(maxlen=LOG_LINES)
        self._part = ""
        # The reference must live as long as the library may call it.
        self._callback = lib.llama_log_callback(self._hear)
        lib.llama_log_set(self._callback, None)

    def _hear(self, _level: int, text: bytes, _data: Any) -> None:
        self._part += text.decode("utf-8", "replace")
        *lines, self._part = self._part.split("\n")
        self._lines.extend(line for line in lines if line.strip(" ."))

    def text(self) -> str:
        """The last lines, oldest first."""
        return "\n".join([*self._lines, self._part]).strip()

    def errors(self) -> str:
        """The last line that speaks of a failure; empty when none does."""
        for line in reversed(self._lines):
            if "error" in line or "fail" in line or "unknown" in line:
                return line.strip()
        return ""

    def find(self, word: str) -> list[str]:
        """All kept lines that hold `word`."""
        return [line for line in self._lines if word in line]


def load() -> tuple[Any, Log]:
    """The bindings, initialised, with the log captured."""
    lib = bindings()
    log = Log(lib)
    lib.llama_backend_init()
    return lib, log


def abort_flag_callback(lib: Any) -> Any:
    """A C function that answers whether a byte is set, for `llama_set_abort_callback`.

    llama.cpp asks once for each node of its graph, hundreds of times a token, from a thread of its
    own: a Python function there would cost several percent and wait for the interpreter lock. The
    C library's `strlen` has the right shape: of a string "" it is 0 (go on), of "\\1" it is 1
    (stop), and the byte may be set by another process that shares the page.
    """
    strlen: Callable[..., Any] = ctypes.CDLL(None).strlen
    return ctypes.cast(strlen, lib.ggml_abort_callback)  # type: ignore[arg-type]
