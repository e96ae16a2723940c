"""Stream time that only grows, whatever a source's clock does, and its time of day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from stride_desktop.core.frames import Frame

CLOCK_LIMIT = 1e12
"""Seconds; only a broken clock shows a larger time."""

_LEAP_SECONDS = 10.0
"""A clock that goes back further than this was set; less may be a frame that came too late."""

_MOST_REFUSED = 2
"""Most late frames in a row; after one more, the clock counts as set back."""

_FRAME_SECONDS = 1.0
"""Seconds between two frames of a source."""


_SET_SECONDS = 1.0
"""Seconds by which the wall clock must have been set before that counts; it is also kept right bit by bit."""


class StreamClock:
    """Puts the frames of a stream, which may come from one source after the other, on one time line.

    A frame that is a little late is left out. When a source's clock was set back, an offset is added to
    its times from then on, so that stream time continues as if each frame had taken a second, and `epoch` of
    the frame grows. A clock that leaps forward is followed. `epoch` also grows when the wall clock is set, so
    that no stretch of an epoch has two times of day.

    wall: returns wall-clock minus stream time, such as `core.clock.wall_offset`; None for a source with
    times of its file. Everything else depends on the frames alone. Threads: one at a time calls `place` and
    `change_source`; any may read the rest.
    """

    def __init__(self, wall: Callable[[], float] | None = None) -> None:
        self.wall_offset: float | None = None
        """Wall-clock minus stream time of the newest frames; None when they have no time of day."""
        self._wall = wall
        self._wall_seen: float | None = None  # at the frame before
        self.first: float | None = None
        """Stream second of the first frame; None before it."""
        self.newest: float | None = None
        """Stream second of the newest frame; None before the first."""
        self.refused = 0
        """Frames left out so far."""
        self._offset = 0.0
        self._epoch = 0
        self._late = 0  # frames in a row
        self._new_source = False

    def change_source(self) -> None:
        """Expect another clock: the next frame comes from another source."""
        self._offset = 0.0
        self._late = 0
        self._new_source = True

    def place(self, frame: Frame) -> Frame | None:
        """The frame in stream time; None when it is left out: late, or with an impossible time."""
        if not -CLOCK_LIMIT < frame.timestamp < CLOCK_LIMIT:  # also what is not a number
            self.refused += 1
            return None
        second = frame.timestamp + self._offset
        if self.newest is not None and second <= self.newest:
            back = self.newest - second
            if not self._new_source and back <= _LEAP_SECONDS and self._late < _MOST_REFUSED:
                self._late += 1
                self.refused += 1
                return None
            following = self.newest + (self._late + 1) * _FRAME_SECONDS
            self._offset += following - second
            self._epoch += 1
            second = following
        self._follow_wall_clock()
        self._late, self._new_source = 0, False
        if self.first is None:
            self.first = second
        self.newest = second
        return replace(frame, timestamp=second, epoch=self._epoch)

    def _follow_wall_clock(self) -> None:
        if self._wall is None:
            return
        now, before = self._wall(), self._wall_seen
        self._wall_seen = now
        if before is not None and abs(now - before) > _SET_SECONDS:
            self._epoch += 1
        offset = now - self._offset
        if self.wall_offset is None or abs(offset - self.wall_offset) > _SET_SECONDS:
            self.wall_offset = offset
