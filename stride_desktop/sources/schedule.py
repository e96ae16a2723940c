"""The pace of a live source: when its frames are due, and how long none has come."""

from __future__ import annotations

import math
import time

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


SILENT_SECONDS = 2.25
"""Seconds without a picture after which a camera counts as lost; reported within three seconds."""

LOOK_SECONDS = 0.25
"""Seconds between two checks for a picture."""


class Silence:
    """Counts the seconds in which checks found nothing.

    Time between two checks beyond LOOK_SECONDS does not count: this process was suspended meanwhile.
    """

    def __init__(self) -> None:
        self._seconds = 0.0
        self._last_look = time.monotonic()

    def look(self, came: bool) -> float:
        """Seconds of silence. came: whether something arrived since the last check."""
        now = time.monotonic()
        passed, self._last_look = now - self._last_look, now
        self._seconds = 0.0 if came else self._seconds + min(passed, LOOK_SECONDS)
        return self._seconds
