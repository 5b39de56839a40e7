"""The C library of llama.cpp, opened in the model's own process: the one importer of `llama_cpp`.

Only the bindings are loaded. The package's own `__init__` would bring its high-level class and with
it numpy and half a dozen more, four fifths of the time that a small model needs to be ready; so the
package is entered by its location and its `llama_cpp.llama_cpp` imported alone.
"""

from __future__ import annotations

import ctypes
import importlib.util
import re
import sys
import types
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import ModelError

LOG_LINES = 400
"""Lines of the C library's log that are kept for `--debug` and for errors."""

_PACKAGE = "llama_cpp"
_DEBUG = 1
_LOADING = "error loading model: "
_GRAPHICS = (1, 2)
"""ggml's numbers of a graphics card and of one inside the processor."""


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


def bindings() -> Any:
    """The functions and structures of `llama.h`."""
    _enter_package()
    try:
        import llama_cpp.llama_cpp
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        raise LibraryMissing(
            f"the library of llama.cpp does not load: {error}",
            "reinstall it: pip install --force-reinstall --no-binary llama-cpp-python "
            "llama-cpp-python",
            details=repr(error),
        ) from error
    return llama_cpp.llama_cpp


def _version() -> str:
    """As its `__init__` says; the metadata of the package take 14 ms to find and read."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return ""
    try:
        text = (Path(spec.submodule_search_locations[0]) / "__init__.py").read_text("utf-8")
    except OSError:
        return ""
    told = re.search(r'^__version__ = "([^"]+)"', text, re.M)
    return told[1] if told else ""


VERSION = _version()
"""Of the bindings: states of another version are not trusted."""


class Log:
    """What the C library says, kept instead of printed."""

    def __init__(self, lib: Any) -> None:
        self._lines: deque[str] = deque(maxlen=LOG_LINES)
        self._part = ""
        # The reference must live as long as the library may call it.
        self._callback = lib.llama_log_callback(self._hear)
        lib.llama_log_set(self._callback, None)

    def _hear(self, level: int, text: bytes, _data: Any) -> None:
        if level == _DEBUG:
            return
        self._part += text.decode("utf-8", "replace")
        *lines, self._part = self._part.split("\n")
        self._lines.extend(line for line in lines if line.strip(" ."))

    def text(self) -> str:
        """The last lines, oldest first."""
        return "\n".join([*self._lines, self._part]).strip()

    def errors(self) -> str:
        """The reason of the last failure, as the library words it; empty when it gave none."""
        for words in ("error loading model: ", "failed to ", "unknown", "error"):
            for line in reversed(self._lines):
                if words in line:
                    return line[line.index(words) :].removeprefix(_LOADING).strip()
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


@dataclass(frozen=True, slots=True)
class Device:
    """Something that can hold layers of a model besides the CPU."""

    name: str
    description: str
    free: int
    """Bytes of its memory that are free."""


def devices(lib: Any) -> list[Device]:
    """Graphics cards that this build of llama.cpp can use; none in a build for the CPU alone."""
    if not lib.llama_supports_gpu_offload():
        return []
    ggml = ctypes.CDLL(str(next(lib._base_path.glob("libggml-base.*"))))
    registry = ctypes.CDLL(str(next(lib._base_path.glob("libggml.*"))))
    registry.ggml_backend_dev_count.restype = ctypes.c_size_t
    registry.ggml_backend_dev_get.restype = ctypes.c_void_p
    registry.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    size = ctypes.POINTER(ctypes.c_size_t)
    ggml.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, size, size]
    for name in ("ggml_backend_dev_name", "ggml_backend_dev_description"):
        getattr(ggml, name).argtypes = [ctypes.c_void_p]
        getattr(ggml, name).restype = ctypes.c_char_p
    ggml.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    found = []
    for index in range(registry.ggml_backend_dev_count()):
        device = registry.ggml_backend_dev_get(index)
        if ggml.ggml_backend_dev_type(device) not in _GRAPHICS:
            continue
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        ggml.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
        name, description = (
            (getattr(ggml, f"ggml_backend_dev_{each}")(device) or b"").decode("utf-8", "replace")
            for each in ("name", "description")
        )
        found.append(Device(name, description, free.value))
    return found


def abort_flag_callback(lib: Any) -> Any:
    """A C function that answers whether a byte is set, for `llama_set_abort_callback`.

    llama.cpp asks once for each node of its graph, hundreds of times a token, from a thread of its
    own: a Python function there would cost several percent and wait for the interpreter lock. The
    C library's `strlen` has the right shape: of a string "" it is 0 (go on), of "\\1" it is 1
    (stop), and the byte may be set by another process that shares the page.
    """
    strlen: Callable[..., Any] = ctypes.CDLL(None).strlen
    return ctypes.cast(strlen, lib.ggml_abort_callback)  # type: ignore[arg-type]


def multimodal() -> Any:
    """The functions of `mtmd.h`, with their log kept from the screen."""
    _enter_package()
    try:
        import llama_cpp.mtmd_cpp as mtmd
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        raise LibraryMissing(
            f"this build of llama.cpp has no part for pictures: {error}",
            "reinstall llama-cpp-python",
        ) from error
    mtmd.mtmd_log_set(_SILENCE, None)
    mtmd.mtmd_helper_log_set(_SILENCE, None)
    return mtmd


def _hear_nothing(_level: int, _text: bytes, _data: Any) -> None:
    """The multimodal part prints to the terminal otherwise."""


_SILENCE = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(_hear_nothing)
