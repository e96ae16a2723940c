"""The band of the spans: bars, onsets and offsets, triggers and answers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from stride_desktop.app.look.theme import Theme
from stride_desktop.app.timeline import shapes, words
from stride_desktop.app.timeline.band import Band, Entry, LaneView
from stride_desktop.app.timeline.bars import draw_bars, draw_struck_bars
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.app.timeline.span_table import SOLID, STRUCK, TENTATIVE, SpanTable
from stride_desktop.core.events import Event


class SpanBand(Band):
    """The events of the model."""

    least = 2.0

    def height(self, unit: float, *, roomy: bool) -> int:
        """Two lines of text."""
        return round(unit * (2 if roomy else 1.6))

    def paint(self, painter: QPainter, view: LaneView, area: QRectF) -> None:
        """Bars, onset and offset triangles, markers of triggers and answers; only those in view."""
        scale, theme = view.scale, view.style.theme
        slack = _marker_size(view.layout.unit, area) * scale.per_pixel
        table = view.row.table.between(scale.start - slack, scale.end + slack)
        boxes = {look: bars(table, table.look == look, scale, _bar(area)) for look in range(3)}
        draw_struck_bars(painter, boxes[STRUCK], theme)
        draw_bars(painter, boxes[SOLID], theme, settled=True)
        draw_bars(painter, boxes[TENTATIVE], theme, settled=False)
        shapes.smooth(painter, on=True)
        _draw_edges(painter, table, table.look < STRUCK, view, area)
        _draw_markers(painter, table, view, area)
        shapes.smooth(painter, on=False)

    def entries(self) -> Sequence[Entry]:
        """The kinds of bars and markers."""
        return (
            (partial(_bar_swatch, settled=False), "tentative", "a span that may still change"),
            (partial(_bar_swatch, settled=True), "settled", "a complete span"),
            (partial(_swatch, "trigger"), "triggered", "an answer was requested"),
            (partial(_swatch, "onset"), "onset", "where a span begins"),
            (partial(_swatch, "offset"), "offset", "where a span ended"),
            (partial(_swatch, "answer"), "answered", "an answer was given; hover to read how it begins"),
            (partial(_swatch, "held"), "held back", "snoozed or cooling down; click to answer now"),
            (_struck_swatch, "withdrawn", "its slots turned inactive again"),
        )

    def describe(self, row: Row, at: float, clock: DisplayClock) -> list[str]:
        """The event that covers the slot, and its answer."""
        event = row.table.at(at)
        return [] if event is None else words.event(event, row.answers.get(event.id), clock)

    def hit(self, row: Row, second: float, slack: float) -> Event | None:
        """The event whose hollow marker is at the second."""
        return row.table.held_at(second, slack)


SPANS = SpanBand()


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
    view: LaneView,
    area: QRectF,
) -> None:
    """▲ below every onset and ▼ above every offset, where the bar is wide enough to tell them apart."""
    scale, theme = view.scale, view.style.theme
    size, bar = max(3, _edge(area) - 1), _bar(area)
    wide = chosen & ((table.reach - table.onset) / scale.per_pixel >= size)
    onsets = [QPointF(x, bar.bottom() + 1) for x in pixels(table.onset[wide], scale)]
    offsets = [QPointF(x, bar.top() - 1) for x in pixels(table.reach[wide & table.ended], scale)]
    shapes.draw_shapes(painter, onsets, shapes.onset, size, theme.text)
    shapes.draw_shapes(painter, offsets, shapes.offset, size, theme.text)


def _draw_markers(
    painter: QPainter,
    table: SpanTable,
    view: LaneView,
    area: QRectF,
) -> None:
    """A marker for every trigger, suppressed ones included; where they crowd, lines above the bars."""
    scale, theme, answered = view.scale, view.style.theme, view.row.answers
    size, middle = _marker_size(view.layout.unit, area), area.center().y()
    times = np.where(np.isnan(table.trigger), table.held, table.trigger)
    x = (times - scale.start) / scale.per_pixel
    inside = np.flatnonzero((x >= -size) & (x <= scale.width + size))
    inside = inside[np.argsort(x[inside])]
    kept, crowded = thinned(x[inside], size * 1.15)
    if kept.size * size * 2.5 > scale.width:  # a row of diamonds would hide the bars
        kept, crowded = thinned(x[inside], size * 4)
    top = area.top()
    shapes.draw_lines(painter, x[inside[crowded]], top, _bar(area).top() - 1 - top, 1, theme.triggered)
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


def _edge(area: QRectF) -> int:
    """Room above and below the bars, for the triangles."""
    return round(area.height() * 0.275)


def _bar(area: QRectF) -> QRectF:
    """The rectangle of the bars."""
    return area.adjusted(0, _edge(area), 0, -_edge(area))


def _marker_size(unit: float, area: QRectF) -> float:
    """Height of a trigger's diamond."""
    return min(unit * 1.3, area.height() * 0.72)


def pixels(times: NDArray[np.float64], scale: TimeScale) -> list[float]:
    """Positions of times; NaN for NaN."""
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


def _bar_swatch(painter: QPainter, rect: QRectF, theme: Theme, *, settled: bool) -> None:
    draw_bars(painter, shapes.boxes_of([rect]), theme, settled=settled)


def _struck_swatch(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    draw_struck_bars(painter, shapes.boxes_of([rect]), theme)


def _swatch(kind: str, painter: QPainter, rect: QRectF, theme: Theme) -> None:
    at, size = [rect.center()], rect.height()
    match kind:
        case "trigger":
            shapes.draw_trigger(painter, at, size * 1.6, theme, theme.triggered)
        case "answer":
            shapes.draw_bubble(painter, at, size * 1.3, theme)
        case "held":
            shapes.draw_held(painter, at, size * 1.5, theme)
        case "onset":
            shapes.draw_shapes(painter, [QPointF(at[0].x(), rect.top())], shapes.onset, size, theme.text)
        case _:
            shapes.draw_shapes(painter, [QPointF(at[0].x(), rect.bottom())], shapes.offset, size, theme.text)
