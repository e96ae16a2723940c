"""A frame: one picture of the source, and the time at which it was taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.masks import Box, Mask
from stride_desktop.core.screen_part import ScreenPart

Image = NDArray[np.uint8]
"""RGB picture, uint8, shape (height, width, 3)."""

INSIDE = 0.5
"""Seconds. A slot belongs to the frame at its end, and timestamps jitter: a frame belongs to a span when it
was taken more than this after the span's start and no more than this after its end."""

EARLY = 0.25
"""Seconds that a frame may have been taken before the time by which it is asked for, since stamps jitter."""

LATE = 2.0
"""Seconds that it may have been taken afterwards: a second is shown by the frame at its end, or by the next
one where the source was late."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One frame of a stream.

    image: RGB uint8, shape (height, width, 3); never written to after the frame was made. Of a live source
        it is the very array of the frame before if no pixel changed.
    timestamp: seconds of *stream time* (a monotonic clock that includes suspend for live
        sources, the presentation time for files). Wall-clock time is for display only.
    epoch: how often the source's clock had been set by then; what came before another epoch is no
        neighbour in time, however close the timestamps are.
    hidden: what was made black since it showed this program's own windows; boxes may overlap.
    masks: the parts that were made black since the user marked them.
    part: the part of a screen that it shows; None when it shows no screen, or an unknown part of one.
    """

    image: Image
    timestamp: float
    epoch: int = 0
    hidden: tuple[Box, ...] = ()
    masks: tuple[Mask, ...] = ()
    part: ScreenPart | None = None
