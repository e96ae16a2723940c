"""The thread that gives answers, one at a time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, QThread, Signal

from stride_desktop.app.system.crash import unexpected
from stride_desktop.core.answers import Answer, AnswerState, Reply, Usage
from stride_desktop.core.errors import Cancelled, StrideError
from stride_desktop.pipeline.answering import AnswerJob, AnswerListener, give_answer


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One answer to give: the ids of the answer and its card, and the work to do."""

    answer_id: int
    card_id: int
    work: AnswerJob
    cancelled: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class AnswerUpdate:
    """Fields of an answer that have changed; those that are None have not."""

    answer_id: int
    responder: str | None = None
    note: str | None = None
    sent: tuple[float, ...] | None = None
    reply: Reply | None = None
    usage: Usage | None = None

    def apply(self, answer: Answer) -> Answer:
        """The answer with these fields."""
        begun = self.reply is not None and bool(self.reply.text)
        return replace(
            answer,
            state=AnswerState.ANSWERING if begun else answer.state,
            responder=answer.responder if self.responder is None else self.responder,
            note=answer.note if self.note is None else self.note,
            sent=answer.sent if self.sent is None else self.sent,
            reply=answer.reply if self.reply is None else self.reply,
            usage=answer.usage if self.usage is None else self.usage,
        )


@dataclass(frozen=True, slots=True, eq=False)
class AnswerEnded:
    """An answer is complete, was cancelled, or failed. unready: the responder could not get ready."""

    answer_id: int
    error: StrideError | None
    cancelled: bool
    unready: bool = False


class NewestReply:
    """Holds the newest reply until it is taken, so that only one message waits however fast it changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._update: AnswerUpdate | None = None

    def put(self, update: AnswerUpdate) -> bool:
        """Replace what is held; whether nothing was, so that the reader has to be called."""
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
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.newest = NewestReply()

    def submit(self, job: Job) -> None:
        """Answer this next."""
        self._jobs.put(job)

    def close(self) -> None:
        """End the thread after the current job; cancel that one to make it quick."""
        self._jobs.put(None)

    def run(self) -> None:
        """Answer; runs on this thread."""
        while (job := self._jobs.get()) is not None:
            error, report = None, _Report(self, job.answer_id)
            try:
                give_answer(job.work, job.cancelled.is_set, report)
            except Cancelled:
                pass  # the job knows
            except StrideError as failure:
                error = failure
            except Exception as failure:
                error = unexpected(failure, "answering")
            self.ended.emit(AnswerEnded(job.answer_id, error, job.cancelled.is_set(), report.unready))


class _Report(AnswerListener):
    """Passes what is reported of a job to the GUI thread."""

    def __init__(self, worker: ResponseWorker, answer_id: int) -> None:
        self._worker = worker
        self._id = answer_id
        self._tell: Callable[[AnswerUpdate], None] = worker.updated.emit
        self.unready = False

    def on_responder(self, name: str) -> None:
        """See AnswerListener."""
        self.unready = True
        self._tell(AnswerUpdate(self._id, responder=name, note=""))

    def on_preparing(self, text: str, fraction: float | None) -> None:
        """See AnswerListener."""
        share = "" if fraction is None else f" {fraction:.0%}"
        self._tell(AnswerUpdate(self._id, note=f"{text}{share}…"))

    def on_ready(self) -> None:
        """See AnswerListener."""
        self.unready = False

    def on_sent(self, seconds: tuple[float, ...]) -> None:
        """See AnswerListener."""
        self._tell(AnswerUpdate(self._id, sent=seconds))

    def on_answer(self, answer: Reply) -> None:
        """See AnswerListener."""
        if self._worker.newest.put(AnswerUpdate(self._id, reply=answer)):
            self._worker.replied.emit()

    def on_usage(self, usage: Usage) -> None:
        """See AnswerListener."""
        self._tell(AnswerUpdate(self._id, usage=usage))
