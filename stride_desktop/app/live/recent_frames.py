"""Pictures of the past for scrubbing: JPEGs in memory, bounded, denser the newer they are."""

from __future__ import annotations

import math
import threading
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from stride_desktop.core.frames import EARLY, LATE, Frame
from stride_desktop.core.masks import Mask
from stride_desktop.core.timeline import Gap
from stride_desktop.sessions.pictures import EncodedPicture

_MAX_BYTES = 48 << 20
_MOST_APART = 60.0
"""Seconds after which a frame does not stand for a dropped one any more."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptFrame:
    """A frame that was kept. second: its stream time; jpeg: the compressed picture; masks: as in Frame."""

    second: float
    jpeg: bytes
    masks: tuple[Mask, ...] = ()


def image_of(kept: KeptFrame | None) -> QImage | None:
    """The picture of a frame; None where there is none, or it is damaged."""
    image = QImage() if kept is None else QImage.fromData(kept.jpeg)
    return None if image.isNull() else image


class RecentFrames:
    """Frames by stream second, fewer the older they are: an hour back there is still one every few seconds.

    masks: every mask that a frame of this stream had.
    Threads: any; `add` is called by the capture worker.
    """

    def __init__(self, max_bytes: int = _MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self.masks: tuple[Mask, ...] = ()
        self._lock = threading.Lock()
        self._frames: list[KeptFrame] = []
        self._bytes = 0
        self._deleted_until = -math.inf
        self._thinned_until = -math.inf

    def add(self, frame: Frame, picture: EncodedPicture) -> None:
        """Keep the picture of a frame; frames come in the order of their time."""
        self.masks = tuple(dict.fromkeys((*self.masks, *frame.masks)))
        kept = KeptFrame(frame.timestamp, picture.jpeg, frame.masks)
        with self._lock:
            if kept.second <= self._deleted_until:
                return
            if not self._frames or kept.jpeg is not self._frames[-1].jpeg:
                self._bytes += len(kept.jpeg)
            self._frames.append(kept)
            while self._bytes > self._max_bytes and len(self._frames) > 1:
                self._thin()

    def find(self, second: float) -> KeptFrame | None:
        """The frame that is shown for a stream second; None when it was not kept."""
        kept = self._next(second)
        return kept if kept is not None and kept.second <= second + LATE else None

    def find_thinned(self, second: float) -> KeptFrame | None:
        """The next frame after a second, if those between were dropped."""
        kept = self._next(second)
        let_go = kept is not None and kept.second <= min(self._thinned_until, second + _MOST_APART)
        return kept if let_go else None

    def _next(self, second: float) -> KeptFrame | None:
        with self._lock:
            index = bisect_left(self._frames, second - EARLY, key=lambda kept: kept.second)
            return self._frames[index] if index < len(self._frames) else None

    def between(self, start: float, end: float) -> tuple[KeptFrame, ...]:
        """The frames from a second to another, oldest first."""
        with self._lock:
            first = bisect_left(self._frames, start, key=lambda kept: kept.second)
            return tuple(self._frames[first : bisect_right(self._frames, end, key=lambda kept: kept.second)])

    def delete(self, gap: Gap) -> None:
        """Forget the frames after the gap's start, also one up to its end that is only being compressed."""
        with self._lock:
            self._deleted_until = gap.end
            self._frames = [kept for kept in self._frames if kept.second <= gap.start]
            self._count_bytes()

    def clear(self) -> None:
        """Forget everything, since another stream begins."""
        with self._lock:
            self._frames.clear()
            self.masks = ()
            self._bytes = 0
            self._deleted_until = self._thinned_until = -math.inf

    def _thin(self) -> None:
        """Drop an eighth of the frames: those whose absence leaves the smallest gap for their age."""
        times = [kept.second for kept in self._frames]
        newest = times[-1]

        def loss(index: int) -> float:
            return (times[index + 1] - times[index - 1]) / (newest - times[index])

        candidates = sorted(range(1, len(times) - 1, 2), key=loss)  # never two neighbours
        gone = set(candidates[: max(1, len(times) // 8)]) or {0}
        # The frame after the newest dropped one is the last that stands for a dropped one.
        self._thinned_until = max(self._thinned_until, times[min(max(gone) + 1, len(times) - 1)])
        self._frames = [kept for index, kept in enumerate(self._frames) if index not in gone]
        self._count_bytes()

    def _count_bytes(self) -> None:
        """Add up the pictures; one that did not change is kept once."""
        self._bytes = sum(len(jpeg) for jpeg in {id(kept.jpeg): kept.jpeg for kept in self._frames}.values())


def to_qimage(frame: Frame) -> QImage:
    """The frame as an image that owns its pixels."""
    pixels = np.ascontiguousarray(frame.image)
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
