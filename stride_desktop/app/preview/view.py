"""The preview: the newest frame, or the one the timeline was asked about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from stride_desktop.app.look.theme import bold_font, em, faded, small_font, theme_of
from stride_desktop.core.frames import Image
from stride_desktop.core.masks import Box


class PreviewView(QWidget):
    """Shows one frame as large as it fits, or a message in its place.

    image, caption: the frame that is shown; title, text: the message.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Preview")
        self.image: Image | None = None
        self._scaled: QPixmap | None = None
        self.caption = ""
        self._hidden: Box | None = None
        self.title = ""
        self.text = ""

    def show_frame(self, image: Image, caption: str, hidden: Sequence[Box] = ()) -> None:
        """Show RGB pixels, uint8, shape (height, width, 3), with words in the lower corner.

        hidden: as of a Frame; the largest box says what it is, where there is room.
        """
        self._set(image, caption, "", "")
        self._hidden = max(hidden, key=_area, default=None)
        self.setAccessibleDescription(caption)

    def show_message(self, title: str, text: str) -> None:
        """Show a message in place of a frame: the state of the program and what to do."""
        self._set(None, "", title, text)
        self.setAccessibleDescription(f"{title}. {text}")

    def _set(self, image: Image | None, caption: str, title: str, text: str) -> None:
        self.image, self.caption, self.title, self.text = image, caption, title, text
        self._scaled = self._hidden = None
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Sixteen to nine."""
        unit = em(self)
        return QSize(round(unit * 32), round(unit * 18))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Large enough to recognize the picture."""
        unit = em(self)
        return QSize(round(unit * 8), round(unit * 4.5))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Paint the frame between bars, or the message."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.image is None:
            painter.fillRect(self.rect(), theme.surface)
            self._draw_message(painter)
            return
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        place = self.picture_rect
        painter.drawPixmap(place.topLeft(), self._fitted(self.image))
        if self._hidden is not None:
            scale = place.width() / self.image.shape[1]
            x, y, right, bottom = (scale * edge for edge in self._hidden)
            self._draw_hidden(painter, QRectF(place.left() + x, place.top() + y, right - x, bottom - y))
        if self.caption:
            self._draw_caption(painter)

    @property
    def picture_rect(self) -> QRectF:
        """Where the frame is painted, in the widget's coordinates; empty without one."""
        if self.image is None:
            return QRectF()
        size = self._fitted(self.image).deviceIndependentSize()
        left, top = round((self.width() - size.width()) / 2), round((self.height() - size.height()) / 2)
        return QRectF(QPointF(left, top), size)

    def _fitted(self, image: Image) -> QPixmap:
        """The frame in device pixels of the widget, made anew only after the frame or the size changed."""
        ratio = self.devicePixelRatioF()
        height, width, _ = image.shape
        size = QSize(width, height).scaled(self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio)
        size = size.expandedTo(QSize(1, 1))
        if self._scaled is None or self._scaled.size() != size:
            self._scaled = _scaled(image, size)
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    def _draw_hidden(self, painter: QPainter, box: QRectF) -> None:
        """Explain a black box. Only the user sees these words; the model does not."""
        font, margin = small_font(self.font()), em(self) / 2
        words = "This window is hidden from the model"
        room, wrap = box.adjusted(margin, margin, -margin, -margin), Qt.TextFlag.TextWordWrap
        centred = wrap | Qt.AlignmentFlag.AlignCenter
        if room.contains(QFontMetricsF(font).boundingRect(room, centred, words)):
            painter.setFont(font)
            painter.setPen(Qt.GlobalColor.lightGray)
            painter.drawText(room, centred, words)

    def _draw_caption(self, painter: QPainter) -> None:
        font = small_font(self.font())
        metrics = QFontMetricsF(font)
        unit = metrics.height()
        room = self.width() - 2.2 * unit
        text = metrics.elidedText(self.caption, Qt.TextElideMode.ElideRight, room)
        tag = QRectF(0, 0, metrics.horizontalAdvance(text) + 1.2 * unit, unit * 1.5)
        tag.moveBottomLeft(self.rect().toRectF().bottomLeft())
        tag.translate(unit * 0.5, -unit * 0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(QColor("black"), 0.65))
        painter.drawRoundedRect(tag, unit * 0.4, unit * 0.4)
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_message(self, painter: QPainter) -> None:
        theme, unit = theme_of(self.palette()), em(self)
        wrap = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        area = self.rect().adjusted(round(unit), 0, -round(unit), 0)
        title_font = bold_font(self.font())
        title = QFontMetricsF(title_font).boundingRect(QRectF(area), wrap, self.title)
        text = QFontMetricsF(self.font()).boundingRect(QRectF(area), wrap, self.text)
        top = max(unit * 0.5, (self.height() - title.height() - text.height() - unit * 0.5) / 2)
        painter.setFont(title_font)
        painter.setPen(theme.text)
        painter.drawText(
            QRect(area.left(), round(top), area.width(), round(title.height()) + 1), wrap, self.title
        )
        painter.setFont(self.font())
        painter.setPen(theme.muted)
        top += title.height() + unit * 0.5
        painter.drawText(
            QRect(area.left(), round(top), area.width(), round(text.height()) + 1), wrap, self.text
        )


def _area(box: Box) -> int:
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


def _scaled(image: Image, size: QSize) -> QPixmap:
    """The picture at a size in device pixels."""
    # Smooth scaling of a whole 4K frame would hold up the window; with every other pixel of such a
    # frame at least two by two are still averaged into each pixel shown.
    step = max(1, min(image.shape[1] // size.width(), image.shape[0] // size.height()) // 2)
    pixels = np.ascontiguousarray(image[::step, ::step])
    height, width, _ = pixels.shape
    picture = QImage(pixels.data, width, height, width * 3, QImage.Format.Format_RGB888)
    mode = Qt.TransformationMode.SmoothTransformation
    # A QImage made from an array does not own its pixels: fromImage copies them before they go.
    return QPixmap.fromImage(picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode).copy())
