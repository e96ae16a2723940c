"""A request to a responder."""

from __future__ import annotations

from stride_desktop.core.answers import AnswerRequest


def request(event_id=1):
    return AnswerRequest(event_id, "tell me", 3.0, 5.0, 5.0, True, ())
