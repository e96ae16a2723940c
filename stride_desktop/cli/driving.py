"""The loops that drive a watch: one for files, which wait, and one for live sources, which do not."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator

from stride_desktop.cli.answering import Answers
from stride_desktop.cli.live_queue import Arrival, LiveQueue, Surroundings
from stride_desktop.cli.output import End, Health, Output
from stride_desktop.core.clock import wall_offset
from stride_desktop.core.detection import GROUP_FRAMES
from stride_desktop.core.errors import Cancelled
from stride_desktop.pipeline.lane_set import LaneSet, LaneUpdate
from stride_desktop.pipeline.pacing import Pacer
from stride_desktop.pipeline.stream_clock import StreamClock
from stride_desktop.pipeline.time_of_day import in_time_of_day
from stride_desktop.pipeline.updates import Ended, Ticked, Triggered, Update
from stride_desktop.pipeline.watch import Watch
from stride_desktop.sources.base import Source, SourceHealth, SourceState, opened

HEALTH_SECONDS = 5.0
"""Between two `health` lines of a live source."""

_POLL_SECONDS = 0.1


class Driver:
    """Runs one watch, or several, to the end. `interrupted`: set from anywhere, ends it cleanly.

    seconds: how much of the stream to watch; None for all of it. gap_seconds: silence of a live
    source after which its events are closed. wall_clock: answers speak of the time of day. clock: the one
    of the source, to tell how many frames it left out. tell_end: ask how an event ended, as well.
    """

    def __init__(
        self,
        watch: Watch | LaneSet,
        output: Output,
        answers: Answers,
        interrupted: threading.Event,
        seconds: float | None = None,
        gap_seconds: float = 10.0,
        wall_clock: bool = False,
        clock: StreamClock | None = None,
        tell_end: bool = False,
    ) -> None:
        self._tell_end = tell_end
        self._watch = watch
        self._output = output
        self._answers = answers
        self._interrupted = interrupted
        self._seconds = seconds
        self._gap_seconds = gap_seconds
        self._wall_clock = wall_clock
        self._clock = StreamClock() if clock is None else clock
        self._first: float | None = None
        self._newest: float | None = None
        self._frames = self._ticks = self._triggers = 0
        self._source = SourceHealth(SourceState.STARTING)
        self._arrivals: LiveQueue | None = None
        self._pacer = Pacer()
        self._lag: float | None = None
        self._left_out = 0  # frames, before they came here
        self._began = self._heard = 0.0  # of `time.monotonic`

    def run(self, source: Source, surroundings: Surroundings | None = None) -> None:
        """Watch until the source, the time or the user ends it.

        Raises what the source and the model raise, after everything was closed and the end was told.
        """
        reason = "failed"
        try:
            if source.traits.live:
                reason = self._live(source, surroundings or Surroundings())
            else:
                reason = self._file(source)
        except Cancelled:
            reason = "stopped"
        finally:
            self._show(self._watch.finish(reason))
            self._answers.close()
            self._output.ended(End(reason, self._newest, self._frames, self._ticks, self._triggers))

    def _file(self, source: Source) -> str:
        """Every frame, one after the other: the same result at any speed."""
        reason = "ended"
        with opened(source, self._interrupted) as frames:
            for frame in frames:
                if self._is_enough(frame.timestamp) or self._watch.done:
                    reason = "stopped"
                    break
                self._frames += 1
                self._newest = frame.timestamp
                self._show(self._watch.push(frame, self._interrupted.is_set))
        self._output.health(Health(time=self._newest, refused=self._refused))
        return "stopped" if self._interrupted.is_set() else reason

    def _live(self, source: Source, surroundings: Surroundings) -> str:
        """Frames as they come; what the model cannot keep up with is left out and counted."""
        self._began = self._heard = time.monotonic()
        arrivals = LiveQueue(source, threading.Event(), surroundings, self._hear)
        self._arrivals = arrivals
        told = self._began
        try:
            while not self._interrupted.is_set() and not arrivals.over and not self._watch.done:
                surroundings.pump()
                if self._has_enough(arrivals.take(_POLL_SECONDS)):
                    return "stopped"
                if time.monotonic() - told >= HEALTH_SECONDS:
                    told = time.monotonic()
                    self._output.health(self._health())
            return "stopped" if self._interrupted.is_set() or self._watch.done else "ended"
        finally:
            arrivals.close()
            self._output.health(self._health())

    def _has_enough(self, item: Arrival | SourceHealth | None) -> bool:
        """Take what came, if anything did; True when the time to watch is over."""
        now = time.monotonic()
        if isinstance(item, Arrival):
            if self._is_enough(item.frame.timestamp):
                return True
            self._heard = now
            self._take(item)
        elif item is not None:
            self._show(self._watch.finish(item.breaks_off))
        elif self._source.lost:
            return self._seconds is not None and now - self._began >= self._seconds
        elif now - self._heard > self._gap_seconds:
            self._show(self._watch.finish("gap"))
        return False

    def _take(self, arrival: Arrival) -> None:
        """Look at one frame."""
        frame = arrival.frame
        self._frames += 1
        self._newest = frame.timestamp
        self._left_out += arrival.lost
        self._watch.skip(arrival.lost)
        lag, waiting = time.monotonic() - arrival.at, 0 if self._arrivals is None else self._arrivals.waiting
        self._show(self._pacer.feed(self._watch, frame, lag, waiting, self._interrupted.is_set))
        self._lag = time.monotonic() - arrival.at

    def _hear(self, health: SourceHealth) -> None:
        """Told at once, on the capture thread, however long the model takes over the frames before."""
        self._source = health
        self._output.health(self._health())

    def _health(self) -> Health:
        arrivals = self._arrivals
        return Health(
            source=self._source,
            time=self._newest,
            capture_rate=None if arrivals is None else arrivals.rate(),
            lag=self._lag,
            waiting=0 if arrivals is None else arrivals.waiting,
            behind=self._pacer.behind,
            skipped=self._pacer.skipped + -(-self._left_out // GROUP_FRAMES),
            refused=self._refused,
        )

    @property
    def _refused(self) -> int:
        return self._clock.refused + self._watch.refused

    def _is_enough(self, timestamp: float) -> bool:
        if self._first is None:
            self._first = timestamp
        return self._seconds is not None and timestamp - self._first >= self._seconds

    def _clock_offset(self) -> float | None:
        """Wall-clock minus stream time, seconds; None for a file, even when it is played in real time."""
        return wall_offset() if self._wall_clock else None

    def _show(self, updates: Iterable[Update | LaneUpdate]) -> None:
        for query, told in _by_request(updates):
            self._tell(told, query)

    def _tell(self, updates: Iterable[Update], query: str) -> None:
        updates = tuple(updates)
        self._ticks += sum(isinstance(item, Ticked) for item in updates)
        self._output.happened(updates, query)
        for item in updates:
            if isinstance(item, Triggered):
                self._triggers += 1
                self._answers.ask(in_time_of_day(item.request, self._clock_offset(), self._clock.first))
            elif isinstance(item, Ended) and self._tell_end:
                self._answers.ask(in_time_of_day(item.request, self._clock_offset(), self._clock.first))


def _by_request(updates: Iterable[Update | LaneUpdate]) -> Iterator[tuple[str, tuple[Update, ...]]]:
    """What happened to each request; to the only one when nothing tells it."""
    lanes: dict[str, list[Update]] = {}
    for item in updates:
        if isinstance(item, LaneUpdate):
            lanes.setdefault(item.query, []).append(item.update)
        else:
            lanes.setdefault("", []).append(item)
    for query, told in lanes.items():
        yield query, tuple(told)
