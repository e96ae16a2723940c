"""Draws the program's icon: a rising activation, and the trigger on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from stride_desktop.app.look.pixmaps import painted
from stride_desktop.app.look.theme import BLUE, ORANGE

_SIZES = (16, 24, 32, 48, 64, 128, 256)
_CURVE = ((0.16, 0.70), (0.38, 0.70), (0.38, 0.32), (0.66, 0.32), (0.66, 0.70), (0.84, 0.70))
_TRIGGER = (0.38, 0.32)


def make_icon() -> QIcon:
    """The icon in every size that desktops ask for."""
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_draw(size))
    return icon


def _draw(size: int) -> QPixmap:
    with painted(size, size) as (pixmap, painter):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(BLUE))
        painter.drawRoundedRect(QRectF(0, 0, size, size), 0.22 * size, 0.22 * size)
        paint_curve(painter, size)
    return pixmap


def paint_curve(painter: QPainter, size: int) -> None:
    """The activation and the trigger on it, in white, on something dark of this size."""
    pen = QPen(QColor("white"), max(1.5, 0.075 * size))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF([QPointF(x * size, y * size) for x, y in _CURVE]))
    painter.setPen(QPen(QColor("white"), max(1.0, 0.04 * size)))
    painter.setBrush(QColor(ORANGE))
    painter.drawEllipse(QPointF(_TRIGGER[0] * size, _TRIGGER[1] * size), 0.13 * size, 0.13 * size)
