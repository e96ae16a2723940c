"""Frames of a stretch of the stream that is over, from wherever some are left, thinned as evidence is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
from PySide6.QtCore import QObject

from stride_desktop.app.background import Background
from stride_desktop.app.frame_store import FrameStore
from stride_desktop.core.errors import StrideError
from stride_desktop.core.frame_cache import FrameCache
from stride_desktop.core.frames import Frame
from stride_desktop.sessions.reader import StoredSession

MOST = 120
"""Pictures of a stretch that are looked at, evenly spread over it, to choose the few to show from."""

Open = Callable[[], StoredSession]


class PastFrames(QObject):
    """Reads and chooses on a background thread. Pictures in memory go before those on the disk."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)

    def gather(
        self,
        stretch: tuple[float, float],
        event: tuple[float, float],
        count: int,
        places: tuple[FrameStore | None, Open | None],
        then: Callable[[tuple[Frame, ...]], None],
        otherwise: Callable[[StrideError], None],
    ) -> None:
        """Call `then` with at most `count` frames of a stretch, none where none is left.

        event: what the frames are to show, by which they are chosen. places: the pictures in memory, and
        how to open the session that they are stored in.
        """
        memory, stored = places
        kept = [] if memory is None else [(kept.second, kept.jpeg) for kept in memory.between(*stretch)]
        self._background.do(partial(_gather, kept, stored, stretch, event, count), then, otherwise)

    def close(self) -> None:
        """Gather nothing more."""
        self._background.close()


def _gather(
    kept: list[tuple[float, bytes]],
    stored: Open | None,
    stretch: tuple[float, float],
    event: tuple[float, float],
    count: int,
) -> tuple[Frame, ...]:
    """Runs on the background's thread. Raises StoreError."""
    if not kept and stored is not None:
        with stored() as session:
            return thinned(session.pictures_between(*stretch, MOST), event, count)
    return thinned(evenly(kept, MOST), event, count)


def evenly(items: list[tuple[float, bytes]], most: int) -> list[tuple[float, bytes]]:
    """At most `most` of the items, the first and the last among them."""
    if len(items) <= most:
        return items
    return [items[round(index)] for index in np.linspace(0, len(items) - 1, most)]


def thinned(
    pictures: Iterable[tuple[float, bytes]], event: tuple[float, float], count: int
) -> tuple[Frame, ...]:
    """At most `count` frames of these JPEGs, by the rule of `keyframes.chosen`."""
    cache = FrameCache(max_seconds=math.inf, preroll=0.0)
    for second, jpeg in pictures:
        frame = decoded(second, jpeg)
        if frame is not None:
            cache.add(frame)
    return cache.evidence(event, math.inf, count)


def decoded(second: float, jpeg: bytes) -> Frame | None:
    """A frame from its JPEG; None when that is damaged."""
    import cv2  # slow to import, and not needed before the first picture was taken

    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) if jpeg else None
    return None if pixels is None else Frame(np.ascontiguousarray(pixels[:, :, ::-1]), second)
