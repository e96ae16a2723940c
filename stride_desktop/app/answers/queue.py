"""Answers to give: one at a time, the rest waiting in sight, never more than a few."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.answers.worker import Job, ResponseWorker
from stride_desktop.app.live.messages import (
    AnswerEnded,
    AnswerPreparing,
    AnswerSent,
    AnswerStarted,
    AnswerUsed,
)
from stride_desktop.app.timeline.clock import Clock
from stride_desktop.core.answers import AnswerLimits, AnswerRequest, RequestKind
from stride_desktop.core.settings import ResponderSettings
from stride_desktop.responders.base import Responder
from stride_desktop.responders.waiting import MAX_WAITING, too_many_waiting

SAID_MILLISECONDS = 40
"""Between two looks at what is being said."""

_REMEMBERED_BYTES = 32 << 20
"""Size of the frames of requests that can still be retried, or asked about; the newest always can."""


class AnswerQueue(QObject):
    """Owns the response worker. A card is a number that the window knows an answer by.

    `asked(card, AnswerRequest)`, `held(card)` (it is not tried for now), `released(card)` (it is, after all),
    `began(card, responder)`, `preparing(card, words, fraction or None)`, `said(card, Answer)` (so far),
    `finished(card)`, `failed(card, StrideError)`, `stopped(card)`, `backlog_changed(waiting)`, `closed`.
    `concluded(AnswerEnded)` comes before the one of these that tells how, and before the next answer
    begins, unless somebody else than usual was asked. `responder_changed`: somebody else answers from now on.
    """

    asked = Signal(int, object)
    held = Signal(int)
    released = Signal(int)
    began = Signal(int, str)
    preparing = Signal(int, str, object)
    sent = Signal(int, object)
    said = Signal(int, object)
    used = Signal(int, object)
    concluded = Signal(object)
    finished = Signal(int)
    failed = Signal(int, object)
    stopped = Signal(int)
    backlog_changed = Signal(int)
    responder_changed = Signal()
    closed = Signal()

    def __init__(self, make: Callable[[], Responder], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.make = make
        """Makes the responder; to be called on another thread than this."""
        self.settings = ResponderSettings()
        """Those of the responder that `make` makes."""
        self.limits = AnswerLimits()
        """How far answers may go from now on."""
        self.holding = False
        """New triggers are not answered for now, see `hold`."""
        self._waiting: OrderedDict[int, Job] = OrderedDict()
        self._active: Job | None = None
        self._remembered: OrderedDict[int, Job] = OrderedDict()
        self._held: dict[int, None] = {}  # cards, oldest first
        self._forgotten: set[int] = set()  # cards whose answer is still running, but counts no more
        self.ended = False
        self._pause = QTimer(self, singleShot=True, interval=SAID_MILLISECONDS)
        self._pause.timeout.connect(self._pass_on)
        self._worker = ResponseWorker(self)
        self._worker.began.connect(self._on_began)
        self._worker.preparing.connect(self._on_preparing)
        self._worker.sent.connect(self._on_sent)
        self._worker.said.connect(self._on_said)
        self._worker.used.connect(self._on_used)
        self._worker.ended.connect(self._on_ended)
        self._worker.finished.connect(self._on_finished)
        self._worker.start()

    @property
    def busy(self) -> bool:
        """An answer is running or waits."""
        return self._active is not None or bool(self._waiting)

    @property
    def waiting(self) -> int:
        """Answers that have not begun."""
        return len(self._waiting)

    @property
    def places(self) -> Mapping[int, int]:
        """The place of every waiting card: 1 is answered next."""
        return {card: place for place, card in enumerate(self._waiting, 1)}

    @property
    def held_back(self) -> tuple[int, ...]:
        """Cards that are not tried for now, oldest first."""
        return tuple(self._held)

    @property
    def active(self) -> int | None:
        """The card that is being answered."""
        return self._active.card if self._active else None

    def use(self, settings: ResponderSettings, make: Callable[[], Responder]) -> None:
        """Answer with these settings from now on. make: as in `set_responder`."""
        self.settings, self.limits = settings, settings.limits
        self.set_responder(make)

    def set_responder(self, make: Callable[[], Responder]) -> None:
        """Who answers from now on; `make` is called on the worker's thread for every answer."""
        self.make = make
        self.responder_changed.emit()

    def submit(self, card: int, request: AnswerRequest, clock: Clock | None = None) -> None:
        """Answer this, or hold it; what a person typed is never held. clock: as in Job.

        When too many wait, the one that waits longest is given up.
        """
        self.asked.emit(card, request)
        job = Job(card, request, self.make, clock or Clock(), self.limits)
        if self.holding and request.kind is not RequestKind.QUESTION:
            self._hold(job)
        else:
            self._queue(job)
        self._next()

    def retry(self, card: int, make: Callable[[], Responder] | None = None) -> bool:
        """Answer a card again, or one that is held; False when its frames are no longer kept.

        make: makes whoever is asked this time, None for the usual one.
        """
        job = self._remembered.get(card)
        if job is None or card in self._waiting or card == self.active:
            return False
        self._queue(Job(card, job.request, self.make if make is None else make, job.clock, self.limits))
        self._next()
        return True

    def request_of(self, card: int) -> AnswerRequest | None:
        """What was asked on a card; None when its frames are no longer kept, or it is being answered."""
        job = self._remembered.get(card)
        return None if job is None else job.request

    # -- holding back ------------------------------------------------------------------------------

    def hold(self) -> None:
        """Do not answer triggers any more, those that wait included, until `release`."""
        self.holding = True
        for card, job in list(self._waiting.items()):
            if job.request.kind is not RequestKind.QUESTION:
                del self._waiting[card]
                self._hold(job)
        self.backlog_changed.emit(self.waiting)

    def release(self, count: int) -> None:
        """Answer triggers again, and of those that were held the newest `count`; the others stay held."""
        self.holding = False
        there = [card for card in self._held if card in self._remembered]
        for card in there[max(0, len(there) - count) :] if count > 0 else ():
            job = self._remembered[card]
            self._queue(Job(card, job.request, self.make, job.clock, self.limits))
        self._next()

    def _hold(self, job: Job) -> None:
        self._remember(job)
        if job.request.kind is RequestKind.CLOSING:
            self.stopped.emit(job.card)  # how it ended is not worth asking later
            return
        self._held[job.card] = None
        self.held.emit(job.card)

    # -- taking back -------------------------------------------------------------------------------

    def cancel_waiting(self, card: int) -> bool:
        """Drop an answer that has not begun; False when there is none. A running one goes on."""
        job = self._waiting.pop(card, None)
        if job is not None:
            self._remember(job)
        held = card in self._held
        self._held.pop(card, None)
        self.backlog_changed.emit(self.waiting)
        return job is not None or held

    def stop(self, card: int) -> None:
        """Stop an answer, running or waiting."""
        if self._active is not None and self._active.card == card:
            self._active.cancelled.set()
        elif self.cancel_waiting(card):
            self.stopped.emit(card)

    def forget(self, card: int) -> None:
        """Drop an answer and everything kept for it; nothing more is told of it."""
        self._waiting.pop(card, None)
        self._remembered.pop(card, None)
        self._held.pop(card, None)
        if self._active is not None and self._active.card == card:
            self._forgotten.add(card)
            self._active.cancelled.set()
        self.backlog_changed.emit(self.waiting)

    def close(self) -> None:
        """Stop everything; `closed` follows when the thread has ended."""
        self._waiting.clear()
        if self._active is not None:
            self._active.cancelled.set()
        self._worker.close()

    # ----------------------------------------------------------------------------------------------

    def _queue(self, job: Job) -> None:
        self._remembered.pop(job.card, None)
        self._waiting[job.card] = job
        if job.card in self._held:
            del self._held[job.card]
            self.released.emit(job.card)
        if len(self._waiting) > MAX_WAITING:
            oldest, given_up = self._waiting.popitem(last=False)
            self._remember(given_up)
            self.failed.emit(oldest, too_many_waiting())

    def _remember(self, job: Job) -> None:
        """Keep a request, as long as there is room for its frames."""
        self._remembered[job.card] = job
        while len(self._remembered) > 1 and sum(map(_size, self._remembered.values())) > _REMEMBERED_BYTES:
            self._remembered.popitem(last=False)

    def _next(self) -> None:
        if self._active is None and self._waiting:
            _, self._active = self._waiting.popitem(last=False)
            self._worker.submit(self._active)
        self.backlog_changed.emit(self.waiting)

    @Slot(object)
    def _on_began(self, payload: AnswerStarted) -> None:
        self.began.emit(payload.run, payload.responder)

    @Slot(object)
    def _on_preparing(self, payload: AnswerPreparing) -> None:
        if self._active is not None and not self._active.cancelled.is_set():
            self.preparing.emit(payload.run, payload.text, payload.fraction)

    @Slot(object)
    def _on_sent(self, payload: AnswerSent) -> None:
        self.sent.emit(payload.run, payload.seconds)

    @Slot(object)
    def _on_used(self, payload: AnswerUsed) -> None:
        if payload.run not in self._forgotten:
            self.used.emit(payload.run, payload.usage)

    @Slot()
    def _on_said(self) -> None:
        if not self._pause.isActive():
            self._pass_on()

    @Slot()
    def _pass_on(self) -> None:
        """Tell what has been said so far, and no more of it for a moment, or a flood would stop the rest."""
        payload = self._worker.newest.take()
        if payload is not None and self._active is not None and not self._active.cancelled.is_set():
            self._pause.start()
            self.said.emit(payload.run, payload.answer)

    @Slot(object)
    def _on_ended(self, payload: AnswerEnded) -> None:
        self._pass_on()
        self._pause.stop()  # else it would pass on what the next answer says before that has begun
        job, self._active = self._active, None
        if job is not None and job.make is self.make:
            self.concluded.emit(payload)
        if payload.run in self._forgotten:
            self._forgotten.discard(payload.run)
            self._next()
            return
        if job is not None:
            self._remember(job)
        if payload.cancelled:
            self.stopped.emit(payload.run)
        elif payload.error is not None:
            self.failed.emit(payload.run, payload.error)
        else:
            self.finished.emit(payload.run)
        self._next()

    @Slot()
    def _on_finished(self) -> None:
        self._worker.wait()
        self.ended = True
        self.closed.emit()


def _size(job: Job) -> int:
    return sum(frame.image.nbytes for frame in job.request.evidence)
