"""The header of a GGUF file, read without trust and without the C library.

The header alone says how large a model is in memory, what its vocabulary and its template are, and
whether the file is whole: each tensor's place must lie inside it. A file that is damaged is told
apart here, where a wrong count is a sentence for the user and not a crash.
"""

from __future__ import annotations

import dataclasses
import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.errors import ModelFileInvalid, ModelNotFound

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MAX_KEYS = 1 << 16
MAX_TENSORS = 1 << 18
MAX_NAME = 1 << 16
MAX_DIMENSIONS = 4
MAX_PARTS = 1000

TENSOR_TYPES: Mapping[int, tuple[str, int, int]] = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20),
    6: ("Q5_0", 32, 22), 7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 36),
    10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110), 12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176),
    14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292), 16: ("IQ2_XXS", 256, 66),
    17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82),
    23: ("IQ4_XS", 256, 136), 24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4),
    27: ("I64", 1, 8), 28: ("F64", 1, 8), 29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2),
    34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17), 40: ("NVFP4", 64, 36),
    41: ("Q1_0", 128, 18), 42: ("Q2_0", 64, 18),
}  # fmt: skip
"""Number in the file: name, weights in a block, bytes of a block."""

FILE_TYPES: Mapping[int, str] = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K",
    11: "Q3_K_S", 12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S",
    17: "Q5_K_M", 18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS",
    23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M",
    30: "IQ4_XS", 31: "IQ1_M", 32: "BF16", 36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4", 39: "NVFP4",
    40: "Q1_0",
}  # fmt: skip

_SCALARS: Mapping[int, struct.Struct] = {
    number: struct.Struct("<" + letter)
    for number, letter in {
        0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"
    }.items()
}  # fmt: skip
STRING, ARRAY = 8, 9
_U32, _U64 = struct.Struct("<I"), struct.Struct("<Q")

_FOREIGN = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"\x80\x02": "a Python pickle",
    b"\x7fELF": "a program",
    b"\x89PNG": "a picture",
    b"<htm": "a web page (a download that failed?)",
    b"<!DO": "a web page (a download that failed?)",
    b"ggjt": "an old GGML file",
    b"lmgg": "an old GGML file",
    b"vers": "a pointer of Git LFS, not the file itself",
    b"FUGG": "a GGUF of a big-endian machine",
}

Scalar = int | float | bool | str


