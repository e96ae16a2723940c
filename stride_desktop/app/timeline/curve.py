"""The probability curve and the strip of labels below the spans."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from stride_desktop.app.theme import Theme, faded, mix, small_font
from stride_desktop.app.timeline import series, shapes
from stride_desktop.app.timeline.scale import Bands, TimeScale
from stride_desktop.core.timeline import TimelineSnapshot

Values = NDArray[Any]


def draw_grid(painter: QPainter, bands: Bands, theme: Theme) -> None:
    """The lines at probability 0 and 1, and the dashed one at 0.5, where a slot turns active."""
    area = bands.curve
    for level in (0.0, 0.5, 1.0):
        y = round(area.bottom() - level * area.height()) + 0.5
        dashed = Qt.PenStyle.DashLine if level == 0.5 else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.gap if level == 0.5 else theme.border, 1, dashed))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


def draw_levels(painter: QPainter, bands: Bands, theme: Theme) -> None:
    """Name the lines at 0.5 and 1, where there is room to."""
    if bands.curve.height() < bands.unit * 3.5:
        return
    painter.setFont(small_font(painter.font(), 0.8))
    metrics = QFontMetricsF(painter.font())
    for level in (0.5, 1.0):
        text = f"{level:.0%}"
        box = QRectF(2, 0, metrics.horizontalAdvance(text) + 6, metrics.height())
        box.moveTop(bands.curve.bottom() - level * bands.curve.height() + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(theme.background, 0.75))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.muted)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_curve(
    painter: QPainter, snapshot: TimelineSnapshot, scale: TimeScale, bands: Bands, theme: Theme
) -> None:
    """P(active) of every second as steps; with several seconds to a pixel, their range and their mean."""
    first, values = snapshot.first_second, snapshot.probabilities
    edges = series.columns(first, values.size, scale)
    if edges.size < 2:
        return
    x = (edges - scale.start) / scale.per_pixel
    bottom, height = bands.curve.bottom(), bands.curve.height()
    high = bottom - series.reduced(values, np.fmax, edges, first) * height
    if scale.per_pixel <= 1:
        _fill(painter, x, high, np.full_like(high, bottom), mix(theme.background, theme.curve, 0.16))
        _line(painter, x, high, theme.curve, 1.5)
        return
    low = bottom - series.reduced(values, np.fmin, edges, first) * height
    mean = bottom - series.mean(values, edges, first) * height
    _fill(painter, x, high, low, mix(theme.background, theme.curve, 0.4))
    _line(painter, x, mean, theme.curve, 1)


def _line(painter: QPainter, x: Values, y: Values, colour: QColor, width: float) -> None:
    """Steps of height y[i] from x[i] to x[i + 1]; NaN breaks the line."""
    if shapes.vector(painter):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, width))
        for part in _known(y):
            edges, heights = x[part.start : part.stop + 1], y[part]
            painter.drawPolyline(_polygon(np.repeat(edges, 2)[1:-1], np.repeat(heights, 2)))
        return
    ratio = shapes.device_ratio(painter)
    pixels = max(1, round(width * ratio))
    thick = pixels / ratio
    x, y = np.round(x * ratio) / ratio, (np.round(y * ratio) - pixels // 2) / ratio
    boxes = np.stack((x[:-1], y, x[1:] - x[:-1], np.full_like(y, thick)), axis=1)
    rise = np.abs(np.diff(y))
    steps = np.stack((x[1:-1], np.minimum(y[1:], y[:-1]), np.full_like(rise, thick), rise + thick), axis=1)
    _draw_boxes(painter, np.concatenate((boxes, steps[rise > 0])), colour)


def _fill(painter: QPainter, x: Values, top: Values, foot: Values, colour: QColor) -> None:
    """The area between two step lines; nothing where they are NaN."""
    if shapes.vector(painter):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for part in _known(top):
            edges = np.repeat(x[part.start : part.stop + 1], 2)[1:-1]
            outline = np.concatenate((np.repeat(top[part], 2), np.repeat(foot[part], 2)[::-1]))
            painter.drawPolygon(_polygon(np.concatenate((edges, edges[::-1])), outline))
        return
    _draw_boxes(painter, np.stack((x[:-1], top, x[1:] - x[:-1], foot - top), axis=1), colour)


def _known(values: Values) -> list[slice]:
    """The stretches without NaN."""
    known = np.concatenate(([False], ~np.isnan(values), [False]))
    edges = np.flatnonzero(known[1:] != known[:-1]).tolist()
    return [slice(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _polygon(x: Values, y: Values) -> Any:  # noqa: ANN401
    return pg.functions.arrayToQPolygonF(x, y)


def _draw_boxes(painter: QPainter, boxes: Values, colour: QColor) -> None:
    """Rectangles, a row (left, top, width, height) each, without those that have a NaN.

    They are handed to Qt as one array: as a list of objects they would take three times as long.
    """
    boxes = boxes[~np.isnan(boxes[:, 1]) & ~np.isnan(boxes[:, 3])]
    if not len(boxes):
        return
    rects = pg.Qt.internals.PrimitiveArray(QRectF, 4)
    rects.resize(len(boxes))
    rects.ndarray()[:] = boxes
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRects(*rects.drawargs())


def draw_strip(
    painter: QPainter, snapshot: TimelineSnapshot, scale: TimeScale, bands: Bands, theme: Theme
) -> None:
    """The label of every second: a thin line while inactive, hatched or solid while active."""
    edges = series.columns(snapshot.first_second, snapshot.labels.size, scale)
    if edges.size < 2:
        return
    values = series.strip_values(snapshot, edges)
    starts, ends = series.runs(values)
    x = (edges - scale.start) / scale.per_pixel
    left, width, kinds = x[starts], x[ends] - x[starts], values[starts]
    band = bands.strip
    thin = max(2.0, round(band.height() * 0.22))

    def boxes(kind: int, height: float) -> Values:
        chosen = kinds == kind
        top = np.full(int(chosen.sum()), round(band.center().y() - height / 2))
        return np.stack((left[chosen], top, width[chosen], np.full_like(top, height)), axis=1)

    _draw_boxes(painter, boxes(series.IDLE, thin), theme.gap)
    _draw_boxes(painter, boxes(series.SETTLED, band.height()), theme.settled)
    tentative = boxes(series.TENTATIVE, band.height())
    _draw_boxes(painter, tentative, faded(theme.tentative, 0.2))
    rects = [QRectF(*box) for box in tentative.tolist()]
    shapes.fill_hatched(painter, rects, theme.tentative, band.height() / 1.6)
