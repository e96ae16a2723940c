"""The time axis: round times of day, or round times since the start."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtGui import QFont, QFontMetricsF, QPen

from stride_desktop.app.theme import Theme, small_font
from stride_desktop.app.timeline.clock import Clock


class TimeAxis(pg.AxisItem):
    """A bottom axis whose marks are round on the clock that it shows."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.clock = Clock()
        self._label_width = 80.0

    def set_look(self, font: QFont, theme: Theme) -> None:
        """Follow the widget's font and palette."""
        small = small_font(font)
        metrics = QFontMetricsF(small)
        self._label_width = metrics.horizontalAdvance("00:00:00") * 1.6
        tick = round(metrics.height() * 0.3)
        self.setStyle(tickFont=small, tickLength=tick, tickTextOffset=2, autoExpandTextSpace=False)
        self.setHeight(round(metrics.height() + tick + 4))
        self.setPen(QPen(theme.border, 1))
        self.setTextPen(QPen(theme.muted))

    def set_clock(self, clock: Clock) -> None:
        """Change what the marks say."""
        self.clock = clock
        self.picture = None
        self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802, N803
        """The marks in view (called by pyqtgraph)."""
        values, step = self.clock.marks(minVal, maxVal, int(size / self._label_width))
        return [(step, values)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: ARG002, N802
        """What the marks say (called by pyqtgraph)."""
        return [self.clock.mark(value, spacing) for value in values]
