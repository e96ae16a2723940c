"""Loads an answering model from a folder or from the Hugging Face hub."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stride_desktop.checkpoints.device import check_dtype, pick_device, usual_dtype
from stride_desktop.checkpoints.files import (
    check_complete,
    check_json,
    check_weights,
    not_loadable,
    read_config,
)
from stride_desktop.checkpoints.folder import find_folder, short_name
from stride_desktop.checkpoints.hub_config import Hub
from stride_desktop.checkpoints.transfer import Progress
from stride_desktop.checkpoints.weights import check_finite
from stride_desktop.core.errors import Cancelled, CheckpointError, ResponderError, StrideError
from stride_desktop.responders.local.choice import LocalChoice
from stride_desktop.responders.local.model import LocalModel

_SUCH_AS = "Choose a vision-language model such as Qwen/Qwen3-VL-2B-Instruct or google/gemma-3-4b-it."


def load_local(
    hub: Hub, choice: LocalChoice, progress: Progress, cancelled: Callable[[], bool]
) -> LocalModel:
    """Load the model, downloading it first when it is the id of a hub repository.

    progress: called with what is going on and how much is done (0 to 1, None when unknown). cancelled:
    asked while downloading and between steps. No code of the checkpoint is ever run, and no weights but
    safetensors are read. Raises ResponderError and Cancelled.
    """
    try:
        return _load(hub, choice, progress, cancelled)
    except ResponderError:
        raise
    except StrideError as error:  # CheckpointError, SettingsError: the same words, of another part
        raise ResponderError(error.what, error.remedy, error.detail) from error


def _load(hub: Hub, choice: LocalChoice, progress: Progress, cancelled: Callable[[], bool]) -> LocalModel:
    check_dtype(choice.dtype)
    folder = find_folder(choice.checkpoint, hub, progress, cancelled)
    name = short_name(choice.checkpoint)
    config = read_config(folder)
    _check_kind(config, name)
    check_json(folder)
    check_weights(folder)
    if cancelled():
        raise Cancelled
    progress(f"Loading {name}", None)
    device = pick_device(choice.device)
    dtype = choice.dtype or usual_dtype(device)
    try:
        return _build(folder, name, config, device, dtype)
    except StrideError:
        raise
    # transformers, tokenizers and torch raise whatever they like for files they cannot use.
    except Exception as error:
        if "torchvision" in str(error).lower():
            raise _needs_torchvision(name, error) from error
        raise not_loadable(name, error) from error


def _check_kind(config: Mapping[str, Any], name: str) -> None:
    """Raises CheckpointError unless transformers itself knows this as a model of pictures and text."""
    from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES as KNOWN

    if "trigger_window_past" in config:
        raise CheckpointError(f"{name} is an activation model: it knows when to speak, not what.", _SUCH_AS)
    if config.get("model_type") in KNOWN:
        return
    if config.get("auto_map"):
        raise CheckpointError(
            f"{name} wants to run program code of its own, which Stride Desktop never does.",
            "Choose a variant made for transformers itself; for InternVL3 its name ends in “-hf”.",
        )
    raise CheckpointError(
        f"{name} is no vision-language model ({config.get('model_type', 'its config.json names no type')}).",
        _SUCH_AS,
    )


def _build(folder: Path, name: str, config: dict[str, Any], device: str, dtype: str) -> LocalModel:
    import torch
    from transformers import AutoModelForImageTextToText
    from transformers.utils import logging

    from stride_desktop.responders.local.processor import load_processor

    logging.disable_progress_bar()
    processor = load_processor(folder, config, name)
    model, report = AutoModelForImageTextToText.from_pretrained(
        folder,
        dtype=getattr(torch, dtype),
        local_files_only=True,
        use_safetensors=True,
        trust_remote_code=False,
        output_loading_info=True,
    )
    check_complete(report, name)
    check_finite(model.named_parameters(), name)
    return LocalModel(name, model.to(device).eval(), processor)


def _needs_torchvision(name: str, error: Exception) -> CheckpointError:
    return CheckpointError(
        f"{name} prepares its pictures with torchvision, which is not installed.",
        "Install torchvision beside the program's torch, or choose a Qwen3-VL, InternVL3 or Gemma 3 model.",
        f"{type(error).__name__}: {error}"[:300],
    )
