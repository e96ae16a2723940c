"""Reading and writing stride-nano checkpoints: config.json, model.safetensors, tokenizer.json."""

from __future__ import annotations

import json
import os
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from stride_desktop.activation.nano.config import NanoConfig
from stride_desktop.activation.nano.model import NanoModel
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.checkpoints.files import read_config
from stride_desktop.checkpoints.weights import FLOATS, check_finite, stored_tensors
from stride_desktop.core.errors import CheckpointError

WEIGHTS = "model.safetensors"
CONFIG = "config.json"
TOKENIZER = "tokenizer.json"
_REMEDY = "Install the program again, or download the checkpoint again."


def load_nano(folder: Path, device: str = "cpu", dtype: str = "float32") -> NanoModel:  # noqa: ARG001
    """Load a checkpoint folder.

    dtype: any; so small a model is always computed in float32. Raises CheckpointError when a file is
    missing, damaged, or does not fit the others.
    """
    for name in (CONFIG, TOKENIZER, WEIGHTS):
        if not os.path.isfile(folder / name):  # noqa: PTH113 - false, not an error, where it may not look
            raise CheckpointError(f"The checkpoint in {folder} has no {name}.", _REMEDY)
    try:
        config = NanoConfig.from_json(read_config(folder))
        tokenizer = NanoTokenizer.load(folder / TOKENIZER)
    except (OSError, ValueError) as error:
        raise _unusable(folder, "its configuration cannot be used", error) from error
    if (tokenizer.buckets, tokenizer.max_words) != (config.buckets, config.max_words):
        raise _unusable(folder, "its tokenizer belongs to another model", None)
    _check_fit(folder, config)
    try:
        network = NanoNetwork(config)
        network.load_state_dict(load_file(folder / WEIGHTS))
    except (OSError, SafetensorError, RuntimeError, ValueError) as error:
        raise _unusable(folder, "its weights are damaged or belong to another model", error) from error
    check_finite(network.state_dict().items(), folder.name)
    return NanoModel(config, tokenizer, network, device)


def _check_fit(folder: Path, config: NanoConfig) -> None:
    """Raises CheckpointError unless the file holds just the tensors of the config; takes no memory."""
    stored = stored_tensors([folder / WEIGHTS])
    with torch.device("meta"):
        wanted = NanoNetwork(config).state_dict()
    floats = {name for name, tensor in wanted.items() if tensor.is_floating_point()}
    shapes = {name: tuple(tensor.shape) for name, tensor in wanted.items()}
    if shapes != {name: item.shape for name, item in stored.items()}:
        raise _unusable(folder, "its weights belong to another model", None)
    if odd := {stored[name].format for name in floats} - set(FLOATS):
        raise _unusable(folder, f"its weights are stored as {', '.join(sorted(odd))}", None)


def save_nano(folder: Path, config: NanoConfig, tokenizer: NanoTokenizer, network: NanoNetwork) -> None:
    """Write a checkpoint folder that `load_nano` reads. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.detach().cpu().contiguous() for name, tensor in network.state_dict().items()}
    floats = {
        name: tensor.to(torch.float32) if tensor.is_floating_point() else tensor
        for name, tensor in weights.items()
    }
    save_file(floats, folder / WEIGHTS, {"format": "pt"})
    tokenizer.save(folder / TOKENIZER)
    (folder / CONFIG).write_text(json.dumps(config.to_json(), indent=2) + "\n", encoding="utf-8")


def _unusable(folder: Path, why: str, error: Exception | None) -> CheckpointError:
    detail = "" if error is None else f"{type(error).__name__}: {error}"
    return CheckpointError(f"The checkpoint in {folder} cannot be used: {why}.", _REMEDY, detail)
