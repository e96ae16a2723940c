"""What lies behind the data: gaps, the activation window, and the words of an empty timeline."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen

from stride_desktop.app.theme import Theme, faded, small_font
from stride_desktop.app.timeline import shapes, words
from stride_desktop.app.timeline.scale import Lanes, TimeScale
from stride_desktop.core.timeline import Gap


def draw_gaps(painter: QPainter, gaps: tuple[Gap, ...], scale: TimeScale, lanes: Lanes, theme: Theme) -> None:
    """Hatch every stretch without frames and say why, where there is room."""
    area = QRectF(0, lanes.curve.top(), scale.width, lanes.strip.bottom() - lanes.curve.top())
    painter.setFont(small_font(painter.font()))
    metrics = QFontMetricsF(painter.font())
    brush = shapes.hatch(theme.gap, lanes.unit * 0.55, painter.device().devicePixelRatioF())
    for gap in gaps:
        left, right = max(-2.0, scale.x(gap.start)), min(scale.width + 2, scale.x(gap.end))
        if right < 0 or left > scale.width:
            continue
        rect = QRectF(left, area.top(), max(1.0, right - left), area.height())
        painter.fillRect(rect, faded(theme.gap, 0.12))
        painter.fillRect(rect, brush)
        painter.setPen(QPen(theme.gap, 1))
        painter.drawLines(
            [QLineF(rect.topLeft(), rect.bottomLeft()), QLineF(rect.topRight(), rect.bottomRight())]
        )
        _label(painter, rect, words.reason(gap.reason), metrics, theme)


def _label(painter: QPainter, rect: QRectF, text: str, metrics: QFontMetricsF, theme: Theme) -> None:
    pill = QRectF(0, 0, metrics.horizontalAdvance(text) + metrics.height(), metrics.height() * 1.3)
    if pill.width() > rect.width() - 4:
        return
    pill.moveCenter(rect.center())
    painter.setPen(QPen(theme.border, 1))
    painter.setBrush(theme.background)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setPen(theme.muted)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


def draw_window(
    painter: QPainter, window: tuple[float, float], scale: TimeScale, lanes: Lanes, theme: Theme
) -> None:
    """Bracket the seconds that the model is deciding about now."""
    left, right = max(-10.0, scale.x(window[0])), min(scale.width + 10, scale.x(window[1]))
    if right <= left:
        return
    top, tick = lanes.curve.top() - round(lanes.unit * 0.2), lanes.unit * 0.4
    painter.fillRect(QRectF(left, top, right - left, lanes.strip.bottom() - top), faded(theme.window, 0.06))
    bracket = QPainterPath(QPointF(left, top + tick))
    for point in (QPointF(left, top), QPointF(right, top), QPointF(right, top + tick)):
        bracket.lineTo(point)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.window, 2))
    painter.drawPath(bracket)


def draw_empty(painter: QPainter, lanes: Lanes, theme: Theme) -> None:
    """Say in words that there is nothing to see yet."""
    painter.setPen(theme.muted)
    text = QCoreApplication.translate("TimelineView", "Nothing watched yet — choose a source and press Start")
    inset = lanes.unit
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(lanes.whole.adjusted(inset, 0, -inset, 0), flags, text)
