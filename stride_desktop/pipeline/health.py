"""The figures of the health line: how well detection keeps up with the source."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from stride_desktop.core.clock import stream_time
from stride_desktop.core.detection import GROUP_FRAMES
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.lane_set import LaneUpdate
from stride_desktop.pipeline.mailbox import Mailbox, Posted
from stride_desktop.pipeline.pacing import Pacer
from stride_desktop.pipeline.stream_clock import StreamClock
from stride_desktop.pipeline.updates import MemoryShort, Ticked
from stride_desktop.sources.base import SourceHealth

_SPAN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Health:
    """The health of the source, and how well the model keeps up with it.

    source: its state, None before it is opened. time: of the newest frame that was looked at, stream seconds.
    age: seconds since the newest frame was taken, None before the first, and for a file on the command line.
    capture_rate: frames a second lately, None before two came. lag: seconds from a
    frame's arrival to its decision, None for a file, which waits. waiting: frames not looked at yet.
    behind, skipped: groups of two frames taken in without a decision, and left out, so far. refused: frames
    so far that were not newer than the one before. max_frames: frames looked back at since memory ran out,
    0 if it never did; starved: nothing can be decided for want of memory.
    """

    source: SourceHealth | None = None
    time: float | None = None
    age: float | None = None
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


class HealthMeter:
    """Measures how well detection keeps up with a source.

    Threads: the capture thread reports the source and its frames, the detection thread the rest; any thread
    may read `measured`.
    """

    def __init__(self, clock: StreamClock, pacer: Pacer, mailbox: Mailbox) -> None:
        self._clock = clock
        self._pacer = pacer
        self._mailbox = mailbox
        self._arrivals: deque[float] = deque(maxlen=1000)
        self._lock = threading.Lock()  # of the arrivals
        self.source: SourceHealth | None = None
        """The health of the source, None before it is opened."""
        self.newest: float | None = None
        """Stream second of the newest frame that was looked at."""
        self.frames = 0
        """Frames looked at so far, those that the pacer left out included."""
        self.lost = 0
        """Frames dropped from the mailbox so far."""
        self._lag: float | None = None
        self._taken_at: float | None = None  # stream second of the newest frame that arrived
        self._memory = (0, False)  # max_frames, starved

    @property
    def skipped(self) -> int:
        """Groups left out so far."""
        return self._pacer.skipped + -(-self.lost // GROUP_FRAMES)

    def measured(self) -> Health:
        """The figures at this moment."""
        max_frames, starved = self._memory
        return Health(
            source=self.source,
            time=self.newest,
            age=None if self._taken_at is None else stream_time() - self._taken_at,
            capture_rate=self._rate(time.monotonic()),
            lag=self._lag,
            waiting=self._mailbox.waiting,
            behind=self._pacer.behind,
            skipped=self.skipped,
            refused=self._clock.refused,
            max_frames=max_frames,
            starved=starved,
        )

    def captured(self, frame: Frame) -> None:
        """A frame arrived. frame: with the time of its source."""
        # A file has times of its own, so its frames count as taken when they arrive.
        self._taken_at = stream_time() if self._clock.wall_offset is None else frame.timestamp
        with self._lock:
            self._arrivals.append(time.monotonic())

    def interrupted(self) -> None:
        """No frames come for now: the rate begins anew."""
        with self._lock:
            self._arrivals.clear()
        self._lag = None

    def look_at(self, posted: Posted) -> None:
        """A frame is looked at now."""
        self.frames += 1
        self.lost += posted.lost
        self.newest = posted.frame.timestamp

    def looked_at(self, posted: Posted) -> None:
        """The frame of a live source was looked at; it will be decided on, or was left out."""
        self._lag = time.monotonic() - posted.at

    def follow(self, updates: Iterable[LaneUpdate]) -> None:
        """Take note of memory that ran out, or sufficed."""
        for update in (item.update for item in updates):
            if isinstance(update, MemoryShort):
                self._memory = update.max_frames, update.starved
            elif isinstance(update, Ticked):
                self._memory = self._memory[0], False

    def _rate(self, now: float) -> float | None:
        """Frames a second over the last ten seconds, which falls when frames stop; None before two came."""
        with self._lock:
            while self._arrivals and self._arrivals[0] < now - _SPAN_SECONDS:
                self._arrivals.popleft()
            if len(self._arrivals) < 2:
                return 0.0 if self._arrivals else None
            intervals = len(self._arrivals) - 1
            usual = (self._arrivals[-1] - self._arrivals[0]) / intervals
            late = max(0.0, now - self._arrivals[-1] - 2 * usual)
            return intervals / max(self._arrivals[-1] - self._arrivals[0] + late, 1e-3)
