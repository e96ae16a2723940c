"""The line above a lane: the request and the model, and whether it is the active one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from stride_desktop.app.look.theme import Theme, bold_font, faded, small_font
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.band import Band, LaneView
from stride_desktop.app.timeline.rows import Row


class HeaderBand(Band):
    """The request and the model; lanes without a title have none."""

    least = 1.15

    def shown(self, row: Row) -> bool:
        """The lane has a title."""
        return row.title is not None

    def height(self, unit: float, *, roomy: bool) -> int:  # noqa: ARG002
        """A line of text."""
        return round(unit * 1.15)

    def paint(self, painter: QPainter, view: LaneView, area: QRectF) -> None:
        """Title and model; for the active lane with a pointer, in bold and on a tinted line."""
        unit, theme = view.layout.unit, view.style.theme
        painter.fillRect(area, faded(theme.accent, 0.16) if view.active else theme.surface)
        painter.setPen(QPen(theme.border, 1))
        painter.drawLine(
            QPointF(area.left(), area.bottom() - 0.5), QPointF(area.right(), area.bottom() - 0.5)
        )
        left = area.left() + unit * 0.35
        if view.active:
            _draw_pointer(painter, QPointF(left, area.center().y()), unit * 0.5, theme)
        left += unit * 0.75
        small = small_font(view.style.font)
        room = area.right() - unit * 0.5 - left
        name = _elided(view.row.model, small, room * 0.4)
        width = QFontMetricsF(small).horizontalAdvance(name) + 2 if name else 0.0
        title_font = bold_font(small) if view.active else small
        words = _elided(view.row.title or "", title_font, room - width - unit)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(title_font)
        painter.setPen(theme.text)
        painter.drawText(QRectF(left, area.top(), room, area.height() - 1), middle, words)
        painter.setFont(small)
        painter.setPen(theme.muted)
        right = QRectF(left + room - width, area.top(), width, area.height() - 1)
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, name)


HEADER = HeaderBand()


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
