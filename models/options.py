"""How a model is to be run: one frozen value that every `Model` is opened with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """Zero, minus one and `auto` leave the choice to the runtime, which says what it chose."""

    models_folder: Path
    """Where our own model files lie."""
    cache_folder: Path
    """Where states of prompts that were read before are kept."""
    context: int = 0
    gpu_layers: int = -1
    threads: int = 0
    kv_type: str = "f16"
    flash_attention: str = "auto"
    speculation: str = "auto"
    constrain: str = "auto"
    lora: str = ""
    projector: str = ""
    draft: str = ""
    repetition: str = "stop"
    huge_pages: str = "auto"
    debug: bool = False
    languages: tuple[str, ...] = ()
    """Tags of blocks that can be run, for the shape of replies."""
