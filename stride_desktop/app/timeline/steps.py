"""A curve in steps with an area around it, as pixels or as shapes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from stride_desktop.app.timeline import shapes

Values = NDArray[np.float64]

_MARGIN = 2
"""Pixels by which a line may reach out of its area."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Column i reaches from x[i] to x[i + 1], in pixels. The other values are 0..1, NaN for nothing.

    x: float64, shape (m + 1,). high, low: edges of the area; line: height of the line; shape (m,).
    """

    x: Values
    high: Values
    low: Values
    line: Values


def draw_steps(
    painter: QPainter, steps: Steps, area: QRectF, fill: QColor, line: QColor, width: float
) -> None:
    """Fill the area between high and low, and draw the line; 0 is at the bottom of `area`, 1 at its top."""
    if shapes.vector(painter):
        _draw_shapes(painter, steps, area, fill, line, width)
    else:
        _draw_pixels(painter, steps, area, fill, line, width)


def _draw_pixels(
    painter: QPainter, steps: Steps, area: QRectF, fill: QColor, line: QColor, width: float
) -> None:
    """All at once as an image: a thousand narrow rectangles would take ten times as long."""
    ratio = shapes.device_ratio(painter)
    high, low, level = (_rows(values, area, ratio) for values in _by_pixel(steps, area.width(), ratio))
    thick = max(1, round(width * ratio))
    top, foot = level, level
    for shift in range(1, thick + 1):  # where it steps up or down, the line is as thick
        before = np.concatenate((level[:1].repeat(shift), level[:-shift]))
        top, foot = np.fmin(top, before), np.fmax(foot, before)
    top = np.where(np.isnan(level), np.nan, top - thick // 2)
    count = math.ceil((area.height() + 2 * _MARGIN) * ratio)
    pixels = np.multiply(_within(count, high, low), np.uint32(fill.rgb()))
    np.copyto(pixels, np.uint32(line.rgb()), where=_within(count, top, foot - thick // 2 + thick))
    across = pixels.shape[1]
    image = QImage(pixels.data, across, count, across * 4, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(area.left(), area.top() - _MARGIN), image)


def _within(count: int, top: Values, foot: Values) -> NDArray[np.bool_]:
    """Which of `count` rows lie in top..foot, in every column: shape (count, n); none where these are NaN."""
    known = ~(np.isnan(top) | np.isnan(foot))
    first = np.where(known, top, 0).astype(np.int16)
    length = np.where(known, np.maximum(foot - top, 0), 0).astype(np.uint16)
    rows = np.arange(count, dtype=np.int16)[:, np.newaxis]
    # One comparison instead of two: rows above the first wrap around to large numbers.
    inside: NDArray[np.bool_] = (rows - first).view(np.uint16) < length
    return inside


def _by_pixel(steps: Steps, width: float, ratio: float) -> tuple[Values, Values, Values]:
    """The values at every pixel of the device across the area."""
    middles = (np.arange(math.ceil(width * ratio)) + 0.5) / ratio
    column = np.searchsorted(steps.x, middles, side="right") - 1
    outside = (column < 0) | (column >= steps.high.size)
    column[outside] = 0
    high, low, line = (values[column] for values in (steps.high, steps.low, steps.line))
    for values in (high, low, line):
        values[outside] = np.nan
    return high, low, line


def _rows(values: Values, area: QRectF, ratio: float) -> Values:
    """The rows of the image for values."""
    rows: Values = np.round(((1 - values) * area.height() + _MARGIN) * ratio)
    return rows


def _draw_shapes(
    painter: QPainter, steps: Steps, area: QRectF, fill: QColor, line: QColor, width: float
) -> None:
    """A polygon and a polyline for every stretch without a gap."""
    high, low, level = (
        area.bottom() - values * area.height() for values in (steps.high, steps.low, steps.line)
    )
    for part in _stretches(level):
        edges = np.repeat(steps.x[part.start : part.stop + 1], 2)[1:-1]
        outline = np.concatenate((np.repeat(high[part], 2), np.repeat(low[part], 2)[::-1]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(_polygon(np.concatenate((edges, edges[::-1])), outline))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(line, width))
        painter.drawPolyline(_polygon(edges, np.repeat(level[part], 2)))


def _stretches(values: Values) -> list[slice]:
    """The ranges without NaN."""
    known = np.concatenate(([False], ~np.isnan(values), [False]))
    edges = np.flatnonzero(known[1:] != known[:-1]).tolist()
    return [slice(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _polygon(x: Values, y: Values) -> QPolygonF:
    return QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)])
