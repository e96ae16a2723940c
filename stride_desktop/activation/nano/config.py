"""Sizes and calibration of a stride-nano checkpoint: what `config.json` holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

ARCHITECTURE = "StrideNanoForActivation"
MODEL_TYPE = "stride_nano"


@dataclass(frozen=True, slots=True)
class NanoConfig:
    """Sizes of the three networks.

    trigger_window_past, trigger_window_future: slots up to and after the newest frame.
    trigger_temporal_resolution: seconds per slot.
    image_height, image_width: every frame is resized to this; cell: pixels per side of a grid cell.
    channels: per cell; motion_channels: per cell, from the difference to the frame before.
    text_size, feature_size, slot_size: widths of the request, a frame's features and a slot.
    text_layers, slot_layers, heads: of the two transformers.
    buckets: rows of the table of word pieces; max_words, max_pieces: limits of the tokenizer.
    temperature, bias: calibration; the logit of P(active) is (logit + bias) / temperature.
    """

    trigger_window_past: int = 64
    trigger_window_future: int = 0
    trigger_temporal_resolution: float = 1.0
    image_height: int = 144
    image_width: int = 240
    cell: int = 8
    channels: int = 64
    motion_channels: int = 16
    text_size: int = 64
    text_layers: int = 2
    feature_size: int = 64
    slot_size: int = 96
    slot_layers: int = 3
    heads: int = 4
    buckets: int = 8192
    max_words: int = 64
    max_pieces: int = 24
    temperature: float = 1.0
    bias: float = 0.0

    @property
    def slots(self) -> int:
        """Slots of the activation window."""
        return self.trigger_window_past + self.trigger_window_future

    def to_json(self) -> dict[str, Any]:
        """The content of `config.json`."""
        return {"architectures": [ARCHITECTURE], "model_type": MODEL_TYPE, **asdict(self)}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> NanoConfig:
        """Read `config.json`. Raises ValueError or TypeError when it is not a stride-nano's."""
        if content.get("architectures") != [ARCHITECTURE]:
            raise ValueError(f"architectures is {content.get('architectures')!r}")
        values: dict[str, Any] = {}
        for field in fields(cls):
            value = content[field.name]
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise TypeError(f"{field.name} is {value!r}")
            values[field.name] = float(value) if isinstance(field.default, float) else int(value)
        config = cls(**values)
        config.check()
        return config

    def check(self) -> None:
        """Raise ValueError when the sizes make no sense together."""
        may_be_zero = ("trigger_window_future", "bias")
        small = [f.name for f in fields(self) if f.name not in may_be_zero and getattr(self, f.name) <= 0]
        if small or self.trigger_window_future < 0:
            raise ValueError(f"{small or 'trigger_window_future'} must be more than zero")
        if self.cell % 4 or self.image_height % self.cell or self.image_width % self.cell:
            size = f"{self.image_width}×{self.image_height}"
            raise ValueError(f"pictures of {size} have no cells of {self.cell}")
