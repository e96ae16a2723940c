"""The background of the timeline: gaps, the activation window, and the text of an empty timeline."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from stride_desktop.app.look.theme import Theme, faded, small_font
from stride_desktop.app.timeline import shapes, words
from stride_desktop.app.timeline.band import Entry, LaneLayout
from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.core.timeline import Gap


def draw_gaps(
    painter: QPainter, gaps: tuple[Gap, ...], scale: TimeScale, layout: LaneLayout, theme: Theme
) -> None:
    """Hatch every gap, with its reason where there is room."""
    top, height = layout.data.top(), layout.data.height()
    rects, labels = [], []
    wide = layout.unit * 2
    for gap in gaps:
        left, right = max(-2.0, scale.x(gap.start)), min(scale.width + 2, scale.x(gap.end))
        if right < 0 or left > scale.width:
            continue
        rects.append(QRectF(left, top, max(1.0, right - left), height))
        if rects[-1].width() > wide:
            labels.append((rects[-1], words.reason(gap.reason)))
    if not rects:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(theme.gap, 0.12))
    painter.drawRects(rects)
    shapes.fill_hatched(painter, rects, theme.gap, layout.unit * 0.55)
    painter.setPen(QPen(theme.gap, 1))
    painter.drawLines([QLineF(rect.topLeft(), rect.bottomLeft()) for rect in rects])
    painter.drawLines([QLineF(rect.topRight(), rect.bottomRight()) for rect in rects])
    if labels:
        shapes.smooth(painter, on=True)
        painter.setFont(small_font(painter.font()))
        metrics = QFontMetricsF(painter.font())
        for rect, text in labels:
            shapes.draw_pill(painter, rect, text, metrics, theme)
        shapes.smooth(painter, on=False)


def draw_window(
    painter: QPainter, window: tuple[float, float], scale: TimeScale, layout: LaneLayout, theme: Theme
) -> None:
    """Draw a bracket over the activation window."""
    left, right = max(-10.0, scale.x(window[0])), min(scale.width + 10, scale.x(window[1]))
    if right <= left:
        return
    data, unit = layout.data, layout.unit
    top, tick = data.top() - round(unit * 0.2), unit * 0.4
    painter.fillRect(QRectF(left, top, right - left, data.bottom() - top), faded(theme.window, 0.06))
    corners = ((left, top + tick), (left, top), (right, top), (right, top + tick))
    painter.setPen(QPen(theme.window, 2))
    painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))


def draw_empty(painter: QPainter, area: QRectF, inset: float, theme: Theme) -> None:
    """Draw the text of an empty timeline."""
    painter.setPen(theme.muted)
    text = "Nothing watched yet — choose a source and press Start"
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(area.adjusted(inset, 0, -inset, 0), flags, text)


def backdrop_entries() -> tuple[Entry, ...]:
    """Gaps and the activation window in the legend."""
    return (
        (_gap, "not watched", "no frames, paused or stopped"),
        (_window, "window", "the seconds that are decided about now"),
    )


def _gap(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.fillRect(rect, faded(theme.gap, 0.12))
    shapes.fill_hatched(painter, [rect], theme.gap, rect.height() * 0.6)


def _window(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.setPen(QPen(theme.window, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    top, foot = rect.top() + 1, rect.top() + rect.height() * 0.6
    left, right = rect.left(), rect.right()
    corners = ((left, foot), (left, top), (right, top), (right, foot))
    painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))
