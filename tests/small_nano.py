"""A stride-nano small enough for tests, with random weights: it changes its mind a lot."""

from __future__ import annotations

from pathlib import Path

import torch

from stride_desktop.activation.nano import NanoConfig, save_nano
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer

SMALL = NanoConfig(
    image_height=48,
    image_width=80,
    channels=12,
    change_size=16,
    reader_size=16,
    text_size=16,
    text_layers=1,
    feature_size=16,
    slot_size=16,
    slot_layers=1,
    heads=2,
    buckets=256,
)


def save_untrained(folder: Path) -> Path:
    """Write such a checkpoint; returns the folder."""
    torch.manual_seed(1)
    save_nano(folder, SMALL, NanoTokenizer(SMALL.buckets), NanoNetwork(SMALL))
    return folder
