"""The thread that takes frames from a source and puts them where the detection worker finds them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from stride_desktop.app.live.mailbox import Mailbox, Posted
from stride_desktop.app.live.messages import Captured, CaptureEnded
from stride_desktop.app.system.crash import unexpected
from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.stream_clock import StreamClock
from stride_desktop.sources.base import Source, opened


class CaptureWorker(QThread):
    """Iterates one source until it ends or is stopped. `captured` carries Captured, `ended` CaptureEnded.

    clock: gives the frames their stream time. keep: called with every frame on this thread (the frame
    store). interval: the shortest time between two frames in seconds, to play a file no faster than a
    person can follow; 0 for no limit.
    """

    captured = Signal(object)
    ended = Signal(object)

    def __init__(
        self,
        run: int,
        source: Source,
        mailbox: Mailbox,
        clock: StreamClock,
        keep: Callable[[Frame], None],
        interval: float = 0.0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._source = source
        self._mailbox = mailbox
        self._clock = clock
        self._keep = keep
        self._interval = interval
        self._stop = threading.Event()

    def stop(self) -> None:
        """End the iteration; the source closes what it opened within half a second."""
        self._stop.set()

    def run(self) -> None:
        """Take frames; runs on this thread."""
        error = None
        try:
            self._take_frames()
        except StrideError as failure:
            error = failure
        except Exception as failure:
            error = unexpected(failure, "taking frames")
        self.ended.emit(CaptureEnded(self._run, error))

    def _take_frames(self) -> None:
        with opened(self._source, self._stop) as frames:
            for taken in frames:
                frame = self._clock.place(taken)
                if frame is None:
                    continue
                self._mailbox.put(Posted(frame, time.monotonic()))
                if self._stop.is_set():
                    return
                self._keep(frame)
                self.captured.emit(Captured(self._run, frame, self._clock.wall_offset))
                self._stop.wait(self._interval)
