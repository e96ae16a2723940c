"""Compares two lanes of one stream, and a lane with the user's review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stride_desktop.core.review import Review, stands
from stride_desktop.core.timeline import EMPTY, TimelineSnapshot

MATCH = 0.5
"""Least intersection over union for a detected span to count as a true one."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of true spans that were found, true spans that were missed, and false detections."""

    found: int
    missed: int
    false: int


def agreement(one: TimelineSnapshot, other: TimelineSnapshot) -> float | None:
    """Share of the seconds known to both in which the labels agree; None without any such second."""
    first = max(one.first_second, other.first_second)
    end = min(one.first_second + len(one.labels), other.first_second + len(other.labels))
    if end <= first:
        return None
    mine, theirs = (each.labels[first - each.first_second : end - each.first_second] for each in (one, other))
    known = (mine != EMPTY) & (theirs != EMPTY)
    return float(np.mean(mine[known] == theirs[known])) if known.any() else None


def score(truth: Review, found: TimelineSnapshot) -> Score:
    """Score a lane's events against a review: each true span is matched once, by the span that fits best."""
    spans = [(event.onset, event.reach) for event in found.events if stands(event)]
    true = [(span.start, span.end) for span in truth.truth]
    hits = _matches(true, spans)
    return Score(hits, len(true) - hits, len(spans) - hits)


def _matches(true: Sequence[tuple[float, float]], found: Sequence[tuple[float, float]]) -> int:
    """Number of matched pairs: the best fit is matched first, and every span is used once."""
    starts, ends = np.array(found, dtype=np.float64).reshape(-1, 2).T
    pairs: list[tuple[float, int, int]] = []
    for number, (start, end) in enumerate(true):
        near = np.flatnonzero((starts < end) & (ends > start))
        common = np.minimum(ends[near], end) - np.maximum(starts[near], start)
        whole = np.maximum(ends[near], end) - np.minimum(starts[near], start)
        fits = zip((common / whole).tolist(), near.tolist(), strict=True)
        pairs += [(fit, number, other) for fit, other in fits if fit >= MATCH]
    left_true, left_found = set(range(len(true))), set(range(len(found)))
    for _, mine, theirs in sorted(pairs, reverse=True):
        if mine in left_true and theirs in left_found:
            left_true.remove(mine)
            left_found.remove(theirs)
    return len(true) - len(left_true)
