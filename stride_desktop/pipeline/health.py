"""The figures of the health line: how well detection keeps up with the source."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from stride_desktop.sources.base import SourceHealth

_SPAN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Health:
    """What the source does, and how well the model keeps up with it.

    source: its state, None before it is opened, and for a file on the command line. time: of the newest
    frame, stream seconds. capture_rate: frames a second lately, None before two came. lag: seconds from a
    frame's arrival to its decision, None for a file, which waits. waiting: frames not looked at yet.
    behind, skipped: groups of two frames taken in without a decision, and left out, so far. refused: frames
    so far that were not newer than the one before. max_frames: frames looked back at since memory ran out,
    0 if it never did; starved: nothing can be decided for want of memory.
    """

    source: SourceHealth | None = None
    time: float | None = None
    capture_rate: float | None = None
    lag: float | None = None
    waiting: int = 0
    behind: int = 0
    skipped: int = 0
    refused: int = 0
    max_frames: int = 0
    starved: bool = False

    @property
    def lost(self) -> bool:
        """The source gives no frames and is tried again."""
        return self.source is not None and self.source.lost


class RateMeter:
    """Frames a second over the last ten seconds. Threads: any may call anything."""

    def __init__(self) -> None:
        self._arrivals: deque[float] = deque(maxlen=1000)
        self._lock = threading.Lock()

    def count(self, now: float) -> None:
        """A frame arrived at `now`, seconds of a monotonic clock."""
        with self._lock:
            self._arrivals.append(now)

    def rate(self, now: float) -> float | None:
        """Frames a second up to `now`, which falls when frames stop; None before two came."""
        with self._lock:
            while self._arrivals and self._arrivals[0] < now - _SPAN_SECONDS:
                self._arrivals.popleft()
            if len(self._arrivals) < 2:
                return 0.0 if self._arrivals else None
            intervals = len(self._arrivals) - 1
            usual = (self._arrivals[-1] - self._arrivals[0]) / intervals
            late = max(0.0, now - self._arrivals[-1] - 2 * usual)
            return intervals / max(self._arrivals[-1] - self._arrivals[0] + late, 1e-3)

    def clear(self) -> None:
        """Start afresh."""
        with self._lock:
            self._arrivals.clear()
