"""Frames of a past time range, from memory or the disk, chosen like the evidence of a trigger."""

from __future__ import annotations

import math
from collections.abc import Iterable

from stride_desktop.app.live.picture_places import PicturePlaces
from stride_desktop.app.live.recent_frames import KeptFrame
from stride_desktop.core.frame_cache import FrameCache
from stride_desktop.core.frames import Frame
from stride_desktop.sessions.pictures import decompress

MOST = 120
"""Most pictures of a stretch, evenly spread, from which the few to send are chosen."""


def gather(
    places: PicturePlaces, stretch: tuple[float, float], event: tuple[float, float], count: int
) -> tuple[Frame, ...]:
    """At most `count` frames of a time range, none where none is left. Raises StoreError.

    event: what the frames are to show, by which they are chosen.
    """
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
