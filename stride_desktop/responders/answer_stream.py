"""Streams one answer: within its limits, and with fewer frames when they were too many."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from time import monotonic

from stride_desktop.core.answers import AnswerLimits, AnswerRequest, CutOff, Reply
from stride_desktop.core.errors import Cancelled, ResponderError, StrideError
from stride_desktop.core.keyframes import keyframes
from stride_desktop.responders.base import Piece, Responder
from stride_desktop.responders.failures import ServerError
from stride_desktop.responders.reasons import ServerVerdict
from stride_desktop.responders.thinking import Parting

_SETTINGS = {
    CutOff.LENGTH: "Longest answer",
    CutOff.SILENCE: "Longest silence",
    CutOff.TIME: "Longest time",
}
"""The label of each limit in the settings."""

Sent = Callable[[tuple[float, ...]], None]
"""Called with the stream seconds of the frames that are sent."""


def stream_answer(
    responder: Responder,
    request: AnswerRequest,
    limits: AnswerLimits,
    cancelled: Callable[[], bool],
    sent: Sent,
) -> Iterator[Reply]:
    """Yield the reply so far after every piece, as readable text.

    An answer that reaches a limit is cut off there. When a server finds the request too long for its model,
    half of the frames are sent, until one is left. sent: called before every attempt. Raises ResponderError,
    also for an answer of thoughts alone, and Cancelled.
    """
    patience, parting = _Patience(limits, cancelled), Parting(limits.characters)
    cut_off: CutOff | None = None
    try:
        with closing(_pieces(responder, request, patience, sent)) as pieces:
            for piece in pieces:
                if isinstance(piece, CutOff):
                    cut_off = piece
                    continue
                if parting.take(piece):
                    patience.heard()
                yield parting.answer
                if parting.full:
                    cut_off = CutOff.LENGTH
                if parting.full or patience():
                    break
    except Cancelled:
        if patience.reached is None:
            raise
    except StrideError:
        parting.end()
        yield parting.answer
        raise
    if cancelled():
        return
    parting.end()
    answer = replace(parting.answer, cut_off=cut_off or patience.reached)
    if not answer.text.strip():
        raise _empty_answer(responder, limits, answer)
    yield answer


def _pieces(
    responder: Responder, request: AnswerRequest, cancelled: Callable[[], bool], sent: Sent
) -> Generator[Piece, None, None]:
    request = responder.fitted(request, cancelled)
    while True:
        sent(tuple(frame.timestamp for frame in request.evidence))
        spoken = False
        try:
            for piece in responder.respond(request, cancelled):
                spoken = True
                yield piece
            return
        except ServerError as error:
            frames = len(request.evidence)
            if error.verdict is not ServerVerdict.CONTEXT_TOO_SMALL or spoken or frames < 2:
                raise
        request = replace(request, evidence=keyframes(request.evidence, request.event, frames // 2))


class _Patience:
    """The `cancelled` of a responder, which also ends an answer whose time is over."""

    def __init__(self, limits: AnswerLimits, cancelled: Callable[[], bool]) -> None:
        self._limits = limits
        self._cancelled = cancelled
        self._started_at = self._last_word_at = monotonic()
        self.reached: CutOff | None = None

    def heard(self) -> None:
        """Restart the silence: a piece of text came."""
        self._last_word_at = monotonic()

    def __call__(self) -> bool:
        """Whether the answer ends here."""
        if self._cancelled():
            return True
        now = monotonic()
        if now - self._started_at > self._limits.seconds:
            self.reached = CutOff.TIME
        elif now - self._last_word_at > self._limits.silence:
            self.reached = CutOff.SILENCE
        return self.reached is not None


def _empty_answer(responder: Responder, limits: AnswerLimits, answer: Reply) -> StrideError:
    """The error for an answer without text."""
    name, verdict = f"“{responder.name}”", ServerVerdict.NO_TEXT
    if answer.thinking.strip():
        what = f"{name} only thought, and came to no answer. {_ending(answer.cut_off, limits)}".strip()
        name_of_limit = _SETTINGS.get(answer.cut_off) if answer.cut_off else None
        first = f"Raise “{name_of_limit}” in the settings" if name_of_limit else "Try again"
        remedy = f"{first}, or switch the model's thinking off."
    elif answer.cut_off in (CutOff.SILENCE, CutOff.TIME):
        seconds = limits.silence if answer.cut_off is CutOff.SILENCE else limits.seconds
        verdict, what = ServerVerdict.SLOW, f"{name} said nothing for {seconds:g} seconds."
        remedy = (
            "It may still be loading the model. Try again, choose a smaller model, send fewer pictures, or "
            "wait longer: see the settings."
        )
    elif answer.cut_off is CutOff.FILTER:
        what = f"The content filter of {name} stopped the answer before its first word."
        remedy = "Ask in other words, or choose another model."
    else:
        what = f"{name} answered with no text. {_ending(answer.cut_off, limits)}".strip()
        remedy = "Try again, raise the limit on answer tokens, or choose another model."
    # A remote responder may be out of order.
    return ServerError(verdict, what, remedy) if responder.remote else ResponderError(what, remedy)


def _ending(cut_off: CutOff | None, limits: AnswerLimits) -> str:
    match cut_off:
        case CutOff.LENGTH:
            return "It reached the limit on its length."
        case CutOff.TIME:
            return f"It was ended after {limits.seconds:g} seconds."
        case CutOff.SILENCE:
            return f"It was ended after {limits.silence:g} seconds of silence."
    return ""
