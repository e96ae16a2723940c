"""The picture of the lanes: one graphics object that paints only what is visible, and a lane only once."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPalette, QPixmap

from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.backdrop import draw_empty
from stride_desktop.app.timeline.band import LaneView, Marks, Style
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.drawing import draw_lane, draw_playhead, draw_stretch
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.app.timeline.stack import Stack


class TimelinePicture(pg.GraphicsObject):
    """Paints lanes one above the other, and the play-head, into its ViewBox, in pixels of the box.

    Set the attributes, then call `update`. rows: the lanes; active: index of the active one. scrolled: pixels
    that the lanes are moved up. marks: highlighted spans of the active lane. playhead: stream second of the
    cursor, or None. stretch: start and end of the selected time range, or None.
    """

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__()
        self.setParentItem(box)
        self._box = box
        self.rows: tuple[Row, ...] = ()
        self.active = 0
        self.scrolled = 0.0
        self.marks = Marks()
        self.clock = DisplayClock()
        self.style = Style(QFont(), theme_of(QPalette()))
        self.playhead: float | None = None
        self.stretch: tuple[float, float] | None = None
        self.drawn: list[tuple[LaneView, float, QPixmap]] = []
        """The visible lanes as painted last: input, device pixels in a pixel, and the result."""

    @property
    def scale(self) -> TimeScale:
        """The mapping of seconds to pixels of the box."""
        start, end = self._box.viewRange()[0]
        return TimeScale(start, end, max(1.0, self._box.rect().width()))

    @property
    def stack(self) -> Stack:
        """The rectangles of the lanes, in pixels of the box."""
        return Stack.of(self.rows, self.boundingRect().size(), self._unit, self.scrolled)

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
        return QFontMetricsF(self.style.font).height()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The whole box (called by Qt)."""
        return QRectF(self._box.rect())

    def resized(self) -> None:
        """Follow the size of the box."""
        self.prepareGeometryChange()
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint the lanes, the selected time range and the play-head (called by Qt)."""
        area, theme = self.boundingRect(), self.style.theme
        painter.setClipRect(area)
        if self.empty:
            painter.setFont(self.style.font)
            draw_empty(painter, area, self._unit, theme)
            return
        self._draw_lanes(painter, area)
        if self.stretch is not None:
            left, right = map(self.scale.x, self.stretch)
            left, right = max(-2.0, left), min(area.width() + 2, right)
            if right > left:
                draw_stretch(painter, left, right, area.height(), theme)
        if self.playhead is not None:
            draw_playhead(painter, self.scale.x(self.playhead), area, theme)

    def _draw_lanes(self, painter: QPainter, area: QRectF) -> None:
        scale, ratio, drawn = self.scale, shapes.device_ratio(painter), []
        for index, (row, layout) in enumerate(zip(self.rows, self.stack.lanes, strict=True)):
            if layout.whole.intersects(area):
                active = index == self.active
                # The pixmap's bands begin at 0, so that scrolling redraws nothing.
                moved = layout.moved(-layout.whole.top())
                view = LaneView(row, scale, moved, self.style, self.marks if active else Marks(), active)
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
