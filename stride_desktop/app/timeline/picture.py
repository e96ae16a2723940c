"""The picture of a snapshot: one graphics object that paints only what is visible."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPalette, QPen

from stride_desktop.app.theme import Theme, small_font, theme_of
from stride_desktop.app.timeline.backdrop import draw_empty, draw_gaps, draw_window
from stride_desktop.app.timeline.clock import Clock
from stride_desktop.app.timeline.curve import draw_curve, draw_grid, draw_levels, draw_strip
from stride_desktop.app.timeline.scale import Lanes, TimeScale
from stride_desktop.app.timeline.spans import SpanTable, draw_spans
from stride_desktop.core.timeline import TimelineSnapshot


class Picture(pg.GraphicsObject):
    """Paints a snapshot into its ViewBox, in pixels of the box.

    Set the attributes, then call `update`. playhead: stream second of the cursor, or None.
    """

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__()
        self.setParentItem(box)
        self._box = box
        self.snapshot: TimelineSnapshot | None = None
        self.table = SpanTable.of(())
        self.clock = Clock()
        self.theme: Theme = theme_of(QPalette())
        self.font = QFont()
        self.playhead: float | None = None

    @property
    def scale_now(self) -> TimeScale:
        """How seconds map to pixels of the box at the moment."""
        start, end = self._box.viewRange()[0]
        return TimeScale(start, end, max(1.0, self._box.rect().width()))

    @property
    def lanes(self) -> Lanes:
        """Where the lanes are, in pixels of the box."""
        return Lanes.of(self.boundingRect(), QFontMetricsF(self.font).height())

    def held_radius(self) -> float:
        """Seconds that a hollow marker reaches to either side."""
        return self.lanes.unit * 0.6 * self.scale_now.per_pixel

    def in_spans(self, y: float) -> bool:
        """A pixel lies in the lane of the spans."""
        return self.lanes.spans.top() <= y <= self.lanes.spans.bottom()

    def boundingRect(self) -> QRectF:  # noqa: N802
        """The whole box (called by Qt)."""
        return QRectF(self._box.rect())

    def resized(self) -> None:
        """The box has another size."""
        self.prepareGeometryChange()
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Paint the snapshot (called by Qt)."""
        scale, theme = self.scale_now, self.theme
        lanes = self.lanes
        painter.setClipRect(self.boundingRect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font)
        if self.snapshot is None or self.snapshot.newest is None:
            draw_empty(painter, lanes, theme)
            return
        if self.snapshot.window is not None:
            draw_window(painter, self.snapshot.window, scale, lanes, theme)
        draw_grid(painter, lanes, theme)
        draw_curve(painter, self.snapshot, scale, lanes, theme)
        draw_strip(painter, self.snapshot, scale, lanes, theme)
        draw_gaps(painter, self.snapshot.gaps, scale, lanes, theme)
        draw_levels(painter, lanes, theme)
        painter.setFont(self.font)
        draw_spans(painter, self.table, scale, lanes, theme)
        if self.playhead is not None:
            self._draw_playhead(painter, scale.x(self.playhead), lanes)

    def _draw_playhead(self, painter: QPainter, x: float, lanes: Lanes) -> None:
        if self.playhead is None or not -1 <= x <= lanes.whole.width() + 1:
            return
        font = small_font(self.font)
        metrics = QFontMetricsF(font)
        text = self.clock.text(self.playhead)
        tag = QRectF(
            0, lanes.whole.top(), metrics.horizontalAdvance(text) + metrics.height(), metrics.height() + 2
        )
        tag.moveLeft(min(max(0.0, x - tag.width() / 2), lanes.whole.width() - tag.width()))
        painter.setPen(QPen(self.theme.text, 1.5))
        painter.drawLine(QPointF(x, tag.bottom()), QPointF(x, lanes.whole.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.text)
        painter.drawRoundedRect(tag, tag.height() / 2, tag.height() / 2)
        painter.setFont(font)
        painter.setPen(self.theme.background)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)
