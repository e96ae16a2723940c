"""The strip that shows the decisions of successive ticks about one second."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle, QWidget

from stride_desktop.app.look.theme import Theme, em, faded, theme_of
from stride_desktop.app.timeline import shapes
from stride_desktop.core.tick_history import Opinion
from stride_desktop.core.ticks import ACTIVE, FIXED, RETAINED


class MindStrip(QWidget):
    """P(active) of one second as a column a tick; a filled head says active, a hollow one inactive.

    chosen: the column that was clicked or dragged to. The columns stand above the places that the
    handle of `slider`, in the same parent, can take.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget, slider: QSlider) -> None:
        super().__init__(parent)
        self._slider = slider
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._opinions: Sequence[Opinion] = ()
        self._current = 0

    def show_opinions(self, opinions: Sequence[Opinion], current: int) -> None:
        """Show these, oldest first, and mark one."""
        self._opinions, self._current = opinions, current
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The width of its tallest use, the height of a few lines."""
        return QSize(round(em(self) * 16), round(em(self) * 4))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Two lines."""
        return QSize(round(em(self) * 13), round(em(self) * 2))

    @property
    def _ends(self) -> tuple[float, float]:
        """The pixels of the first and the last column."""
        length = self._slider.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self._slider)
        left = self._slider.x() - self.x() + length / 2
        return left, max(left + 1.0, left + self._slider.width() - length)

    def x_of(self, index: int) -> float:
        """The pixel of a column."""
        left, right = self._ends
        return left + (right - left) * index / max(1, len(self._opinions) - 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose a tick."""
        self._choose(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Scrub."""
        self._choose(event)

    def _choose(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton or not self._opinions:
            return
        left, right = self._ends
        last = len(self._opinions) - 1
        self.chosen.emit(max(0, min(last, round((event.position().x() - left) / (right - left) * last))))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """The lines at 0, 0.5 and 1, a column a tick, and the current one."""
        theme, unit = theme_of(self.palette()), em(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.border, 1))
        painter.setBrush(theme.background)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if not self._opinions:
            return
        pitch = self.x_of(1) - self.x_of(0)
        head = max(3.0, min(unit * 0.5, pitch * 0.8))
        top, foot = unit * 0.5, self.height() - unit * 0.5
        painter.setPen(QPen(theme.border, 1, Qt.PenStyle.DashLine))
        middle = round((top + foot) / 2) + 0.5
        painter.drawLine(QLineF(1, middle, self.width() - 1, middle))
        here = self.x_of(self._current)
        painter.fillRect(
            QRectF(here - head * 0.8, 1, head * 1.6, self.height() - 2), faded(theme.accent, 0.25)
        )
        for index, opinion in enumerate(self._opinions):
            at = QPointF(self.x_of(index), foot - (foot - top) * opinion.probability)
            _draw(painter, opinion, at, foot, head, theme)


def _draw(painter: QPainter, opinion: Opinion, at: QPointF, foot: float, head: float, theme: Theme) -> None:
    """One tick's opinion: a head at the height of P, or a dash for a fixed slot."""
    x, y = at.x(), at.y()
    if opinion.origin == FIXED or math.isnan(opinion.probability):
        painter.setPen(QPen(theme.retracted, 1.5))
        painter.drawLine(QLineF(x - head * 0.4, foot, x + head * 0.4, foot))
        return
    painter.setPen(QPen(theme.curve, max(1.0, head * 0.25)))
    painter.drawLine(QLineF(x, foot, x, y))
    painter.setPen(QPen(theme.text, 1.2))
    painter.setBrush(theme.tentative if opinion.label == ACTIVE else theme.background)
    if opinion.origin == RETAINED:
        painter.translate(at)
        painter.drawPath(shapes.diamond(head * 1.1))
        painter.translate(-at)
    else:
        painter.drawEllipse(at, head / 2, head / 2)
