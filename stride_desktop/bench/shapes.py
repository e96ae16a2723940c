"""Models of random weights, in the sizes of the released checkpoints and a small one.

Speed does not depend on the weights' values; nothing is downloaded and nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the language model and, from `vision` on, of the vision tower."""

    hidden: int
    inner: int
    layers: int
    heads: int
    key_value_heads: int
    vocabulary: int
    vision: int
    vision_inner: int
    vision_layers: int
    vision_heads: int
    deepstack: tuple[int, ...]

    def config(self) -> Qwen3VLConfig:
        """The sizes as a config of transformers."""
        return Qwen3VLConfig(
            text_config={
                "hidden_size": self.hidden,
                "intermediate_size": self.inner,
                "num_hidden_layers": self.layers,
                "num_attention_heads": self.heads,
                "num_key_value_heads": self.key_value_heads,
                "head_dim": 128,
                "vocab_size": self.vocabulary,
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
                "hidden_size": self.vision,
                "intermediate_size": self.vision_inner,
                "depth": self.vision_layers,
                "num_heads": self.vision_heads,
                "out_hidden_size": self.hidden,
                "deepstack_visual_indexes": list(self.deepstack),
                "num_position_embeddings": 2304,
            },
            tie_word_embeddings=True,
        )


SHAPES = {
    "40m": Shape(768, 2304, 4, 6, 3, 4096, 256, 1024, 6, 4, (1, 3)),
    "2b": Shape(2048, 6144, 28, 16, 8, 151_936, 1024, 4096, 24, 16, (5, 11, 17)),
    "4b": Shape(2560, 9728, 36, 32, 8, 151_936, 1024, 4096, 24, 16, (5, 11, 17)),
}


def random_model(name: str, device: str | None, dtype: str | None) -> Qwen3VLActivationModel:
    """A model of random weights, always the same ones, made on the device. name: a key of `SHAPES`.

    device, dtype: as for `load_checkpoint`. Raises SettingsError.
    """
    check_dtype(dtype)
    device = pick_device(device)
    dtype = dtype or usual_dtype(device)
    prompt = Prompt(_ByteTokenizer())
    config = SHAPES[name].config()
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
