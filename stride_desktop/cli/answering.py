"""Answers to triggers: at once for files, beside the watching for live sources."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from stride_desktop.cli.output import Output
from stride_desktop.core.answers import CLOSING, Answer, AnswerLimits, AnswerRequest, Exchange
from stride_desktop.core.errors import Cancelled, StrideError
from stride_desktop.responders.answer_stream import stream_answer
from stride_desktop.responders.base import Responder
from stride_desktop.responders.waiting import MAX_WAITING, too_many_waiting


class Answers(Protocol):
    """Takes requests from triggers and shows the answers."""

    def ask(self, request: AnswerRequest) -> None:
        """Have this answered."""

    def close(self) -> None:
        """Wait for the answers under way, unless they are cancelled."""


class AnswersInTurn:
    """Answers before anything else happens, so that a file gives the same lines every time."""

    def __init__(
        self,
        responder: Responder,
        output: Output,
        cancelled: Callable[[], bool],
        limits: AnswerLimits | None = None,
    ) -> None:
        self._responder = responder
        self._output = output
        self._cancelled = cancelled
        self._limits = limits or AnswerLimits()
        self._said: dict[tuple[str, int], str] = {}  # by event, until it has ended

    def ask(self, request: AnswerRequest) -> None:
        """Answer now. A failure is shown, with what was said before it; it does not end the watch."""
        event = request.query, request.event_id
        if request.occasion == CLOSING:
            if event not in self._said:
                return  # it was not answered in the first place
            said = Exchange("", self._said.pop(event))
            request = replace(request, history=(said,))
        answer = Answer()
        try:
            self._prepare()
            for so_far in stream_answer(self._responder, request, self._limits, self._cancelled, _unheard):
                answer = so_far
        except Cancelled:
            return
        except StrideError as error:
            self._output.failed(error, request.event_id, request.query, answer)
            return
        if not self._cancelled():
            if request.occasion != CLOSING:
                self._said[event] = answer.text
            self._output.answered(request.event_id, answer, request.occasion, request.query)

    def _prepare(self) -> None:
        """Get the model ready, which may take longer than an answer may."""
        self._responder.prepare(_unseen, self._cancelled)

    def close(self) -> None:
        """Nothing is ever under way."""


class AnswersBeside:
    """Answers on a thread of its own, one after the other, while watching goes on.

    Of more than a few that wait, the one that has waited longest is given up.
    """

    def __init__(
        self,
        responder: Responder,
        output: Output,
        cancelled: Callable[[], bool],
        limits: AnswerLimits | None = None,
    ) -> None:
        self._in_turn = AnswersInTurn(responder, output, cancelled, limits)
        self._output = output
        self._cancelled = cancelled
        self._requests: queue.SimpleQueue[AnswerRequest | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._answer, name="answers", daemon=True)
        self._thread.start()

    def ask(self, request: AnswerRequest) -> None:
        """Answer soon."""
        if self._requests.qsize() >= MAX_WAITING:
            with suppress(queue.Empty):  # it has begun in this moment
                self._give_up(self._requests.get_nowait())
        self._requests.put(request)

    def _give_up(self, request: AnswerRequest | None) -> None:
        if request is not None and request.occasion != CLOSING:
            self._output.failed(too_many_waiting(), request.event_id, request.query)

    def close(self) -> None:
        """Wait for what was asked."""
        self._requests.put(None)
        self._thread.join()

    def _answer(self) -> None:
        while (request := self._requests.get()) is not None:
            if self._cancelled():
                continue
            self._in_turn.ask(request)


def _unheard(_seconds: tuple[float, ...]) -> None:
    """Which frames were sent is not told here."""


def _unseen(_what: str, _share: float | None) -> None:
    """How far the model is loaded is not told here."""
