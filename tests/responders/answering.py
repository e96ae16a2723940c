"""What a responder answers, as its callers get it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stride_desktop.core.answers import AnswerLimits, AnswerRequest, CutOff, Reply
from stride_desktop.responders.answer_stream import Sent, stream_answer
from stride_desktop.responders.base import Piece, Responder


def never() -> bool:
    return False


def unheard(_seconds: tuple[float, ...]) -> None:
    pass


def whole(
    responder: Responder,
    request: AnswerRequest,
    limits: AnswerLimits | None = None,
    sent: Sent = unheard,
    cancelled: Callable[[], bool] = never,
) -> Reply:
    """The answer when it is over."""
    return list(stream_answer(responder, request, limits or AnswerLimits(), cancelled, sent))[-1]


def said(pieces: Iterable[Piece]) -> str:
    """The text of an answer's pieces."""
    return "".join(piece for piece in pieces if isinstance(piece, str))


__all__ = ["AnswerLimits", "CutOff", "Reply", "never", "said", "unheard", "whole"]
