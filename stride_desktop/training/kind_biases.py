"""How reluctant a checkpoint has to be about each kind of request, measured on held-out traces."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.training.conditions import Condition, Family, Request, Span
from stride_desktop.training.phrases import edges, phrase
from stride_desktop.training.slot_stage import read_trace_with
from stride_desktop.training.trace_labels import active_spans, ambiguous
from stride_desktop.training.traces import Trace

MOST_AN_HOUR = 2.5
"""False alarms an hour of single frames that are accepted."""

_THRESHOLDS = np.arange(4.0)
"""Logits that are tried, in this order; a higher one would miss too many events."""

_CONDITIONS = (
    *(Condition(family) for family in (Family.BLANK, Family.DARK, Family.MOTION, Family.PROGRESS)),
    *(Condition(Family.DIALOG, "", shape) for shape in ("dialog", "toast")),
    *(Condition(Family.BADGE, colour) for colour in ("red", "green")),
    *(Condition(Family.OBJECT, colour, "box") for colour in ("red", "blue")),
)
_ROOM = {Family.BLANK, Family.DARK, Family.MOTION, Family.OBJECT}
_BEFORE, _AFTER = 1.0, 2.0
"""Seconds around an event in which an alarm belongs to it."""


def fit_kind_biases(
    network: NanoNetwork, tokenizer: NanoTokenizer, traces: Sequence[Trace], rng: np.random.Generator
) -> tuple[float, ...]:
    """What to add to the logits of each kind, in the order of `Family`: 0 or less, whole numbers.

    The least reluctance with which single frames give few false alarms an hour. Training shows events far
    more often than they happen, so a network that it made is too ready to see them.
    """
    requests = [phrase(rng, item, ends) for item in _CONDITIONS for ends in edges(item.family)]
    hours = dict.fromkeys(Family, 0.0)
    alarms = {family: np.zeros(len(_THRESHOLDS)) for family in Family}
    for trace in traces:
        asked = [item for item in requests if _can_be_asked(trace, item.condition)]
        with torch.inference_mode():
            _, states, _ = read_trace_with(network.eval(), tokenizer, trace, [item.text for item in asked])
        for request, logits in zip(asked, states.numpy(), strict=True):
            family = request.condition.family
            hours[family] += trace.seconds / 3600
            alarms[family] += _false_alarms(logits, trace, request)
    families = [family for family in Family if family is not Family.OTHER]
    return tuple(0.0 - _least(alarms[family] / max(hours[family], 1e-9)) for family in families)


def _can_be_asked(trace: Trace, condition: Condition) -> bool:
    if trace.world == "room" and condition.family not in _ROOM:
        return False
    if trace.world == "desktop" and condition.family is Family.DARK:
        return False
    unclear = ambiguous(trace, condition) and condition not in trace.conditions
    return condition not in trace.unasked and not unclear


def _false_alarms(logits: NDArray[np.float32], trace: Trace, request: Request) -> NDArray[np.float64]:
    """How often the logits rise above each threshold beside the events."""
    spans = active_spans(trace, request)
    above = logits[:, None] > _THRESHOLDS
    rises = above[1:] & ~above[:-1]
    beside = np.array([not _belongs(float(second), spans) for second in range(1, len(logits))])
    return np.asarray((rises & beside[:, None]).sum(0), np.float64)


def _belongs(second: float, spans: Sequence[Span]) -> bool:
    return any(span.start - _BEFORE <= second <= span.end + _AFTER for span in spans)


def _least(rates: NDArray[np.float64]) -> float:
    """The first threshold whose rate is accepted, else the last."""
    accepted = np.flatnonzero(rates <= MOST_AN_HOUR)
    return float(_THRESHOLDS[accepted[0] if len(accepted) else -1])
