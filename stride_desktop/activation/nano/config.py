"""Sizes and calibration of a stride-nano checkpoint: what `config.json` holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

ARCHITECTURE = "StrideNanoForActivation"
MODEL_TYPE = "stride_nano"
_ADDED = ("detail_channels", "memory_seconds", "kind_temperature")
"""Fields that the first checkpoints do not have; their defaults are what those do."""
_MAY_BE_ZERO = ("trigger_window_future", "bias", "detail_channels", "memory_seconds")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request that a checkpoint was trained for: its name for people, and examples."""

    name: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NanoConfig:
    """Sizes of the three networks.

    trigger_window_past, trigger_window_future: slots up to and after the newest frame.
    trigger_temporal_resolution: seconds per slot.
    image_height, image_width: every frame is resized to this; cell: pixels per side of a grid cell of the
    coarse picture, which is half as large when there is detail. channels: per cell; motion_channels: per
    cell, from the difference to the frame before. detail_channels: per cell, from the picture at full size;
    0: the picture is only looked at coarsely. memory_seconds: how fast what a frame is compared with, the
    settled background, fades; 0: there is no such memory.
    text_size, feature_size, slot_size: widths of the request, a frame's features and a slot.
    text_layers, slot_layers, heads: of the two transformers.
    buckets: rows of the table of word pieces; max_words, max_pieces: limits of the tokenizer.
    temperature, bias: calibration; the logit of P(active) is (logit + bias) / temperature.
    kinds: what the checkpoint knows; none in checkpoints that cannot tell. kind_temperature: calibrates
    the probability that a request is of one of them.
    """

    trigger_window_past: int = 64
    trigger_window_future: int = 0
    trigger_temporal_resolution: float = 1.0
    image_height: int = 144
    image_width: int = 240
    cell: int = 8
    channels: int = 64
    motion_channels: int = 16
    detail_channels: int = 0
    memory_seconds: float = 0.0
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
    kind_temperature: float = 1.0
    kinds: tuple[Kind, ...] = ()

    @property
    def slots(self) -> int:
        """Slots of the activation window."""
        return self.trigger_window_past + self.trigger_window_future

    @property
    def reduction(self) -> int:
        """Pixels of a picture for each pixel of the coarse picture, along a side."""
        return 2 if self.detail_channels else 1

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        side = self.cell * self.reduction
        return self.image_height // side, self.image_width // side

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
            if field.name == "kinds":
                continue
            value = content.get(field.name, field.default) if field.name in _ADDED else content[field.name]
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise TypeError(f"{field.name} is {value!r}")
            values[field.name] = float(value) if isinstance(field.default, float) else int(value)
        kinds = (
            Kind(str(item["name"]), tuple(map(str, item["examples"]))) for item in content.get("kinds", ())
        )
        config = cls(**values, kinds=tuple(kinds))
        config.check()
        return config

    def check(self) -> None:
        """Raise ValueError when the sizes make no sense together."""
        sizes = [f.name for f in fields(self) if f.name not in ("kinds", *_MAY_BE_ZERO)]
        small = [name for name in sizes if getattr(self, name) <= 0]
        below = [name for name in _MAY_BE_ZERO if name != "bias" and getattr(self, name) < 0]
        if small or below:
            raise ValueError(f"{small or below} must be more than zero")
        side = self.cell * self.reduction
        if self.cell % 4 or self.image_height % side or self.image_width % side:
            size = f"{self.image_width}×{self.image_height}"
            raise ValueError(f"pictures of {size} have no cells of {self.cell}")
