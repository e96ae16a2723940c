"""Pixmaps that are painted once and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from stride_desktop.app.look.theme import Theme, theme_of


@contextmanager
def painted(
    width: int, height: int, ratio: float = 1.0, fill: QColor | Qt.GlobalColor = Qt.GlobalColor.transparent
) -> Iterator[tuple[QPixmap, QPainter]]:
    """A pixmap of device pixels, and a painter on it that smooths and whose unit is `ratio` of them."""
    pixmap = QPixmap(width, height)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(fill)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    yield pixmap, painter
    painter.end()


class WidgetPixmap:
    """What a widget shows, painted anew only when it, the widget's size or its look has changed."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._pixmap = QPixmap()
        self._shown: object = None

    def of(self, content: object, paint: Callable[[QPainter, Theme], None]) -> QPixmap:
        """The pixmap, on the background of the theme. content: equal as long as `paint` paints the same."""
        size, ratio = self._widget.size(), self._widget.devicePixelRatioF()
        theme = theme_of(self._widget.palette())
        shown = size, ratio, theme, self._widget.font(), content
        if shown != self._shown:
            self._shown, device = shown, size * ratio
            with painted(device.width(), device.height(), ratio, theme.background) as (pixmap, painter):
                painter.setFont(self._widget.font())
                paint(painter, theme)
                self._pixmap = pixmap
        return self._pixmap
