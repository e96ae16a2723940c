"""Builds the model from a checkpoint folder, through transformers and without torchvision."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from transformers import AutoTokenizer, Qwen3VLConfig, Qwen3VLForConditionalGeneration
from transformers.utils import logging

from stride_desktop.activation.qwen3vl.model import Qwen3VLActivationModel, WindowRule
from stride_desktop.activation.qwen3vl.network import Network
from stride_desktop.activation.qwen3vl.pixels import PixelRule
from stride_desktop.activation.qwen3vl.prompt import Prompt
from stride_desktop.activation.qwen3vl.quantized import quantize_language
from stride_desktop.checkpoints.device import INT8
from stride_desktop.checkpoints.files import check_complete
from stride_desktop.core.errors import CheckpointError


def load_qwen3vl(
    folder: Path, name: str, config: dict[str, Any], device: str, dtype: str
) -> Qwen3VLActivationModel:
    """Load the checkpoint in `folder`. `config`: its config.json with overrides applied.

    Raises CheckpointError when a part is missing or does not belong.
    """
    logging.disable_progress_bar()
    window, pixels = window_rule(config), pixel_rule(folder)
    prompt = Prompt(AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False))
    model, report = Qwen3VLForConditionalGeneration.from_pretrained(
        folder,
        config=Qwen3VLConfig.from_dict(config),
        dtype=torch.float32 if dtype == INT8 else getattr(torch, dtype),
        local_files_only=True,
        use_safetensors=True,
        attn_implementation="sdpa",
        output_loading_info=True,
    )
    check_complete(report, name)
    if max(prompt.slots) >= model.lm_head.weight.shape[0]:
        raise CheckpointError(
            f"The tokenizer of {name} does not match its weights.", "Download the checkpoint again."
        )
    if dtype == INT8:
        quantize_language(model, device)
    network = Network(model.to(device).eval(), (prompt.slots[0], prompt.slots[1]))
    return Qwen3VLActivationModel(name, network, prompt, pixels, window, dtype)


def window_rule(config: dict[str, Any]) -> WindowRule:
    """The activation window that a config.json describes. Raises CheckpointError."""
    past, future = config.get("trigger_window_past"), config.get("trigger_window_future", 0)
    resolution = config.get("trigger_temporal_resolution", 1.0)
    if (
        isinstance(past, int)
        and isinstance(future, int)
        and isinstance(resolution, (int, float))
        and past > 0
        and future >= 0
        and resolution > 0
    ):
        return WindowRule(past, future, float(resolution), 1 if config.get("single_sequence") else 2)
    raise CheckpointError(
        "The checkpoint's config.json does not describe an activation window.",
        "Use a STRIDE checkpoint; a plain Qwen3-VL model cannot tell when to speak.",
        f"trigger_window_past={past!r}, trigger_window_future={future!r}, "
        f"trigger_temporal_resolution={resolution!r}",
    )


def pixel_rule(folder: Path) -> PixelRule:
    """How the checkpoint's processor normalizes pixels. Raises CheckpointError."""
    for file, section in (
        ("processor_config.json", "video_processor"),
        ("video_preprocessor_config.json", ""),
    ):
        path = folder / file
        if path.is_file():
            found = json.loads(path.read_text(encoding="utf-8"))
            found = found.get(section, {}) if section else found
            if "image_mean" in found and "image_std" in found:
                return PixelRule(tuple(found["image_mean"]), tuple(found["image_std"]))
    raise CheckpointError(
        "The checkpoint has no processor_config.json that says how to normalize pictures.",
        "Download the checkpoint again, with all its .json files.",
    )
