"""The frames since the last answer, few and small enough to keep, and the choice of those to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.frames import Frame, Image

KEPT_SIDE = 768
"""Pixels. Frames are shrunk by a whole factor as long as their longer side stays this long."""

_MAX_FACTOR = 16
"""So that a sum of pixels fits 16 bits."""

_THUMBNAIL = (18, 32)
_SAMPLES = 4
"""Pixels sampled per thumbnail pixel and axis: enough to see a change, cheap even for 4K."""


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    frame: Frame
    thumbnail: NDArray[np.float32]


class FrameCache:
    """Frames in stream order, bounded in time and in memory. All times are stream seconds.

    A picture equal to the one before it takes no memory of its own, so a still screen is free.
    """

    def __init__(self, max_seconds: float = 300.0, preroll: float = 5.0, max_bytes: int = 32 << 20) -> None:
        """max_seconds: how far back evidence may reach; preroll: what `clean_up` leaves."""
        self._max_seconds = max_seconds
        self._preroll = preroll
        self._max_bytes = max_bytes
        self._kept: list[_Kept] = []

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def oldest(self) -> float | None:
        """Time of the oldest frame, None when there is none."""
        return self._kept[0].frame.timestamp if self._kept else None

    @property
    def nbytes(self) -> int:
        """Memory that the pictures take, in bytes."""
        images = {id(item.frame.image): item.frame.image.nbytes for item in self._kept}
        return sum(images.values())

    def add(self, frame: Frame) -> None:
        """Take in the newest frame; what is too old, or the least telling of too much, goes."""
        image = shrink(frame.image)
        if self._kept and np.array_equal(image, self._kept[-1].frame.image):
            previous = self._kept[-1]
            self._kept.append(_Kept(Frame(previous.frame.image, frame.timestamp), previous.thumbnail))
        else:
            self._kept.append(_Kept(Frame(image, frame.timestamp), thumbnail(image)))
        self._forget_before(frame.timestamp - self._max_seconds)
        while len(self._kept) > 1 and self.nbytes > self._max_bytes:
            del self._kept[self._least_telling()]

    def evidence(self, onset: float, now: float, count: int) -> tuple[Frame, ...]:
        """At most `count` frames up to `now`, oldest first.

        The newest is always among them, then the one at the onset, then those that differ most
        from all the chosen ones, the farthest in time first where pictures are alike.
        """
        past = [item for item in self._kept if item.frame.timestamp <= now]
        if count < 1 or not past:
            return ()
        times = np.array([item.frame.timestamp for item in past])
        thumbnails = np.stack([item.thumbnail for item in past])
        return tuple(past[index].frame for index in _most_telling(times, thumbnails, onset, count))

    def clean_up(self, now: float) -> None:
        """An answer was asked for: keep only the lead-in to what may come next."""
        self._forget_before(now - self._preroll)

    def forget_after(self, time: float) -> None:
        """Let go of every frame after `time`."""
        self._kept = [item for item in self._kept if item.frame.timestamp <= time]

    def _forget_before(self, time: float) -> None:
        self._kept = [item for item in self._kept if item.frame.timestamp >= time]

    def _least_telling(self) -> int:
        """The frame that says least beyond the one before it; the newer half is spared, if possible."""
        candidates = self._kept[: max(2, len(self._kept) // 2)]
        changes = [
            float(np.abs(item.thumbnail - before.thumbnail).mean()) for before, item in pairwise(candidates)
        ]
        return int(np.argmin(changes)) if len(self._kept) == 2 else 1 + int(np.argmin(changes))


def thinned(frames: Sequence[Frame], onset: float, count: int) -> tuple[Frame, ...]:
    """At most `count` of these frames, oldest first, by the rule of `FrameCache.evidence`."""
    if len(frames) <= count:
        return tuple(frames)
    if count < 1:
        return ()
    times = np.array([frame.timestamp for frame in frames])
    thumbnails = np.stack([thumbnail(frame.image) for frame in frames])
    return tuple(frames[index] for index in _most_telling(times, thumbnails, onset, count))


def _most_telling(
    times: NDArray[np.float64], thumbnails: NDArray[np.float32], onset: float, count: int
) -> list[int]:
    """Which of N frames to show, ascending. times: (N,), ascending; thumbnails: (N, 18, 32)."""
    newest = len(times) - 1
    begin = min(int(np.searchsorted(times, onset)), newest)
    chosen = list(dict.fromkeys((newest, begin)))[:count]
    while len(chosen) < min(count, len(times)):
        difference = np.min([_differences(thumbnails, index) for index in chosen], axis=0)
        distance = np.min([np.abs(times - times[index]) for index in chosen], axis=0)
        difference[chosen] = -1.0
        chosen.append(int(np.lexsort((distance, difference))[-1]))
    return sorted(chosen)


def _differences(thumbnails: NDArray[np.float32], index: int) -> NDArray[np.float64]:
    """Mean absolute difference of every thumbnail to one of them, float64 (N,)."""
    differences: NDArray[np.float64] = np.abs(thumbnails - thumbnails[index]).mean(
        axis=(1, 2), dtype=np.float64
    )
    return differences


def shrink(image: Image) -> Image:
    """The picture with its longer side divided by a whole number, not below KEPT_SIDE pixels."""
    height, width = image.shape[:2]
    factor = min(max(height, width) // KEPT_SIDE, _MAX_FACTOR)
    if factor < 2 or min(height, width) < factor:
        return image
    rows, columns = height // factor, width // factor
    total = np.zeros((rows, columns, 3), dtype=np.uint16)
    for row in range(factor):
        for column in range(factor):
            total += image[row : rows * factor : factor, column : columns * factor : factor]
    smaller: Image = (total // factor**2).astype(np.uint8)
    return smaller


def thumbnail(image: Image) -> NDArray[np.float32]:
    """A tiny grey picture, float32, shape (18, 32), values 0 to 255, for telling pictures apart."""
    rows, columns = (
        np.arange(cells * _SAMPLES) * side // (cells * _SAMPLES)
        for cells, side in zip(_THUMBNAIL, image.shape[:2], strict=True)
    )
    samples = image[np.ix_(rows, columns)].mean(axis=2, dtype=np.float32)
    height, width = _THUMBNAIL
    cells: NDArray[np.float32] = samples.reshape(height, _SAMPLES, width, _SAMPLES).mean(axis=(1, 3))
    return cells
