"""What requests come to in a trace: when they are active, and which changes make them so."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from stride_desktop.training.conditions import HUES, Condition, Family, Request, Span, merged, truth
from stride_desktop.training.streams import IGNORE, similar
from stride_desktop.training.traces import Trace

SHOWN = (
    *(Condition(family) for family in (Family.BLANK, Family.DARK, Family.MOTION, Family.PROGRESS)),
    *(Condition(Family.DIALOG, "", shape) for shape in ("dialog", "toast")),
    *(Condition(Family.BADGE, colour) for colour in ("red", "green")),
    *(Condition(Family.OBJECT, colour) for colour in HUES),
)
"""What a change can show the begin or the end of."""

_NEAR_EDGE = 0.3
"""Seconds around the end of an event in which a frame says nothing."""
_FRESH = math.exp(-1.2 / 2)
"""Status of a change that is at most 1.2 s old."""


def spans_of(trace: Trace, condition: Condition) -> tuple[Span, ...]:
    """When a condition holds."""
    pairs = zip(trace.conditions, trace.spans, strict=True)
    return tuple(sorted((span for item, spans in pairs if item == condition for span in spans), key=_start))


def _start(span: Span) -> float:
    return span.start


def active_spans(trace: Trace, request: Request) -> tuple[Span, ...]:
    """When a request is active."""
    return truth(spans_of(trace, request.condition), request.ends, float(trace.seconds))


def ambiguous(trace: Trace, condition: Condition) -> bool:
    """Whether something here looks like the condition without being it, or it is not to be asked about."""
    return condition in trace.unasked or any(similar(condition, item) for item in trace.conditions)


def frame_labels(trace: Trace, request: Request) -> NDArray[np.int8]:
    """Whether a request is active in every second: int8 (T,), 1, 0 or IGNORE."""
    if request.ends:
        return _end_labels(trace, request)
    times = np.arange(trace.seconds)
    labels = np.zeros(trace.seconds, np.int8)
    for condition, spans, states in zip(trace.conditions, trace.spans, trace.labels, strict=True):
        if condition == request.condition:
            labels = np.where(states == 0, labels, states).astype(np.int8)
            labels[_within(times, tuple(span for span in spans if span.start <= 0))] = IGNORE
        elif similar(request.condition, condition):
            labels[states != 0] = IGNORE
    return labels


def _end_labels(trace: Trace, request: Request) -> NDArray[np.int8]:
    """The labels of a request for an end."""
    times = np.arange(trace.seconds)
    labels = np.zeros(trace.seconds, np.int8)
    for condition in dict.fromkeys(trace.conditions):
        same = condition == request.condition
        if not (same or similar(request.condition, condition)):
            continue
        spans = merged(spans_of(trace, condition))
        found = truth(spans, True, float(trace.seconds))
        near = [span.end for span in spans] + [span.end for span in found]
        unsure = np.array([any(abs(t - edge) < _NEAR_EDGE for edge in near) for t in times], bool)
        labels[_within(times, found)] = 1 if same else IGNORE
        labels[unsure] = IGNORE
    return labels


def _within(times: NDArray[np.int64], spans: tuple[Span, ...]) -> NDArray[np.bool_]:
    return np.array([any(t in span for span in spans) for t in times], bool)


def telling_changes(trace: Trace, request: Request, labels: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Which remembered changes make a request active in every second: bool (T, MOST).

    labels: of the request's frames, see `frame_labels`.
    """
    rows = np.array([item == request.condition for item in trace.conditions], bool)
    count = len(trace.pictures)
    opens: NDArray[np.bool_] = np.asarray(trace.opens[rows].any(0))
    closes: NDArray[np.bool_] = np.asarray(trace.closes[rows].any(0))
    held = trace.index >= 0
    if not count:
        return held
    undone = trace.status[:, :, 5] > 0.5
    begun = opens[trace.index] & held
    if request.ends:
        shown = (closes[trace.index] & held) | (begun & undone)
    elif request.condition.family is Family.MOTION:
        shown = begun & (trace.status[:, :, 0] >= _FRESH)
    else:
        shown = begun & ~undone
    return np.asarray(shown & (labels == 1)[:, None])


def edge_labels(trace: Trace) -> NDArray[np.float32]:
    """What each change shows, whatever is asked: float32 (N, 2 * len(SHOWN)), begins first, then ends."""
    labels = np.zeros((len(trace.pictures), 2, len(SHOWN)), np.float32)
    for condition, opens, closes in zip(trace.conditions, trace.opens, trace.closes, strict=True):
        column = SHOWN.index(shown(condition))
        labels[opens, 0, column] = 1
        labels[closes, 1, column] = 1
    return labels.reshape(len(labels), 2 * len(SHOWN))


def shown(condition: Condition) -> Condition:
    """A condition without the shape of an object, which the model does not tell apart."""
    return Condition(Family.OBJECT, condition.colour) if condition.family is Family.OBJECT else condition
