"""The timeline as an image or as SVG without a window, exactly as the widget paints it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QIODevice, QRectF, QSize, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QImage, QPainter, QPalette
from PySide6.QtSvg import QSvgGenerator

from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.timeline.axis import axis_height, draw_axis
from stride_desktop.app.timeline.band import LaneView, Marks, Style
from stride_desktop.app.timeline.bands import timeline_entries
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.drawing import draw_lane, draw_playhead
from stride_desktop.app.timeline.legend import draw_entries
from stride_desktop.app.timeline.rows import Row
from stride_desktop.app.timeline.scale import TimeScale
from stride_desktop.app.timeline.stack import Stack
from stride_desktop.core.timeline import Lane

_DOTS_PER_INCH = 96
"""Resolution of SVG, with which fonts are as large in its readers as measured here."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing of lanes: a range of stream time and its style.

    legend: a line above the lanes that explains the shapes. palette: light or dark. playhead: stream
    second of the cursor, None draws none.
    """

    lanes: Sequence[Lane]
    active: int
    time_range: tuple[float, float]
    clock: DisplayClock = field(default_factory=DisplayClock)
    playhead: float | None = None
    legend: bool = True
    palette: QPalette = field(default_factory=QGuiApplication.palette)
    font: QFont = field(default_factory=QGuiApplication.font)

    def least_height(self) -> int:
        """Pixels below which the lanes would not be drawn completely."""
        rows = [Row.of(lane) for lane in self.lanes]
        unit = QFontMetricsF(self.font).height()
        lanes = Stack.of(rows, QSizeF(100, 0), unit).height
        return round(lanes + axis_height(self.font) + self._legend_height(unit))

    def _legend_height(self, unit: float) -> int:
        return round(unit * 1.5) if self.legend else 0

    def paint(self, painter: QPainter, size: QSize) -> None:
        """Draw everything into a rectangle of a size at the origin."""
        style, theme = Style(self.font, theme_of(self.palette)), theme_of(self.palette)
        unit = QFontMetricsF(self.font).height()
        top, foot = self._legend_height(unit), axis_height(self.font)
        area = QRectF(0, 0, size.width(), max(1, size.height() - top - foot))
        scale = TimeScale(*self.time_range, float(size.width()))
        rows = [Row.of(lane) for lane in self.lanes]
        stack = Stack.of(rows, area.size(), unit)
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), theme.background)
        if self.legend:
            draw_entries(painter, timeline_entries(), QSizeF(size.width(), top), self.font, theme)
        painter.translate(0, top)
        for index, (row, layout) in enumerate(zip(rows, stack.lanes, strict=True)):
            draw_lane(painter, LaneView(row, scale, layout, style, Marks(), index == self.active))
        if self.playhead is not None:
            draw_playhead(painter, scale.x(self.playhead), area, theme)
        axis = QRectF(0, area.height(), size.width(), foot)
        painter.fillRect(axis, theme.background)
        draw_axis(painter, axis, scale, self.clock, self.playhead, self.font, theme)
        painter.translate(0, -top)


def render_image(drawing: Drawing, size: QSize, ratio: float = 1.0) -> QImage:
    """Pixels: an image of the size times the ratio."""
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    drawing.paint(painter, size)
    painter.end()
    return image


def render_svg(drawing: Drawing, size: QSize, device: QIODevice) -> None:
    """Shapes, with text as text, written to an open device."""
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(device)
    generator.setResolution(_DOTS_PER_INCH)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle("Timeline")
    generator.setDescription("\n".join(lane.query for lane in drawing.lanes))
    painter = QPainter(generator)
    drawing.paint(painter, size)
    painter.end()
