"""The events of a snapshot as columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from operator import is_not

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.events import MERGED, WITHDRAWN, Event, EventState
from stride_desktop.core.frames import INSIDE

TENTATIVE, SOLID, STRUCK, ABSORBED = range(4)
"""Styles of an event's bar; a merged event has none: the older event covers its range."""

_LOOKS = {
    EventState.TENTATIVE: TENTATIVE,
    EventState.TRIGGERED: TENTATIVE,
    EventState.SUPPRESSED: TENTATIVE,
    EventState.CLOSED: SOLID,
    EventState.RETRACTED: STRUCK,
    EventState.FORGOTTEN: STRUCK,
}


def look(event: Event) -> int:
    """TENTATIVE, SOLID, STRUCK or ABSORBED."""
    if event.reason == MERGED:
        return ABSORBED
    return STRUCK if event.reason == WITHDRAWN else _LOOKS[event.state]


@dataclass(frozen=True, slots=True, eq=False)
class SpanTable:
    """Events as columns, sorted by onset. All arrays have shape (n,); times are stream seconds.

    source: the events in their order, and float64 (n, 6), a row for each. look: int8, TENTATIVE, SOLID,
    STRUCK or ABSORBED. ended: bool, the offset was seen. trigger, held: times of the triggers, and of
    those that were suppressed; NaN without one.
    """

    source: tuple[tuple[Event, ...], NDArray[np.float64]]
    events: tuple[Event, ...]
    onset: NDArray[np.float64]
    reach: NDArray[np.float64]
    look: NDArray[np.int8]
    ended: NDArray[np.bool_]
    trigger: NDArray[np.float64]
    held: NDArray[np.float64]

    @classmethod
    def of(cls, events: tuple[Event, ...], before: SpanTable | None = None) -> SpanTable:
        """The table of a snapshot's events; rows of unchanged events are copied from `before`."""
        known, old = before.source if before is not None else ((), np.empty((0, 6)))
        # A day has thousands of events, and a tick changes one or two of them.
        common = min(len(events), len(known))
        rows = np.empty((len(events), 6))
        rows[:common] = old[:common]
        fresh = [*compress(range(common), map(is_not, events, known)), *range(common, len(events))]
        if before is not None and not fresh and len(events) == len(known):
            return before
        if fresh:
            rows[fresh] = [_columns(events[index]) for index in fresh]
        order = np.argsort(rows[:, 0], kind="stable")
        onset, reach, looks, ended, trigger, held = rows[order].T.copy()
        ordered = tuple(map(events.__getitem__, order.tolist()))
        looks, ended = looks.astype(np.int8), ended.astype(np.bool_)
        return cls((events, rows), ordered, onset, reach, looks, ended, trigger, held)

    def between(self, start: float, end: float) -> SpanTable:
        """The spans and markers in a time range."""
        marks = np.where(np.isnan(self.trigger), self.held, self.trigger)
        inside = (self.reach >= start) & (self.onset <= end) | (marks >= start) & (marks <= end)
        if inside.all():
            return self
        chosen = np.flatnonzero(inside)
        events = tuple(map(self.events.__getitem__, chosen.tolist()))
        onset, reach, looks = self.onset[chosen], self.reach[chosen], self.look[chosen]
        ended, trigger, held = self.ended[chosen], self.trigger[chosen], self.held[chosen]
        return SpanTable(self.source, events, onset, reach, looks, ended, trigger, held)

    def at(self, second: float, slack: float = 0.0) -> Event | None:
        """The event that covers a frame, give or take `slack` seconds; withdrawn ones come last."""
        covers = (self.onset + INSIDE - slack < second) & (second <= self.reach + INSIDE + slack)
        hits = np.flatnonzero(covers & (self.look != ABSORBED))
        if not hits.size:
            return None
        best = min(hits, key=lambda i: (self.look[i] == STRUCK, self.reach[i] - self.onset[i]))
        return self.events[int(best)]

    def held_at(self, second: float, slack: float) -> Event | None:
        """The event within `slack` seconds of a second that was held back and can still be answered."""
        hits = [self.events[int(i)] for i in np.flatnonzero(np.abs(self.held - second) <= slack)]
        return next((event for event in hits if event.answerable), None)

    def beside(self, second: float, step: int) -> Event | None:
        """The next span after a second (step 1) or the previous one (−1), without withdrawn ones."""
        standing = np.flatnonzero(self.look < STRUCK)
        onsets = self.onset[standing]
        later = onsets > second + 1e-6 if step > 0 else onsets < second - 1e-6
        hits = standing[later]
        return self.events[int(hits[0] if step > 0 else hits[-1])] if hits.size else None


def _columns(event: Event) -> tuple[float, float, int, bool, float, float]:
    ended = event.state is EventState.CLOSED and not event.reason
    times = _or_nan(event.triggered_at), _or_nan(event.suppressed_at)
    return event.onset, event.reach, look(event), ended, *times


def _or_nan(time: float | None) -> float:
    return float("nan") if time is None else time
