"""The shapes of the timeline, shared by the picture, its legend and its exports."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import cast

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)

from stride_desktop.app.look.pixmaps import painted
from stride_desktop.app.look.theme import Theme

Shape = Callable[[QPainter, float, tuple[QColor, ...]], None]
"""Draws a shape of a size, in some colours, around the origin."""


Boxes = NDArray[np.float64]
"""Rectangles: shape (n, 4), a row (left, top, width, height) each."""


def vector(painter: QPainter) -> bool:
    """The painter records shapes instead of pixels."""
    kinds = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture)
    return painter.paintEngine() is not None and painter.paintEngine().type() in kinds


def device_ratio(painter: QPainter) -> float:
    """Device pixels in a pixel of the painter."""
    return painter.device().devicePixelRatioF() if painter.device() else 1.0


def smooth(painter: QPainter, *, on: bool) -> None:
    """Smooth the edges of slanted shapes; upright ones are crisp, and ten times as fast, without."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on)


def draw_shapes(
    painter: QPainter, places: Iterable[QPointF], shape: Shape, size: float, *colours: QColor
) -> None:
    """A shape at every place. On pixels it is painted once and copied."""
    if vector(painter):
        for at in places:
            painter.translate(at)
            shape(painter, size, colours)
            painter.translate(-at)
        return
    ratio = device_ratio(painter)
    stamp = _stamp(shape, size, tuple(colour.rgba() for colour in colours), ratio)
    half = stamp.width() // 2
    for at in places:
        corner = QPointF(round(at.x() * ratio) - half, round(at.y() * ratio) - half)
        painter.drawPixmap(corner / ratio, stamp)


@lru_cache(maxsize=128)
def _stamp(shape: Shape, size: float, colours: tuple[int, ...], ratio: float) -> QPixmap:
    half = math.ceil((size + 2) * ratio)
    with painted(2 * half, 2 * half, ratio) as (pixmap, painter):
        painter.translate(half / ratio, half / ratio)
        shape(painter, size, tuple(QColor.fromRgba(colour) for colour in colours))
    return pixmap


def _polygon(points: Iterable[tuple[float, float]], size: float) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x * size, y * size) for x, y in points]))
    path.closeSubpath()
    return path


def diamond(size: float) -> QPainterPath:
    """◆ of a height of `size` around the origin."""
    return _polygon([(0, -0.5), (0.5, 0), (0, 0.5), (-0.5, 0)], size)


def triangle(size: float, *, down: bool = False) -> QPainterPath:
    """▲ with its apex at the origin, or ▼ with `down`."""
    depth = -1 if down else 1
    return _polygon([(0, 0), (0.6, depth), (-0.6, depth)], size)


def onset(painter: QPainter, size: float, colours: tuple[QColor, ...]) -> None:
    """▲ with its apex at the origin."""
    painter.fillPath(triangle(size), colours[0])


def offset(painter: QPainter, size: float, colours: tuple[QColor, ...]) -> None:
    """▼ with its apex at the origin."""
    painter.fillPath(triangle(size, down=True), colours[0])


def trigger(painter: QPainter, size: float, colours: tuple[QColor, ...]) -> None:
    """The marker of a trigger: a filled diamond with a flash. Colours: fill, edge, flash."""
    painter.setPen(QPen(colours[1], 1.4))
    painter.setBrush(colours[0])
    painter.drawPath(diamond(size))
    flash = [(0.12, -0.5), (-0.26, 0.08), (-0.02, 0.08), (-0.12, 0.5), (0.26, -0.1), (0.02, -0.1)]
    painter.fillPath(_polygon(flash, size * 0.62), colours[2])


def held(painter: QPainter, size: float, colours: tuple[QColor, ...]) -> None:
    """The marker of a suppressed event: a hollow diamond. Colours: edge, inside."""
    painter.setPen(QPen(colours[0], 2))
    painter.setBrush(colours[1])
    painter.drawPath(diamond(size * 0.86))


def bubble(painter: QPainter, size: float, colours: tuple[QColor, ...]) -> None:
    """The marker of an answer: a speech bubble. Colours: fill, edge, lines of writing."""
    box = QRectF(-size * 0.5, -size * 0.45, size, size * 0.68)
    path = QPainterPath()
    path.addRoundedRect(box, size * 0.16, size * 0.16)
    tail = _polygon([(-0.3, 0.15), (-0.3, 0.5), (0.04, 0.15)], size)
    painter.setPen(QPen(colours[1], 1.2))
    painter.setBrush(colours[0])
    painter.drawPath(path.united(tail))
    painter.setPen(QPen(colours[2], max(1.0, size * 0.09)))
    for y, right in ((-0.24, 0.28), (0.02, 0.1)):
        painter.drawLine(QPointF(-size * 0.28, size * y), QPointF(size * right, size * y))


def right_mark(painter: QPainter, size: float, colours: tuple[QColor, ...]) -> None:
    """✓ around the origin."""
    painter.setPen(QPen(colours[0], max(1.4, size * 0.16)))
    points = [(-0.34, 0.02), (-0.1, 0.28), (0.36, -0.28)]
    painter.drawPolyline(QPolygonF([QPointF(x * size, y * size) for x, y in points]))


