"""Loading an activation model from a folder or from the Hugging Face hub."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stride_desktop.activation.base import ActivationModel
from stride_desktop.activation.trial import check_decision
from stride_desktop.checkpoints.device import (
    check_dtype,
    is_compiled,
    pick_device,
    usual_dtype,
)
from stride_desktop.checkpoints.files import check_json, check_weights, not_loadable, read_config
from stride_desktop.checkpoints.folder import find_folder, short_name
from stride_desktop.checkpoints.hub_config import Hub
from stride_desktop.checkpoints.transfer import Progress
from stride_desktop.core.errors import Cancelled, CheckpointError, StrideError

QWEN3VL = ("Qwen3VLForProactiveMDM", "Qwen3VLForSTRIDE")
NANO = "StrideNanoForActivation"


def load_checkpoint(
    path_or_repo_id: str | Path,
    device: str | None = None,
    dtype: str | None = None,
    overrides: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    compiled: bool | None = None,
    hub: Hub | None = None,
) -> ActivationModel:
    """Load a checkpoint, downloading it first when it is the id of a hub repository.

    device: "cpu", "cuda", "cuda:1", "mps"; None takes the best there is. dtype: "float32", "bfloat16" or
    "float16"; None takes float32 on a CPU and bfloat16 elsewhere. The model's `compute` holds the choice.
    overrides: replace entries of config.json. progress: called with the step and its share done (0 to 1, or
    None when that is unknown). cancelled: asked while downloading and between steps. compiled: have torch
    compile a released checkpoint, which takes its time; None does so on an NVIDIA card. When that fails the
    model runs uncompiled, and `compute.compile_failure` is the reason. hub: where models lie; None for the
    defaults.

    No code of the checkpoint is ever run. Raises CheckpointError, SettingsError, Cancelled.
    """
    progress = progress or (lambda _what, _share: None)
    cancelled = cancelled or (lambda: False)
    check_dtype(dtype)
    folder = find_folder(path_or_repo_id, hub or Hub(), progress, cancelled)
    name = short_name(path_or_repo_id)
    config = {**read_config(folder), **(overrides or {})}
    architecture = _architecture(config, name)
    check_json(folder)
    check_weights(folder)
    if cancelled():
        raise Cancelled
    progress("Loading the model", None)
    device = pick_device(device)
    dtype = dtype or usual_dtype(device)
    model = _build(folder, name, architecture, config, device, dtype)
    if cancelled():
        raise Cancelled
    if architecture != NANO and is_compiled(compiled, device):
        progress("Compiling the model", None)
        model.compile()
    return model


def _architecture(config: Mapping[str, Any], name: str) -> str:
    listed = config.get("architectures")
    names = [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []
    if known := [name for name in names if name in (*QWEN3VL, NANO)]:
        return known[0]
    raise CheckpointError(
        f"{name} is not an activation model ({', '.join(names) or 'its config.json names no architecture'}).",
        "Use the built-in stride-nano, interlive/STRIDE-2B or interlive/STRIDE-4B.",
    )


def _build(
    folder: Path, name: str, architecture: str, config: dict[str, Any], device: str, dtype: str
) -> ActivationModel:
    """Build the model and have it decide once. Raises CheckpointError."""
    try:
        model: ActivationModel
        if architecture == NANO:
            from stride_desktop.activation.nano import load_nano

            model = load_nano(folder, device, dtype)
        else:
            from stride_desktop.activation.qwen3vl.loading import load_qwen3vl

            model = load_qwen3vl(folder, name, config, device, dtype)
        check_decision(model)
        return model
    except (StrideError, Cancelled):
        raise
    # transformers, tokenizers and torch raise whatever they like for files they cannot use.
    except Exception as error:
        raise not_loadable(name, error) from error
