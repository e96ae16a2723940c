"""The live loop: frames of one source through the lanes, with pacing, gaps, clock and recording. No Qt."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

from stride_desktop.core.clock import wall_offset
from stride_desktop.core.detection import GROUP_FRAMES
from stride_desktop.core.errors import Cancelled, RequestError, SettingsError, StrideError
from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import DELETED, Gap
from stride_desktop.pipeline.health import Health, RateMeter
from stride_desktop.pipeline.lane_recording import LaneRecorder
from stride_desktop.pipeline.lane_set import LaneSet, LaneUpdate
from stride_desktop.pipeline.mailbox import Mailbox, Posted, WatchCommand
from stride_desktop.pipeline.pacing import Pacer
from stride_desktop.pipeline.stream_clock import StreamClock
from stride_desktop.pipeline.updates import MemoryShort, Ticked
from stride_desktop.sources.base import Source, SourceHealth, opened
from stride_desktop.sources.persistent import Persistent

_BEFORE_FIRST = 0.001
"""Seconds before the first frame that are deleted with it when everything is."""

_SILENCE_CHECK = 0.5
"""Seconds between two looks at how long a live source has given no frame."""


class LoopListener:
    """Receives the reports of the loop; every method may be overridden. Each names its thread."""

    def on_frame(self, frame: Frame, wall_offset: float | None) -> None:
        """A frame was taken, in stream time. wall_offset: as in StreamClock. Capture thread."""

    def on_updates(self, updates: tuple[LaneUpdate, ...]) -> None:
        """The updates of one frame or command. Detection thread."""

    def on_refused(self, error: StrideError) -> None:
        """A command could not be carried out; everything goes on as before. Detection thread."""

    def on_source(self, health: SourceHealth) -> None:
        """The source does something else than before. Capture thread."""


class LiveLoop:
    """Watches one source until it ends or is stopped: its frames and commands in, updates out.

    `capture` and `detect` are run on two threads of the caller, which may be QThreads; both return when the
    loop is over. Everything else may be called from any thread and never waits for the model or the source.
    A live source never waits: what the model cannot keep up with is left out and counted. A file waits.
    A source that is lost is opened again until it is back, behind a gap.
    """

    def __init__(
        self,
        source: Source,
        make_lanes: Callable[[], LaneSet],
        listener: LoopListener,
        recorder: LaneRecorder | None = None,
        interval: float = 0.0,
        seconds: float | None = None,
        clock: StreamClock | None = None,
    ) -> None:
        """make_lanes: called on the detection thread. interval: seconds between two frames at least.

        seconds: of the stream to watch, from its first frame on; None for all of it. clock: None for one that
        follows the wall clock, unless the times of the source are its own.
        """
        self.source = source
        self._live = source.traits.live
        self._persistent = Persistent(source, self._on_source)
        self._make_lanes = make_lanes
        self._listener = listener
        self._recorder = recorder
        self._interval = interval
        self._seconds = seconds
        self.clock = clock or StreamClock(None if source.traits.own_clock else wall_offset)
        self.pacer = Pacer()
        self.error: Exception | None = None
        """Why the loop ended; None while it runs, and when it ended as it should."""
        self.reason = ""
        """With which the events were closed at the end."""
        self.frames = 0
        """Frames looked at so far, those that the pacer left out included."""
        self.newest: float | None = None
        """Stream second of the newest of them."""
        self._mailbox = Mailbox(self._live)
        self._cancelled = threading.Event()
        self._changed = threading.Condition()  # of the four below
        self._wanted = True  # the source is to be open
        self._stop_capture = threading.Event()  # ends the iteration that is going on
        self._other_source = False  # what is opened next is not what was open before
        self._over = False
        self._rate = RateMeter()
        self._source_health: SourceHealth | None = None
        self._lag: float | None = None
        self._memory = (0, False)  # as in Health: max_frames, starved
        self._lost = 0  # frames dropped from the mailbox
        self._began = self._heard = time.monotonic()  # when the newest frame was looked at

    # -- the two threads ---------------------------------------------------------------------------

    def capture(self) -> None:
        """Take frames until the source ends or fails, or the loop is stopped."""
        while (stop := self._wait_until_wanted()) is not None:
            reason = "ended"
            try:
                self._take_frames(stop)
            except Exception as error:
                if not stop.is_set():
                    self.error, reason = error, "source failed"
            if not stop.is_set():
                self._end(reason)

    def detect(self) -> None:
        """Look at the frames and carry out commands until the loop is over; then close all events."""
        try:
            lanes = self._make_lanes()
            self.reason = "failed"
            try:
                self.reason = self._drive(lanes)
            finally:
                self._report(lanes.finish(self.reason))
        except Exception as error:
            self.error = self.error or error
        if self._recorder is not None and self.error is not None:
            self._recorder.session.note("failed", str(self.error))
        self.stop()

    # -- commands ----------------------------------------------------------------------------------

    def pause(self, reason: str = "paused") -> None:
        """Look at no frame from now on. A live source is closed, so that its lamp goes out."""
        if self._live:
            self._break_off(reason)
        else:
            self._mailbox.hold(True)

    def resume(self) -> None:
        """Go on watching."""
        if self._live:
            self._open()
        else:
            self._mailbox.hold(False)

    def change_source(self, source: Source) -> None:
        """Go on with another live source instead of the live one so far, which is closed first."""
        self._break_off("source changed")
        with self._changed:
            self.source = source
            self._persistent = Persistent(source, self._on_source)
            self._other_source = True
        if self._recorder is not None:
            info = source.info
            self._recorder.session.note("source changed", f"{info.name} ({info.address}) from here on.")
        self._open()

    def delete_since(self, second: float) -> Gap | None:
        """Forget everything after a stream second, up to the newest frame; None before there is one."""
        if self.seen is None:
            return None
        first, newest = self.seen
        gap = Gap(max(second, first - _BEFORE_FIRST), newest, DELETED)
        self._mailbox.discard()
        self._mailbox.command(lambda lanes: lanes.delete(gap), lasting=True, urgent=True)
        return gap

    def command(self, command: WatchCommand, urgent: bool = False) -> None:
        """Carry this out between two frames. urgent: at once; a decision under way is given up."""
        self._mailbox.command(command, urgent=urgent)

    def stop(self, reason: str = "stopped") -> None:
        """End both threads, as soon as the call of the model that is under way is over."""
        self._cancelled.set()
        self._mailbox.close(reason, discard=True)
        with self._changed:
            self._over = True
            self._stop_capture.set()
            self._changed.notify_all()

    # -- how it stands -----------------------------------------------------------------------------

    @property
    def seen(self) -> tuple[float, float] | None:
        """Stream seconds of the first frame and of the newest; None before the first."""
        first, newest = self.clock.first, self.clock.newest
        return None if first is None or newest is None else (first, newest)

    def health(self) -> Health:
        """How well detection keeps up now."""
        max_frames, starved = self._memory
        return Health(
            source=self._source_health,
            time=self.newest,
            capture_rate=self._rate.rate(time.monotonic()),
            lag=self._lag,
            waiting=self._mailbox.waiting,
            behind=self.pacer.behind,
            skipped=self._skipped,
            refused=self.clock.refused,
            max_frames=max_frames,
            starved=starved,
        )

    @property
    def _skipped(self) -> int:
        """Groups left out so far."""
        return self.pacer.skipped + -(-self._lost // GROUP_FRAMES)

    # -- capture -----------------------------------------------------------------------------------

    def _wait_until_wanted(self) -> threading.Event | None:
        """Wait while the source is to be closed; what ends its iteration, None when the loop is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted or self._over)
            if self._over:
                return None
            self._stop_capture = threading.Event()
            if self._other_source:
                self.clock.change_source()
                self._other_source = False
            if self._live:
                self._mailbox.hold(False)
            return self._stop_capture

    def _take_frames(self, stop: threading.Event) -> None:
        with opened(self._persistent, stop) as frames:
            for taken in frames:
                frame = self.clock.place(taken)
                if frame is None:
                    continue
                if self._is_enough(frame):
                    self._end("stopped")
                    return
                self._rate.count(time.monotonic())
                self._mailbox.put(Posted(frame, time.monotonic()))
                if stop.is_set():
                    return
                self._record(frame)
                self._listener.on_frame(frame, self.clock.wall_offset)
                stop.wait(self._interval)

    def _is_enough(self, frame: Frame) -> bool:
        first = frame.timestamp if self.clock.first is None else self.clock.first
        return self._seconds is not None and frame.timestamp - first >= self._seconds

    def _record(self, frame: Frame) -> None:
        if self._recorder is None:
            return
        if self.clock.wall_offset is not None:
            self._recorder.session.set_clock(self.clock.wall_offset)
        self._recorder.session.see(frame)

    def _on_source(self, health: SourceHealth) -> None:
        """Called on the capture thread, so that a break lies behind the frames before it."""
        if self._stop_capture.is_set():
            return
        if reason := health.breaks_off:
            self._mailbox.follow(lambda lanes: lanes.finish(reason))
        if health.lost:
            self._rate.clear()
            self._lag = None
        self._source_health = health
        if self._recorder is not None:
            self._recorder.session.source_does(health)
        self._listener.on_source(health)

    def _break_off(self, reason: str) -> None:
        """Close a live source, and end detection until there are frames again."""
        with self._changed:
            self._wanted = False
            self._stop_capture.set()
            self._mailbox.hold(True)
        self._rate.clear()
        self._mailbox.command(lambda lanes: lanes.finish(reason), urgent=True)

    def _open(self) -> None:
        """Open the source as soon as what was open before is closed."""
        with self._changed:
            self._wanted = True
            self._changed.notify_all()

    def _end(self, reason: str) -> None:
        """The source gives no more frames; those that wait are still looked at."""
        self._mailbox.close(reason)
        with self._changed:
            self._over = True

    # -- detection ---------------------------------------------------------------------------------

    def _drive(self, lanes: LaneSet) -> str:
        """Look at everything that comes; returns why nothing will follow."""
        while True:
            item = self._mailbox.take(_SILENCE_CHECK if self._live else None)
            if isinstance(item, str):
                return item
            try:
                self._report(self._result(lanes, item))
            except Cancelled:
                continue  # the mailbox is closed, or an urgent command comes next
            except (RequestError, SettingsError) as error:
                self._listener.on_refused(error)

    def _result(self, lanes: LaneSet, item: Posted | WatchCommand | None) -> Iterable[LaneUpdate]:
        if item is None:
            self._give_up_waiting()
            return lanes.wait(time.monotonic() - self._heard)
        if not isinstance(item, Posted):
            return item(lanes)
        self._heard = time.monotonic()
        self.frames += 1
        self.newest = item.frame.timestamp
        if not self._live:
            return lanes.push(item.frame, self._interrupted)
        self._lost += item.lost
        lanes.skip(item.lost)
        lag = time.monotonic() - item.at
        try:
            return self.pacer.feed(lanes, item.frame, lag, self._mailbox.waiting, self._interrupted)
        finally:
            self._heard = time.monotonic()
            self._lag = self._heard - item.at

    def _give_up_waiting(self) -> None:
        """The time to watch passes while the source is away, too."""
        lost = self._source_health is not None and self._source_health.lost
        if lost and self._seconds is not None and time.monotonic() - self._began >= self._seconds:
            self.stop()

    def _interrupted(self) -> bool:
        """Asked between two calls of the model: stop, pause and a new request need not wait for the tick."""
        return self._cancelled.is_set() or self._mailbox.urgent

    def _report(self, updates: Iterable[LaneUpdate]) -> None:
        updates = tuple(updates)
        for update in (item.update for item in updates):
            if isinstance(update, MemoryShort):
                self._memory = update.max_frames, update.starved
            elif isinstance(update, Ticked):
                self._memory = self._memory[0], False
        if self._recorder is not None:
            self._recorder.record(updates)
            self._recorder.session.keeping_up(self.pacer.behind, self._skipped)
        self._listener.on_updates(updates)