@dataclass(frozen=True, slots=True)
class Array:
    """An array in the header: what it holds and where, without having read it."""

    kind: int
    count: int
    start: int
    """Offset of its first element in `Header.raw`."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor of the file. `offset` counts from the beginning of the tensor data."""

    name: str
    type: int
    shape: tuple[int, ...]
    offset: int

    @property
    def elements(self) -> int:
        """Number of weights."""
        return math.prod(self.shape)

    @property
    def size(self) -> int:
        """Bytes in the file."""
        _, block, size = TENSOR_TYPES[self.type]
        return self.elements // block * size


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself. Made by `read`, so everything in it was checked."""

    path: Path
    file_size: int
    values: Mapping[str, Scalar | Array]
    tensors: tuple[Tensor, ...]
    data_start: int
    raw: bytes
    parts: tuple[Path, ...] = ()
    """Further files, of a model that is split over several; their tensors are among `tensors`."""

    def text(self, key: str, default: str = "") -> str:
        """A string value."""
        value = self.values.get(key, default)
        return value if isinstance(value, str) else default

    def number(self, key: str, default: int = 0) -> int:
        """A whole number, of the architecture's own where `key` begins with a dot."""
        value = self.values.get(self._full(key), default)
        return value if isinstance(value, int) else default

    def real(self, key: str, default: float = 0.0) -> float:
        """A number."""
        value = self.values.get(self._full(key), default)
        return float(value) if isinstance(value, int | float) else default

    def numbers(self, key: str, layers: int, default: int = 0) -> list[int]:
        """A value that is given once or for each layer, always for each layer."""
        value = self.values.get(self._full(key), default)
        if isinstance(value, Array):
            found = [each for each in self.items(value) if isinstance(each, int)]
            return (found + [default] * layers)[:layers]
        return [value if isinstance(value, int) else default] * layers

    def array(self, key: str) -> Array | None:
        """An array by its key."""
        value = self.values.get(self._full(key))
        return value if isinstance(value, Array) else None

    def items(self, array: Array) -> Iterator[Scalar]:
        """The elements of an array."""
        place = array.start
        if array.kind != STRING:
            form = _SCALARS[array.kind]
            for index in range(array.count):
                yield form.unpack_from(self.raw, place + index * form.size)[0]
            return
        for _ in range(array.count):
            (size,) = _U64.unpack_from(self.raw, place)
            yield self.raw[place + 8 : place + 8 + size].decode("utf-8", "replace")
            place += 8 + size

    def _full(self, key: str) -> str:
        return self.architecture + key if key.startswith(".") else key

    @property
    def architecture(self) -> str:
        """Such as `llama`."""
        return self.text("general.architecture")

    @property
    def name(self) -> str:
        """What the file calls its model; its file name where it says nothing."""
        return self.text("general.name") or self.path.stem

    @property
    def quantisation(self) -> str:
        """Such as `Q4_K_M`; empty when the file does not say."""
        return FILE_TYPES.get(self.number("general.file_type", -1), "")

    @property
    def layers(self) -> int:
        """Blocks of the network."""
        return self.number(".block_count")

    @property
    def vocabulary(self) -> int:
        """Number of tokens."""
        tokens = self.array("tokenizer.ggml.tokens")
        return tokens.count if tokens else self.number(".vocab_size")

    @property
    def weights(self) -> int:
        """Bytes of all tensors."""
        return sum(tensor.size for tensor in self.tensors)

    @property
    def total_size(self) -> int:
        """Bytes of the file and of its further parts."""
        return self.file_size + sum(path.stat().st_size for path in self.parts)

    @property
    def parameters(self) -> int:
        """Number of all weights."""
        return sum(tensor.elements for tensor in self.tensors)


class _Cursor:
    """Walks the header; asks the file for more as it goes, and never for more than there is."""

    CHUNK = 1 << 22

    def __init__(self, file: BinaryIO, path: Path, file_size: int) -> None:
        self._file = file
        self.path = path
        self.left = file_size
        self.raw = bytearray()
        self.place = 0

    def invalid(self, what: str) -> ModelFileInvalid:
        return damaged(self.path, what)

    def need(self, size: int) -> None:
        """Have `size` more bytes in `raw`."""
        missing = self.place + size - len(self.raw)
        if missing <= 0:
            return
        if missing > self.left:
            raise self.invalid("it ends in the middle of its header: the file is cut short")
        data = self._file.read(min(self.left, max(missing, self.CHUNK)))
        self.left -= len(data)
        self.raw += data
        if self.place + size > len(self.raw):
            raise self.invalid("it became shorter while it was read")

    def unpack(self, form: struct.Struct) -> int:
        self.need(form.size)
        (value,) = form.unpack_from(self.raw, self.place)
        self.place += form.size
        return int(value)

    def scalar(self, kind: int) -> Scalar:
        form = _SCALARS[kind]
        self.need(form.size)
        (value,) = form.unpack_from(self.raw, self.place)
        self.place += form.size
        checked: Scalar = value
        return checked

    def string(self, limit: int, what: str) -> str:
        size = self.unpack(_U64)
        if size > limit:
            raise self.invalid(f"{what} claims to be {size} bytes long")
        self.need(size)
        data = self.raw[self.place : self.place + size]
        self.place += size
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            if limit == MAX_NAME:
                raise self.invalid(f"{what} is not text") from None
            return data.decode("utf-8", "replace")

    def array(self, key: str) -> Array:
        kind = self.unpack(_U32)
        count = self.unpack(_U64)
        if kind == STRING:
            start = self.place
            self._skip_strings(key, count)
            return Array(kind, count, start)
        if kind not in _SCALARS:
            raise self.invalid(f"the list {key!r} holds values of an unknown type ({kind})")
        size = _SCALARS[kind].size * count
        if size > self.left + len(self.raw) - self.place:
            raise self.invalid(f"the list {key!r} claims {count} values, more than the file holds")
        start = self.place
        self.need(size)
        self.place += size
        return Array(kind, count, start)

    def _skip_strings(self, key: str, count: int) -> None:
        if count * 8 > self.left + len(self.raw) - self.place:
            raise self.invalid(f"the list {key!r} claims {count} texts, more than the file holds")
        unpack = _U64.unpack_from
        for _ in range(count):
            if self.place + 8 > len(self.raw):
                self.need(8)
            size = unpack(self.raw, self.place)[0]
            self.place += 8 + size
            if self.place > len(self.raw):
                if size > self.left + len(self.raw):
                    raise self.invalid(f"a text in the list {key!r} is longer than the file")
                self.need(0)


