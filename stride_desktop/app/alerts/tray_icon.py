"""Draws the icon in the notification area: each state has its own shape and colour."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from stride_desktop.app.look.icon import paint_curve
from stride_desktop.app.look.pixmaps import painted
from stride_desktop.app.look.theme import BLUE, PURPLE, VERMILLION

_SIZES = (16, 22, 24, 32, 48, 64)
_GREY = "#6f747b"


class TrayState(Enum):
    """What the program does."""

    IDLE = "idle"
    WATCHING = "watching"
    PAUSED = "paused"
    PRIVATE = "private"
    SNOOZED = "snoozed"


_FILLS = {
    TrayState.WATCHING: BLUE,
    TrayState.PAUSED: _GREY,
    TrayState.PRIVATE: "#202226",
    TrayState.SNOOZED: QColor(PURPLE).darker(150),
}


@lru_cache(maxsize=16)
def tray_icon(state: TrayState, unseen: bool) -> QIcon:
    """The icon of a state.

    Idle: a hollow frame with a flat line. Watching: the program's icon. Paused: two bars. Private: a closed
    eye. Snoozed: a moon. unseen: with a dot at the upper right, set off from the rest.
    """
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_draw(state, unseen, size))
    return icon


def _draw(state: TrayState, unseen: bool, size: int) -> QPixmap:
    with painted(size, size) as (pixmap, painter):
        if state is TrayState.IDLE:
            _hollow(painter, size)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(_FILLS[state]))
            painter.drawRoundedRect(QRectF(0, 0, size, size), 0.22 * size, 0.22 * size)
        if state in _SIGNS:
            _SIGNS[state](painter, size)
        if unseen:
            _dot(painter, size)
    return pixmap


def _hollow(painter: QPainter, size: int) -> None:
    """A hollow frame, in a grey with contrast to light and dark panels."""
    width = max(1.5, 0.09 * size)
    grey = QColor("#8a8f96")
    painter.setPen(QPen(grey, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner = QRectF(width / 2, width / 2, size - width, size - width)
    painter.drawRoundedRect(inner, 0.2 * size, 0.2 * size)
    painter.setPen(QPen(grey, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(0.28 * size, 0.62 * size), QPointF(0.72 * size, 0.62 * size))


def _bars(painter: QPainter, size: int) -> None:
    painter.setBrush(QColor("white"))
    for left in (0.28, 0.57):
        painter.drawRect(
            QRectF(round(left * size), round(0.25 * size), round(0.16 * size), round(0.5 * size))
        )


def _moon(painter: QPainter, size: int) -> None:
    disc, bite = QPainterPath(), QPainterPath()
    disc.addEllipse(QPointF(0.47 * size, 0.52 * size), 0.31 * size, 0.31 * size)
    bite.addEllipse(QPointF(0.62 * size, 0.41 * size), 0.27 * size, 0.27 * size)
    painter.setBrush(QColor("white"))
    painter.drawPath(disc.subtracted(bite))


def _closed_eye(painter: QPainter, size: int) -> None:
    pen = QPen(QColor("white"), max(1.5, 0.09 * size), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(0.2 * size, 0.12 * size, 0.6 * size, 0.5 * size), 200 * 16, 140 * 16)
    for x, y in ((0.24, 0.66), (0.5, 0.78), (0.76, 0.66)):
        painter.drawLine(
            QPointF(0.5 * size + (x - 0.5) * 0.8 * size, (y - 0.12) * size), QPointF(x * size, y * size)
        )


def _dot(painter: QPainter, size: int) -> None:
    """The mark of unseen events: a dot in a transparent ring."""
    radius = 0.21 * size
    centre = QPointF(size - radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("black"))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.drawEllipse(centre, radius + 0.08 * size, radius + 0.08 * size)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setBrush(QColor(VERMILLION))
    painter.drawEllipse(centre, radius, radius)


_SIGNS = {
    TrayState.WATCHING: paint_curve,
    TrayState.PAUSED: _bars,
    TrayState.PRIVATE: _closed_eye,
    TrayState.SNOOZED: _moon,
}
