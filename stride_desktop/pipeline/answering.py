"""Answers to triggers: one job for a responder, and the queue of them that a command works off."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic

from stride_desktop.core.answers import AnswerLimits, AnswerRequest, Exchange, Reply, RequestKind, Usage
from stride_desktop.core.circuit import Circuit
from stride_desktop.core.errors import Cancelled, ResponderError, StrideError
from stride_desktop.pipeline.time_of_day import in_time_of_day
from stride_desktop.responders.answer_stream import stream_answer
from stride_desktop.responders.base import Responder
from stride_desktop.responders.outage import is_outage
from stride_desktop.responders.waiting import MAX_WAITING, too_many_waiting


@dataclass(frozen=True, slots=True, eq=False)
class AnswerJob:
    """One answer to give.

    make: makes the responder, on the thread that answers. offset, first: as in `in_time_of_day`.
    """

    request: AnswerRequest
    make: Callable[[], Responder]
    limits: AnswerLimits = field(default_factory=AnswerLimits)
    offset: float | None = None
    first: float | None = None


class AnswerListener:
    """Receives the reports of a job, on its thread; every method may be overridden."""

    def on_responder(self, name: str) -> None:
        """The responder was made, and gets ready."""

    def on_preparing(self, text: str, fraction: float | None) -> None:
        """Progress. fraction: 0 to 1, None when unknown."""

    def on_ready(self) -> None:
        """The responder is ready."""

    def on_sent(self, seconds: tuple[float, ...]) -> None:
        """Frames of these stream seconds, and no others, are sent."""

    def on_answer(self, answer: Reply) -> None:
        """The answer as far as it has come."""

    def on_usage(self, usage: Usage) -> None:
        """Tokens and frames of the complete answer."""


def give_answer(job: AnswerJob, cancelled: Callable[[], bool], listener: AnswerListener) -> None:
    """Do one job. Raises ResponderError, and Cancelled."""
    responder = job.make()
    listener.on_responder(responder.name)
    responder.prepare(listener.on_preparing, cancelled)
    listener.on_ready()
    request = in_time_of_day(job.request, job.offset, job.first)
    shown = zip(request.evidence, job.request.evidence, strict=True)
    stream_time = {told.timestamp: frame.timestamp for told, frame in shown}

    def sent(seconds: tuple[float, ...]) -> None:
        listener.on_sent(tuple(stream_time[second] for second in seconds))

    for answer in stream_answer(responder, request, job.limits, cancelled, sent):
        listener.on_answer(answer)
    if responder.usage is not None:
        listener.on_usage(responder.usage)


@dataclass(slots=True, eq=False)
class AnswerOutcome(AnswerListener):
    """The result of a lane's request. sent: stream seconds of the frames; error: None for an answer."""

    lane: int
    request: AnswerRequest
    responder: str = ""
    sent: tuple[float, ...] = ()
    answer: Reply = field(default_factory=Reply)
    error: StrideError | None = None
    ready: bool = False

    def on_responder(self, name: str) -> None:
        """See AnswerListener."""
        self.responder = name

    def on_ready(self) -> None:
        """See AnswerListener."""
        self.ready = True

    def on_sent(self, seconds: tuple[float, ...]) -> None:
        """See AnswerListener."""
        self.sent = seconds

    def on_answer(self, answer: Reply) -> None:
        """See AnswerListener."""
        self.answer = answer


class Answers:
    """Answers requests one after the other, at once or on a thread of its own, and reports each outcome.

    At once, a file gives the same outcomes every time. On the thread, watching goes on meanwhile; of more
    than MAX_WAITING requests the oldest is given up, and while a circuit breaker says that the responder is
    out of order, they wait.
    """

    def __init__(
        self,
        make: Callable[[], Responder],
        report: Callable[[AnswerOutcome], None],
        cancelled: Callable[[], bool],
        limits: AnswerLimits | None = None,
        beside: bool = False,
        circuit: Circuit | None = None,
    ) -> None:
        """beside: on a thread of its own. report: called on the thread that answers, or gives up."""
        self._make = make
        self._report = report
        self._cancelled = cancelled
        self._limits = limits or AnswerLimits()
        self._circuit = circuit or Circuit(monotonic)
        self._said: dict[tuple[int, int], str] = {}  # by lane and event, until it has ended
        self._waiting: deque[tuple[AnswerOutcome, AnswerJob]] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="answers", daemon=True) if beside else None
        if self._thread is not None:
            self._thread.start()

    def ask(
        self, lane: int, request: AnswerRequest, offset: float | None = None, first: float | None = None
    ) -> None:
        """Have this answered. offset, first: as in AnswerJob."""
        outcome = AnswerOutcome(lane, request)
        job = AnswerJob(request, self._make, self._limits, offset, first)
        if self._thread is None:
            self._answer(outcome, job)
            return
        with self._changed:
            given_up = self._waiting.popleft() if len(self._waiting) >= MAX_WAITING else None
            self._waiting.append((outcome, job))
            self._changed.notify_all()
        if given_up is not None:
            self._give_up(given_up[0], too_many_waiting())

    def close(self) -> None:
        """Wait for what was asked; what still waits for a responder that is out of order is given up."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        """Runs on a thread of its own."""
        while (due := self._next()) is not None:
            if not self._cancelled():
                self._answer(*due)
        for outcome, _ in self._waiting:
            self._give_up(outcome, _not_asked())

    def _next(self) -> tuple[AnswerOutcome, AnswerJob] | None:
        """The next one to answer; None when none will follow, or those that wait are given up."""
        while self._circuit.open:
            with self._changed:
                if self._changed.wait_for(lambda: self._closed, self._circuit.wait):
                    return None
            self._look()
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            return self._waiting.popleft() if self._waiting else None

    def _look(self) -> None:
        """Find out whether the responder works again; one that is not remote is simply tried."""
        try:
            self._make().reach(self._cancelled)
            self._circuit.probe_succeeded()
        except (Cancelled, StrideError):
            self._circuit.probe_failed()

    def _answer(self, outcome: AnswerOutcome, job: AnswerJob) -> None:
        event = outcome.lane, outcome.request.event_id or 0
        if outcome.request.kind is RequestKind.CLOSING:
            if event not in self._said:
                return  # it was not answered in the first place
            job = replace(job, request=replace(job.request, history=(Exchange("", self._said.pop(event)),)))
        try:
            give_answer(job, self._cancelled, outcome)
        except Cancelled:
            return
        except StrideError as error:
            outcome.error = error
        if outcome.error is None and not self._cancelled():
            self._circuit.succeeded()
            if outcome.request.kind is not RequestKind.CLOSING:
                self._said[event] = outcome.answer.text
        elif outcome.error is not None and (not outcome.ready or is_outage(outcome.error)):
            self._circuit.failed()
        if not self._cancelled():
            self._report(outcome)

    def _give_up(self, outcome: AnswerOutcome, error: StrideError) -> None:
        if outcome.request.kind is not RequestKind.CLOSING and not self._cancelled():
            outcome.error = error
            self._report(outcome)


def _not_asked() -> StrideError:
    return ResponderError(
        "It was not asked: the answering model was out of order.", "Start it, or choose another one."
    )
