"""The thread that drives the watches of a run: frames and orders in, happenings out.

Only a live source is paced.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QThread, Signal

from stride_desktop.app.live.mailbox import Mailbox, Order, Posted
from stride_desktop.app.live.messages import Detected, DetectionEnded
from stride_desktop.app.system.unexpected import unexpected
from stride_desktop.core.errors import Cancelled, RequestError, SettingsError, StrideError
from stride_desktop.pipeline.pacing import Pacer
from stride_desktop.pipeline.watches import Laned, Watches


class DetectionWorker(QThread):
    """Runs watches until its mailbox is closed. `detected` carries Detected, `ended` DetectionEnded."""

    detected = Signal(object)
    ended = Signal(object)

    def __init__(
        self,
        run: int,
        mailbox: Mailbox,
        make_watches: Callable[[], Watches],
        live: bool,
        cancelled: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._mailbox = mailbox
        self._make_watches = make_watches
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
            watches = self._make_watches()
            while not isinstance(item := self._mailbox.take(), str):
                self._do(watches, item)
            self._tell(watches.finish(item))
        except StrideError as failure:
            error = failure
        except Exception as failure:
            error = unexpected(failure, "watching")
        self.ended.emit(DetectionEnded(self._run, error))

    def _do(self, watches: Watches, item: Posted | Order) -> None:
        try:
            if isinstance(item, Posted):
                self._take_frame(watches, item)
            else:
                self._tell(item(watches))
        except Cancelled:
            return  # the mailbox is closed, or will be in a moment, or an urgent order comes next
        except (RequestError, SettingsError) as failure:  # what was watched for before still is
            self._tell((), failure)

    def _take_frame(self, watches: Watches, posted: Posted) -> None:
        if self._pacer is None:
            told = watches.push(posted.frame, self._interrupted)
        else:
            lag = time.monotonic() - posted.at
            told = self._pacer.feed(watches, posted.frame, lag, self._mailbox.waiting, self._interrupted)
        self._lag = time.monotonic() - posted.at
        self._tell(told)

    def _interrupted(self) -> bool:
        """Asked between two calls of the model: stop, pause and a new request need not wait for the tick."""
        return self._cancelled() or self._mailbox.urgent

    def _tell(self, told: Iterable[Laned], error: StrideError | None = None) -> None:
        pacer = self._pacer
        skipped, behind = (pacer.skipped, pacer.behind) if pacer else (0, 0)
        self.detected.emit(Detected(self._run, tuple(told), self._lag, skipped, behind, error))
