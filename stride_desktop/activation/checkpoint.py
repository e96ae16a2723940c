"""Loading an activation model from a folder or from the Hugging Face hub."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stride_desktop.activation.base import ActivationModel
from stride_desktop.activation.files import check_json, check_weights, read_config
from stride_desktop.activation.hub import Progress, download, is_repo_id
from stride_desktop.core.errors import Cancelled, CheckpointError, SettingsError, StrideError

QWEN3VL = ("Qwen3VLForProactiveMDM", "Qwen3VLForSTRIDE")
NANO = "StrideNanoForActivation"
DTYPES = ("float32", "bfloat16", "float16")


def load_checkpoint(
    path_or_repo_id: str | Path,
    device: str | None = None,
    dtype: str | None = None,
    overrides: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ActivationModel:
    """Load a checkpoint, downloading it first when it is the id of a hub repository.

    device: "cpu", "cuda", "cuda:1", "mps"; None takes the best there is. dtype: "float32", "bfloat16"
    or "float16"; None takes float32 on a CPU and bfloat16 elsewhere. The model's `device` and `dtype`
    say what was taken. overrides: replace entries of config.json. progress: called with what is going on
    and how much is done (0 to 1, or None when that is unknown). cancelled: asked while downloading and
    between steps.

    No code of the checkpoint is ever run. Raises CheckpointError, SettingsError, Cancelled.
    """
    progress = progress or (lambda _what, _share: None)
    cancelled = cancelled or (lambda: False)
    if dtype is not None and dtype not in DTYPES:
        raise SettingsError(
            f"The number format {dtype!r} is not supported.", f"Use one of {', '.join(DTYPES)}."
        )
    folder = _folder(path_or_repo_id, progress, cancelled)
    name = _name(path_or_repo_id)
    config = {**read_config(folder), **(overrides or {})}
    architecture = _architecture(config, name)
    check_json(folder)
    check_weights(folder)
    if cancelled():
        raise Cancelled
    progress("Loading the model", None)
    device = pick_device(device)
    dtype = dtype or ("float32" if device == "cpu" else "bfloat16")
    return _build(folder, name, architecture, config, device, dtype)


def pick_device(device: str | None) -> str:
    """`device` if it is there, the best there is when None. Raises SettingsError."""
    import torch

    if device is None:
        if torch.cuda.is_available():
            return "cuda"
        return "mps" if torch.backends.mps.is_available() else "cpu"
    kind, _, number = device.partition(":")
    if kind == "cuda":
        there = torch.cuda.is_available() and (
            not number or number in map(str, range(torch.cuda.device_count()))
        )
    else:
        there = device == "cpu" or (device == "mps" and torch.backends.mps.is_available())
    if not there:
        raise SettingsError(
            f"The device {device!r} is not on this computer.", "Use cpu, or leave the choice open."
        )
    return device


def _folder(path_or_repo_id: str | Path, progress: Progress, cancelled: Callable[[], bool]) -> Path:
    path = Path(os.path.expanduser(path_or_repo_id))  # noqa: PTH111 - leaves an unknown ~name as it is
    if os.path.isdir(path):  # noqa: PTH112 - false, not an error, for a name no file can have
        return path
    if os.path.exists(path):  # noqa: PTH110
        raise CheckpointError(
            f"{path} is not a folder.", "Choose the folder that holds config.json and the weights."
        )
    if isinstance(path_or_repo_id, str) and is_repo_id(path_or_repo_id):
        return download(path_or_repo_id, progress, cancelled)
    raise CheckpointError(f"The folder {path} does not exist.", "Choose another one, or a model of the hub.")


def _name(path_or_repo_id: str | Path) -> str:
    return Path(os.path.abspath(path_or_repo_id)).name  # noqa: PTH100 - also for the id of a repository


def _architecture(config: Mapping[str, Any], name: str) -> str:
    listed = config.get("architectures")
    names = [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []
    for architecture in names:
        if architecture in QWEN3VL or architecture == NANO:
            return architecture
    raise CheckpointError(
        f"{name} is not an activation model ({', '.join(names) or 'its config.json names no architecture'}).",
        "Use the built-in stride-nano, interlive/STRIDE-2B or interlive/STRIDE-4B.",
    )


def _build(
    folder: Path, name: str, architecture: str, config: dict[str, Any], device: str, dtype: str
) -> ActivationModel:
    try:
        if architecture == NANO:
            from stride_desktop.activation.nano import load_nano

            return load_nano(folder, device, dtype)
        from stride_desktop.activation.qwen3vl.loading import load_qwen3vl

        return load_qwen3vl(folder, name, config, device, dtype)
    except (StrideError, Cancelled):
        raise
    # transformers, tokenizers and torch raise whatever they like for files they cannot use.
    except Exception as error:
        if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
            remedy = "Close other programs, or choose a smaller model or the CPU."
            raise CheckpointError(f"There is not enough memory for {name}.", remedy, str(error)) from error
        remedy = "Download it again; if that does not help, it is not made for this version of the program."
        raise CheckpointError(
            f"{name} cannot be loaded.", remedy, f"{type(error).__name__}: {error}"
        ) from error
