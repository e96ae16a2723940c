"""Sizes and calibration of a stride-nano checkpoint: what `config.json` holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from stride_desktop.activation.nano.changes import BLOCK
from stride_desktop.core.event_kinds import EventKind
from stride_desktop.core.slots import MOST_SLOTS, SLOT_SECONDS

ARCHITECTURE = "StrideNanoForActivation"
MODEL_TYPE = "stride_nano"
_RANGE = "range"
_BIASES = -1e3, 1e3


def _within(default: float, low: float, high: float) -> Any:  # noqa: ANN401 - a field
    """A number with its smallest and largest value: what is beyond takes all memory, or divides by zero."""
    return field(default=default, metadata={_RANGE: (low, high)})


def _width(default: int) -> Any:  # noqa: ANN401
    return _within(default, 1, 4096)


@dataclass(frozen=True, slots=True)
class NanoConfig:
    """Sizes of the networks.

    trigger_window_past, trigger_window_future: slots up to and after the newest frame.
    trigger_temporal_resolution: seconds per slot.
    image_height, image_width: every frame is resized to this. channels: of the last convolution that sees a
    change; change_size: width of the vector it becomes; reader_size: of a change read with the request.
    text_size, feature_size, slot_size: widths of the request, a frame's features and a slot.
    text_layers, slot_layers, heads: of the two transformers.
    buckets: rows of the table of word pieces; max_words, max_pieces: limits of the tokenizer.
    temperature, bias: calibration; the logit of P(active) is (logit + bias) / temperature.
    kind_biases: what is added to bias for a request of each kind; none: nothing.
    kinds: what the checkpoint knows; none in checkpoints that cannot tell. kind_temperature: calibrates
    the probability that a request is of one of them.
    """

    trigger_window_past: int = _within(64, 1, MOST_SLOTS)
    trigger_window_future: int = _within(0, 0, MOST_SLOTS)
    trigger_temporal_resolution: float = _within(1.0, *SLOT_SECONDS)
    image_height: int = _within(576, 16, 2048)
    image_width: int = _within(960, 16, 2048)
    channels: int = _width(192)
    change_size: int = _width(96)
    reader_size: int = _width(96)
    text_size: int = _width(64)
    text_layers: int = _within(2, 1, 64)
    feature_size: int = _width(64)
    slot_size: int = _width(96)
    slot_layers: int = _within(3, 1, 64)
    heads: int = _within(4, 1, 64)
    buckets: int = _within(8192, 2, 1 << 22)
    max_words: int = _within(64, 1, 1024)
    max_pieces: int = _within(24, 1, 256)
    temperature: float = _within(1.0, 1e-3, 1e3)
    bias: float = _within(0.0, *_BIASES)
    kind_temperature: float = _within(1.0, 1e-3, 1e3)
    kinds: tuple[EventKind, ...] = ()
    kind_biases: tuple[float, ...] = ()

    @property
    def slots(self) -> int:
        """Slots of the activation window."""
        return self.trigger_window_past + self.trigger_window_future

    def uncalibrated(self) -> NanoConfig:
        """The same sizes and kinds before calibration."""
        return replace(self, temperature=1.0, bias=0.0, kind_temperature=1.0, kind_biases=())

    def to_json(self) -> dict[str, Any]:
        """The content of `config.json`."""
        own = {"architectures": [ARCHITECTURE], "model_type": MODEL_TYPE}
        return own | asdict(self) | {"kind_biases": list(self.kind_biases)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> NanoConfig:
        """Read `config.json`. Raises ValueError when it is not a stride-nano's, or makes no sense."""
        if content.get("architectures") != [ARCHITECTURE]:
            raise ValueError(f"architectures is {content.get('architectures')!r}")
        values: dict[str, Any] = {}
        for item in fields(cls):
            if _RANGE not in item.metadata:
                continue
            kind = float if isinstance(item.default, float) else int
            low, high = item.metadata[_RANGE]
            value: Any = content.get(item.name)
            fits = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
            if not fits or kind(value) != value:
                raise ValueError(f"{item.name} is {value!r:.40}, which is not possible")
            values[item.name] = kind(value)
        biases = tuple(map(_bias, _list(content, "kind_biases")))
        config = cls(**values, kinds=tuple(map(_kind, _list(content, "kinds"))), kind_biases=biases)
        config.check()
        return config

    def check(self) -> None:
        """Raise ValueError when the sizes make no sense together."""
        if self.image_height % BLOCK or self.image_width % BLOCK:
            size = f"{self.image_width}×{self.image_height}"
            raise ValueError(f"pictures of {size} are not made of blocks of {BLOCK} pixels")
        if self.kind_biases and len(self.kind_biases) != len(self.kinds):
            raise ValueError(f"there are {len(self.kinds)} kinds and {len(self.kind_biases)} kind_biases")
        if self.text_size % self.heads or self.slot_size % self.heads:
            raise ValueError(
                f"{self.text_size} and {self.slot_size} numbers do not go into {self.heads} heads"
            )


def _list(content: Mapping[str, Any], name: str) -> list[Any]:
    found = content.get(name, [])
    if not isinstance(found, list):
        raise ValueError(f"{name} is no list")
    return found


def _bias(content: object) -> float:
    """An entry of `kind_biases`. Raises ValueError."""
    low, high = _BIASES
    if isinstance(content, bool) or not isinstance(content, int | float) or not low <= content <= high:
        raise ValueError(f"a bias is {content!r:.40}, which is not possible")
    return float(content)


def _kind(content: object) -> EventKind:
    """An entry of `kinds`. Raises ValueError."""
    if not isinstance(content, dict):
        raise ValueError("a kind of request is no object")
    name, examples = content.get("name"), content.get("examples")
    if not isinstance(name, str) or not isinstance(examples, list):
        raise ValueError("a kind of request has no name, or no examples")
    if not all(isinstance(example, str) for example in examples):
        raise ValueError(f"an example of {name!r:.40} is no text")
    return EventKind(name, tuple(examples))
