"""Spans: the events of a snapshot as arrays, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from stride_desktop.app.theme import Theme
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.scale import Lanes, TimeScale
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


@dataclass(frozen=True, slots=True, eq=False)
class SpanTable:
    """Events as columns, sorted by onset. All arrays have shape (n,); times are stream seconds.

    look: int8, TENTATIVE, SOLID, STRUCK or ABSORBED. ended: bool, the offset was seen.
    trigger, held: when it spoke, or would have spoken but was held back; NaN where it was not.
    """

    events: tuple[Event, ...]
    onset: NDArray[np.float64]
    reach: NDArray[np.float64]
    look: NDArray[np.int8]
    ended: NDArray[np.bool_]
    trigger: NDArray[np.float64]
    held: NDArray[np.float64]

    @classmethod
    def of(cls, events: tuple[Event, ...]) -> SpanTable:
        """The table of a snapshot's events."""
        ordered = tuple(sorted(events, key=lambda event: event.onset))
        return cls(
            ordered,
            np.array([event.onset for event in ordered], dtype=np.float64),
            np.array([event.reach for event in ordered], dtype=np.float64),
            np.array([look(event) for event in ordered], dtype=np.int8),
            np.array(
                [event.state is EventState.CLOSED and not event.reason for event in ordered], dtype=bool
            ),
            np.array([_or_nan(event.triggered_at) for event in ordered], dtype=np.float64),
            np.array([_or_nan(event.suppressed_at) for event in ordered], dtype=np.float64),
        )

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


def _or_nan(time: float | None) -> float:
    return float("nan") if time is None else time


def draw_spans(painter: QPainter, table: SpanTable, scale: TimeScale, lanes: Lanes, theme: Theme) -> None:
    """Bars, onset and offset triangles, trigger markers; only what is visible is drawn."""
    bar = _bar_lane(lanes)
    visible = (table.reach >= scale.start) & (table.onset <= scale.end)
    rects = {look: bars(table, visible & (table.look == look), scale, bar) for look in range(3)}
    shapes.draw_struck_bars(painter, rects[STRUCK], theme)
    shapes.draw_bars(painter, rects[SOLID], theme, settled=True)
    shapes.draw_bars(painter, rects[TENTATIVE], theme, settled=False)
    _draw_edges(painter, table, visible & (table.look < STRUCK), scale, lanes, theme)
    _draw_markers(painter, table, scale, lanes, theme)


def _bar_lane(lanes: Lanes) -> QRectF:
    edge = round(lanes.unit * 0.55)
    return lanes.spans.adjusted(0, edge, 0, -edge)


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
    lanes: Lanes,
    theme: Theme,
) -> None:
    """▲ below every onset and ▼ above every offset, where the bar is wide enough to tell them apart."""
    size = round(lanes.unit * 0.5)
    bar = _bar_lane(lanes)
    wide = chosen & ((table.reach - table.onset) / scale.per_pixel >= size)
    for x in pixels(table.onset[wide], scale):
        shapes.draw_triangle(painter, QPointF(x, bar.bottom() + 1), size, theme, down=False)
    for x in pixels(table.reach[wide & table.ended], scale):
        shapes.draw_triangle(painter, QPointF(x, bar.top() - 1), size, theme, down=True)


def _draw_markers(painter: QPainter, table: SpanTable, scale: TimeScale, lanes: Lanes, theme: Theme) -> None:
    """A marker for every trigger and for every one held back; where they crowd, thin lines."""
    size, middle = lanes.unit * 1.3, lanes.spans.center().y()
    times = np.where(np.isnan(table.trigger), table.held, table.trigger)
    x = (times - scale.start) / scale.per_pixel
    inside = np.flatnonzero((x >= -size) & (x <= scale.width + size))
    inside = inside[np.argsort(x[inside])]
    kept, crowded = thinned(x[inside].tolist(), size * 1.15)
    painter.setPen(QPen(theme.triggered, 1))
    half = size * 0.4
    painter.drawLines([QLineF(x[i], middle - half, x[i], middle + half) for i in inside[crowded].tolist()])
    for i in inside[kept].tolist():
        at = QPointF(x[i], middle)
        if np.isnan(table.trigger[i]):
            shapes.draw_suppressed(painter, at, size * 0.9, theme)
        else:
            fill = theme.retracted if table.look[i] == STRUCK else theme.triggered
            shapes.draw_trigger(painter, at, size, theme, fill)


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
