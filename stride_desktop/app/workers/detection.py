"""The thread that drives a watch: frames and orders in, happenings out. Only a live source is paced."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QThread, Signal

from stride_desktop.app.workers.mailbox import Mailbox, Order, Posted
from stride_desktop.app.workers.payloads import Detected, DetectionEnded
from stride_desktop.app.workers.unexpected import unexpected
from stride_desktop.core.errors import Cancelled, RequestError, StrideError
from stride_desktop.pipeline.happenings import Happening
from stride_desktop.pipeline.pacing import Pacer
from stride_desktop.pipeline.watch import Watch


class DetectionWorker(QThread):
    """Runs one watch until its mailbox is closed. `detected` carries Detected, `ended` DetectionEnded."""

    detected = Signal(object)
    ended = Signal(object)

    def __init__(
        self,
        run: int,
        mailbox: Mailbox,
        make_watch: Callable[[], Watch],
        live: bool,
        cancelled: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._mailbox = mailbox
        self._make_watch = make_watch
        self._pacer = Pacer() if live else None
        self._cancelled = cancelled
        self._lag = 0.0

    def decide_every(self, groups: int) -> None:
        """Decide on every so many pairs of frames of a live source; called by the GUI thread."""
        if self._pacer is not None:
            self._pacer.every = groups

    def run(self) -> None:
        """Watch; runs on this thread."""
        error = None
        try:
            watch = self._make_watch()
            while not isinstance(item := self._mailbox.take(), str):
                self._do(watch, item)
            self._tell(watch.finish(item))
        except StrideError as failure:
            error = failure
        except Exception as failure:
            error = unexpected(failure, "watching")
        self.ended.emit(DetectionEnded(self._run, error))

    def _do(self, watch: Watch, item: Posted | Order) -> None:
        try:
            if isinstance(item, Posted):
                self._take_frame(watch, item)
            else:
                self._tell(item(watch))
        except Cancelled:
            return  # the mailbox is closed, or will be in a moment, or an urgent order comes next
        except RequestError as failure:  # the request before it is still watched for
            self._tell((), failure)

    def _take_frame(self, watch: Watch, posted: Posted) -> None:
        if self._pacer is None:
            happenings = watch.push(posted.frame, self._interrupted)
        else:
            lag = time.monotonic() - posted.at
            happenings = self._pacer.feed(watch, posted.frame, lag, self._mailbox.waiting, self._interrupted)
        self._lag = time.monotonic() - posted.at
        self._tell(happenings)

    def _interrupted(self) -> bool:
        """Asked between two calls of the model: stop, pause and a new request need not wait for the tick."""
        return self._cancelled() or self._mailbox.urgent

    def _tell(self, happenings: Iterable[Happening], error: StrideError | None = None) -> None:
        pacer = self._pacer
        skipped, behind = (pacer.skipped, pacer.behind) if pacer else (0, 0)
        self.detected.emit(Detected(self._run, tuple(happenings), self._lag, skipped, behind, error))
