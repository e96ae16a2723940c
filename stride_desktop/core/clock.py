"""Stream time: seconds on a monotonic clock that keeps counting while the machine sleeps.

Stream time has no epoch; only differences mean something. Wall-clock time is for display only.
Which clock counts through suspend differs by platform:

* Linux: CLOCK_BOOTTIME (CLOCK_MONOTONIC stops during suspend).
* macOS: CLOCK_MONOTONIC_RAW, which is mach_continuous_time (Python's `time.monotonic` stops).
* Windows: the performance counter behind `time.perf_counter` counts through sleep and hibernation.
"""

from __future__ import annotations

import sys
import time

_CLOCK = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC_RAW"}.get(sys.platform, "")


def stream_time() -> float:
    """Seconds of stream time, now."""
    return time.clock_gettime(getattr(time, _CLOCK)) if _CLOCK else time.perf_counter()


_APART = 0.05
"""Seconds between two readings of a clock beyond which the thread was suspended in between."""


def wall_offset() -> float:
    """Wall-clock minus stream time, seconds, now: it changes only when the wall clock is set."""
    while True:
        before, wall, after = stream_time(), time.time(), stream_time()
        if after - before < _APART:
            return wall - before
