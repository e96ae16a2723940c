"""Gives answers: one job for a responder, and the queue of jobs that a command works off."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic

from stride_desktop.core.answers import (
    Answer,
    AnswerLimits,
    AnswerRequest,
    AnswerState,
    Exchange,
    Reply,
    RequestKind,
    Usage,
)
from stride_desktop.core.circuit import Circuit
from stride_desktop.core.errors import Cancelled, ResponderError, StrideError
from stride_desktop.pipeline.answer_store import AnswerStore
from stride_desktop.pipeline.time_of_day import in_time_of_day
from stride_desktop.responders.answer_stream import stream_answer
from stride_desktop.responders.base import Responder
from stride_desktop.responders.failures import ServerError, is_outage

MAX_WAITING = 5
"""Most waiting answers; beyond that the oldest is given up."""


def too_many_waiting() -> ResponderError:
    """The error of an answer that was given up while it waited."""
    return ResponderError("Too many answers were waiting.", "Retry this one when the others are done.")


@dataclass(frozen=True, slots=True, eq=False)
class AnswerJob:
    """One answer to give.

    answer_id, card_id: as in Answer. request: with its frames. make: makes the responder, on the thread that
    answers. offset, first: as in `in_time_of_day`. cancelled: set from any thread, stops the answer.
    """

    answer_id: int
    card_id: int
    request: AnswerRequest
    make: Callable[[], Responder]
    limits: AnswerLimits = field(default_factory=AnswerLimits)
    offset: float | None = None
    first: float | None = None
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
        names = ("responder", "note", "sent", "reply", "usage")
        changes = {name: value for name in names if (value := getattr(self, name)) is not None}
        if self.reply is not None and self.reply.text:
            changes["state"] = AnswerState.ANSWERING
        return replace(answer, **changes)


@dataclass(frozen=True, slots=True, eq=False)
class AnswerEnded:
    """An answer is complete, was cancelled, or failed. unready: the responder could not get ready."""

    answer_id: int
    error: StrideError | None
    cancelled: bool
    unready: bool = False

    def apply(self, answer: Answer) -> Answer:
        """The answer in its last state."""
        if self.cancelled:
            return replace(answer, state=AnswerState.STOPPED, note="Stopped.", error=None)
        state = AnswerState.DONE if self.error is None else AnswerState.FAILED
        return replace(answer, state=state, note="", error=self.error)

    @property
    def responds(self) -> bool | None:
        """Whether the responder works; None when this says nothing about it."""
        if self.cancelled:
            return None
        if self.unready or is_outage(self.error):
            return False
        return True if self.error is None or isinstance(self.error, ServerError) else None


def give_answer(
    job: AnswerJob,
    tell: Callable[[AnswerUpdate], None],
    unexpected: Callable[[Exception], StrideError] | None = None,
) -> AnswerEnded:
    """Do one job. tell: called with its updates, on this thread.

    unexpected: makes the error of anything that is no StrideError; None lets it be raised.
    """
    unready, error = False, None

    def prepare(text: str, fraction: float | None) -> None:
        share = "" if fraction is None else f" {fraction:.0%}"
        tell(AnswerUpdate(job.answer_id, note=f"{text}{share}…"))

    try:
        responder = job.make()
        tell(AnswerUpdate(job.answer_id, responder=responder.name, note=""))
        unready = True
        responder.prepare(prepare, job.cancelled.is_set)
        unready = False
        _stream(responder, job, tell)
    except Cancelled:
        pass  # the job's own event is set
    except StrideError as failure:
        error = failure
    except Exception as failure:
        if unexpected is None:
            raise
        error = unexpected(failure)
    return AnswerEnded(job.answer_id, error, job.cancelled.is_set(), unready)


def _stream(responder: Responder, job: AnswerJob, tell: Callable[[AnswerUpdate], None]) -> None:
    """Raises ResponderError and Cancelled."""
    request = in_time_of_day(job.request, job.offset, job.first)
    shown = zip(request.evidence, job.request.evidence, strict=True)
    stream_time = {frame.timestamp: original.timestamp for frame, original in shown}

    def sent(seconds: tuple[float, ...]) -> None:
        tell(AnswerUpdate(job.answer_id, sent=tuple(stream_time[second] for second in seconds)))

    for reply in stream_answer(responder, request, job.limits, job.cancelled.is_set, sent):
        tell(AnswerUpdate(job.answer_id, reply=reply))
    if responder.usage is not None:
        tell(AnswerUpdate(job.answer_id, usage=responder.usage))


class Answers:
    """Gives the answers of a store one after the other, on the caller's thread or on another.

    On the caller's thread, a file gives the same answers every time; on another, watching continues.
    While a circuit breaker says that the responder is out of order, requests wait; of more than MAX_WAITING
    the oldest is given up. Readers of the store are called on the thread that asks or that answers, one at a
    time.
    """

    def __init__(
        self,
        make: Callable[[], Responder],
        cancelled: threading.Event,
        limits: AnswerLimits | None = None,
        beside: bool = False,
        circuit: Circuit | None = None,
    ) -> None:
        """cancelled: stops all answers. beside: answer on another thread."""
        self.store = AnswerStore()
        self._make = make
        self._cancelled = cancelled
        self._limits = limits or AnswerLimits()
        self._circuit = circuit or Circuit(monotonic)
        self._waiting: deque[AnswerJob] = deque()
        self._changed = threading.Condition()  # of the store and the two around it
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="answers", daemon=True) if beside else None
        if self._thread is not None:
            self._thread.start()

    def ask(
        self, lane: int, request: AnswerRequest, offset: float | None = None, first: float | None = None
    ) -> None:
        """Have this answered; how an event ended only where its trigger was asked about.

        lane: its number, which is the lane_id of the answer. offset, first: as in AnswerJob.
        """
        with self._changed:
            about = None
            if request.kind is RequestKind.CLOSING:
                about = self.store.newest_about(0, request.event_id, str(lane))
                if about is None:
                    return
            card_id, remark_on = (None, None) if about is None else (about.card_id, about.id)
            answer = self.store.ask(0, request, card_id=card_id, remark_on=remark_on, lane_id=str(lane))
            job = AnswerJob(answer.id, answer.card_id, request, self._make, self._limits, offset, first)
            self._waiting.append(replace(job, cancelled=self._cancelled))
            if len(self._waiting) > MAX_WAITING:
                self._give_up(self._waiting.popleft(), too_many_waiting())
            self._changed.notify_all()
        if self._thread is None:
            self._give_waiting()

    def close(self) -> None:
        """Wait for what was asked; what waits for a responder that is out of order is given up."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()
        words = "It was not asked: the answering model was out of order."
        for job in self._waiting:
            self._give_up(job, ResponderError(words, "Start it, or choose another one."))

    def _work(self) -> None:
        """Answer until `close`; runs on the own thread."""
        while True:
            with self._changed:
                if self._circuit.open:
                    self._changed.wait_for(lambda: self._closed, self._circuit.wait)
                else:
                    self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed and (self._circuit.open or not self._waiting):
                    return
            self._give_waiting()

    def _give_waiting(self) -> None:
        """Answer what waits, until nothing does or the responder is out of order."""
        while self._responds():
            with self._changed:
                if not self._waiting:
                    return
                job = self._waiting.popleft()
            if not self._cancelled.is_set():
                self._answer(job)

    def _responds(self) -> bool:
        """Whether the responder may be asked; probes one that is out of order when that is due."""
        if self._circuit.open and not self._circuit.wait:
            try:
                self._make().reach(self._cancelled.is_set)
                self._circuit.probe_succeeded()
            except (Cancelled, StrideError):
                self._circuit.probe_failed()
        return not self._circuit.open

    def _answer(self, job: AnswerJob) -> None:
        if job.request.kind is RequestKind.CLOSING:
            about = self.store.newest_on_card(job.card_id)
            if about is None or about.state is not AnswerState.DONE:
                self.store.remove(job.answer_id)  # there is no answer to complete
                return
            job = replace(job, request=replace(job.request, history=(Exchange("", about.text),)))
        ended = give_answer(job, self._change)
        if ended.responds:
            self._circuit.succeeded()
        elif ended.responds is False:
            self._circuit.failed()
        self._change(ended)

    def _change(self, change: AnswerUpdate | AnswerEnded) -> None:
        with self._changed:
            if (answer := self.store.get(change.answer_id)) is not None:
                self.store.change(change.apply(answer))

    def _give_up(self, job: AnswerJob, error: StrideError) -> None:
        if job.request.kind is RequestKind.CLOSING:
            self.store.remove(job.answer_id)
        else:
            self._change(AnswerEnded(job.answer_id, error, self._cancelled.is_set()))
