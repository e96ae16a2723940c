"""The time axis of the canvas."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from stride_desktop.app.timeline.axis import draw_axis
from stride_desktop.app.timeline.picture import TimelinePicture


class TimeAxis(pg.AxisItem):
    """The axis below a picture, with the picture's times; empty as long as the picture is."""

    def __init__(self, picture: TimelinePicture) -> None:
        super().__init__("bottom")
        self._picture = picture

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the axis (called by Qt)."""
        picture, size = self._picture, self.size()
        if not picture.empty:
            area = QRectF(0, 0, size.width(), size.height())
            style = picture.style
            draw_axis(painter, area, picture.scale, picture.clock, picture.playhead, style.font, style.theme)
