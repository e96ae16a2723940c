"""The picture of the lanes: one graphics object that paints only what is visible, and only once."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPalette, QPixmap

from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.timeline import shapes
from stride_desktop.app.timeline.backdrop import draw_empty
from stride_desktop.app.timeline.band import LaneView, Look, Marks
from stride_desktop.app.timeline.clock import Clock
from stride_desktop.app.timeline.drawing import draw_lane, draw_playhead, draw_stretch
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.app.timeline.stack import Stack


class Picture(pg.GraphicsObject):
    """Paints lanes into its ViewBox, in pixels of the box.

    Set the attributes, then call `update`. rows: the lanes; active: which of them is. scrolled: pixels
    that the lanes are moved up. marks: of the active lane. playhead: stream second of the cursor, or None.
    stretch: start and end of what was chosen over all lanes, or None.
    """

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__()
        self.setParentItem(box)
        self._box = box
        self.rows: tuple[Row, ...] = ()
        self.active = 0
        self.scrolled = 0.0
        self.marks = Marks()
        self.clock = Clock()
        self.look = Look(QFont(), theme_of(QPalette()))
        self.playhead: float | None = None
        self.stretch: tuple[float, float] | None = None
        self._pixmaps: list[tuple[LaneView, float, QPixmap]] = []

    @property
    def scale_now(self) -> TimeScale:
        """The current mapping of seconds to pixels of the box."""
        start, end = self._box.viewRange()[0]
        return TimeScale(start, end, max(1.0, self._box.rect().width()))

    @property
    def stack(self) -> Stack:
        """The rectangles of the lanes, in pixels of the box."""
        area = self.boundingRect()
        unit = QFontMetricsF(self.look.font).height()
        return Stack.of(self.rows, QSizeF(area.width(), area.height()), unit, self.scrolled)

    @property
    def row(self) -> Row | None:
        """The active lane; None where nothing was watched."""
        row = self.rows[self.active] if self.active < len(self.rows) else None
        return None if row is None or row.empty else row

    def held_radius(self) -> float:
        """Seconds that a hollow marker reaches to either side."""
        return QFontMetricsF(self.look.font).height() * 0.6 * self.scale_now.per_pixel

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The whole box (called by Qt)."""
        return QRectF(self._box.rect())

    def resized(self) -> None:
        """The box has another size."""
        self.prepareGeometryChange()
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint the lanes (called by Qt)."""
        area, scale, ratio = self.boundingRect(), self.scale_now, shapes.device_ratio(painter)
        painter.setClipRect(area)
        if all(row.empty for row in self.rows):
            painter.setFont(self.look.font)
            draw_empty(painter, area, QFontMetricsF(self.look.font).height(), self.look.theme)
            return
        kept = []
        for index, (row, layout) in enumerate(zip(self.rows, self.stack.lanes, strict=True)):
            if layout.whole.intersects(area):
                active = index == self.active
                # The pixmap's bands begin at 0, so that scrolling redraws nothing.
                moved = layout.moved(-layout.whole.top())
                view = LaneView(row, scale, moved, self.look, self.marks if active else Marks(), active)
                kept.append((view, ratio, self._rendered(view, ratio)))
                painter.drawPixmap(layout.whole.topLeft(), kept[-1][-1])
        self._pixmaps = kept
        if self.stretch is not None:
            left, right = max(-2.0, scale.x(self.stretch[0])), min(scale.width + 2, scale.x(self.stretch[1]))
            if right > left:
                draw_stretch(painter, left, right, area.height(), self.look.theme)
        if self.playhead is not None:
            draw_playhead(painter, scale.x(self.playhead), area, self.look.theme)

    def _rendered(self, view: LaneView, ratio: float) -> QPixmap:
        for before, its_ratio, pixmap in self._pixmaps:
            if (before, its_ratio) == (view, ratio):
                return pixmap
        size = view.layout.whole.size()
        pixmap = QPixmap(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(view.look.theme.background)
        with QPainter(pixmap) as painter:
            draw_lane(painter, view)
        return pixmap
