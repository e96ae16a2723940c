"""The time axis of the canvas."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter, QPalette

from stride_desktop.app.look.theme import Theme, theme_of
from stride_desktop.app.timeline.axis import axis_height, draw_axis
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.scale import TimeScale


class TimeAxis(pg.AxisItem):
    """The axis below a ViewBox."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.clock = DisplayClock()
        self.playhead: float | None = None
        self._font = QFont()
        self._theme = theme_of(QPalette())

    def set_look(self, font: QFont, theme: Theme) -> None:
        """Follow the widget's font and palette."""
        self._font, self._theme = font, theme
        self.setHeight(axis_height(font))
        self.update()

    def set_clock(self, clock: DisplayClock) -> None:
        """Change how times are displayed."""
        self.clock = clock
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the axis (called by Qt)."""
        size = self.size()
        start, end = self.range
        scale = TimeScale(start, end, size.width())
        area = QRectF(0, 0, size.width(), size.height())
        draw_axis(painter, area, scale, self.clock, self.playhead, self._font, self._theme)
