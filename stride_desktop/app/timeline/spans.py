"""Spans: the events of a snapshot as arrays, and how they are drawn."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from itertools import compress
from operator import is_not

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from stride_desktop.app.look.theme import Theme
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.scale import Bands, TimeScale
from stride_desktop.core.events import MERGED, WITHDRAWN, Event, EventState
from stride_desktop.core.frames import INSIDE

TENTATIVE, SOLID, STRUCK, ABSORBED = range(4)
"""How the bar of an event is drawn; an absorbed one is not: the older event reaches over it."""

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

    source: the events as they came, and float64 (n, 6), a row for each. look: int8, TENTATIVE, SOLID,
    STRUCK or ABSORBED. ended: bool, the offset was seen. trigger, held: when it spoke, or would have
    spoken but was held back; NaN where it was not.
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
        """The table of a snapshot's events; those that `before` holds already are taken from there."""
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
        """The part that has to do with a stretch of time."""
        marks = np.where(np.isnan(self.trigger), self.held, self.trigger)
        inside = (self.reach >= start) & (self.onset <= end) | (marks >= start) & (marks <= end)
        if inside.all():
            return self
        chosen = np.flatnonzero(inside)
        return SpanTable(
            self.source,
            tuple(map(self.events.__getitem__, chosen.tolist())),
            self.onset[chosen],
            self.reach[chosen],
            self.look[chosen],
            self.ended[chosen],
            self.trigger[chosen],
            self.held[chosen],
        )

    def at(self, second: float, slack: float = 0.0) -> Event | None:
        """The event that a frame is of, give or take `slack`; one that still stands goes first."""
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
        """The next span that stands (step 1) or the previous one (−1), seen from a second."""
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


def draw_spans(
    painter: QPainter,
    table: SpanTable,
    scale: TimeScale,
    bands: Bands,
    theme: Theme,
    answered: Collection[int] = (),
) -> None:
    """Bars, onset and offset triangles, markers of triggers and answers; only what is visible is drawn."""
    slack = marker_size(bands) * scale.per_pixel
    table = table.between(scale.start - slack, scale.end + slack)
    boxes = {look: bars(table, table.look == look, scale, bands.bar) for look in range(3)}
    shapes.draw_struck_bars(painter, boxes[STRUCK], theme)
    shapes.draw_bars(painter, boxes[SOLID], theme, settled=True)
    shapes.draw_bars(painter, boxes[TENTATIVE], theme, settled=False)
    shapes.smooth(painter, on=True)
    _draw_edges(painter, table, table.look < STRUCK, scale, bands, theme)
    _draw_markers(painter, table, scale, bands, theme, answered)
    shapes.smooth(painter, on=False)


def bars(table: SpanTable, chosen: NDArray[np.bool_], scale: TimeScale, band: QRectF) -> shapes.Boxes:
    """Boxes of the chosen spans; those less than a pixel apart are drawn as one."""
    # Bars that reach far outside are cut, or dashes and hatches would be drawn for hours off-screen.
    left = np.clip((table.onset[chosen] - scale.start) / scale.per_pixel, -20, scale.width + 20)
    right = np.clip((table.reach[chosen] - scale.start) / scale.per_pixel, -20, scale.width + 20)
    if not left.size:
        return np.empty((0, 4))
    reach = np.maximum.accumulate(np.maximum(right, left + 2))
    heads = np.flatnonzero(np.concatenate(([True], left[1:] > reach[:-1] + 1)))
    tails = np.concatenate((heads[1:] - 1, [left.size - 1]))
    boxes = np.empty((heads.size, 4))
    boxes[:, 0], boxes[:, 1] = left[heads], band.top()
    boxes[:, 2], boxes[:, 3] = reach[tails] - left[heads], band.height()
    return boxes


def _draw_edges(
    painter: QPainter,
    table: SpanTable,
    chosen: NDArray[np.bool_],
    scale: TimeScale,
    bands: Bands,
    theme: Theme,
) -> None:
    """▲ below every onset and ▼ above every offset, where the bar is wide enough to tell them apart."""
    size = max(3, bands.edge - 1)
    bar = bands.bar
    wide = chosen & ((table.reach - table.onset) / scale.per_pixel >= size)
    onsets = [QPointF(x, bar.bottom() + 1) for x in pixels(table.onset[wide], scale)]
    offsets = [QPointF(x, bar.top() - 1) for x in pixels(table.reach[wide & table.ended], scale)]
    shapes.draw_shapes(painter, onsets, shapes.onset, size, theme.text)
    shapes.draw_shapes(painter, offsets, shapes.offset, size, theme.text)


def _draw_markers(
    painter: QPainter,
    table: SpanTable,
    scale: TimeScale,
    bands: Bands,
    theme: Theme,
    answered: Collection[int],
) -> None:
    """A marker for every trigger and for every one held back; where they crowd, lines above the bars."""
    size, middle = marker_size(bands), bands.spans.center().y()
    times = np.where(np.isnan(table.trigger), table.held, table.trigger)
    x = (times - scale.start) / scale.per_pixel
    inside = np.flatnonzero((x >= -size) & (x <= scale.width + size))
    inside = inside[np.argsort(x[inside])]
    kept, crowded = thinned(x[inside], size * 1.15)
    if kept.size * size * 2.5 > scale.width:  # a row of diamonds would hide the bars
        kept, crowded = thinned(x[inside], size * 4)
    top = bands.spans.top()
    shapes.draw_lines(painter, x[inside[crowded]], top, bands.bar.top() - 1 - top, 1, theme.triggered)
    places: dict[str, list[QPointF]] = {"spoke": [], "withdrawn": [], "held": [], "answered": []}
    for i in inside[kept].tolist():
        held = bool(np.isnan(table.trigger[i]))
        kind = "held" if held else "withdrawn" if table.look[i] == STRUCK else "spoke"
        places[kind].append(QPointF(x[i], middle))
        if table.events[i].id in answered:
            places["answered"].append(QPointF(x[i] + size * 0.62, middle - size * 0.42))
    shapes.draw_held(painter, places["held"], size * 0.9, theme)
    shapes.draw_trigger(painter, places["withdrawn"], size, theme, theme.retracted)
    shapes.draw_trigger(painter, places["spoke"], size, theme, theme.triggered)
    shapes.draw_bubble(painter, places["answered"], size * 0.72, theme)


def marker_size(bands: Bands) -> float:
    """Height of a trigger's diamond."""
    return min(bands.unit * 1.3, bands.spans.height() * 0.72)


def pixels(times: NDArray[np.float64], scale: TimeScale) -> list[float]:
    """Where times are; NaN for those that are NaN."""
    places: list[float] = ((times - scale.start) / scale.per_pixel).tolist()
    return places


def thinned(places: NDArray[np.float64], gap: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Split sorted pixels, by index, into those at least `gap` apart and the rest, one a pixel at most."""
    known = places.tolist()
    kept, index = [], 0
    while index < len(known):
        kept.append(index)
        index = bisect_left(known, known[index] + gap, index + 1)
    alone = np.ones(places.size, dtype=np.bool_)
    alone[kept] = False
    rest = np.flatnonzero(alone)
    pixels = np.floor(places[rest])
    return np.array(kept, dtype=np.int64), rest[np.diff(pixels, prepend=-np.inf) > 0]
