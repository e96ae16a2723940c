"""Readable times of a live source, for the user or a model."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime

from stride_desktop.core.answers import AnswerRequest


def whole_seconds(second: float, first: float) -> int:
    """The seconds from the first frame to another one, rounded since stamps jitter; unique for each frame."""
    return math.floor(second - first + 0.5)


def time_of_day(second: float, offset: float, first: float) -> datetime:
    """The local time of a stream second, in whole seconds from the first frame; nothing was before it.

    offset: wall-clock minus stream time, seconds. first: when the first frame was taken.
    """
    return datetime.fromtimestamp(math.floor(first + offset) + max(0, whole_seconds(second, first)))


def in_time_of_day(request: AnswerRequest, offset: float | None, first: float | None = None) -> AnswerRequest:
    """The request with its times counted from local midnight of the day it began on, for a live source.

    Stream time of a live source has no beginning that means anything to a person or to a model; a file's
    has. offset: wall-clock minus stream time in seconds, None for a file, whose times stay as they are.
    first: when the first frame was taken, from which seconds are counted; the onset by default.
    """
    if offset is None:
        return request
    zero = request.onset if first is None else first
    began = time_of_day(request.onset, offset, zero).astimezone()
    midnight = began.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()

    def told(second: float) -> float:
        seen = second if first is None else max(second, first)
        return math.floor(zero + offset) + whole_seconds(seen, zero) - midnight

    return replace(
        request,
        onset=told(request.onset),
        reach=told(request.reach),
        now=told(request.now),
        evidence=tuple(replace(frame, timestamp=told(frame.timestamp)) for frame in request.evidence),
    )