def damaged(path: Path, what: str) -> ModelFileInvalid:
    """The error of a file that is not what it should be."""
    return ModelFileInvalid(
        f"{path.name} is damaged: {what}",
        "download it again, and compare its checksum with the one where you got it",
    )


def read(path: Path) -> Header:
    """The checked header, with the tensors of all parts of a split model.

    Raises `ModelNotFound` or `ModelFileInvalid`.
    """
    first = _read_one(path)
    count = first.number("split.count", 1)
    if count <= 1:
        _make_sense(first)
        return first
    if first.number("split.no") != 0:
        raise ModelFileInvalid(
            f"{path.name} is part {first.number('split.no') + 1} of a split model",
            "name its first part; the others are found by themselves",
        )
    ending = f"-00001-of-{count:05d}.gguf"
    if not path.name.endswith(ending) or count > MAX_PARTS:
        raise damaged(path, f"it is the first of {count} parts, but its name does not say so")
    stem = path.name.removesuffix(ending)
    parts = [path.with_name(f"{stem}-{n:05d}-of-{count:05d}.gguf") for n in range(2, count + 1)]
    tensors = [*first.tensors, *(t for part in parts for t in _read_one(part).tensors)]
    whole = dataclasses.replace(first, tensors=tuple(tensors), parts=tuple(parts))
    _make_sense(whole)
    return whole


def _read_one(path: Path) -> Header:
    size = check_magic(path)
    try:
        with path.open("rb", buffering=0) as file:
            cursor = _Cursor(file, path, size)
            return _header(cursor, size)
    except OSError as error:
        raise _unreadable(path, error) from error


