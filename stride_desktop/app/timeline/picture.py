"""The picture of the lanes and the time axis: a widget that paints only what is visible, a lane only once."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.axis import axis_height, draw_axis
from stride_desktop.app.timeline.backdrop import draw_empty
from stride_desktop.app.timeline.band import LaneView, Marks, Style
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.drawing import draw_lane, draw_playhead, draw_stretch
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.app.timeline.stack import Stack


class TimelinePicture(QWidget):
    """Paints lanes one above the other, with the play-head, over a time axis.

    Set the attributes, then call `update`. rows: the lanes; active: index of the active one. time_range:
    first and last stream second in view. scrolled: pixels that the lanes are moved up. marks: highlighted
    spans of the active lane. playhead: stream second of the cursor, or None. stretch: start and end of the
    selected time range, or None. `resized`: the size or the font is another one.
    """

    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self.active = 0
        self.time_range = (0.0, 0.0)
        self.scrolled = 0.0
        self.marks = Marks()
        self.clock = DisplayClock()
        self.playhead: float | None = None
        self.stretch: tuple[float, float] | None = None
        self.drawn: list[tuple[LaneView, float, QPixmap]] = []
        """The visible lanes as painted last: input, device pixels in a pixel, and the result."""
        self._follow_look()

    @property
    def area(self) -> QRectF:
        """The rectangle of the lanes, above the axis."""
        return QRectF(0, 0, self.width(), max(1, self.height() - axis_height(self.font())))

    @property
    def scale(self) -> TimeScale:
        """The mapping of seconds to pixels."""
        return TimeScale(*self.time_range, max(1.0, self.width()))

    @property
    def stack(self) -> Stack:
        """The rectangles of the lanes, in pixels."""
        return Stack.of(self.rows, self.area.size(), self._unit, self.scrolled)

    @property
    def empty(self) -> bool:
        """Nothing was watched yet."""
        return all(row.empty for row in self.rows)

    @property
    def row(self) -> Row | None:
        """The active lane; None where nothing was watched."""
        row = self.rows[self.active] if self.active < len(self.rows) else None
        return None if row is None or row.empty else row

    @property
    def held_radius(self) -> float:
        """Seconds that a hollow marker reaches to either side."""
        return self._unit * 0.6 * self.scale.per_pixel

    @property
    def _unit(self) -> float:
        return QFontMetricsF(self.font()).height()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """The lanes, the selected time range, the play-head and the axis; or that there is nothing to see."""
        area, theme = self.area, self._style.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.background)
        if self.empty:
            draw_empty(painter, area, self._unit, theme)
            return
        painter.setClipRect(area)
        self._draw_lanes(painter, area)
        self._draw_stretch(painter, area)
        if self.playhead is not None:
            draw_playhead(painter, self.scale.x(self.playhead), area, theme)
        painter.setClipping(False)
        shapes.smooth(painter, on=False)
        axis = QRectF(area.bottomLeft(), self.rect().toRectF().bottomRight())
        draw_axis(painter, axis, self.scale, self.clock, self.playhead, self.font(), theme)

    def _draw_lanes(self, painter: QPainter, area: QRectF) -> None:
        scale, ratio, drawn = self.scale, self.devicePixelRatioF(), []
        for index, (row, layout) in enumerate(zip(self.rows, self.stack.lanes, strict=True)):
            if layout.whole.intersects(area):
                active = index == self.active
                # The pixmap's bands begin at 0, so that scrolling redraws nothing.
                moved = layout.moved(-layout.whole.top())
                view = LaneView(row, scale, moved, self._style, self.marks if active else Marks(), active)
                drawn.append((view, ratio, self._rendered(view, ratio)))
                painter.drawPixmap(layout.whole.topLeft(), drawn[-1][-1])
        self.drawn = drawn

    def _rendered(self, view: LaneView, ratio: float) -> QPixmap:
        for before, its_ratio, pixmap in self.drawn:
            if (before, its_ratio) == (view, ratio):
                return pixmap
        size = view.layout.whole.size()
        pixmap = QPixmap(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(view.style.theme.background)
        with QPainter(pixmap) as painter:
            draw_lane(painter, view)
        return pixmap

    def _draw_stretch(self, painter: QPainter, area: QRectF) -> None:
        if self.stretch is not None:
            left, right = map(self.scale.x, self.stretch)
            left, right = max(-2.0, left), min(area.width() + 2, right)
            if right > left:
                draw_stretch(painter, left, right, area.height(), self._style.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Tell those whose place depends on the size."""
        super().resizeEvent(event)
        self.resized.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._follow_look()
            self.resized.emit()

    def _follow_look(self) -> None:
        self._style = Style(self.font(), theme_of(self.palette()))
        self.setMinimumHeight(round(self._unit * 7 + axis_height(self.font())))
