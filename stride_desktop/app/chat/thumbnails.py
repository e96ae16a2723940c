"""The frames an answer was given about, in a row; each leads back to its second."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from stride_desktop.app.theme import em, theme_of

LINES = 2.7
"""Height of a thumbnail in lines of text."""


class ThumbnailRow(QWidget):
    """As many thumbnails as fit, evenly chosen; the first and the last are among them."""

    clicked = Signal(float)

    def __init__(self, images: tuple[QImage, ...], seconds: tuple[float, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._buttons = [
            _Thumbnail(image, second, self.tr("Frame {n} of {all}").format(n=n + 1, all=len(images)), self)
            for n, (image, second) in enumerate(zip(images, seconds, strict=True))
        ]
        for button in self._buttons:
            button.clicked.connect(self._pass_on)

    def _pass_on(self) -> None:
        button = self.sender()
        if isinstance(button, _Thumbnail):
            self.clicked.emit(button.second)

    def sizeHint(self) -> QSize:  # noqa: N802
        """A few lines high."""
        return QSize(round(em(self) * 12), round(em(self) * LINES))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Choose and place those that fit."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        if not self._buttons:
            return
        height, gap = self.height(), round(em(self) * 0.35)
        width = max(button.width_for(height) for button in self._buttons)
        # At least three fit, however large the font: then they are cropped to upright pictures.
        width = min(width, (self.width() - 2 * gap) // 3)
        count = min(len(self._buttons), max(1, (self.width() + gap) // max(1, width + gap)))
        last = len(self._buttons) - 1
        shown = {round(i * last / max(1, count - 1)) for i in range(count)}
        x = 0
        for index, button in enumerate(self._buttons):
            button.setVisible(index in shown)
            if index in shown:
                button.setGeometry(x, 0, width, height)
                x += width + gap


class _Thumbnail(QAbstractButton):
    """One frame. It is drawn cropped to the button, with rounded corners."""

    def __init__(self, image: QImage, second: float, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = image
        self.second = second
        self.setAccessibleName(name)
        self.setToolTip(self.tr("{name}: show this moment").format(name=name))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def width_for(self, height: int) -> int:
        """Width that keeps the picture's shape, within reason for very wide or tall ones."""
        ratio = self._image.width() / max(1, self._image.height())
        return round(height * min(2.0, max(0.6, ratio)))

    def sizeHint(self) -> QSize:  # noqa: N802
        """A few lines high."""
        height = round(em(self) * LINES)
        return QSize(self.width_for(height), height)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Highlight."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """No longer highlight."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Draw the picture, and a ring when focused or under the mouse."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = self.rect().toRectF().adjusted(1, 1, -1, -1)
        clip = QPainterPath()
        clip.addRoundedRect(frame, em(self) * 0.3, em(self) * 0.3)
        painter.setClipPath(clip)
        painter.drawImage(frame, self._image, self._crop(frame))
        painter.setClipping(False)
        marked = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(theme.accent, 2) if marked else QPen(theme.border, 1))
        painter.drawPath(clip)

    def _crop(self, frame: QRectF) -> QRectF:
        source = self._image.size().toSizeF()
        wanted = frame.size().scaled(source, Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (source.width() - wanted.width()) / 2, (source.height() - wanted.height()) / 2
        return QRectF(left, top, wanted.width(), wanted.height())
