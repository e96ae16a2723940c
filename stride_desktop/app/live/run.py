"""One run: a source and a watch on their two threads, from start to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from stride_desktop.app.live import commands as orders
from stride_desktop.app.live.capture import CaptureWorker
from stride_desktop.app.live.detection import DetectionWorker
from stride_desktop.app.live.mailbox import Mailbox, Order
from stride_desktop.app.live.messages import CaptureEnded, Detected, DetectionEnded
from stride_desktop.core.clock import wall_offset
from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import DELETED, Gap
from stride_desktop.pipeline.lane_recording import LaneRecorder
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.stream_clock import StreamClock
from stride_desktop.sources.base import Source, SourceHealth
from stride_desktop.sources.persistent import Persistent

_BEFORE_FIRST = 0.001
"""Seconds before the first frame that are deleted with it when everything is."""


class Run(QObject):
    """Owns the capture and the detection worker of one run. Lives on the GUI thread, never blocks.

    `captured` carries Captured, `detected` carries Detected, `source_told` a SourceHealth, `ended` the run's
    number when both threads have ended; `error` then says why, None when the run ended as it should.
    """

    captured = Signal(object)
    detected = Signal(object)
    source_told = Signal(object)
    ended = Signal(int)

    def __init__(
        self,
        number: int,
        source: Source,
        make_lanes: Callable[[], LaneSet],
        keep: Callable[[Frame], None],
        interval: float = 0.0,
        recorder: LaneRecorder | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.number = number
        self.source = source
        self._persistent = Persistent(source, self._hear_source)
        self.error: StrideError | None = None
        self._keep = keep
        self._recorder = recorder
        self._interval = interval
        self._clock = StreamClock(None if source.traits.own_clock else wall_offset)
        self._mailbox = Mailbox(source.traits.live)
        self._cancelled = threading.Event()
        self._paused = False
        self._stopping = False
        self._capture_stopped = False
        self._over = False  # the source ended, or failed, by itself
        self._other_source = False  # what is opened next is not what was open before
        self._capture: CaptureWorker | None = None
        self._detection: DetectionWorker | None = DetectionWorker(
            number, self._mailbox, make_lanes, source.traits.live, self._cancelled.is_set, self
        )
        self._detection.detected.connect(self._record, Qt.ConnectionType.DirectConnection)
        self._detection.detected.connect(self.detected)
        self._detection.ended.connect(self._on_detection_ended)
        self._detection.finished.connect(self._on_detection_finished)

    @property
    def waiting(self) -> int:
        """Frames that were taken but not looked at."""
        return self._mailbox.waiting

    def start(self) -> None:
        """Start both threads; when it was paused before, the source stays closed until it is resumed."""
        if self._detection is not None:
            self._detection.start()
        if not self._paused:
            self._start_capture()

    def pause(self, reason: str = "paused") -> None:
        """Look at no frame from now on. A live source is closed, so that its lamp goes out."""
        self._paused = True
        if self.source.traits.live:
            self._break_off(reason)
        else:
            self._mailbox.hold(True)

    def resume(self) -> None:
        """Go on watching."""
        self._paused = False
        if not self.source.traits.live:
            self._mailbox.hold(False)
        self._start_when_closed()

    def decide_every(self, groups: int) -> None:
        """Decide on every so many pairs of frames of a live source."""
        if self._detection is not None:
            self._detection.decide_every(groups)

    def change_source(self, source: Source) -> None:
        """Go on with another live source instead of the live one so far, which is closed first."""
        self.source = source
        self._persistent = Persistent(source, self._hear_source)
        self._paused = False
        self._other_source = True
        self._break_off("source changed")
        self._start_when_closed()

    @property
    def seen(self) -> tuple[float, float] | None:
        """Stream seconds of the first frame and of the newest; None before the first."""
        first, newest = self._clock.first, self._clock.newest
        return None if first is None or newest is None else (first, newest)

    def delete_since(self, second: float) -> Gap | None:
        """Forget everything after a stream second, up to the newest frame; None before there is one."""
        if self.seen is None:
            return None
        first, newest = self.seen
        gap = Gap(max(second, first - _BEFORE_FIRST), newest, DELETED)
        self._mailbox.discard()
        self._mailbox.order(orders.delete(gap), lasting=True, urgent=True)
        return gap

    def order(self, order: Order, urgent: bool = False) -> None:
        """Let the detection worker do something with the watch between two frames.

        urgent: at once; a decision under way is given up.
        """
        self._mailbox.order(order, urgent=urgent)

    def stop(self, reason: str = "stopped") -> None:
        """Begin to end; `ended` follows."""
        self._stopping = True
        self._cancelled.set()
        self._mailbox.close(reason, discard=True)
        self._stop_capture()

    def _break_off(self, reason: str) -> None:
        """Close a live source, and end detection until there are frames again."""
        self._stop_capture()
        self._mailbox.hold(True)
        self._mailbox.order(orders.break_off(reason), urgent=True)

    def _stop_capture(self) -> None:
        self._capture_stopped = True
        if self._capture is not None:
            self._capture.stop()

    def _start_when_closed(self) -> None:
        """Open the source, unless it is open already; else as soon as what was open before is closed."""
        if self._capture is None and not (self._stopping or self._over):
            self._start_capture()

    def _start_capture(self) -> None:
        self._capture_stopped = False
        if self._other_source:
            self._clock.change_source()
            self._other_source = False
        self._mailbox.hold(False)
        self._capture = CaptureWorker(
            self.number, self._persistent, self._mailbox, self._clock, self._keep_frame, self._interval, self
        )
        self._capture.captured.connect(self.captured)
        self._capture.ended.connect(self._on_capture_ended)
        self._capture.finished.connect(self._on_capture_finished)
        self._capture.start()

    def _keep_frame(self, frame: Frame) -> None:
        """Runs on the capture worker's thread."""
        self._keep(frame)
        if self._recorder is not None:
            self._recorder.see(frame)

    def _hear_source(self, health: SourceHealth) -> None:
        """Runs on the capture worker's thread, so that a break lies behind the frames before it."""
        if self._capture_stopped:
            return
        if health.breaks_off:
            self._mailbox.follow(orders.break_off(health.breaks_off))
        self.source_told.emit(health)

    @Slot(object)
    def _record(self, payload: Detected) -> None:
        """Runs on the detection worker's thread, so that nothing is lost when the window hangs."""
        if self._recorder is not None:
            self._recorder.happened(payload.told)

    @Slot(object)
    def _on_capture_ended(self, payload: CaptureEnded) -> None:
        if self._capture_stopped:
            return  # nobody wants to hear how a source ended that was told to
        self._over = True
        if payload.error is not None:
            self.error = payload.error
            self._mailbox.close("source failed")
        else:
            self._mailbox.close("ended")

    @Slot()
    def _on_capture_finished(self) -> None:
        if self._capture is not None:
            self._capture.wait()
            self._capture.deleteLater()
            self._capture = None
        if self._capture_stopped and not self._paused and not self._stopping:
            self._start_capture()  # resumed before the source had closed
        self._check_ended()

    @Slot(object)
    def _on_detection_ended(self, payload: DetectionEnded) -> None:
        self.error = self.error or payload.error
        self.stop()

    @Slot()
    def _on_detection_finished(self) -> None:
        if self._detection is not None:
            self._detection.wait()
            self._detection.deleteLater()
            self._detection = None
        self._check_ended()

    def _check_ended(self) -> None:
        if self._capture is None and self._detection is None:
            self.ended.emit(self.number)
