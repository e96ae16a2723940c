"""An activation model that finds bright pictures, behind the real Protocols."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stride_desktop.checkpoints.device import Compute
from stride_desktop.core.errors import FrameError, RequestError
from stride_desktop.core.event_kinds import EventKind
from stride_desktop.core.frames import Frame


@dataclass(frozen=True)
class BrightGroup:
    times: tuple[float, float]
    bright: tuple[bool, bool]

    @property
    def seconds(self) -> float:
        return sum(self.times) / 2


@dataclass
class BrightPrefix:
    model: BrightModel
    inverted: bool
    tokens: int = 0
    next_position: int = 0
    seen: list[tuple[float, bool]] = field(default_factory=list)

    def append(self, group: BrightGroup, seconds: float) -> None:  # noqa: ARG002
        self.seen += zip(group.times, group.bright, strict=True)

    def denoise(self, labels: NDArray[np.int8]) -> NDArray[np.float64]:  # noqa: ARG002
        self.model.denoised += 1
        if self.model.noise is not None:
            return self.model.noise.uniform(size=self.model.window_past)
        times = np.array([time for time, _ in self.seen])
        bright = np.array([value for _, value in self.seen])
        ends = times[-1] - np.arange(self.model.window_past)[::-1]
        nearest = np.abs(ends[:, None] - times).argmin(axis=1)
        return np.where(bright[nearest] ^ self.inverted, 0.97, 0.03)


@dataclass
class BrightModel:
    """Asked for "dark…" it finds dark pictures instead; with `noise` it answers at random.

    Pictures under 8 pixels and the request "forbidden" are refused.
    """

    window_past: int = 16
    window_future: int = 0
    resolution: float = 1.0
    name: str = "bright"
    kinds: tuple[EventKind, ...] = ()  # where there are any, a request is understood if it names one
    compute: Compute = field(default_factory=Compute)
    noise: np.random.RandomState | None = None
    encoded: int = 0
    denoised: int = 0

    def encode(
        self,
        first: Frame,
        second: Frame,
        max_frame_tokens: int,  # noqa: ARG002
        previous: object = None,  # noqa: ARG002
    ) -> BrightGroup:
        self.encoded += 1
        if min(first.image.shape[:2]) < 8:
            raise FrameError("The picture is too small.", "Choose a larger source.")
        frames = first, second
        return BrightGroup(
            tuple(frame.timestamp for frame in frames),
            tuple(bool(frame.image.mean() > 127) for frame in frames),
        )

    def understands(self, query: str) -> float:
        return float(not self.kinds or any(kind.name in query for kind in self.kinds))

    def compile(self) -> None:
        pass

    def denoise_together(self, calls):
        return [prefix.denoise(labels) for prefix, labels in calls]

    def lane_bytes(self, query: str, settings) -> int:  # noqa: ARG002
        return 1000 * settings.max_window_groups

    def open(self, query: str) -> BrightPrefix:
        if query == "forbidden":
            raise RequestError("The model cannot watch for that.", "Ask for something else.")
        return BrightPrefix(self, query.startswith("dark"))


def picture(bright: bool, timestamp: float) -> Frame:
    return Frame(np.full((16, 16, 3), 230 if bright else 20, dtype=np.uint8), timestamp)


def stream(bright: Iterable[bool], begin: float = 0.0) -> list[Frame]:
    """One picture a second."""
    return [picture(value, begin + second) for second, value in enumerate(bright)]


def pattern(text: str) -> list[bool]:
    """ "...##.." as pictures: # is bright."""
    return [letter == "#" for letter in text]
