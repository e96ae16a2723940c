"""The line above a lane: the request and the model, and whether it is the active one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from stride_desktop.app.look.theme import Theme, bold_font, faded, small_font
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.scale import Bands


def draw_header(
    painter: QPainter, title: str, model: str, bands: Bands, font: QFont, theme: Theme, *, active: bool
) -> None:
    """The active lane has a pointer, bold words and a tinted line; the others have none of these."""
    area = bands.header
    painter.fillRect(area, faded(theme.accent, 0.16) if active else theme.surface)
    painter.setPen(QPen(theme.border, 1))
    painter.drawLine(QPointF(area.left(), area.bottom() - 0.5), QPointF(area.right(), area.bottom() - 0.5))
    left = area.left() + bands.unit * 0.35
    if active:
        _draw_pointer(painter, QPointF(left, area.center().y()), bands.unit * 0.5, theme)
    left += bands.unit * 0.75
    small = small_font(font)
    room = area.right() - bands.unit * 0.5 - left
    name = _elided(model, small, room * 0.4)
    width = QFontMetricsF(small).horizontalAdvance(name) + 2 if name else 0.0
    title_font = bold_font(small) if active else small
    words = _elided(title, title_font, room - width - bands.unit)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.setFont(title_font)
    painter.setPen(theme.text)
    painter.drawText(QRectF(left, area.top(), room, area.height() - 1), middle, words)
    painter.setFont(small)
    painter.setPen(theme.muted)
    right = QRectF(left + room - width, area.top(), width, area.height() - 1)
    painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, name)


def _elided(text: str, font: QFont, width: float) -> str:
    return QFontMetricsF(font).elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, width)


def _draw_pointer(painter: QPainter, at: QPointF, size: float, theme: Theme) -> None:
    shapes.smooth(painter, on=True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.text)
    half = size / 2
    corners = (QPointF(0, -half), QPointF(size * 0.85, 0), QPointF(0, half))
    painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
    shapes.smooth(painter, on=False)