def check_magic(path: Path) -> int:
    """Its size, when it exists, is a file and begins like a GGUF: fast enough for the way in."""
    try:
        if path.is_dir():
            raise ModelFileInvalid(
                f"{path} is a folder, not a model", "name the .gguf file inside it"
            )
        with path.open("rb") as file:
            magic = file.read(4)
            size = path.stat().st_size
    except FileNotFoundError as error:
        raise ModelNotFound(
            f"there is no file {path}", "see what is there with: interp models list"
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    if magic == MAGIC:
        return size
    if not magic:
        raise ModelFileInvalid(f"{path.name} is empty", "download it again")
    known = next((name for start, name in _FOREIGN.items() if magic.startswith(start)), "")
    raise ModelFileInvalid(
        f"{path.name} is not a GGUF model" + (f" but {known}" if known else ""),
        "take the file that ends in .gguf from the model's page",
    )


def _unreadable(path: Path, error: OSError) -> ModelFileInvalid:
    return ModelFileInvalid(
        f"{path} cannot be read: {error.strerror}", "check the permissions of the file"
    )


def _header(cursor: _Cursor, size: int) -> Header:
    cursor.need(4)
    cursor.place = 4
    version = cursor.unpack(_U32)
    if version not in VERSIONS:
        raise ModelFileInvalid(
            f"{cursor.path.name} is a GGUF of version {version}",
            f"only versions {' and '.join(map(str, VERSIONS))} can be read: convert the model anew",
        )
    tensor_count, key_count = cursor.unpack(_U64), cursor.unpack(_U64)
    if tensor_count > MAX_TENSORS or key_count > MAX_KEYS:
        raise cursor.invalid(f"it claims {tensor_count} tensors and {key_count} settings")
    values = _values(cursor, key_count)
    alignment = values.get("general.alignment", 32)
    if not isinstance(alignment, int) or alignment <= 0 or alignment & (alignment - 1):
        raise cursor.invalid(f"its alignment is {alignment!r}")
    tensors = tuple(_tensor(cursor) for _ in range(tensor_count))
    start = -(-cursor.place // alignment) * alignment
    _check_places(cursor, tensors, start, alignment, size)
    return Header(cursor.path, size, values, tensors, start, bytes(cursor.raw[: cursor.place]))


def _values(cursor: _Cursor, count: int) -> dict[str, Scalar | Array]:
    values: dict[str, Scalar | Array] = {}
    for _ in range(count):
        key = cursor.string(MAX_NAME, "the name of a setting")
        kind = cursor.unpack(_U32)
        if key in values:
            raise cursor.invalid(f"the setting {key!r} stands twice")
        if kind == STRING:
            limit = cursor.left + len(cursor.raw)
            values[key] = cursor.string(limit, f"the setting {key!r}")
        elif kind == ARRAY:
            values[key] = cursor.array(key)
        elif kind in _SCALARS:
            values[key] = cursor.scalar(kind)
        else:
            raise cursor.invalid(f"the setting {key!r} is of an unknown type ({kind})")
    return values


def _tensor(cursor: _Cursor) -> Tensor:
    name = cursor.string(MAX_NAME, "the name of a tensor")
    dimensions = cursor.unpack(_U32)
    if dimensions > MAX_DIMENSIONS:
        raise cursor.invalid(f"the tensor {name!r} has {dimensions} dimensions")
    shape = tuple(cursor.unpack(_U64) for _ in range(dimensions))
    kind = cursor.unpack(_U32)
    offset = cursor.unpack(_U64)
    if kind not in TENSOR_TYPES:
        raise cursor.invalid(f"the tensor {name!r} is of an unknown type ({kind})")
    if not all(0 < each < 1 << 40 for each in shape):
        raise cursor.invalid(f"the tensor {name!r} has the shape {shape}")
    if shape and shape[0] % TENSOR_TYPES[kind][1]:
        raise cursor.invalid(f"a row of the tensor {name!r} is no whole number of blocks")
    return Tensor(name, kind, shape, offset)


def _check_places(
    cursor: _Cursor, tensors: tuple[Tensor, ...], start: int, alignment: int, size: int
) -> None:
    expected = 0
    names: set[str] = set()
    for tensor in tensors:
        if tensor.name in names:
            raise cursor.invalid(f"the tensor {tensor.name!r} stands twice")
        names.add(tensor.name)
        if tensor.offset != expected:
            raise cursor.invalid(f"the tensor {tensor.name!r} does not begin where it should")
        if start + tensor.offset + tensor.size > size:
            raise cursor.invalid(
                f"its weights end at byte {size}, the tensor {tensor.name!r} needs "
                f"{start + tensor.offset + tensor.size}: the file is cut short"
            )
        expected += -(-tensor.size // alignment) * alignment


def _make_sense(header: Header) -> None:
    from models.gguf_sense import wrong_setting

    if header.text("general.type", "model") != "model":
        raise ModelFileInvalid(
            f"{header.path.name} is no model but of type {header.text('general.type')!r}",
            "it goes beside a model: --lora FILE, or `interp config projector FILE`",
        )
    wrong = wrong_setting(header)
    if wrong:
        raise damaged(header.path, wrong)
