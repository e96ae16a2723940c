"""Selects the frames that represent an event."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.frames import INSIDE, Frame, Image

WHOLE = (-math.inf, math.inf)
"""An event that covers all frames, for a question about a whole range."""

_BEFORE = 4
"""One frame in this many may be from before the event."""

_LEAD_IN = 10.0
"""Seconds before an event from which such a frame may be taken; older ones have little to do with it."""

_THUMBNAIL = (18, 32)
_SAMPLES = 4
"""Pixels sampled per thumbnail pixel and axis: enough to see a change, cheap even for 4K."""


def keyframes(frames: Sequence[Frame], event: tuple[float, float], count: int) -> tuple[Frame, ...]:
    """At most `count` of these frames, oldest first, by the rule of `chosen`; all where there are so few."""
    if len(frames) <= count or count < 1:
        return tuple(frames[: max(0, count)])
    times = np.array([frame.timestamp for frame in frames])
    thumbnails = np.stack([thumbnail(frame.image) for frame in frames])
    return tuple(frames[index] for index in chosen(times, thumbnails, event, count))


def chosen(
    times: NDArray[np.float64], thumbnails: NDArray[np.float32], event: tuple[float, float], count: int
) -> list[int]:
    """Which of N frames to show, at most `count` of them, ascending.

    times: (N,), ascending, stream seconds; thumbnails: (N, 18, 32); event: its onset and its end, infinity
    while it goes on. The newest frame is always among them, then the first one inside the event, then the
    last one before it, then those that differ most from all the chosen ones, the farthest in time first where
    pictures are alike. At least half of them show the event, and at most a quarter of `count` are from
    shortly before it: rather fewer frames than others. Where no frame shows the event, any may be chosen.
    """
    inside = (times > event[0] + INSIDE) & (times <= event[1] + INSIDE)
    if not inside.any():
        inside[:] = True
    before = times <= event[0] + INSIDE
    quota = _Quota(inside, before, times > event[0] - _LEAD_IN, count)
    newest, first = len(times) - 1, int(np.argmax(inside))
    found = list(dict.fromkeys((newest, first)))[:count]
    if len(found) < count and first > 0 and quota.free(found)[first - 1]:
        found.append(first - 1)
    difference = np.full(len(times), np.inf)
    distance = np.full(len(times), np.inf)
    for index in found:
        _update_nearest(difference, distance, times, thumbnails, index)
    while len(found) < count and (free := quota.free(found)).any():
        best = int(np.lexsort((distance, np.where(free, difference, -1.0)))[-1])
        found.append(best)
        _update_nearest(difference, distance, times, thumbnails, best)
    return sorted(found)


@dataclass(frozen=True, slots=True)
class _Quota:
    """Limits on frames from outside the event. inside, before, near: bool (N,)."""

    inside: NDArray[np.bool_]
    before: NDArray[np.bool_]
    near: NDArray[np.bool_]
    count: int

    def free(self, found: Sequence[int]) -> NDArray[np.bool_]:
        """Which frames may still be chosen besides those in `found`, bool (N,)."""
        allowed = self.inside.copy()
        others = sum(not self.inside[index] for index in found)
        if others < min(int(self.inside.sum()), self.count // 2):
            early = sum(self.before[index] for index in found)
            few = early < -(-self.count // _BEFORE)
            allowed |= ~self.inside & (~self.before | (self.near & few))
        allowed[list(found)] = False
        return allowed


def _update_nearest(
    difference: NDArray[np.float64],
    distance: NDArray[np.float64],
    times: NDArray[np.float64],
    thumbnails: NDArray[np.float32],
    index: int,
) -> None:
    """Another frame was chosen: how far every frame is from the nearest chosen one, in grey and in time."""
    apart = np.abs(thumbnails - thumbnails[index]).mean(axis=(1, 2), dtype=np.float64)
    np.minimum(difference, apart, out=difference)
    np.minimum(distance, np.abs(times - times[index]), out=distance)


def thumbnail(image: Image) -> NDArray[np.float32]:
    """A tiny grey picture, float32, shape (18, 32), values 0 to 255, for telling pictures apart."""
    if image.size == 0:
        return np.zeros(_THUMBNAIL, np.float32)
    rows, columns = (
        np.arange(cells * _SAMPLES) * side // (cells * _SAMPLES)
        for cells, side in zip(_THUMBNAIL, image.shape[:2], strict=True)
    )
    samples = image[np.ix_(rows, columns)].mean(axis=2, dtype=np.float32)
    height, width = _THUMBNAIL
    cells: NDArray[np.float32] = samples.reshape(height, _SAMPLES, width, _SAMPLES).mean(axis=(1, 3))
    return cells
