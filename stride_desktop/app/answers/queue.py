"""The queue of answers: one is given at a time, a few wait."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.answers.worker import ResponseWorker
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.core.answers import Answer, AnswerRequest, AnswerState, RequestKind
from stride_desktop.core.errors import StrideError
from stride_desktop.core.masks import Mask
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.pipeline.answer_store import AnswerStore
from stride_desktop.pipeline.answering import (
    MAX_WAITING,
    AnswerEnded,
    AnswerJob,
    AnswerUpdate,
    too_many_waiting,
)
from stride_desktop.responders.base import Responder
from stride_desktop.sources.masked import masked

REPLY_MILLISECONDS = 40
"""Between two updates of a reply."""

_REMEMBERED_BYTES = 32 << 20
"""Size of the frames of requests that can still be retried, or asked about; the newest always can."""


class AnswerQueue(QObject):
    """Gives the answers of a store on the response worker's thread, and writes their state into the store.

    `concluded(AnswerEnded)` is emitted before the answer's state changes and before the next one begins, for
    answers by the configured responder only. `responder_changed`: another responder is configured.
    `backlog_changed(waiting)`, `closed`.
    """

    concluded = Signal(object)
    backlog_changed = Signal(int)
    responder_changed = Signal()
    closed = Signal()

    def __init__(
        self, store: AnswerStore, make: Callable[[], Responder], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.make = make
        """Makes the configured responder; to be called on another thread than this."""
        self.settings = ResponderSettings()
        """Those of the configured responder."""
        self.hold_reason = ""
        """Why triggers are not answered for now, see `hold`; empty when they are."""
        self.hidden: Callable[[Answer], Sequence[Mask]] = lambda _answer: ()
        """Gives the parts that are hidden by now in the frames of an answer, which may be older."""
        self._store = store
        self._waiting: OrderedDict[int, AnswerJob] = OrderedDict()  # by answer
        self._active: AnswerJob | None = None
        self._remembered: OrderedDict[int, AnswerJob] = OrderedDict()  # the newest of each card
        self._held: dict[int, AnswerJob] = {}  # by answer, oldest first
        self.ended = False
        self._pause = QTimer(self, singleShot=True, interval=REPLY_MILLISECONDS)
        self._pause.timeout.connect(self._pass_on)
        self._worker = ResponseWorker(self)
        self._worker.updated.connect(self._on_updated)
        self._worker.replied.connect(self._on_replied)
        self._worker.ended.connect(self._on_ended)
        self._worker.finished.connect(self._on_finished)
        self._worker.start()
        store.removed.append(self._on_removed)

    @property
    def busy(self) -> bool:
        """An answer is running or waits."""
        return self._active is not None or bool(self._waiting)

    @property
    def waiting(self) -> int:
        """Number of answers that have not begun."""
        return len(self._waiting)

    @property
    def held(self) -> tuple[int, ...]:
        """Ids of answers that are not asked for now, oldest first."""
        return tuple(self._held)

    @property
    def active(self) -> int | None:
        """Id of the answer that is being given."""
        return self._active.answer_id if self._active else None

    def use(self, settings: ResponderSettings, make: Callable[[], Responder]) -> None:
        """Answer with these settings from now on. make: as in `set_responder`."""
        self.settings = settings
        self.set_responder(make)

    def set_responder(self, make: Callable[[], Responder]) -> None:
        """Configure the responder; `make` is called on the worker's thread for every answer."""
        self.make = make
        self.responder_changed.emit()

    def submit(self, answer: Answer, request: AnswerRequest, clock: DisplayClock | None = None) -> None:
        """Have an answer given, or hold it; questions are never held. request: with its frames.

        clock: writes the times of a live source for the responder. When too many wait, the oldest one is
        dropped.
        """
        clock = clock or DisplayClock()
        limits = self.settings.limits
        job = AnswerJob(answer.id, answer.card_id, request, self.make, limits, clock.offset, clock.first)
        if self.hold_reason and request.kind is not RequestKind.QUESTION:
            self._hold(job)
        else:
            self._queue(job)
        self._next()

    def retry(self, card_id: int, make: Callable[[], Responder] | None = None) -> bool:
        """Answer a card again, or one that is held; False when its frames are no longer kept.

        make: makes the responder of this attempt, None the configured one.
        """
        job, newest = self._remembered.get(card_id), self._store.newest_on_card(card_id)
        if job is None or newest is None:
            return False
        self._release(job, newest, make or self.make)
        self._next()
        return True

    def request_of(self, card_id: int) -> AnswerRequest | None:
        """The request of a card, with its frames; None when they are not kept, or it is being answered."""
        job = self._remembered.get(card_id)
        return None if job is None else job.request

    def hold(self, reason: str) -> None:
        """Answer no triggers any more, those that wait included, until `release`."""
        self.hold_reason = reason
        for job in list(self._waiting.values()):
            if job.request.kind is not RequestKind.QUESTION:
                del self._waiting[job.answer_id]
                self._hold(job)
        self._tell_backlog()

    def release(self, count: int) -> None:
        """Answer triggers again, and of those that are held the newest `count`; the others stay held."""
        self.hold_reason = ""
        kept = [job for job in self._held.values() if job.card_id in self._remembered]
        for job in kept[max(0, len(kept) - count) :] if count > 0 else ():
            answer = self._store.get(job.answer_id)
            if answer is not None:
                self._release(job, answer, self.make)
        self._next()

    def _hold(self, job: AnswerJob) -> None:
        if job.request.kind is RequestKind.CLOSING:  # how it ended is not worth asking later
            self._become(job.answer_id, AnswerState.STOPPED, "Stopped.")
            return
        self._remember(job)
        self._held[job.answer_id] = job
        self._become(job.answer_id, AnswerState.HELD, self.hold_reason)

    def _release(self, job: AnswerJob, answer: Answer, make: Callable[[], Responder]) -> None:
        self._held.pop(answer.id, None)
        again = self._store.retry(answer).id
        limits, cancelled = self.settings.limits, threading.Event()
        self._queue(replace(job, answer_id=again, make=make, limits=limits, cancelled=cancelled))

    def cancel_waiting(self, answer_id: int) -> bool:
        """Drop an answer that has not begun; False when there is none. A running one goes on."""
        job = self._waiting.pop(answer_id, None)
        if job is not None:
            self._remember(job)
        held = self._held.pop(answer_id, None)
        self._tell_backlog()
        return job is not None or held is not None

    def stop(self, answer_id: int) -> None:
        """Stop an answer, running or waiting."""
        if self._active is not None and self._active.answer_id == answer_id:
            self._active.cancelled.set()
        elif self.cancel_waiting(answer_id):
            self._become(answer_id, AnswerState.STOPPED, "Stopped.")

    def _on_removed(self, answer: Answer) -> None:
        """Drop an answer, and all that is kept for its card when none is left on it."""
        self._waiting.pop(answer.id, None)
        self._held.pop(answer.id, None)
        if self._store.newest_on_card(answer.card_id) is None:
            self._remembered.pop(answer.card_id, None)
        if self._active is not None and self._active.answer_id == answer.id:
            self._active.cancelled.set()
        self._tell_backlog()

    def close(self) -> None:
        """Stop everything; `closed` follows when the thread has ended."""
        self._waiting.clear()
        if self._active is not None:
            self._active.cancelled.set()
        self._worker.close()

    def _queue(self, job: AnswerJob) -> None:
        if job.request.kind is not RequestKind.CLOSING:
            self._remembered.pop(job.card_id, None)
        self._waiting[job.answer_id] = job
        if len(self._waiting) > MAX_WAITING:
            _, oldest = self._waiting.popitem(last=False)
            self._remember(oldest)
            self._become(oldest.answer_id, AnswerState.FAILED, error=too_many_waiting())

    def _remember(self, job: AnswerJob) -> None:
        """Keep a request, as long as there is room for its frames; a closing remark is not asked again."""
        if job.request.kind is RequestKind.CLOSING or self._store.get(job.answer_id) is None:
            return
        self._remembered[job.card_id] = job
        while len(self._remembered) > 1 and sum(map(_size, self._remembered.values())) > _REMEMBERED_BYTES:
            self._remembered.popitem(last=False)

    def _next(self) -> None:
        if self._active is None and self._waiting:
            _, self._active = self._waiting.popitem(last=False)
            self._note(self._active.answer_id, "")
            self._worker.submit(self._as_hidden(self._active))
        self._tell_backlog()

    def _as_hidden(self, job: AnswerJob) -> AnswerJob:
        answer = self._store.get(job.answer_id)
        masks = () if answer is None else self.hidden(answer)
        evidence = tuple(masked(frame, masks) for frame in job.request.evidence)
        return replace(job, request=replace(job.request, evidence=evidence)) if masks else job

    def _tell_backlog(self) -> None:
        running = self._active is not None
        for place, answer_id in enumerate(self._waiting):
            before = place + running
            words = "it is answered next" if place == 0 else f"{before} are answered before it"
            self._note(answer_id, f"Waiting: {words}.")
        self.backlog_changed.emit(self.waiting)

    def _note(self, answer_id: int, note: str) -> None:
        answer = self._store.get(answer_id)
        if answer is not None and answer.note != note:
            self._store.change(replace(answer, note=note))

    def _become(
        self, answer_id: int, state: AnswerState, note: str = "", error: StrideError | None = None
    ) -> None:
        answer = self._store.get(answer_id)
        if answer is not None:
            self._store.change(replace(answer, state=state, note=note, error=error))

    @Slot(object)
    def _on_updated(self, update: AnswerUpdate) -> None:
        answer = self._store.get(update.answer_id)
        if answer is not None and self._active is not None and not self._active.cancelled.is_set():
            self._store.change(update.apply(answer))

    @Slot()
    def _on_replied(self) -> None:
        if not self._pause.isActive():
            self._pass_on()

    @Slot()
    def _pass_on(self) -> None:
        """Take the newest reply, then none for a while, so that a flood of replies blocks nothing."""
        update = self._worker.newest.take()
        if update is not None:
            self._pause.start()
            self._on_updated(update)

    @Slot(object)
    def _on_ended(self, ended: AnswerEnded) -> None:
        self._pass_on()
        self._pause.stop()  # else it would pass on a reply of the next answer before that has begun
        job, self._active = self._active, None
        if job is not None:
            if job.make is self.make:
                self.concluded.emit(ended)
            self._remember(job)
        answer = self._store.get(ended.answer_id)
        if answer is not None:
            self._store.change(ended.apply(answer))
        self._next()

    @Slot()
    def _on_finished(self) -> None:
        self._worker.wait()
        self.ended = True
        self.closed.emit()


def _size(job: AnswerJob) -> int:
    return sum(frame.image.nbytes for frame in job.request.evidence)
