"""The shapes of the timeline, shared by the picture and its legend."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from stride_desktop.app.theme import Theme, faded


@lru_cache(maxsize=32)
def triangle(size: float, down: bool = False) -> QPainterPath:
    """▲ with its apex at the origin, or ▼ with `down`."""
    path = QPainterPath()
    depth = -size if down else size
    path.addPolygon(QPolygonF([QPointF(0, 0), QPointF(size * 0.6, depth), QPointF(-size * 0.6, depth)]))
    path.closeSubpath()
    return path


@lru_cache(maxsize=32)
def diamond(size: float) -> QPainterPath:
    """◆ of a height of `size` around the origin."""
    half = size / 2
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(0, -half), QPointF(half, 0), QPointF(0, half), QPointF(-half, 0)]))
    path.closeSubpath()
    return path


@lru_cache(maxsize=32)
def bolt(size: float) -> QPainterPath:
    """A flash of lightning of a height of `size` around the origin."""
    points = [(0.12, -0.5), (-0.26, 0.08), (-0.02, 0.08), (-0.12, 0.5), (0.26, -0.1), (0.02, -0.1)]
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x * size, y * size) for x, y in points]))
    path.closeSubpath()
    return path


@lru_cache(maxsize=32)
def _hatch(rgba: int, spacing: int, ratio: float) -> QBrush:
    side = max(4, round(spacing * ratio))
    tile = QPixmap(side, side)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgba(rgba), 1.2 * ratio))
    for shift in (-side, 0, side):
        painter.drawLine(QPointF(shift - 1, side + 1), QPointF(shift + side + 1, -1))
    painter.end()
    tile.setDevicePixelRatio(ratio)
    return QBrush(tile)


def hatch(colour: QColor, spacing: float, ratio: float) -> QBrush:
    """Diagonal lines `spacing` logical pixels apart, for a device of that pixel ratio."""
    return _hatch(colour.rgba(), round(spacing), ratio)


def draw_frame(painter: QPainter, rect: QRectF, theme: Theme, *, focused: bool) -> None:
    """The rounded edge of an area, thick while the keyboard is in it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.accent, 2) if focused else QPen(theme.border, 1))
    painter.drawRoundedRect(rect, 3, 3)


def draw_bars(painter: QPainter, rects: list[QRectF], theme: Theme, *, settled: bool) -> None:
    """Persistence bars: solid when settled, outlined and hatched while tentative."""
    if not rects:
        return
    colour = theme.settled if settled else theme.tentative
    if settled:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRects(rects)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(colour, 0.16))
    painter.drawRects(rects)
    ratio = painter.device().devicePixelRatioF() if painter.device() else 1.0
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(hatch(colour, rects[0].height() / 2.4, ratio))
    painter.drawRects(_outlines(rects))


def _outlines(rects: list[QRectF]) -> list[QRectF]:
    """The rectangles, half a pixel smaller, where a line of one pixel is crisp."""
    return [rect.adjusted(0.5, 0.5, -0.5, -0.5) for rect in rects]


def draw_struck_bars(painter: QPainter, rects: list[QRectF], theme: Theme) -> None:
    """Withdrawn and forgotten spans: a dashed outline, struck through."""
    pen = QPen(theme.retracted, 1.2)
    pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRects(_outlines(rects))
    painter.setPen(QPen(theme.retracted, 1.2))
    for rect in rects:
        middle = round(rect.center().y()) + 0.5
        painter.drawLine(QPointF(rect.left() - 2, middle), QPointF(rect.right() + 2, middle))


def draw_triangle(painter: QPainter, at: QPointF, size: float, theme: Theme, *, down: bool) -> None:
    """Onset ▲ pointing up at a span's start, or offset ▼ pointing down at its end."""
    painter.translate(at)
    painter.fillPath(triangle(size, down), theme.text)
    painter.translate(-at)


def draw_trigger(painter: QPainter, at: QPointF, size: float, theme: Theme, fill: QColor) -> None:
    """A filled diamond with a flash: the moment of speaking."""
    painter.translate(at)
    painter.setPen(QPen(theme.background, 1.4))
    painter.setBrush(fill)
    painter.drawPath(diamond(size))
    painter.fillPath(bolt(size * 0.62), theme.on(fill))
    painter.translate(-at)


def draw_suppressed(painter: QPainter, at: QPointF, size: float, theme: Theme) -> None:
    """A hollow diamond: it would have spoken, but was held back."""
    painter.translate(at)
    painter.setPen(QPen(theme.suppressed, 2))
    painter.setBrush(theme.background)
    painter.drawPath(diamond(size * 0.86))
    painter.translate(-at)
