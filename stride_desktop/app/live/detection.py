"""The thread that drives the watches of a run: frames and orders in, updates out.

Only a live source is paced.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QThread, Signal

from stride_desktop.app.live.mailbox import Mailbox, Order, Posted
from stride_desktop.app.live.messages import Detected, DetectionEnded
from stride_desktop.app.system.crash import unexpected
from stride_desktop.core.errors import Cancelled, RequestError, SettingsError, StrideError
from stride_desktop.pipeline.lane_set import LaneSet, LaneUpdate
from stride_desktop.pipeline.pacing import Pacer


class DetectionWorker(QThread):
    """Runs watches until its mailbox is closed. `detected` carries Detected, `ended` DetectionEnded."""

    detected = Signal(object)
    ended = Signal(object)

    def __init__(
        self,
        run: int,
        mailbox: Mailbox,
        make_lanes: Callable[[], LaneSet],
        live: bool,
        cancelled: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._mailbox = mailbox
        self._make_lanes = make_lanes
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
            lanes = self._make_lanes()
            while not isinstance(item := self._mailbox.take(), str):
                self._do(lanes, item)
            self._tell(lanes.finish(item))
        except StrideError as failure:
            error = failure
        except Exception as failure:
            error = unexpected(failure, "watching")
        self.ended.emit(DetectionEnded(self._run, error))

    def _do(self, lanes: LaneSet, item: Posted | Order) -> None:
        try:
            if isinstance(item, Posted):
                self._take_frame(lanes, item)
            else:
                self._tell(item(lanes))
        except Cancelled:
            return  # the mailbox is closed, or will be in a moment, or an urgent order comes next
        except (RequestError, SettingsError) as failure:  # what was watched for before still is
            self._tell((), failure)

    def _take_frame(self, lanes: LaneSet, posted: Posted) -> None:
        if self._pacer is None:
            told = lanes.push(posted.frame, self._interrupted)
        else:
            lag = time.monotonic() - posted.at
            told = self._pacer.feed(lanes, posted.frame, lag, self._mailbox.waiting, self._interrupted)
        self._lag = time.monotonic() - posted.at
        self._tell(told)

    def _interrupted(self) -> bool:
        """Asked between two calls of the model: stop, pause and a new request need not wait for the tick."""
        return self._cancelled() or self._mailbox.urgent

    def _tell(self, told: Iterable[LaneUpdate], error: StrideError | None = None) -> None:
        pacer = self._pacer
        skipped, behind = (pacer.skipped, pacer.behind) if pacer else (0, 0)
        self.detected.emit(Detected(self._run, tuple(told), self._lag, skipped, behind, error))
