"""The thread that gives answers, one at a time."""

from __future__ import annotations

import queue
import threading

from PySide6.QtCore import QObject, QThread, Signal

from stride_desktop.app.system.crash import unexpected
from stride_desktop.pipeline.answering import AnswerJob, AnswerUpdate, give_answer


class NewestReply:
    """Holds the newest reply until it is taken, so that only one message waits however fast it changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._update: AnswerUpdate | None = None

    def put(self, update: AnswerUpdate) -> bool:
        """Replace the reply; True when none was held, so that the reader has to be called."""
        with self._lock:
            was_empty, self._update = self._update is None, update
            return was_empty

    def take(self) -> AnswerUpdate | None:
        """The newest reply, None if it has been taken."""
        with self._lock:
            update, self._update = self._update, None
            return update


class ResponseWorker(QThread):
    """Does jobs until it is closed.

    `updated(AnswerUpdate)`: of everything but the reply. `replied`: `newest` holds a reply; the last one is
    put there before `ended(AnswerEnded)`.
    """

    updated = Signal(object)
    replied = Signal()
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[AnswerJob | None] = queue.SimpleQueue()
        self.newest = NewestReply()

    def submit(self, job: AnswerJob) -> None:
        """Answer this next."""
        self._jobs.put(job)

    def close(self) -> None:
        """End the thread after the current job; cancel that one to make it quick."""
        self._jobs.put(None)

    def run(self) -> None:
        """Answer; runs on this thread."""
        while (job := self._jobs.get()) is not None:
            self.ended.emit(give_answer(job, self._tell, lambda error: unexpected(error, "answering")))

    def _tell(self, update: AnswerUpdate) -> None:
        if update.reply is None:
            self.updated.emit(update)
        elif self.newest.put(update):
            self.replied.emit()
