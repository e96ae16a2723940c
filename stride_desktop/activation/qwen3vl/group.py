"""A group: two frames as the vision tower sees them."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.activation.qwen3vl.network import VisionFeatures


@dataclass(frozen=True, slots=True, eq=False)
class Qwen3VLGroup:
    """Encoded once, reusable in any prefix. `seconds`: mean of the two frames' times, stream seconds."""

    seconds: float
    features: VisionFeatures
