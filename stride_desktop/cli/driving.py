"""The loops that drive a watch: one for files, which wait, and one for live sources, which do not."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator

from stride_desktop.cli.answering import Answers
from stride_desktop.cli.live_queue import Arrival, LiveQueue, Surroundings, opened
from stride_desktop.cli.output import End, Health, Output
from stride_desktop.core.clock import stream_time
from stride_desktop.core.detection import GROUP_FRAMES
from stride_desktop.core.errors import Cancelled
from stride_desktop.pipeline.happenings import Ended, Happening, Ticked, Triggered
from stride_desktop.pipeline.pacing import Pacer
from stride_desktop.pipeline.stream_clock import StreamClock
from stride_desktop.pipeline.time_of_day import in_time_of_day
from stride_desktop.pipeline.watch import Watch
from stride_desktop.pipeline.watches import Laned, Watches
from stride_desktop.sources.base import Source

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
        watch: Watch | Watches,
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
        self._output.health(Health(self._newest, refused=self._refused))
        return "stopped" if self._interrupted.is_set() else reason

    def _live(self, source: Source, surroundings: Surroundings) -> str:
        """Frames as they come; what the model cannot keep up with is left out and counted."""
        stop = threading.Event()
        arrivals, pacer = LiveQueue(source, stop, surroundings), Pacer()
        lost, lag, told, heard = 0, None, time.monotonic(), time.monotonic()
        try:
            while not self._interrupted.is_set() and not arrivals.over and not self._watch.done:
                surroundings.pump()
                arrival = arrivals.take(_POLL_SECONDS)
                now = time.monotonic()
                if arrival is not None:
                    if self._is_enough(arrival.frame.timestamp):
                        return "stopped"
                    heard = now
                    lost += arrival.lost
                    lag = self._take(arrival, pacer, arrivals.waiting)
                elif now - heard > self._gap_seconds:
                    self._show(self._watch.finish("gap"))
                if time.monotonic() - told >= HEALTH_SECONDS:
                    told = time.monotonic()
                    self._output.health(self._health(arrivals, pacer, lag, lost))
            return "stopped" if self._interrupted.is_set() or self._watch.done else "ended"
        finally:
            arrivals.close()
            self._output.health(self._health(arrivals, pacer, lag, lost))

    def _take(self, arrival: Arrival, pacer: Pacer, waiting: int) -> float:
        """Look at one frame; returns the seconds from its arrival to now."""
        frame = arrival.frame
        self._frames += 1
        self._newest = frame.timestamp
        self._watch.skip(arrival.lost)
        lag = time.monotonic() - arrival.at
        self._show(pacer.feed(self._watch, frame, lag, waiting, self._interrupted.is_set))
        return time.monotonic() - arrival.at

    def _health(self, arrivals: LiveQueue, pacer: Pacer, lag: float | None, lost: int) -> Health:
        return Health(
            time=self._newest,
            capture_rate=arrivals.rate(),
            lag=lag,
            waiting=arrivals.waiting,
            behind=pacer.behind,
            skipped=pacer.skipped + -(-lost // GROUP_FRAMES),
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
        return time.time() - stream_time() if self._wall_clock else None

    def _show(self, happenings: Iterable[Happening | Laned]) -> None:
        for query, told in _by_request(happenings):
            self._tell(told, query)

    def _tell(self, happenings: Iterable[Happening], query: str) -> None:
        happenings = tuple(happenings)
        self._ticks += sum(isinstance(item, Ticked) for item in happenings)
        self._output.happened(happenings, query)
        for item in happenings:
            if isinstance(item, Triggered):
                self._triggers += 1
                self._answers.ask(in_time_of_day(item.request, self._clock_offset()))
            elif isinstance(item, Ended) and self._tell_end:
                self._answers.ask(in_time_of_day(item.request, self._clock_offset()))


def _by_request(happenings: Iterable[Happening | Laned]) -> Iterator[tuple[str, tuple[Happening, ...]]]:
    """What happened to each request; to the only one when nothing tells it."""
    lanes: dict[str, list[Happening]] = {}
    for item in happenings:
        if isinstance(item, Laned):
            lanes.setdefault(item.query, []).append(item.happening)
        else:
            lanes.setdefault("", []).append(item)
    for query, told in lanes.items():
        yield query, tuple(told)