def wrong_mark(painter: QPainter, size: float, colours: tuple[QColor, ...]) -> None:
    """✗ around the origin."""
    painter.setPen(QPen(colours[0], max(1.4, size * 0.16)))
    half = size * 0.28
    painter.drawLine(QPointF(-half, -half), QPointF(half, half))
    painter.drawLine(QPointF(-half, half), QPointF(half, -half))


def draw_trigger(
    painter: QPainter, places: Iterable[QPointF], size: float, theme: Theme, fill: QColor
) -> None:
    """Markers of triggers."""
    draw_shapes(painter, places, trigger, size, fill, theme.background, theme.on(fill))


def draw_held(painter: QPainter, places: Iterable[QPointF], size: float, theme: Theme) -> None:
    """Markers of suppressed events."""
    draw_shapes(painter, places, held, size, theme.suppressed, theme.background)


def draw_bubble(painter: QPainter, places: Iterable[QPointF], size: float, theme: Theme) -> None:
    """Markers of answers."""
    draw_shapes(painter, places, bubble, size, theme.background, theme.text, theme.text)


@lru_cache(maxsize=32)
def _hatch(rgba: int, spacing: int, ratio: float) -> QBrush:
    side = max(4, round(spacing * ratio))
    with painted(side, side) as (tile, painter):
        painter.setPen(QPen(QColor.fromRgba(rgba), 1.2 * ratio))
        for shift in (-side, 0, side):
            painter.drawLine(QPointF(shift - 1, side + 1), QPointF(shift + side + 1, -1))
    tile.setDevicePixelRatio(ratio)
    return QBrush(tile)


def fill_hatched(painter: QPainter, rects: list[QRectF], colour: QColor, spacing: float) -> None:
    """Fill areas with diagonal lines, `spacing` pixels apart."""
    if not vector(painter):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_hatch(colour.rgba(), round(spacing), device_ratio(painter)))
        painter.drawRects(rects)
        return
    painter.setPen(QPen(colour, 1.2))
    for rect in rects:
        painter.drawLines(_diagonals(rect, max(4.0, spacing)))


def _diagonals(rect: QRectF, spacing: float) -> list[QLineF]:
    """Lines from the lower left to the upper right, cut at the edges of the rectangle."""
    first = math.ceil((rect.left() + rect.top()) / spacing)
    last = math.floor((rect.right() + rect.bottom()) / spacing)
    lines = []
    for total in (index * spacing for index in range(first, last + 1)):
        low, high = max(rect.left(), total - rect.bottom()), min(rect.right(), total - rect.top())
        lines.append(QLineF(low, total - low, high, total - high))
    return lines


def draw_boxes(painter: QPainter, boxes: Boxes, colour: QColor) -> None:
    """Filled rectangles; not those whose top or height is NaN.

    Qt reads them from the array, whose rows lie in memory as QRectF does: a list of objects would take three
    times as long.
    """
    boxes = np.ascontiguousarray(boxes[~np.isnan(boxes[:, 1] + boxes[:, 3])])
    if not len(boxes):
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRects(cast("QRectF", shiboken6.wrapInstance(boxes.ctypes.data, QRectF)), len(boxes))


def rects_of(boxes: Boxes) -> list[QRectF]:
    """Boxes as rectangles."""
    return [QRectF(*box) for box in boxes.tolist()]


def boxes_of(rects: Iterable[QRectF]) -> Boxes:
    """Rectangles as boxes."""
    return np.array([rect.getRect() for rect in rects]).reshape(-1, 4)


def draw_lines(
    painter: QPainter, x: NDArray[np.float64], top: float, height: float, width: float, colour: QColor
) -> None:
    """Upright lines at sorted pixels; those that touch are one box."""
    if not x.size:
        return
    smooth(painter, on=False)
    left = np.floor(x)
    heads = np.flatnonzero(np.diff(left, prepend=-np.inf) > width)
    tails = np.concatenate((heads[1:], [left.size])) - 1
    boxes = np.empty((heads.size, 4))
    boxes[:, 0], boxes[:, 1] = left[heads], top
    boxes[:, 2], boxes[:, 3] = left[tails] + width - left[heads], height
    draw_boxes(painter, boxes, colour)


def draw_pill(painter: QPainter, rect: QRectF, text: str, metrics: QFontMetricsF, theme: Theme) -> None:
    """A text in a rounded box in the middle of a rectangle; nothing where it does not fit."""
    pill = QRectF(0, 0, metrics.horizontalAdvance(text) + metrics.height(), metrics.height() * 1.3)
    if pill.width() > rect.width() - 4 or pill.height() > rect.height():
        return
    pill.moveCenter(rect.center())
    painter.setPen(QPen(theme.border, 1))
    painter.setBrush(theme.background)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setPen(theme.muted)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


def draw_frame(painter: QPainter, rect: QRectF, theme: Theme, *, focused: bool) -> None:
    """The rounded edge of an area, thick while the keyboard is in it."""
    smooth(painter, on=True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.accent, 2) if focused else QPen(theme.border, 1))
    painter.drawRoundedRect(rect, 3, 3)


def draw_outlines(painter: QPainter, rects: list[QRectF], pen: QPen) -> None:
    """The edges of rectangles, half a pixel within them, where a line of one pixel is crisp."""
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRects([rect.adjusted(0.5, 0.5, -0.5, -0.5) for rect in rects])
