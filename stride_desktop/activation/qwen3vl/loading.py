"""Builds the model from a checkpoint folder, through transformers and without torchvision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeGuard

import torch
from transformers import AutoTokenizer, Qwen3VLConfig, Qwen3VLForConditionalGeneration
from transformers.utils import logging

from stride_desktop.activation.qwen3vl.model import Qwen3VLActivationModel, WindowRule
from stride_desktop.activation.qwen3vl.network import Network
from stride_desktop.activation.qwen3vl.pixels import PixelRule
from stride_desktop.activation.qwen3vl.prompt import Prompt
from stride_desktop.checkpoints.files import DOWNLOAD_AGAIN, check_complete, read_object
from stride_desktop.checkpoints.weights import check_amount, check_finite, stored_tensors
from stride_desktop.core.errors import CheckpointError
from stride_desktop.core.slots import MOST_SLOTS, SLOT_SECONDS

_MOST = (
    ("text_config", "num_hidden_layers", 512),
    ("text_config", "hidden_size", 1 << 17),
    ("text_config", "intermediate_size", 1 << 20),
    ("vision_config", "depth", 512),
    ("vision_config", "hidden_size", 1 << 17),
    ("vision_config", "patch_size", 1024),
    ("vision_config", "spatial_merge_size", 64),
)
_MOST_LISTED = 512
"""The largest values of entries that say how much is built, and the longest list of things to build."""


def load_qwen3vl(
    folder: Path, name: str, config: dict[str, Any], device: str, dtype: str
) -> Qwen3VLActivationModel:
    """Load the checkpoint in `folder`. `config`: its config.json with overrides applied.

    Raises CheckpointError when a part is missing or does not belong.
    """
    logging.disable_progress_bar()
    window, pixels = window_rule(config), pixel_rule(folder)
    description = _description(config, name)
    check_amount(_count(description), stored_tensors(folder.glob("*.safetensors")), name)
    prompt = Prompt(AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False))
    model, report = Qwen3VLForConditionalGeneration.from_pretrained(
        folder,
        config=description,
        dtype=getattr(torch, dtype),
        local_files_only=True,
        use_safetensors=True,
        attn_implementation="sdpa",
        output_loading_info=True,
    )
    check_complete(report, name)
    check_finite(model.named_parameters(), name)
    if max(prompt.slots) >= model.lm_head.weight.shape[0]:
        raise CheckpointError(
            f"The tokenizer of {name} does not match its weights.", "Download the checkpoint again."
        )
    network = Network(model.to(device).eval(), (prompt.slots[0], prompt.slots[1]))
    return Qwen3VLActivationModel(name, network, prompt, pixels, window, dtype)


def _description(config: Mapping[str, Any], name: str) -> Qwen3VLConfig:
    """The config that transformers builds the model from. Raises CheckpointError for values out of range."""
    odd = [
        f"{section}.{key} is {value!r:.40}"
        for section, key, most in _MOST
        if (value := _entry(config, section, key)) is not None
        and not (type(value) is int and 1 <= value <= most)
    ]
    for section, key in (("text_config", "layer_types"), ("vision_config", "deepstack_visual_indexes")):
        listed = _entry(config, section, key)
        if isinstance(listed, list) and len(listed) > _MOST_LISTED:
            odd.append(f"{section}.{key} has {len(listed)} entries")
    if odd:
        raise CheckpointError(f"The config.json of {name} makes no sense: {odd[0]}.", DOWNLOAD_AGAIN)
    return Qwen3VLConfig.from_dict(dict(config))


def _entry(config: Mapping[str, Any], section: str, key: str) -> object:
    part = config.get(section)
    return part.get(key) if isinstance(part, dict) else None


def _count(description: Qwen3VLConfig) -> int:
    """The number of the model's parameters, computed without allocating them."""
    with torch.device("meta"):
        model = Qwen3VLForConditionalGeneration(description)
    return sum(parameter.numel() for parameter in model.parameters())


def window_rule(config: Mapping[str, Any]) -> WindowRule:
    """The activation window that a config.json describes. Raises CheckpointError."""
    past, future = config.get("trigger_window_past"), config.get("trigger_window_future", 0)
    resolution = config.get("trigger_temporal_resolution", 1.0)
    shortest, longest = SLOT_SECONDS
    if (
        type(past) is int
        and type(future) is int
        and _is_number(resolution)
        and past > 0
        and future >= 0
        and past + future <= MOST_SLOTS
        and shortest <= resolution <= longest
    ):
        return WindowRule(past, future, float(resolution), 1 if config.get("single_sequence") else 2)
    raise CheckpointError(
        "The checkpoint's config.json does not describe an activation window.",
        "Use a STRIDE checkpoint; a plain Qwen3-VL model cannot tell when to speak.",
        f"trigger_window_past={past!r:.40}, trigger_window_future={future!r:.40}, "
        f"trigger_temporal_resolution={resolution!r:.40}",
    )


def pixel_rule(folder: Path) -> PixelRule:
    """Mean and scale by which the checkpoint's processor normalizes pixels. Raises CheckpointError."""
    for file, section in (
        ("processor_config.json", "video_processor"),
        ("video_preprocessor_config.json", ""),
    ):
        if (folder / file).is_file():
            found: Any = read_object(folder / file)
            found = found.get(section, {}) if section else found
            if isinstance(found, dict) and "image_mean" in found and "image_std" in found:
                return PixelRule(_channels(found, "image_mean", 0), _channels(found, "image_std", 1e-3))
    raise CheckpointError(
        "The checkpoint has no processor_config.json with the normalization of pictures.",
        "Download the checkpoint again, with all its .json files.",
    )


def _channels(found: dict[str, Any], key: str, least: float) -> tuple[float, float, float]:
    """Three numbers of pixel values from 0 to 1. Raises CheckpointError."""
    values = found[key]
    if isinstance(values, list) and len(values) == 3 and all(map(_is_number, values)):
        red, green, blue = map(float, values)
        if least <= min(red, green, blue) and max(red, green, blue) <= 1:
            return red, green, blue
    raise CheckpointError(f"The checkpoint's {key} is {values!r:.60}, which is not possible.", DOWNLOAD_AGAIN)


def _is_number(value: object) -> TypeGuard[float]:
    """Whether it is a finite number of a plausible size."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
