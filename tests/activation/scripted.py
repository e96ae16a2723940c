"""An activation model that is told what to answer, behind the same Protocols as the real ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stride_desktop.checkpoints.device import Compute
from stride_desktop.core.errors import FrameError, RequestError
from stride_desktop.core.frames import Frame

PICTURE = np.zeros((32, 32, 3), np.uint8)


@dataclass
class ScriptedGroup:
    seconds: float
    last: float


@dataclass
class ScriptedPrefix:
    model: ScriptedModel
    query: str
    groups: list[ScriptedGroup] = field(default_factory=list)
    relative: list[float] = field(default_factory=list)
    tokens: int = 0
    next_position: int = 0

    def append(self, group: ScriptedGroup, seconds: float) -> None:
        self.groups.append(group)
        self.relative.append(seconds)
        self.model.appended += 1

    def denoise(self, labels: NDArray[np.int8]) -> NDArray[np.float64]:
        self.model.seen_labels.append(labels.copy())
        self.model.seen_groups.append([group.seconds for group in self.groups])
        self.model.seen_relative.append(list(self.relative))
        now = self.groups[-1].last
        ends = now - self.model.window_past + 1 + np.arange(self.model.window_past)
        return self.model.answer(ends, now)


@dataclass
class ScriptedModel:
    """`answer(slot_ends, now)` gives P(active), float64 (W,)."""

    answer: Callable[[NDArray[np.float64], float], NDArray[np.float64]]
    window_past: int = 16
    window_future: int = 0
    resolution: float = 1.0
    name: str = "scripted"
    kinds: tuple = ()
    compute: Compute = field(default_factory=Compute)
    encoded: int = 0
    appended: int = 0
    opened: int = 0
    seen_labels: list[NDArray[np.int8]] = field(default_factory=list)
    seen_groups: list[list[float]] = field(default_factory=list)
    seen_relative: list[list[float]] = field(default_factory=list)

    def encode(
        self,
        first: Frame,
        second: Frame,
        max_frame_tokens: int,
        previous: object = None,  # noqa: ARG002
    ) -> ScriptedGroup:
        if first.image.size == 0 or max_frame_tokens < 1:
            raise FrameError("Too small.")
        self.encoded += 1
        return ScriptedGroup((first.timestamp + second.timestamp) / 2, second.timestamp)

    def understands(self, query: str) -> float:  # noqa: ARG002
        return 1.0

    def compile(self) -> None:
        pass

    def denoise_together(self, calls):
        return [prefix.denoise(labels) for prefix, labels in calls]

    def lane_bytes(self, query: str, settings) -> int:  # noqa: ARG002
        return 1000 * settings.max_window_groups

    def trim(self) -> None:
        pass

    def open(self, query: str) -> ScriptedPrefix:
        if not query.strip():
            raise RequestError("The request is empty.")
        self.opened += 1
        return ScriptedPrefix(self, query)


def active_during(*spans: tuple[float, float], sure: float = 0.9) -> Callable[..., NDArray[np.float64]]:
    """P = `sure` for slots that end inside one of the spans, 1 − `sure` elsewhere."""

    def answer(ends: NDArray[np.float64], now: float) -> NDArray[np.float64]:
        del now
        inside = np.zeros(ends.shape, bool)
        for start, end in spans:
            inside |= (ends > start) & (ends <= end)
        return np.where(inside, sure, 1 - sure)

    return answer


def frames(times: Sequence[float]) -> list[Frame]:
    return [Frame(PICTURE, float(time)) for time in times]
