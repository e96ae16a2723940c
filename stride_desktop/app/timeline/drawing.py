"""Draws the lanes, the play-head and the axis with any painter: the widget's, an image's, a file's."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from stride_desktop.app.look.theme import Theme
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.backdrop import draw_gaps, draw_window
from stride_desktop.app.timeline.band import LaneView


def draw_lane(painter: QPainter, view: LaneView) -> None:
    """One lane: its bands, and the backdrop that they share."""
    row, scale, layout, theme = view.row, view.scale, view.layout, view.style.theme
    shapes.smooth(painter, on=False)
    painter.setBrushOrigin(layout.whole.topLeft())  # a lane's hatches are the same wherever it lies
    if row.snapshot.window is not None and row.snapshot.begin is not None:
        start, end = row.snapshot.window
        draw_window(painter, (max(start, row.snapshot.begin), end), scale, layout, theme)
    for band, area in layout.areas.items():
        band.paint_values(painter, view, area)
    painter.setFont(view.style.font)
    draw_gaps(painter, row.snapshot.gaps, scale, layout, theme)
    for band, area in layout.areas.items():
        band.paint(painter, view, area)


def draw_playhead(painter: QPainter, x: float, area: QRectF, theme: Theme) -> None:
    """A line at `x` through all lanes; the axis shows its time."""
    shapes.smooth(painter, on=True)
    painter.setPen(QPen(theme.text, 1.5))
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def draw_stretch(painter: QPainter, left: float, right: float, height: float, theme: Theme) -> None:
    """A tint over the range between two pixels, and a line at either end."""
    veil = QColor(theme.accent)
    veil.setAlpha(52 if theme.dark else 36)
    painter.fillRect(round(left), 0, max(1, round(right) - round(left)), math.ceil(height), veil)
    painter.setPen(QPen(theme.accent, 1))
    for x in (round(left) + 0.5, round(right) - 0.5):
        painter.drawLine(QPointF(x, 0), QPointF(x, height))
