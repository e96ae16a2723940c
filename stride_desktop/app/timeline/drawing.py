"""Draws the lanes, the play-head and the axis with any painter: the widget's, an image's, a file's."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from stride_desktop.app.look.theme import Theme
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.backdrop import draw_gaps, draw_window
from stride_desktop.app.timeline.curve import draw_curve, draw_grid, draw_levels, draw_strip
from stride_desktop.app.timeline.header import draw_header
from stride_desktop.app.timeline.review_band import Marks, draw_review
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.scale import Bands, TimeScale
from stride_desktop.app.timeline.spans import draw_spans


@dataclass(frozen=True, slots=True)
class Look:
    """Font and colours."""

    font: QFont
    theme: Theme


def draw_row(
    painter: QPainter, row: Row, scale: TimeScale, bands: Bands, look: Look, marks: Marks, *, active: bool
) -> None:
    """One lane."""
    theme, snapshot = look.theme, row.snapshot
    shapes.smooth(painter, on=False)
    painter.setBrushOrigin(bands.whole.topLeft())  # a lane's hatches are the same wherever it lies
    if snapshot.window is not None and snapshot.begin is not None:
        start, end = snapshot.window
        draw_window(painter, (max(start, snapshot.begin), end), scale, bands, theme)
    draw_grid(painter, bands, theme)
    draw_curve(painter, snapshot, scale, bands, theme)
    draw_strip(painter, snapshot, scale, bands, theme)
    painter.setFont(look.font)
    draw_gaps(painter, snapshot.gaps, scale, bands, theme)
    painter.setFont(look.font)
    draw_levels(painter, bands, theme)
    draw_spans(painter, row.table, scale, bands, theme, row.answers.keys())
    if row.review is not None:
        draw_review(painter, row.review, marks, scale, bands, theme)
    if row.title is not None:
        draw_header(painter, row.title, row.model, bands, look.font, theme, active=active)


def draw_playhead(painter: QPainter, x: float, area: QRectF, theme: Theme) -> None:
    """A line at `x` through all lanes; the axis tells the time."""
    shapes.smooth(painter, on=True)
    painter.setPen(QPen(theme.text, 1.5))
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def draw_stretch(painter: QPainter, left: float, right: float, height: float, theme: Theme) -> None:
    """A veil over the stretch between two pixels, and a line at either end."""
    veil = QColor(theme.accent)
    veil.setAlpha(52 if theme.dark else 36)
    painter.fillRect(round(left), 0, max(1, round(right) - round(left)), math.ceil(height), veil)
    painter.setPen(QPen(theme.accent, 1))
    for x in (round(left) + 0.5, round(right) - 0.5):
        painter.drawLine(QPointF(x, 0), QPointF(x, height))
