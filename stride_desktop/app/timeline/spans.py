"""Spans: the events of a snapshot as arrays, and how they are drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from stride_desktop.app.theme import Theme
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.scale import Bands, TimeScale
from stride_desktop.core.events import MERGED, WITHDRAWN, Event, EventState

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


_COLUMNS = np.dtype(
    [("onset", "f8"), ("reach", "f8"), ("look", "i1"), ("ended", "?"), ("trigger", "f8"), ("held", "f8")]
)


@dataclass(frozen=True, slots=True, eq=False)
class SpanTable:
    """Events as columns, sorted by onset. All arrays have shape (n,); times are stream seconds.

    source: the events as they came, and what they came to. look: int8, TENTATIVE, SOLID, STRUCK or
    ABSORBED. ended: bool, the offset was seen. trigger, held: when it spoke, or would have spoken but
    was held back; NaN where it was not.
    """

    source: tuple[tuple[Event, ...], NDArray[Any]]
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
        if before is not None and before.source[0] is events:
            return before
        known, rows = before.source if before is not None else ((), np.empty(0, _COLUMNS))
        # A day has thousands of events, and a tick changes one or two of them.
        fresh = [
            index for index, pair in enumerate(zip(events, known, strict=False)) if pair[0] is not pair[1]
        ]
        fresh += range(len(known), len(events))
        rows = np.concatenate((rows[: len(events)], np.empty(max(0, len(events) - len(rows)), _COLUMNS)))
        if fresh:
            rows[fresh] = np.array([_columns(events[index]) for index in fresh], _COLUMNS)
        order = np.argsort(rows["onset"], kind="stable")
        ordered = tuple(events[index] for index in order.tolist())
        return cls((events, rows), ordered, *(rows[name][order] for name in _COLUMNS.names or ()))

    def at(self, second: float, slack: float = 0.0) -> Event | None:
        """The event that covers a second, give or take `slack`; one that still stands goes first."""
        covers = (self.onset - slack <= second) & (second <= self.reach + slack)
        hits = np.flatnonzero(covers & (self.look != ABSORBED))
        if not hits.size:
            return None
        best = min(hits, key=lambda i: (self.look[i] == STRUCK, self.reach[i] - self.onset[i]))
        return self.events[int(best)]

    def held_at(self, second: float, slack: float) -> Event | None:
        """The event within `slack` seconds of a second that is held back and can still be answered."""
        hits = [self.events[int(i)] for i in np.flatnonzero(np.abs(self.held - second) <= slack)]
        return next((event for event in hits if event.state is EventState.SUPPRESSED), None)

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
    visible = (table.reach >= scale.start) & (table.onset <= scale.end)
    rects = {look: bars(table, visible & (table.look == look), scale, bands.bar) for look in range(3)}
    shapes.draw_struck_bars(painter, rects[STRUCK], theme)
    shapes.draw_bars(painter, rects[SOLID], theme, settled=True)
    shapes.draw_bars(painter, rects[TENTATIVE], theme, settled=False)
    shapes.smooth(painter, on=True)
    _draw_edges(painter, table, visible & (table.look < STRUCK), scale, bands, theme)
    _draw_markers(painter, table, scale, bands, theme, answered)
    shapes.smooth(painter, on=False)


def bars(table: SpanTable, chosen: NDArray[np.bool_], scale: TimeScale, lane: QRectF) -> list[QRectF]:
    """Rectangles of the chosen spans; those less than a pixel apart are drawn as one."""
    # Bars that reach far outside are cut, or dashes and hatches would be drawn for hours off-screen.
    left = np.clip((table.onset[chosen] - scale.start) / scale.per_pixel, -20, scale.width + 20)
    right = np.clip((table.reach[chosen] - scale.start) / scale.per_pixel, -20, scale.width + 20)
    if not left.size:
        return []
    reach = np.maximum.accumulate(np.maximum(right, left + 2))
    heads = np.flatnonzero(np.concatenate(([True], left[1:] > reach[:-1] + 1)))
    tails = np.concatenate((heads[1:] - 1, [left.size - 1]))
    edges = zip(left[heads].tolist(), reach[tails].tolist(), strict=True)
    return [QRectF(a, lane.top(), b - a, lane.height()) for a, b in edges]


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
    kept, crowded = thinned(x[inside].tolist(), size * 1.15)
    if len(kept) * size * 2.5 > scale.width:  # a row of diamonds would hide the bars
        kept, crowded = thinned(x[inside].tolist(), size * 4)
    painter.setPen(QPen(theme.triggered, 1))
    top, foot = bands.spans.top(), bands.bar.top() - 1
    painter.drawLines([QLineF(x[i], top, x[i], foot) for i in inside[crowded].tolist()])
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


def thinned(places: Sequence[float], gap: float) -> tuple[list[int], list[int]]:
    """Split sorted pixels, by index, into those at least `gap` apart and the rest, one a pixel at most."""
    kept: list[int] = []
    rest: list[int] = []
    for index, x in enumerate(places):
        if not kept or x - places[kept[-1]] >= gap:
            kept.append(index)
        elif not rest or x - places[rest[-1]] >= 1:
            rest.append(index)
    return kept, rest
