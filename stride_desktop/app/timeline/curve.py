"""The band of the probability curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from stride_desktop.app.look.theme import Theme, faded, mix, small_font
from stride_desktop.app.timeline import series, words
from stride_desktop.app.timeline.band import Band, Entry, LaneView
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.app.timeline.steps import Steps, draw_steps
from stride_desktop.core.timeline import TimelineSnapshot


class CurveBand(Band):
    """P(active) of every second."""

    least = 1.5
    grows = True

    def paint_values(self, painter: QPainter, view: LaneView, area: QRectF) -> None:
        """The grid and the curve."""
        _draw_grid(painter, area, view.style.theme)
        _draw_curve(painter, view.row.snapshot, view.scale, area, view.style.theme)

    def paint(self, painter: QPainter, view: LaneView, area: QRectF) -> None:
        """The names of the lines at 0.5 and 1, where there is room."""
        painter.setFont(view.style.font)
        _draw_levels(painter, view.layout.unit, area, view.style.theme)

    def entries(self) -> Sequence[Entry]:
        """The curve."""
        return ((_swatch, "probability", "how likely each second is active"),)

    def describe(self, row: Row, at: float, clock: DisplayClock) -> list[str]:  # noqa: ARG002
        """Label and probability of the slot, and how it got them; or why nothing was decided."""
        return words.second(row.snapshot, at)


CURVE = CurveBand()


def _draw_grid(painter: QPainter, area: QRectF, theme: Theme) -> None:
    """The lines at probability 0 and 1, and the dashed one at 0.5, where a slot turns active."""
    for level in (0.0, 0.5, 1.0):
        y = round(area.bottom() - level * area.height()) + 0.5
        dashed = Qt.PenStyle.DashLine if level == 0.5 else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.gap if level == 0.5 else theme.border, 1, dashed))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


def _draw_levels(painter: QPainter, unit: float, area: QRectF, theme: Theme) -> None:
    if area.height() < unit * 3.5:
        return
    painter.setFont(small_font(painter.font(), 0.8))
    metrics = QFontMetricsF(painter.font())
    for level in (0.5, 1.0):
        text = f"{level:.0%}"
        box = QRectF(2, 0, metrics.horizontalAdvance(text) + 6, metrics.height())
        box.moveTop(area.bottom() - level * area.height() + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(theme.background, 0.75))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.muted)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _draw_curve(
    painter: QPainter, snapshot: TimelineSnapshot, scale: TimeScale, area: QRectF, theme: Theme
) -> None:
    """P(active) of every second as steps; with several seconds to a pixel, their range and their mean."""
    first, values = snapshot.first_second, snapshot.probabilities
    edges = series.watched_columns(snapshot, scale)
    if edges.size < 2:
        return
    x = series.places(snapshot, edges, scale)
    high = series.reduced(values, np.fmax, edges, first)
    if scale.per_pixel <= 1:
        steps = Steps(x, high, np.where(np.isnan(high), np.nan, 0.0), high)
        draw_steps(painter, steps, area, mix(theme.background, theme.curve, 0.16), theme.curve, 1.5)
    else:
        low, mean = series.reduced(values, np.fmin, edges, first), series.mean(values, edges, first)
        steps = Steps(x, high, low, mean)
        draw_steps(painter, steps, area, mix(theme.background, theme.curve, 0.4), theme.curve, 1)


def _swatch(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.setPen(QPen(theme.curve, 1.8))
    step = rect.adjusted(rect.width() / 3, 0, -rect.width() / 3, 0)
    rising = [rect.bottomLeft(), step.bottomLeft(), step.topLeft()]
    painter.drawPolyline([*rising, step.topRight(), step.bottomRight(), rect.bottomRight()])
