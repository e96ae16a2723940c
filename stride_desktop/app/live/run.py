"""One run: the live loop of a source on its two threads, from start to stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal, Slot

from stride_desktop.app.live.messages import Captured, Detected
from stride_desktop.app.system.crash import unexpected
from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.health import Health
from stride_desktop.pipeline.lane_recording import LaneRecorder
from stride_desktop.pipeline.lane_set import LaneSet, LaneUpdate
from stride_desktop.pipeline.live_loop import LiveLoop, LoopListener
from stride_desktop.pipeline.mailbox import WatchCommand
from stride_desktop.sources.base import Source, SourceHealth


class WorkThread(QThread):
    """Runs a function on a thread on which Qt's timers work."""

    def __init__(self, work: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work

    def run(self) -> None:
        """Do the work; runs on this thread."""
        self._work()


class Run(QObject, LoopListener):
    """Owns a live loop and its threads, and turns what it reports into signals. Lives on the GUI thread.

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
        """keep: called with every frame on the capture thread."""
        super().__init__(parent)
        self.number = number
        self.error: StrideError | None = None
        self._keep = keep
        self._loop = LiveLoop(source, make_lanes, self, recorder, interval)
        self._threads = [WorkThread(self._loop.capture, self), WorkThread(self._loop.detect, self)]
        for thread in self._threads:
            thread.finished.connect(self._on_finished)

    @property
    def source(self) -> Source:
        """The source and requests watched now."""
        return self._loop.source

    @property
    def seen(self) -> tuple[float, float] | None:
        """Stream seconds of the first frame and of the newest; None before the first."""
        return self._loop.seen

    def health(self) -> Health:
        """How well detection keeps up now."""
        return self._loop.health()

    def start(self) -> None:
        """Start both threads."""
        for thread in self._threads:
            thread.start()

    def pause(self, reason: str = "paused") -> None:
        """See `LiveLoop.pause`."""
        self._loop.pause(reason)

    def resume(self) -> None:
        """See `LiveLoop.resume`."""
        self._loop.resume()

    def decide_every(self, groups: int) -> None:
        """Decide on every so many pairs of frames of a live source."""
        self._loop.pacer.every = groups

    def change_source(self, source: Source) -> None:
        """See `LiveLoop.change_source`."""
        self._loop.change_source(source)

    def delete_since(self, second: float) -> Gap | None:
        """See `LiveLoop.delete_since`."""
        return self._loop.delete_since(second)

    def command(self, command: WatchCommand, urgent: bool = False) -> None:
        """See `LiveLoop.command`."""
        self._loop.command(command, urgent)

    def stop(self, reason: str = "stopped") -> None:
        """Begin to end; `ended` follows."""
        self._loop.stop(reason)

    # -- what the loop reports, on its threads -----------------------------------------------------

    def on_frame(self, frame: Frame, wall_offset: float | None) -> None:
        """See LoopListener."""
        self._keep(frame)
        self.captured.emit(Captured(self.number, frame, wall_offset))

    def on_updates(self, updates: tuple[LaneUpdate, ...]) -> None:
        """See LoopListener."""
        self.detected.emit(Detected(self.number, updates))

    def on_refused(self, error: StrideError) -> None:
        """See LoopListener."""
        self.detected.emit(Detected(self.number, (), error))

    def on_source(self, health: SourceHealth) -> None:
        """See LoopListener."""
        self.source_told.emit(health)

    @Slot()
    def _on_finished(self) -> None:
        thread = self.sender()  # of the other one, updates may still be on their way
        if not isinstance(thread, WorkThread):
            return
        thread.wait()
        thread.deleteLater()
        self._threads.remove(thread)
        if not self._threads:
            if (error := self._loop.error) is not None:
                self.error = error if isinstance(error, StrideError) else unexpected(error, "watching")
            self.ended.emit(self.number)
