"""Drawing of the time axis: round times of day, or round times since the start."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from stride_desktop.app.look.theme import Theme, small_font
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.scale import TimeScale


def axis_height(font: QFont) -> int:
    """Pixels that the axis needs, in a widget's font."""
    height = QFontMetricsF(small_font(font)).height()
    return round(height + _tick(height) + 4)


def _tick(height: float) -> int:
    return round(height * 0.3)


def draw_axis(
    painter: QPainter,
    area: QRectF,
    scale: TimeScale,
    clock: DisplayClock,
    playhead: float | None,
    font: QFont,
    theme: Theme,
) -> None:
    """A line along the top of `area`, marks that are round on the clock, and the time of the play-head."""
    painter.setFont(small_font(font))
    metrics = QFontMetricsF(painter.font())
    tick = _tick(metrics.height())
    most = int(area.width() / (metrics.horizontalAdvance("00:00:00") * 1.6))
    marks, step = clock.marks(scale.start, scale.end, most)
    top = area.top() + 0.5
    painter.setPen(QPen(theme.border, 1))
    painter.drawLine(QPointF(area.left(), top), QPointF(area.right(), top))
    places = [area.left() + round(scale.x(mark)) + 0.5 for mark in marks]
    for x in places:
        painter.drawLine(QPointF(x, top), QPointF(x, top + tick))
    tag = QRectF()
    if playhead is not None and scale.start <= playhead <= scale.end:
        tag = _tag(area, area.left() + scale.x(playhead), clock.text(playhead), metrics)
    painter.setPen(theme.muted)
    for x, mark in zip(places, marks, strict=True):
        text = clock.mark(mark, step)
        box = QRectF(0, top + tick + 1, metrics.horizontalAdvance(text) + 2, metrics.height())
        box.moveLeft(x - box.width() / 2)
        if box.left() >= area.left() and box.right() <= area.right() and not box.intersects(tag):
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    if playhead is not None and not tag.isNull():
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.text)
        painter.drawRoundedRect(tag, tag.height() / 2, tag.height() / 2)
        painter.setPen(theme.background)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, clock.text(playhead))


def _tag(area: QRectF, x: float, text: str, metrics: QFontMetricsF) -> QRectF:
    """Position of the play-head's time label, as near to `x` as space allows."""
    tag = QRectF(0, 0, metrics.horizontalAdvance(text) + metrics.height(), metrics.height() + 2)
    tag.moveBottom(area.bottom())
    tag.moveLeft(min(max(area.left(), x - tag.width() / 2), area.right() - tag.width()))
    return tag
