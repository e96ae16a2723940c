"""The slot grid: the second of the stream that each label of the activation window stands for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.ticks import ACTIVE, INACTIVE, MASKED

MOST_SLOTS = 1024
"""Most slots of an activation window; four times the longest published one."""

SLOT_SECONDS = 0.1, 60.0
"""The shortest and the longest slot."""

UNSEEN_TOLERANCE = 0.1
"""Seconds that a slot may end before the first frame and still count as seen."""

OVERLAP_TOLERANCE = 1e-6
"""Seconds below which two slots touch rather than overlap."""


@dataclass(frozen=True, slots=True, eq=False)
class SlotGrid:
    """W slots in a row.

    starts, ends: float64, shape (W,), stream seconds.
    unseen: bool, shape (W,), slots that ended before the frame window began.
    """

    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    unseen: NDArray[np.bool_]

    @property
    def first_seen(self) -> float:
        """Start of the first slot that the frame window reaches, stream seconds."""
        return float(self.starts[~self.unseen][0])

    def settled(self, until: float, by_centre: bool) -> NDArray[np.bool_]:
        """Which slots belong to a segment that ended at `until` (stream seconds), bool (W,).

        by_centre: those whose centre lies before `until`; else those that end by then. The grid is aligned to
        the newest frame, so a slot that ended exactly then may end a few milliseconds later in the next tick.
        """
        return (self.starts + self.ends) / 2 < until if by_centre else self.ends <= until

    def span(self, labels: NDArray[np.int8], max_gap: float = math.inf) -> tuple[float, float] | None:
        """Start and end of the first active range; None when no slot is active.

        It continues across inactive slots of at most `max_gap` seconds together.
        """
        active = np.flatnonzero(labels == ACTIVE)
        if active.size == 0:
            return None
        gaps = self.starts[active[1:]] - self.ends[active[:-1]]
        last = np.append(np.flatnonzero(gaps > max_gap + OVERLAP_TOLERANCE), active.size - 1)[0]
        return float(self.starts[active[0]]), float(self.ends[active[last]])


@dataclass(frozen=True, slots=True, eq=False)
class SlotHistory:
    """The labels of the seen slots of the previous pass.

    starts, ends: float64, shape (N,), stream seconds; labels: int8, shape (N,).
    """

    starts: NDArray[np.float64]
    ends: NDArray[np.float64]
    labels: NDArray[np.int8]

    @classmethod
    def of(cls, grid: SlotGrid, labels: NDArray[np.int8]) -> SlotHistory:
        """Remember the seen slots of `grid`."""
        seen = ~grid.unseen
        return cls(grid.starts[seen], grid.ends[seen], labels[seen])

    def proposals(self, grid: SlotGrid) -> NDArray[np.int8]:
        """The label that each slot of `grid` inherits, int8 (W,).

        A slot inherits when all previous slots that it overlaps agree; otherwise, and without any, it is
        MASKED. The grid moves between ticks, so a slot overlaps at most two.
        """
        overlap = np.minimum(grid.ends[:, None], self.ends) - np.maximum(grid.starts[:, None], self.starts)
        overlaps = overlap > OVERLAP_TOLERANCE
        touched = overlaps.sum(axis=1)
        active = (overlaps & (self.labels == ACTIVE)).sum(axis=1)
        inherited = np.full(grid.starts.shape, MASKED, dtype=np.int8)
        inherited[(touched > 0) & (active == 0)] = INACTIVE
        inherited[(touched > 0) & (active == touched)] = ACTIVE
        return inherited


def slot_grid(now: float, window_start: float, past: int, future: int, resolution: float) -> SlotGrid:
    """The grid around `now`, the time of the newest frame.

    `past` slots of `resolution` seconds end at `now` and `future` slots begin there. `window_start`
    is the time of the first frame in the frame window. All times in stream seconds.
    """
    index = np.arange(past + future, dtype=np.float64)
    origin = now - past * resolution
    starts = origin + index * resolution
    ends = origin + (index + 1) * resolution
    return SlotGrid(starts, ends, ends - window_start + UNSEEN_TOLERANCE < 0)
