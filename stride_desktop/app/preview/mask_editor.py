"""Marks parts of the preview's picture that must not be seen, with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from stride_desktop.app.look.theme import em, small_font
from stride_desktop.app.preview.view import PreviewView
from stride_desktop.core.masks import Mask

_HINT = "Drag over what must not be seen. Click a marked part to show it again. Esc ends."
_LEAST = 6.0
"""Widget pixels; a shorter drag is a click."""


class MaskEditor(QWidget):
    """Lies over the preview as long as parts are marked; outlines those that are hidden.

    `edited(tuple[Mask, ...])`: all masks, after one was added or removed. `closed`: marking is over.
    """

    edited = Signal(object)
    closed = Signal()

    def __init__(self, view: PreviewView, masks: tuple[Mask, ...]) -> None:
        super().__init__(view)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Hide parts of the picture")
        self.setAccessibleDescription(_HINT)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.masks = masks
        self._view = view
        self._from: QPointF | None = None
        self._to = QPointF()
        view.installEventFilter(self)
        self.resize(view.size())
        self.show()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep the size of the preview."""
        if event.type() == QEvent.Type.Resize:
            self.resize(self._view.size())
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a rectangle in the picture."""
        if event.button() is Qt.MouseButton.LeftButton and self._view.picture_rect.contains(event.position()):
            self._from = self._to = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Stretch the rectangle."""
        self._to = event.position()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Hide the rectangle; a click shows again what is hidden there."""
        begin, self._from = self._from, None
        self.update()
        picture = self._view.picture_rect
        if begin is None or picture.isEmpty():
            return
        part = QRectF(begin, event.position()).normalized() & picture
        if min(part.width(), part.height()) >= _LEAST:
            self._set((*self.masks, _mask(part, picture)))
        else:
            self._set(tuple(mask for mask in self.masks if not _part(mask, picture).contains(begin)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """End, or show the part again that was marked last."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._set(self.masks[:-1])
        else:
            super().keyPressEvent(event)

    def closeEvent(self, _event: object) -> None:  # noqa: N802
        """Report it."""
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the outlines, the rectangle being marked, and the hint."""
        painter, picture = QPainter(self), self._view.picture_rect
        for mask in self.masks:
            self._outline(painter, _part(mask, picture))
        if self._from is not None:
            self._outline(painter, QRectF(self._from, self._to).normalized() & picture)
        font = small_font(self.font())
        painter.setFont(font)
        room = self.rect().toRectF().adjusted(em(self) / 2, 0, -em(self) / 2, 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        box = painter.boundingRect(room, flags, _HINT).adjusted(-8, 0, 8, 6)
        painter.fillRect(box, QColor(0, 0, 0, 200))
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, _HINT)

    def _outline(self, painter: QPainter, part: QRectF) -> None:
        painter.fillRect(part, QColor(0, 0, 0, 150))
        painter.setPen(QPen(QColor(255, 255, 255), 1))
        painter.drawRect(part)

    def _set(self, masks: tuple[Mask, ...]) -> None:
        if masks != self.masks:
            self.masks = masks
            self.update()
            self.edited.emit(masks)


def _mask(part: QRectF, picture: QRectF) -> Mask:
    across, down = picture.width(), picture.height()
    left, top = (part.left() - picture.left()) / across, (part.top() - picture.top()) / down
    return Mask(left, top, min(part.width() / across, 1 - left), min(part.height() / down, 1 - top))


def _part(mask: Mask, picture: QRectF) -> QRectF:
    across, down = picture.width(), picture.height()
    left, top = picture.left() + mask.left * across, picture.top() + mask.top * down
    return QRectF(left, top, mask.width * across, mask.height * down)
