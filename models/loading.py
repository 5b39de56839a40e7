"""From a file and a plan to a model with a context: what is asked of llama.cpp, and refused."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.errors import ModelDoesNotFit, ModelFileInvalid
from models.gguf import check_magic
from models.library import Log
from models.plan import Plan, RuntimeOptions

FLASH = {"auto": -1, "off": 0, "on": 1}
KV_TYPES = {"f32": 0, "f16": 1, "bf16": 30, "q8_0": 8, "q4_0": 2, "q4_1": 3, "q5_0": 6, "q5_1": 7}


def load_model(library: tuple[Any, Log], path: Path, gpu_layers: int) -> Any:
    """The weights. Raises `ModelFileInvalid`."""
    lib, log = library
    params = lib.llama_model_default_params()
    params.n_gpu_layers = gpu_layers
    model = lib.llama_model_load_from_file(os.fsencode(path), params)
    if not model:
        raise ModelFileInvalid(
            f"llama.cpp cannot load {path.name}: {log.errors() or 'no reason given'}",
            "take another file of the model, or one of another architecture; "
            "--debug shows the library's log",
            details=log.text(),
        )
    return model


def open_context(
    library: tuple[Any, Log],
    model: Any,
    plan: Plan,
    options: RuntimeOptions,
    abort: tuple[Any, int],
) -> Any:
    """Memory to read and write in. `abort`: a C function that says whether to stop, the address
    that it is given. Raises `ModelDoesNotFit`."""
    lib, log = library
    params = lib.llama_context_default_params()
    params.n_ctx = plan.context
    params.n_batch = plan.batch
    params.n_ubatch = plan.ubatch
    params.n_seq_max = plan.sequences
    params.n_outputs_max = max(plan.outputs, plan.sequences)
    params.n_threads = params.n_threads_batch = plan.threads
    params.kv_unified = True
    params.flash_attn_type = FLASH[options.flash_attention]
    params.type_k = params.type_v = KV_TYPES[options.kv_type]
    params.abort_callback, params.abort_callback_data = abort
    context = lib.llama_init_from_model(model, params)
    if not context:
        raise ModelDoesNotFit(
            f"no room for a context of {plan.context} tokens",
            "take a smaller one (`interp config context 4096`), or a smaller model",
            details=log.text(),
        )
    return context


def adapt(
    library: tuple[Any, Log], path: Path, model: Any, context: Any, wanted: Sequence[str]
) -> list[Any]:
    """Load LoRA adapters, each `FILE` or `FILE=SCALE`, and put them to use. `path`: the model's."""
    lib, log = library
    adapters, scales = [], []
    for entry in wanted:
        name, _, scale = entry.rpartition("=") if _is_scaled(entry) else (entry, "", "1")
        check_magic(Path(name))
        adapter = lib.llama_adapter_lora_init(model, os.fsencode(name))
        if not adapter:
            raise ModelFileInvalid(
                f"{Path(name).name} is no LoRA adapter for {path.name}: "
                f"{log.errors() or 'llama.cpp gives no reason'}",
                "an adapter fits only the model that it was trained from",
                details=log.text(),
            )
        adapters.append(adapter)
        scales.append(float(scale))
    if adapters:
        count = len(adapters)
        pointers = (lib.llama_adapter_lora_p_ctypes * count)(*adapters)
        lib.llama_set_adapters_lora(context, pointers, count, (ctypes.c_float * count)(*scales))
    return adapters


def _is_scaled(entry: str) -> bool:
    name, found, scale = entry.rpartition("=")
    return bool(found and name) and scale.replace(".", "", 1).removeprefix("-").isdigit()
