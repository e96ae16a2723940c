"""Scores of predicted spans and triggers against the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stride_desktop.training.conditions import Span

LATE_SECONDS = 6.0
"""A trigger this long after its event's end still counts as found."""

IN_TIME = 6.0
"""Seconds after its begin within which an event has to be told."""


@dataclass(frozen=True, slots=True)
class Count:
    """Matched, superfluous and missed spans; counts add up over streams."""

    found: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.found + other.found, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 when there was nothing to find and nothing found."""
        total = 2 * self.found + self.wrong + self.missed
        return 2 * self.found / total if total else 1.0


def overlap(first: Span, second: Span) -> float:
    """Intersection over union of two spans, 0–1."""
    shared = max(0.0, min(first.end, second.end) - max(first.start, second.start))
    union = (first.end - first.start) + (second.end - second.start) - shared
    return shared / union if union > 0 else 0.0


def match_spans(predicted: Sequence[Span], truth: Sequence[Span], least: float = 0.5) -> Count:
    """Match spans one to one, best overlap first, counting pairs with an overlap of at least `least`."""
    pairs = sorted(
        ((overlap(p, t), i, j) for i, p in enumerate(predicted) for j, t in enumerate(truth)), reverse=True
    )
    used: set[int] = set()
    done: set[int] = set()
    for value, i, j in pairs:
        if value >= least and i not in used and j not in done:
            used.add(i)
            done.add(j)
    return Count(len(used), len(predicted) - len(used), len(truth) - len(done))


def edge_errors(predicted: Sequence[Span], truth: Sequence[Span]) -> list[tuple[float, float]]:
    """Seconds by which the begin and the end of each found span come late (early: less than 0).

    A span is found by the prediction that overlaps it most, by half at least.
    """
    found = []
    for span in truth:
        best = max(predicted, key=lambda other: overlap(other, span), default=None)
        if best is not None and overlap(best, span) >= 0.5:
            found.append((best.start - span.start, best.end - span.end))
    return found


@dataclass(frozen=True, slots=True)
class TriggerCount:
    """Events, events with a trigger, triggers without an event, and each found event's delay in seconds."""

    events: int = 0
    found: int = 0
    false: int = 0
    delays: tuple[float, ...] = ()

    def __add__(self, other: TriggerCount) -> TriggerCount:
        return TriggerCount(
            self.events + other.events,
            self.found + other.found,
            self.false + other.false,
            self.delays + other.delays,
        )

    @property
    def recall(self) -> float:
        """Share of events that were told; 1 when there were none."""
        return self.found / self.events if self.events else 1.0

    @property
    def in_time(self) -> int:
        """Events that were told within `IN_TIME`."""
        return sum(delay <= IN_TIME for delay in self.delays)

    @property
    def delay(self) -> float:
        """Median seconds from an event's start to its trigger, NaN when none was told."""
        return float(np.median(self.delays)) if self.delays else float("nan")


def match_events(times: Sequence[float], truth: Sequence[Span]) -> tuple[dict[int, float], list[float]]:
    """Give each trigger to the event it falls into: the triggers by the event's place, and those left over.

    A second trigger for the same event is left over.
    """
    told: dict[int, float] = {}
    false = []
    for time in sorted(times):
        hits = [k for k, span in enumerate(truth) if span.start - 1 <= time <= span.end + LATE_SECONDS]
        fresh = [k for k in hits if k not in told]
        if fresh:
            told[fresh[0]] = time
        else:
            false.append(time)
    return told, false


def match_triggers(times: Sequence[float], truth: Sequence[Span]) -> TriggerCount:
    """Count the events that were told, and the triggers without one. See `match_events`."""
    told, false = match_events(times, truth)
    delays = tuple(time - truth[k].start for k, time in told.items())
    return TriggerCount(len(truth), len(told), len(false), delays)


def spans_of(active: NDArray[np.bool_], shortest: int = 1) -> list[Span]:
    """Runs of true frames, one a second from time 0, as spans; runs under `shortest` frames are dropped."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], active, [False]]).astype(np.int8)))
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [Span(float(start), float(end)) for start, end in pairs if end - start >= shortest]


def best_difference_score(
    differences: Sequence[NDArray[np.float64]], truths: Sequence[Sequence[Span]]
) -> tuple[float, float]:
    """F1 of frame difference at its best threshold over all streams, and that threshold.

    differences: per stream float64 (T,), mean absolute difference of each frame to the one before.
    A change above the threshold toggles the state, or the state is active while changes last,
    whichever is better.
    """
    best = (0.0, 0.0)
    for threshold in np.quantile(np.concatenate(differences), np.linspace(0.3, 0.998, 40)):
        for toggles in (False, True):
            total = Count()
            for series, truth in zip(differences, truths, strict=True):
                above = series > threshold
                rising = above & ~np.concatenate([[False], above[:-1]])
                active = np.cumsum(rising) % 2 == 1 if toggles else above
                total += match_spans(spans_of(active), truth)
            best = max(best, (total.f1, float(threshold)))
    return best
