"""A cache of the frames since the last answer, bounded in number and size."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.frames import Frame, Image
from stride_desktop.core.keyframes import chosen, thumbnail
from stride_desktop.core.masks import Mask, blackened

KEPT_SIDE = 768
"""Pixels. Frames are shrunk by a whole factor as long as their longer side stays this long."""

_MAX_FACTOR = 16
"""Largest shrinking factor, so that a sum of pixels fits 16 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class _CachedFrame:
    frame: Frame
    thumbnail: NDArray[np.float32]


class FrameCache:
    """Frames in stream order, bounded in time and in memory. All times are stream seconds.

    A picture equal to the one before it shares its memory, so a still screen costs nothing. What is hidden in
    a frame, and was not in the one before it, is made black in all frames before.
    """

    def __init__(self, max_seconds: float = 300.0, preroll: float = 5.0, max_bytes: int = 32 << 20) -> None:
        """max_seconds: how far back evidence may reach; preroll: what `clean_up` leaves."""
        self._max_seconds = max_seconds
        self._preroll = preroll
        self._max_bytes = max_bytes
        self._kept: list[_CachedFrame] = []
        self._newest: Image | None = None  # as it came
        self._masks: tuple[Mask, ...] = ()  # of the newest frame

    def copy(self) -> Self:
        """Another cache with the same frames, whose pictures are shared."""
        other = copy(self)
        other._kept = list(self._kept)
        return other

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
        """Add the newest frame; drops too old frames and, over the memory limit, the least distinct one."""
        if frame.masks != self._masks:
            if new := [mask for mask in frame.masks if mask not in self._masks]:
                self._hide(new)
            self._masks = frame.masks
        previous = self._kept[-1] if self._kept else None
        image = previous.frame.image if previous and frame.image is self._newest else shrink(frame.image)
        self._newest = frame.image
        if previous and (image is previous.frame.image or np.array_equal(image, previous.frame.image)):
            self._kept.append(_CachedFrame(Frame(previous.frame.image, frame.timestamp), previous.thumbnail))
        else:
            self._kept.append(_CachedFrame(Frame(image, frame.timestamp), thumbnail(image)))
        self._forget_before(frame.timestamp - self._max_seconds)
        while len(self._kept) > 1 and self.nbytes > self._max_bytes:
            del self._kept[self._least_distinct()]

    def evidence(self, event: tuple[float, float], now: float, count: int) -> tuple[Frame, ...]:
        """At most `count` frames up to `now`, oldest first, by the rule of `keyframes.chosen`."""
        past = [item for item in self._kept if item.frame.timestamp <= now]
        if count < 1 or not past:
            return ()
        times = np.array([item.frame.timestamp for item in past])
        thumbnails = np.stack([item.thumbnail for item in past])
        return tuple(past[index].frame for index in chosen(times, thumbnails, event, count))

    def clean_up(self, now: float) -> None:
        """Drop all frames but the lead-in to a next event, because an answer was requested."""
        self._forget_before(now - self._preroll)

    def forget_after(self, time: float) -> None:
        """Drop every frame after `time`."""
        self._kept = [item for item in self._kept if item.frame.timestamp <= time]

    def _hide(self, masks: Sequence[Mask]) -> None:
        """Make these parts black in every frame; pictures that were shared stay shared."""
        images = {id(item.frame.image): item.frame.image for item in self._kept}
        black = {number: blackened(image, masks) for number, image in images.items()}
        small = {number: thumbnail(image) for number, image in black.items()}
        for index, item in enumerate(self._kept):
            number = id(item.frame.image)
            self._kept[index] = _CachedFrame(Frame(black[number], item.frame.timestamp), small[number])

    def _forget_before(self, time: float) -> None:
        self._kept = [item for item in self._kept if item.frame.timestamp >= time]

    def _least_distinct(self) -> int:
        """Index of the frame that differs least from the one before; preferably of the older half."""
        candidates = self._kept[: max(2, len(self._kept) // 2)]
        changes = [
            float(np.abs(item.thumbnail - before.thumbnail).mean()) for before, item in pairwise(candidates)
        ]
        return int(np.argmin(changes)) if len(self._kept) == 2 else 1 + int(np.argmin(changes))


def shrink(image: Image) -> Image:
    """The picture with its longer side divided by a whole number, not below KEPT_SIDE pixels."""
    height, width = image.shape[:2]
    factor = min(max(height, width) // KEPT_SIDE, _MAX_FACTOR)
    if factor < 2 or min(height, width) < factor:
        return image
    rows, columns = height // factor, width // factor
    whole = image[: rows * factor, : columns * factor]
    lines = np.zeros((rows, columns * factor, 3), np.uint16)
    for row in range(factor):  # rows first: they lie together in memory
        lines += whole[row::factor]
    total = np.zeros((rows, columns, 3), np.uint16)
    for column in range(factor):
        total += lines[:, column::factor]
    total //= factor**2
    return total.astype(np.uint8)
