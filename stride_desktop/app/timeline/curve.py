"""The probability curve and the strip of labels below the spans."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from stride_desktop.app.theme import Theme, faded, mix, small_font
from stride_desktop.app.timeline import series, shapes
from stride_desktop.app.timeline.scale import Lanes, TimeScale
from stride_desktop.core.timeline import TimelineSnapshot

Values = NDArray[Any]


def draw_grid(painter: QPainter, lanes: Lanes, theme: Theme) -> None:
    """The lines at probability 0 and 1, and the dashed one at 0.5, where a slot turns active."""
    area = lanes.curve
    for level in (0.0, 0.5, 1.0):
        y = round(area.bottom() - level * area.height()) + 0.5
        dashed = Qt.PenStyle.DashLine if level == 0.5 else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.gap if level == 0.5 else theme.border, 1, dashed))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


def draw_levels(painter: QPainter, lanes: Lanes, theme: Theme) -> None:
    """Name the lines at 0.5 and 1, where there is room to."""
    if lanes.curve.height() < lanes.unit * 3:
        return
    painter.setFont(small_font(painter.font(), 0.8))
    metrics = QFontMetricsF(painter.font())
    for level in (0.5, 1.0):
        text = f"{level:.0%}"
        box = QRectF(2, 0, metrics.horizontalAdvance(text) + 6, metrics.height())
        box.moveTop(lanes.curve.bottom() - level * lanes.curve.height() + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(theme.background, 0.75))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.muted)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_curve(
    painter: QPainter, snapshot: TimelineSnapshot, scale: TimeScale, lanes: Lanes, theme: Theme
) -> None:
    """P(active) of every second as steps; with several seconds to a pixel, their range and their mean."""
    first, values = snapshot.first_second, snapshot.probabilities
    edges = series.columns(first, values.size, scale)
    if edges.size < 2:
        return
    x = (edges - scale.start) / scale.per_pixel
    bottom, height = lanes.curve.bottom(), lanes.curve.height()
    high = bottom - series.reduced(values, np.fmax, edges, first) * height
    if scale.per_pixel <= 1:
        _fill(painter, x, high, np.full_like(high, bottom), mix(theme.background, theme.curve, 0.16))
        _line(painter, x, np.floor(high) + 0.5, QPen(theme.curve, 1.5))  # in the middle of a pixel: crisp
        return
    low = bottom - series.reduced(values, np.fmin, edges, first) * height
    mean = bottom - series.mean(values, edges, first) * height
    _fill(painter, x, high, low, mix(theme.background, theme.curve, 0.4))
    _line(painter, x, mean, QPen(theme.curve, 1))


def _line(painter: QPainter, x: Values, y: Values, pen: QPen) -> None:
    """Steps of height y[i] from x[i] to x[i + 1]; NaN breaks the line."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawPath(pg.functions.arrayToQPath(np.repeat(x, 2)[1:-1], np.repeat(y, 2), connect="finite"))


def _fill(painter: QPainter, x: Values, top: Values, foot: Values, colour: QColor) -> None:
    """The area between two step lines; nothing where they are NaN."""
    known = ~np.isnan(top)
    left, right, top, foot = x[:-1][known], x[1:][known], top[known], foot[known]
    boxes = zip(left.tolist(), top.tolist(), (right - left).tolist(), (foot - top).tolist(), strict=True)
    # Upright boxes without smoothing: filling the same area as one path takes ten times as long.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    _draw(painter, [QRectF(*box) for box in boxes], QBrush(colour))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def draw_strip(
    painter: QPainter, snapshot: TimelineSnapshot, scale: TimeScale, lanes: Lanes, theme: Theme
) -> None:
    """The label of every second: a thin line while inactive, hatched or solid while active."""
    edges = series.columns(snapshot.first_second, snapshot.labels.size, scale)
    if edges.size < 2:
        return
    values = series.strip_values(snapshot, edges)
    starts, ends = series.runs(values)
    x = (edges - scale.start) / scale.per_pixel
    rects: dict[int, list[QRectF]] = {kind: [] for kind in range(4)}
    lane = lanes.strip
    for kind, left, right in zip(values[starts].tolist(), x[starts].tolist(), x[ends].tolist(), strict=True):
        rects[kind].append(QRectF(left, lane.top(), right - left, lane.height()))
    thin = max(2.0, lane.height() * 0.22)
    idle = [QRectF(r.left(), lane.center().y() - thin / 2, r.width(), thin) for r in rects[series.IDLE]]
    ratio = painter.device().devicePixelRatioF()
    _draw(painter, idle, QBrush(theme.gap))
    _draw(painter, rects[series.SETTLED], QBrush(theme.settled))
    _draw(painter, rects[series.TENTATIVE], QBrush(faded(theme.tentative, 0.2)))
    _draw(painter, rects[series.TENTATIVE], shapes.hatch(theme.tentative, lane.height() / 1.6, ratio))


def _draw(painter: QPainter, rects: list[QRectF], brush: QBrush) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush)
    painter.drawRects(rects)
