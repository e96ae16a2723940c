"""Frames of a stretch of the stream that is over, from wherever some are left, chosen as evidence is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject

from stride_desktop.app.live.picture_places import PicturePlaces
from stride_desktop.app.live.recent_frames import KeptFrame
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.core.errors import StrideError
from stride_desktop.core.frame_cache import FrameCache
from stride_desktop.core.frames import Frame
from stride_desktop.sessions.pictures import decompress

MOST = 120
"""Most pictures of a stretch, evenly spread, from which the few to send are chosen."""


class PastFrames(QObject):
    """Reads and chooses on a background thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = BackgroundQueue(self)

    def gather(
        self,
        stretch: tuple[float, float],
        event: tuple[float, float],
        count: int,
        places: PicturePlaces,
        then: Callable[[tuple[Frame, ...]], None],
        otherwise: Callable[[StrideError], None],
    ) -> None:
        """Call `then` with at most `count` frames of a stretch, none where none is left.

        event: what the frames are to show, by which they are chosen.
        """
        self._background.run(partial(_gather, places, stretch, event, count), then, otherwise)

    def close(self) -> None:
        """Gather nothing more."""
        self._background.close(0.0)


def _gather(
    places: PicturePlaces, stretch: tuple[float, float], event: tuple[float, float], count: int
) -> tuple[Frame, ...]:
    """Runs on the background's thread. Raises StoreError."""
    return thinned(places.between(*stretch, MOST), event, count)


def thinned(pictures: Iterable[KeptFrame], event: tuple[float, float], count: int) -> tuple[Frame, ...]:
    """At most `count` frames of these JPEGs, by the rule of `keyframes.chosen`."""
    cache = FrameCache(max_seconds=math.inf, preroll=0.0)
    for kept in pictures:
        frame = decoded(kept.second, kept.jpeg)
        if frame is not None:
            cache.add(frame)
    return cache.evidence(event, math.inf, count)


def decoded(second: float, jpeg: bytes) -> Frame | None:
    """A frame from its JPEG; None when that is damaged."""
    pixels = decompress(jpeg)
    return None if pixels is None else Frame(pixels, second)
