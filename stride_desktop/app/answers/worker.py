"""The thread that lets a responder answer, one answer at a time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QThread, Signal

from stride_desktop.app.live.messages import (
    AnswerEnded,
    AnswerPreparing,
    AnswerSaid,
    AnswerSent,
    AnswerStarted,
    AnswerUsed,
)
from stride_desktop.app.system.crash import unexpected
from stride_desktop.app.timeline.clock import Clock
from stride_desktop.core.answers import AnswerLimits, AnswerRequest, Reply, Usage
from stride_desktop.core.errors import Cancelled, StrideError
from stride_desktop.pipeline.answering import AnswerJob, AnswerListener, give_answer
from stride_desktop.responders.base import Responder


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One answer to give. card: where it belongs; make: builds the responder on the worker's thread.

    clock: of the card, by which a responder is told the times of a live source. limits: how far the answer
    may go.
    """

    card: int
    request: AnswerRequest
    make: Callable[[], Responder]
    clock: Clock = field(default_factory=Clock)
    limits: AnswerLimits = field(default_factory=AnswerLimits)
    cancelled: threading.Event = field(default_factory=threading.Event)


class Newest:
    """What was said last and has not been looked at yet: however fast it changes, one message waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._said: AnswerSaid | None = None

    def put(self, said: AnswerSaid) -> bool:
        """Replace what is there; whether nothing was, so that the reader has to be told."""
        with self._lock:
            was_empty, self._said = self._said is None, said
            return was_empty

    def take(self) -> AnswerSaid | None:
        """What was said last, None if it has been taken."""
        with self._lock:
            said, self._said = self._said, None
            return said


class ResponseWorker(QThread, AnswerListener):
    """Answers jobs until it is closed.

    Its signals carry AnswerStarted, AnswerPreparing, AnswerSent, AnswerUsed and AnswerEnded. `said`: there is
    more of the answer in `newest`; the last of it comes before AnswerEnded.
    """

    began = Signal(object)
    preparing = Signal(object)
    sent = Signal(object)
    said = Signal()
    used = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.newest = Newest()
        self._card = 0  # of the current job
        self._unready = False  # its responder still gets ready

    def submit(self, job: Job) -> None:
        """Answer this next."""
        self._jobs.put(job)

    def close(self) -> None:
        """End the thread after the current job; cancel that one to make it quick."""
        self._jobs.put(None)

    def run(self) -> None:
        """Answer; runs on this thread."""
        while (job := self._jobs.get()) is not None:
            error, self._unready = None, False
            try:
                self._answer(job)
            except Cancelled:
                pass  # the job knows
            except StrideError as failure:
                error = failure
            except Exception as failure:
                error = unexpected(failure, "answering")
            self.ended.emit(AnswerEnded(job.card, error, job.cancelled.is_set(), self._unready))

    def _answer(self, job: Job) -> None:
        self._card = job.card
        clock = job.clock
        given = AnswerJob(job.request, job.make, job.limits, clock.offset, clock.first)
        give_answer(given, job.cancelled.is_set, self)

    # -- what is reported of a job, on this thread -------------------------------------------------

    def on_responder(self, name: str) -> None:
        """See AnswerListener."""
        self._unready = True
        self.began.emit(AnswerStarted(self._card, name))

    def on_preparing(self, text: str, fraction: float | None) -> None:
        """See AnswerListener."""
        self.preparing.emit(AnswerPreparing(self._card, text, fraction))

    def on_ready(self) -> None:
        """See AnswerListener."""
        self._unready = False

    def on_sent(self, seconds: tuple[float, ...]) -> None:
        """See AnswerListener."""
        self.sent.emit(AnswerSent(self._card, seconds))

    def on_answer(self, answer: Reply) -> None:
        """See AnswerListener."""
        if self.newest.put(AnswerSaid(self._card, answer)):
            self.said.emit()

    def on_usage(self, usage: Usage) -> None:
        """See AnswerListener."""
        self.used.emit(AnswerUsed(self._card, usage))
