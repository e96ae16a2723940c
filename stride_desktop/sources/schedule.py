"""The schedule of a live source's frames: once a second, without drift and without bunching."""

from __future__ import annotations

import math

from stride_desktop.core.clock import stream_time

INTERVAL = 1.0
"""Seconds between two frames of every source."""


class Schedule:
    """Moments one interval apart, counted from when the schedule was made.

    A late caller skips the missed moments and waits for the next one, so frames neither drift nor pile up
    after a stall or a suspend.
    """

    def __init__(self) -> None:
        self._start = stream_time()
        self._next = 0

    def next(self) -> float:
        """The next due moment, stream seconds; the first one is now."""
        elapsed = stream_time() - self._start
        moment = max(self._next, math.ceil(elapsed / INTERVAL) if self._next else 0)
        self._next = moment + 1
        return self._start + moment * INTERVAL
