"""The probability curve and the strip of labels below the spans."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from stride_desktop.app.look.theme import Theme, faded, mix, small_font
from stride_desktop.app.timeline import series, shapes
from stride_desktop.app.timeline.scale import Bands, TimeScale
from stride_desktop.app.timeline.steps import Steps, draw_steps
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
    edges = series.watched_columns(snapshot, scale)
    if edges.size < 2:
        return
    x = series.places(snapshot, edges, scale)
    high = series.reduced(values, np.fmax, edges, first)
    if scale.per_pixel <= 1:
        steps = Steps(x, high, np.where(np.isnan(high), np.nan, 0.0), high)
        draw_steps(painter, steps, bands.curve, mix(theme.background, theme.curve, 0.16), theme.curve, 1.5)
    else:
        low, mean = series.reduced(values, np.fmin, edges, first), series.mean(values, edges, first)
        steps = Steps(x, high, low, mean)
        draw_steps(painter, steps, bands.curve, mix(theme.background, theme.curve, 0.4), theme.curve, 1)


def draw_strip(
    painter: QPainter, snapshot: TimelineSnapshot, scale: TimeScale, bands: Bands, theme: Theme
) -> None:
    """The label of every second: a thin line while inactive, hatched or solid while active."""
    edges = series.watched_columns(snapshot, scale)
    if edges.size < 2:
        return
    values = series.strip_values(snapshot, edges)
    starts, ends = series.runs(values)
    x = series.places(snapshot, edges, scale)
    left, width, kinds = x[starts], x[ends] - x[starts], values[starts]
    band = bands.strip
    thin = max(2.0, round(band.height() * 0.22))

    def boxes(kind: int, height: float) -> Values:
        chosen = kinds == kind
        top = np.full(int(chosen.sum()), round(band.center().y() - height / 2))
        return np.stack((left[chosen], top, width[chosen], np.full_like(top, height)), axis=1)

    shapes.draw_boxes(painter, boxes(series.IDLE, thin), theme.gap)
    shapes.draw_boxes(painter, boxes(series.SETTLED, band.height()), theme.settled)
    tentative = boxes(series.TENTATIVE, band.height())
    shapes.draw_boxes(painter, tentative, faded(theme.tentative, 0.2))
    shapes.fill_hatched(painter, shapes.rects_of(tentative), theme.tentative, band.height() / 1.6)
