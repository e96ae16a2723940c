"""The scroll bar beside the lanes, visible only while they need more height than they have."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QScrollBar, QWidget

from stride_desktop.app.timeline.canvas import TimelineCanvas


class LaneScroll(QScrollBar):
    """Moves the lanes of a canvas up and down."""

    def __init__(self, canvas: TimelineCanvas, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setAccessibleName("Lanes")
        self.hide()
        self._picture = canvas.picture
        canvas.resized.connect(self.fit)
        self.valueChanged.connect(self._scroll)

    @Slot()
    def fit(self) -> None:
        """Follow the heights of the picture and of the lanes."""
        room = round(self._picture.boundingRect().height())
        need = round(self._picture.stack.height)
        self.setPageStep(room)
        self.setSingleStep(max(1, room // 8))
        self.setRange(0, max(0, need - room))
        self.setVisible(need > room)

    def reveal(self, lane: int) -> None:
        """Scroll as little as needed to have a lane in view."""
        lanes = self._picture.stack.lanes
        if lane < len(lanes):
            top = round(lanes[lane].whole.top()) + self.value()
            foot = round(lanes[lane].whole.bottom()) + self.value()
            self.setValue(min(top, max(self.value(), foot - self.pageStep())))

    @Slot(int)
    def _scroll(self, pixels: int) -> None:
        self._picture.scrolled = float(pixels)
        self._picture.update()
