"""How well watching keeps up: the figures of the health line."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from stride_desktop.sources.base import SourceHealth

_SPAN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Health:
    """What the health line shows.

    source: how it does, None before it is opened. capture_rate: frames a second lately, None before two
    came. lag: seconds from a frame's arrival to its decision. skipped: frames left out so far; behind:
    decisions left out so far. waiting: frames that are not looked at yet. max_frames: what is looked back at
    since memory ran out, 0 if it never did; starved: nothing can be decided for want of memory.
    """

    source: SourceHealth | None = None
    capture_rate: float | None = None
    lag: float | None = None
    skipped: int = 0
    behind: int = 0
    waiting: int = 0
    max_frames: int = 0
    starved: bool = False

    @property
    def lost(self) -> bool:
        """The source gives no frames and is tried again."""
        return self.source is not None and self.source.lost


class RateMeter:
    """Frames a second over the last ten seconds."""

    def __init__(self) -> None:
        self._arrivals: deque[float] = deque(maxlen=1000)

    def count(self, now: float) -> None:
        """A frame arrived at `now`, seconds of a monotonic clock."""
        self._arrivals.append(now)

    def rate(self, now: float) -> float | None:
        """Frames a second up to `now`, which falls when frames stop; None before two came."""
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
        self._arrivals.clear()
