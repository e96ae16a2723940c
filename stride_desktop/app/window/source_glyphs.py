"""Simple drawings in place of pictures: of a kind of source that is not, or cannot be, looked at."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from stride_desktop.sources.base import SourceKind
from stride_desktop.sources.catalog import CAMERA, FOLDER, NETWORK, VIDEO


def draw_glyph(painter: QPainter, place: QRectF, kind: SourceKind, colour: QColor) -> None:
    """Draw the sign of a kind in a square, with lines of a colour."""
    side = place.width()
    painter.save()
    painter.translate(place.topLeft())
    painter.setPen(QPen(colour, max(1.5, side * 0.05), j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if kind in (CAMERA, NETWORK):
        _draw_camera(painter, side, waves=kind is NETWORK)
    elif kind is VIDEO:
        painter.drawRoundedRect(_box(side, 0.1, 0.2, 0.9, 0.8), side * 0.06, side * 0.06)
        painter.drawPolygon(_points(side, (0.42, 0.37), (0.42, 0.63), (0.63, 0.5)))
    elif kind is FOLDER:
        outline = (0.1, 0.8), (0.1, 0.22), (0.4, 0.22), (0.47, 0.32), (0.9, 0.32), (0.9, 0.8)
        painter.drawPolygon(_points(side, *outline))
    else:
        painter.drawRoundedRect(_box(side, 0.08, 0.18, 0.92, 0.7), side * 0.05, side * 0.05)
        painter.drawLine(QPointF(0.32 * side, 0.84 * side), QPointF(0.68 * side, 0.84 * side))
        painter.drawLine(QPointF(0.5 * side, 0.7 * side), QPointF(0.5 * side, 0.84 * side))
    painter.restore()


def _draw_camera(painter: QPainter, side: float, waves: bool) -> None:
    """The camera; waves: it is reached over the network."""
    painter.drawRoundedRect(_box(side, 0.08, 0.32, 0.62, 0.74), side * 0.06, side * 0.06)
    if not waves:
        painter.drawPolygon(_points(side, (0.66, 0.48), (0.92, 0.36), (0.92, 0.7), (0.66, 0.58)))
        return
    for size in (0.16, 0.34, 0.52):
        place = QRectF((0.66 - size / 2) * side, (0.53 - size / 2) * side, size * side, size * side)
        painter.drawArc(place, -50 * 16, 100 * 16)


def _box(side: float, left: float, top: float, right: float, bottom: float) -> QRectF:
    return QRectF(QPointF(left * side, top * side), QPointF(right * side, bottom * side))


def _points(side: float, *shares: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x * side, y * side) for x, y in shares])
