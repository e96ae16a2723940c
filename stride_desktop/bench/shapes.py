"""Models of random weights, in the sizes of the released checkpoints and a small one.

Speed does not depend on the weights' values; nothing is downloaded and nothing is written.
"""

from __future__ import annotations

import torch
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

from stride_desktop.activation.qwen3vl.model import Qwen3VLActivationModel, WindowRule
from stride_desktop.activation.qwen3vl.network import Network
from stride_desktop.activation.qwen3vl.pixels import PixelRule
from stride_desktop.activation.qwen3vl.prompt import (
    MESSAGE_START,
    SLOT_TOKENS,
    VISION_END,
    VISION_START,
    Prompt,
)
from stride_desktop.checkpoints.device import check_dtype, pick_device, usual_dtype

SLOTS = 32
"""Slots of the activation window, as in the released checkpoints' config."""

_BYTES = 256
_ADDED = (*SLOT_TOKENS, MESSAGE_START, VISION_START, VISION_END)


SHAPES = {
    "40m": ((768, 2304, 4, 6, 3, 4096), (256, 1024, 6, 4), (1, 3)),
    "2b": ((2048, 6144, 28, 16, 8, 151_936), (1024, 4096, 24, 16), (5, 11, 17)),
    "4b": ((2560, 9728, 36, 32, 8, 151_936), (1024, 4096, 24, 16), (5, 11, 17)),
}
"""Hidden and inner size, layers, heads, key/value heads and vocabulary of the language model; hidden and
inner size, layers and heads of the vision tower; its layers that the language model reads beside the last."""


def config_of(name: str) -> Qwen3VLConfig:
    """The config of transformers for a key of `SHAPES`."""
    (hidden, inner, layers, heads, key_value_heads, vocabulary), vision, deepstack = SHAPES[name]
    return Qwen3VLConfig(
        text_config={
            "hidden_size": hidden,
            "intermediate_size": inner,
            "num_hidden_layers": layers,
            "num_attention_heads": heads,
            "num_key_value_heads": key_value_heads,
            "head_dim": 128,
            "vocab_size": vocabulary,
            "max_position_embeddings": 262_144,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 5_000_000,
                "mrope_interleaved": True,
                "mrope_section": [24, 20, 20],
            },
            "tie_word_embeddings": True,
        },
        vision_config={
            **dict(zip(("hidden_size", "intermediate_size", "depth", "num_heads"), vision, strict=True)),
            "out_hidden_size": hidden,
            "deepstack_visual_indexes": list(deepstack),
            "num_position_embeddings": 2304,
        },
        tie_word_embeddings=True,
    )


def random_model(name: str, device: str | None, dtype: str | None) -> Qwen3VLActivationModel:
    """A model of random weights, always the same ones, made on the device. name: a key of `SHAPES`.

    device, dtype: as for `load_checkpoint`. Raises SettingsError.
    """
    check_dtype(dtype)
    device = pick_device(device)
    dtype = dtype or usual_dtype(device)
    prompt = Prompt(_ByteTokenizer())
    config = config_of(name)
    config._attn_implementation = "sdpa"
    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, dtype))
    try:
        with torch.device(device), torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            model = Qwen3VLForConditionalGeneration(config)
    finally:
        torch.set_default_dtype(before)
    network = Network(model.eval().requires_grad_(False), (prompt.slots[0], prompt.slots[1]))
    pixels = PixelRule((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    return Qwen3VLActivationModel(
        f"random-{name}", network, prompt, pixels, WindowRule(SLOTS, 0, 1.0, 2), dtype
    )


class _ByteTokenizer:
    """One token for each byte, which suffices for measuring."""

    def encode(self, text: str, *, add_special_tokens: bool, split_special_tokens: bool) -> list[int]:  # noqa: ARG002
        return list(text.encode("utf-8"))

    def get_vocab(self) -> dict[str, int]:
        return {token: _BYTES + number for number, token in enumerate(_ADDED)}
