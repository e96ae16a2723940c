"""One run: the live loop of a source on its two threads, from start to stop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal, Slot

from stride_desktop.app.system.crash import unexpected
from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.lane_recording import LaneRecorder
from stride_desktop.pipeline.lane_set import LaneSet, LaneUpdate
from stride_desktop.pipeline.live_loop import LiveLoop, LoopListener
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sources.base import Source, SourceHealth


class WorkThread(QThread):
    """Runs a function on a thread on which Qt's timers work."""

    def __init__(self, work: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work

    def run(self) -> None:
        """Do the work; runs on this thread."""
        self._work()


class LiveRun(QObject, LoopListener):
    """Owns a live loop and its threads, and turns the loop's reports into signals. Lives on the GUI thread.

    `captured(Frame, wall offset)`, `detected(tuple[LaneUpdate, ...])`, `refused(StrideError)`,
    `source_changed(SourceHealth)`: as in LoopListener. `ended`, the last signal of a run: both threads have
    ended; `error` then says why, None for a normal end.
    """

    captured = Signal(object, object)
    detected = Signal(object)
    refused = Signal(object)
    source_changed = Signal(object)
    ended = Signal()

    def __init__(
        self,
        source: Source,
        make_lanes: Callable[[], LaneSet],
        keep: Callable[[Frame, EncodedPicture], None],
        interval: float = 0.0,
        recorder: LaneRecorder | None = None,
        parent: QObject | None = None,
    ) -> None:
        """keep: called with every frame and its picture on the capture thread. The others: as in LiveLoop."""
        super().__init__(parent)
        self.error: StrideError | None = None
        self.loop = LiveLoop(source, make_lanes, self, recorder, interval)
        self._keep = keep
        self._threads = [WorkThread(self.loop.capture, self), WorkThread(self.loop.detect, self)]
        for thread in self._threads:
            thread.finished.connect(self._on_finished)

    def start(self) -> None:
        """Start both threads."""
        for thread in self._threads:
            thread.start()

    # -- reports of the loop, on its threads -------------------------------------------------------

    def on_frame(self, frame: Frame, picture: EncodedPicture, wall_offset: float | None) -> None:
        """See LoopListener."""
        self._keep(frame, picture)
        self.captured.emit(frame, wall_offset)

    def on_updates(self, updates: tuple[LaneUpdate, ...]) -> None:
        """See LoopListener."""
        self.detected.emit(updates)

    def on_refused(self, error: StrideError) -> None:
        """See LoopListener."""
        self.refused.emit(error)

    def on_source(self, health: SourceHealth) -> None:
        """See LoopListener."""
        self.source_changed.emit(health)

    @Slot()
    def _on_finished(self) -> None:
        thread = self.sender()  # updates of the other one may still be on their way
        if not isinstance(thread, WorkThread):
            return
        thread.wait()
        thread.deleteLater()
        self._threads.remove(thread)
        if not self._threads:
            if (error := self.loop.error) is not None:
                self.error = error if isinstance(error, StrideError) else unexpected(error, "watching")
            self.ended.emit()
