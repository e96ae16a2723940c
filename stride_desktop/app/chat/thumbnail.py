"""A frame of an answer as a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from stride_desktop.app.chat.answer import CardPicture
from stride_desktop.app.look.theme import em, theme_of

LINES = 2.7
"""Height of a thumbnail in lines of text."""

ENLARGE_MILLISECONDS = 350
"""Milliseconds that the mouse rests on a picture before it is enlarged."""


class ThumbnailButton(QAbstractButton):
    """One frame, cropped to the button, with rounded corners.

    `chosen(second)`: it was clicked. `enlarge(button)`: show it enlarged; `shrink`: no longer.
    """

    chosen = Signal(float)
    enlarge = Signal(object)
    shrink = Signal()

    def __init__(self, picture: CardPicture, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.image = picture.image
        self.second = picture.second
        self.setAccessibleName(name)
        self.setAccessibleDescription("Enter shows it large, Space goes to this moment")
        self._rested = QTimer(self, singleShot=True, interval=ENLARGE_MILLISECONDS)
        self._rested.timeout.connect(lambda: self.enlarge.emit(self))
        self.clicked.connect(lambda: self.chosen.emit(self.second))
        self._enlarged = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def width_for(self, height: int) -> int:
        """Width that keeps the picture's shape, within reason for very wide or tall ones."""
        ratio = self.image.width() / max(1, self.image.height())
        return round(height * min(2.0, max(0.6, ratio)))

    def sizeHint(self) -> QSize:  # noqa: N802
        """A few lines high."""
        height = round(em(self) * LINES)
        return QSize(self.width_for(height), height)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Highlight, and enlarge if the mouse stays."""
        super().enterEvent(event)
        self._rested.start()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """No longer highlight."""
        super().leaveEvent(event)
        self._end()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Hide the enlarged picture, too."""
        super().hideEvent(event)
        self._end()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hide the enlarged picture."""
        super().focusOutEvent(event)
        self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter shows and hides the enlarged picture, Escape hides it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._enlarged:
                self._end()
            else:
                self._enlarged = True
                self.enlarge.emit(self)
        elif event.key() == Qt.Key.Key_Escape and self._enlarged:
            self._end()
        else:
            super().keyPressEvent(event)

    def _end(self) -> None:
        self._rested.stop()
        self._enlarged = False
        self.shrink.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Draw the picture, and a ring when focused or under the mouse."""
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = self.rect().toRectF().adjusted(1, 1, -1, -1)
        clip = QPainterPath()
        clip.addRoundedRect(frame, em(self) * 0.3, em(self) * 0.3)
        painter.setClipPath(clip)
        painter.drawImage(frame, self.image, self._crop(frame))
        painter.setClipping(False)
        marked = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(theme.accent, 2) if marked else QPen(theme.border, 1))
        painter.drawPath(clip)

    def _crop(self, frame: QRectF) -> QRectF:
        source = self.image.size().toSizeF()
        wanted = frame.size().scaled(source, Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (source.width() - wanted.width()) / 2, (source.height() - wanted.height()) / 2
        return QRectF(left, top, wanted.width(), wanted.height())
