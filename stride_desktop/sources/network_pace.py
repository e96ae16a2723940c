"""The pace of a stream that arrives faster than it plays: a clip, or the segments of a playlist."""

from __future__ import annotations

import time

from stride_desktop.sources.stop_signal import StopSignal

_LEAP = 15.0
"""Seconds by which the times of a stream may be ahead of their pace; more is another clock."""

_LATE = 1.0
"""Seconds behind the pace that are caught up with; after more, the pace begins anew."""


class Pace:
    """Waits until each moment of the stream has come, counted from the first one."""

    def __init__(self, ended: StopSignal, hold: float = 0.0) -> None:
        """ended: ends the waiting. hold: seconds by which what follows the first moment may come late."""
        self._ended = ended
        self._hold = hold
        self._begin: float | None = None  # clock time of second 0 of the stream

    def wait(self, second: float) -> None:
        """Wait until a second of the stream has come."""
        now = time.monotonic()
        if self._begin is None:
            self._begin = now - second + self._hold
        ahead = self._begin + second - now
        if not -_LATE < ahead < _LEAP:
            self._begin = now - second
        elif ahead > 0:
            self._ended.wait(ahead)
