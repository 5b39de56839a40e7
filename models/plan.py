"""What the user asked of the runtime, and what was decided for this file on this machine."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import ModelError

SMALL = 100 << 20
"""Bytes of weights below which a second thread costs more in waiting than it computes."""


@dataclass(frozen=True, slots=True)
class RuntimeOptions:
    """Zero, minus one and `auto` leave the choice to the runtime, which says what it chose."""

    context: int = 0
    gpu_layers: int = -1
    threads: int = 0
    batch: int = 0
    """Prompt tokens evaluated at once."""
    kv_type: str = "f16"
    flash_attention: str = "auto"
    sequences: int = 1
    """Independent samples that may be written side by side."""
    speculation: str = "auto"
    constrain: str = "auto"
    """Hold replies to "text, then at most one fenced block": `on`, `off`, or by what replies were
    like (`LlamaModel.constrained`)."""
    languages: tuple[str, ...] = ("python", "bash", "sh")
    """Tags that such a block may have."""
    lora: tuple[str, ...] = ()
    """Adapter files, each with an optional scale behind `=`."""
    projector: str = ""
    draft: str = ""
    cache_dir: Path | None = None
    """Where states of prompts are kept between runs; None: nowhere."""
    keep_from: float = 0.05
    """Seconds of reading that a state on disk has to save, to be written."""
    repetition: str = "stop"
    """What becomes of a reply that does nothing but repeat itself: `stop` or `allow`."""
    huge_pages: str = "auto"
    """Put mapped weights into huge pages while there is nothing else to do: `on`, `off`, or where
    they are many and memory is plenty."""
    debug: bool = False

    def as_line(self) -> dict[str, Any]:
        """For the wire."""
        line = dataclasses.asdict(self)
        line["cache_dir"] = None if self.cache_dir is None else str(self.cache_dir)
        return line

    @classmethod
    def from_line(cls, line: dict[str, Any]) -> RuntimeOptions:
        """Back from the wire."""
        folder = line["cache_dir"]
        return cls(
            **{
                **line,
                "lora": tuple(line["lora"]),
                "languages": tuple(line["languages"]),
                "cache_dir": None if folder is None else Path(folder),
            }
        )


DEFAULTS = RuntimeOptions()

CHOICES: Mapping[str, tuple[str, ...]] = {
    "kv_type": ("f32", "f16", "bf16", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0"),
    "flash_attention": ("auto", "on", "off"),
    "speculation": ("auto", "on", "off"),
    "constrain": ("auto", "on", "off"),
    "huge_pages": ("auto", "on", "off"),
    "repetition": ("stop", "allow"),
}


def check_options(options: RuntimeOptions) -> None:
    """Raises `ModelError` for a value that is none."""
    for name, allowed in CHOICES.items():
        value = getattr(options, name)
        if value not in allowed:
            raise ModelError(
                f"{name.replace('_', ' ')} cannot be {value!r}",
                f"it is one of {', '.join(allowed)}",
            )
    if options.kv_type not in ("f32", "f16", "bf16") and options.flash_attention == "off":
        raise ModelError(
            f"a KV cache of {options.kv_type} needs flash attention",
            "leave flash attention on, or the KV cache at f16",
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes that llama.cpp is asked for."""

    context: int
    batch: int
    ubatch: int
    threads: int
    gpu_layers: int
    sequences: int
    outputs: int = 32
    """Logits rows of one evaluation; each costs a vocabulary's width in the compute buffer."""


def physical_cores() -> int:
    """Cores that we may use: not hyper-threads, within our affinity and our cgroup's quota."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    count = len(allowed) if allowed else (os.cpu_count() or 1)
    cores = set()
    for cpu in allowed or ():
        topology = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        try:
            cores.add(topology.read_text())
        except OSError:
            cores.add(str(cpu))
    return max(1, min(len(cores) or count, _quota(count)))


def _quota(count: int) -> int:
    try:
        limit, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return count if limit == "max" else max(1, round(int(limit) / int(period)))
    except (OSError, ValueError):
        return count
