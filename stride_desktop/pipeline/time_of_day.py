"""Times of a live source as a person, or a model, can read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.frames import Frame


def in_time_of_day(request: AnswerRequest, offset: float | None) -> AnswerRequest:
    """The request with its times counted from local midnight of the day it began on, for a live source.

    Stream time of a live source has no beginning that means anything to a person or to a model; a file's
    has. offset: wall-clock minus stream time in seconds, None for a file, whose times stay as they are.
    """
    if offset is None:
        return request
    began = datetime.fromtimestamp(request.onset + offset).astimezone()
    midnight = began.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    shift = offset - midnight
    return replace(
        request,
        onset=request.onset + shift,
        reach=request.reach + shift,
        now=request.now + shift,
        evidence=tuple(Frame(frame.image, frame.timestamp + shift) for frame in request.evidence),
    )
