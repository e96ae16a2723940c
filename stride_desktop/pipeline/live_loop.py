"""The live loop: frames of one source through the lanes, with pacing, gaps, clock and recording. No Qt."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

from stride_desktop.core.clock import wall_offset
from stride_desktop.core.errors import Cancelled, RequestError, SettingsError, StrideError
from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import DELETED, Gap
from stride_desktop.pipeline.capture import Capture
from stride_desktop.pipeline.health import HealthMeter
from stride_desktop.pipeline.lane_recording import LaneRecorder
from stride_desktop.pipeline.lane_set import LaneSet, LaneUpdate
from stride_desktop.pipeline.mailbox import Mailbox, Posted, WatchCommand
from stride_desktop.pipeline.pacing import Pacer
from stride_desktop.pipeline.stream_clock import StreamClock
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sources.base import Source, SourceHealth

_BEFORE_FIRST = 0.001
"""Seconds before the first frame that are deleted with it when everything is."""

_SILENCE_CHECK = 0.5
"""Seconds between two looks at how long a live source has given no frame."""


class LoopListener:
    """Receives the reports of the loop; every method may be overridden. Each names its thread."""

    def on_frame(self, frame: Frame, picture: EncodedPicture, wall_offset: float | None) -> None:
        """A frame was taken, in stream time. picture: of the frame, shared with the recorder.

        wall_offset: as in StreamClock. Capture thread.
        """

    def on_updates(self, updates: tuple[LaneUpdate, ...]) -> None:
        """The updates of one frame or command. Detection thread."""

    def on_refused(self, error: StrideError) -> None:
        """A command could not be carried out; everything goes on as before. Detection thread."""

    def on_source(self, health: SourceHealth) -> None:
        """The health of the source changed. Capture thread."""


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
        self._live = source.traits.live
        self._make_lanes = make_lanes
        self._listener = listener
        self._recorder = recorder
        self._seconds = seconds
        self.clock = clock or StreamClock(None if source.traits.own_clock else wall_offset)
        self.pacer = Pacer()
        self.reason = ""
        """With which the events were closed at the end."""
        self._mailbox = Mailbox(self._live)
        self.health = HealthMeter(self.clock, self.pacer, self._mailbox)
        self._capture = Capture(
            source, self.clock, self._mailbox, self._on_frame, self._on_source, interval, seconds
        )
        self.capture = self._capture.run
        """Takes frames until the source ends or fails, or the loop is stopped."""
        self._picture: EncodedPicture | None = None  # of the newest frame
        self._error: Exception | None = None
        self._cancelled = threading.Event()
        self._began = self._last_frame_at = time.monotonic()  # when the newest frame was looked at

    # -- the two threads ---------------------------------------------------------------------------

    def detect(self) -> None:
        """Look at the frames and carry out commands until the loop is over; then close all events."""
        try:
            lanes = self._make_lanes()
            self.reason = "failed"
            try:
                self.reason = self._run(lanes)
            finally:
                self._report(lanes.finish(self.reason))
        except Exception as error:
            self._error = error
        if self._recorder is not None and self.error is not None:
            self._recorder.session.note("failed", str(self.error))
        self.stop()

    # -- commands ----------------------------------------------------------------------------------

    def pause(self, reason: str = "paused") -> None:
        """Process no frame until `resume`. A live source is closed, so that a camera's lamp goes out."""
        if self._live:
            self._break_off(reason)
        else:
            self._mailbox.hold(True)

    def resume(self) -> None:
        """Go on watching."""
        if self._live:
            self._capture.open()
        else:
            self._mailbox.hold(False)

    def change_source(self, source: Source) -> None:
        """Close the live source, and continue with another one."""
        self._break_off("source changed")
        self._capture.change_source(source)
        if self._recorder is not None:
            info = source.info
            self._recorder.session.note("source changed", f"{info.name} ({info.address}) from here on.")
        self._capture.open()

    def delete_since(self, second: float) -> Gap | None:
        """Delete everything after a stream second, up to the newest frame; None before the first frame."""
        if self.seen is None:
            return None
        first, newest = self.seen
        gap = Gap(max(second, first - _BEFORE_FIRST), newest, DELETED)
        self._mailbox.discard()
        self._mailbox.command(lambda lanes: lanes.delete(gap), lasting=True, urgent=True)
        return gap

    def command(self, command: WatchCommand, urgent: bool = False) -> None:
        """Carry out a command between two frames. urgent: at once; the current decision is abandoned."""
        self._mailbox.command(command, urgent=urgent)

    def stop(self, reason: str = "stopped") -> None:
        """End both threads after the current call of the model."""
        self._cancelled.set()
        self._mailbox.close(reason, discard=True)
        self._capture.stop()

    # -- how it stands -----------------------------------------------------------------------------

    @property
    def seen(self) -> tuple[float, float] | None:
        """Stream seconds of the first frame and of the newest; None before the first."""
        first, newest = self.clock.first, self.clock.newest
        return None if first is None or newest is None else (first, newest)

    @property
    def source(self) -> Source:
        """The source that is watched, be it open or not."""
        return self._capture.source

    @property
    def error(self) -> Exception | None:
        """Why the loop ended; None while it runs, and when it ended as it should."""
        return self._capture.error or self._error

    # -- capture -----------------------------------------------------------------------------------

    def _on_frame(self, frame: Frame) -> None:
        self.health.captured(frame)
        if self._picture is None or self._picture.image is not frame.image:
            self._picture = EncodedPicture(frame.image)
        if self._recorder is not None:
            self._recorder.session.hide(frame.masks)
            if self.clock.wall_offset is not None:
                self._recorder.session.set_clock(self.clock.wall_offset)
            self._recorder.session.see(frame.timestamp, self._picture)
        self._listener.on_frame(frame, self._picture, self.clock.wall_offset)

    def _on_source(self, health: SourceHealth) -> None:
        """A break follows the frames before it through the mailbox."""
        if reason := health.breaks_off:
            self._mailbox.follow(lambda lanes: lanes.finish(reason))
        if health.lost:
            self.health.interrupted()
        self.health.source = health
        if self._recorder is not None:
            self._recorder.session.source_does(health)
        self._listener.on_source(health)

    def _break_off(self, reason: str) -> None:
        """Close a live source, and end detection until there are frames again."""
        self._capture.close()
        self.health.interrupted()
        self._mailbox.command(lambda lanes: lanes.finish(reason), urgent=True)

    # -- detection ---------------------------------------------------------------------------------

    def _run(self, lanes: LaneSet) -> str:
        """Process frames and commands until the end; returns its reason."""
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
            return lanes.wait(time.monotonic() - self._last_frame_at)
        if not isinstance(item, Posted):
            return item(lanes)
        self._last_frame_at = time.monotonic()
        self.health.look_at(item)
        if not self._live:
            return lanes.push(item.frame, self._interrupted)
        lanes.skip(item.lost)
        lag = time.monotonic() - item.at
        try:
            return self.pacer.feed(lanes, item.frame, lag, self._mailbox.waiting, self._interrupted)
        finally:
            self._last_frame_at = time.monotonic()
            self.health.looked_at(item)

    def _give_up_waiting(self) -> None:
        """Stop when the time to watch is over while the source is lost."""
        source = self.health.source
        lost = source is not None and source.lost
        if lost and self._seconds is not None and time.monotonic() - self._began >= self._seconds:
            self.stop()

    def _interrupted(self) -> bool:
        """Whether to abandon the current decision, so that a stop, a pause or a new request need not wait."""
        return self._cancelled.is_set() or self._mailbox.urgent

    def _report(self, updates: Iterable[LaneUpdate]) -> None:
        updates = tuple(updates)
        self.health.follow(updates)
        if self._recorder is not None:
            self._recorder.record(updates)
            self._recorder.session.keeping_up(self.pacer.behind, self.health.skipped)
        self._listener.on_updates(updates)
