"""Frames of a past time range, chosen like the evidence of a trigger."""

from __future__ import annotations

import math
from collections.abc import Iterable

from stride_desktop.app.live.recent_frames import KeptFrame
from stride_desktop.core.frame_cache import FrameCache
from stride_desktop.core.frames import Frame
from stride_desktop.sessions.pictures import decompress

MOST = 120
"""Most pictures of a stretch, evenly spread, from which the few to send are chosen."""


def thinned(pictures: Iterable[KeptFrame], event: tuple[float, float], count: int) -> tuple[Frame, ...]:
    """At most `count` frames of these JPEGs, by the rule of `keyframes.chosen`; not of damaged ones.

    event: what the frames are to show, by which they are chosen.
    """
    cache = FrameCache(max_seconds=math.inf, preroll=0.0)
    for kept in pictures:
        if (pixels := decompress(kept.jpeg)) is not None:
            cache.add(Frame(pixels, kept.second))
    return cache.evidence(event, math.inf, count)
