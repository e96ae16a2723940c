"""Giving an answer: what is sent, and more modestly when it was too much."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.keyframes import keyframes
from stride_desktop.core.text import readable_pieces
from stride_desktop.responders.base import Fitting, Responder
from stride_desktop.responders.failures import ServerError, Verdict

Sent = Callable[[tuple[float, ...]], None]
"""Told the stream seconds of the frames that are sent."""


def give(
    responder: Responder, request: AnswerRequest, cancelled: Callable[[], bool], sent: Sent
) -> Iterator[str]:
    """Yield an answer piece by piece, as readable text.

    A server that finds the request too long for its model gets half of the frames, until one is left. sent:
    is told before every attempt. Raises ResponderError and Cancelled.
    """
    if isinstance(responder, Fitting):
        request = responder.fitted(request, cancelled)
    while True:
        sent(tuple(frame.timestamp for frame in request.evidence))
        spoken = False
        try:
            for piece in readable_pieces(responder.respond(request, cancelled)):
                spoken = True
                yield piece
            return
        except ServerError as error:
            frames = len(request.evidence)
            if error.verdict is not Verdict.CONTEXT_TOO_SMALL or spoken or frames < 2:
                raise
        request = replace(request, evidence=keyframes(request.evidence, request.event, frames // 2))
