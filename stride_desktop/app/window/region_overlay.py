"""A picture of a screen over the whole screen, on which the user marks a rectangle."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

_STEP = 10
_HINT = "Drag a rectangle. Arrows move it, Shift+arrows resize it, Enter takes it, Esc cancels."
_ARROWS = {
    Qt.Key.Key_Left: QPoint(-_STEP, 0),
    Qt.Key.Key_Right: QPoint(_STEP, 0),
    Qt.Key.Key_Up: QPoint(0, -_STEP),
    Qt.Key.Key_Down: QPoint(0, _STEP),
}


class RegionOverlay(QWidget):
    """Shows a picture, darkened outside of the rectangle that is being marked.

    picture: of the screen. size: of the screen as regions count it (QSize). least: smallest side of a region.
    `marked(QRect)`: the rectangle, in those pixels; `begun`: a rectangle was begun; `closed`: the overlay is
    gone, after either outcome.
    """

    marked = Signal(QRect)
    begun = Signal()
    closed = Signal()

    def __init__(self, picture: QImage, size: QSize, least: int) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Choose a region of the screen")
        self.setAccessibleName(_HINT)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._picture, self._size, self._least = picture, size, least
        self._from: QPointF | None = None
        self.region = QRect()
        """The rectangle as it is now, in pixels of the screen; empty before the first one."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a rectangle."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.position()
            self.clear()
            self.begun.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Stretch the rectangle."""
        if self._from is not None:
            self._set(self._on_screen(QRectF(self._from, event.position()).normalized()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take the rectangle, unless it is too small, as after a click."""
        if event.button() is Qt.MouseButton.LeftButton and self._from is not None:
            self._from = None
            self._take()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move, resize, take or cancel."""
        key = Qt.Key(event.key())
        if key is Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif key in _ARROWS:
            self._step(_ARROWS[key], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the picture, the rectangle and its size."""
        painter = QPainter(self)
        painter.drawImage(self.rect(), self._picture)
        here = self._here(self.region)
        shade = QColor(0, 0, 0, 110)
        for part in (
            QRectF(0, 0, self.width(), here.top()),
            QRectF(0, here.bottom(), self.width(), self.height() - here.bottom()),
            QRectF(0, here.top(), here.left(), here.height()),
            QRectF(here.right(), here.top(), self.width() - here.right(), here.height()),
        ):
            painter.fillRect(part, shade)
        text = _HINT
        if not self.region.isEmpty():
            painter.setPen(QPen(QColor(255, 255, 255), 2))
            painter.drawRect(here)
            text = f"{self.region.width()} × {self.region.height()}"
        self._write(painter, text, here)

    def closeEvent(self, _event: object) -> None:  # noqa: N802
        """Report it."""
        self.closed.emit()

    def _write(self, painter: QPainter, text: str, beside: QRectF) -> None:
        """A line of text in a dark box, below a rectangle where there is room, or in the middle."""
        box = QRectF(painter.fontMetrics().boundingRect(text)).adjusted(-10, -6, 10, 6)
        if self.region.isEmpty():
            box.moveCenter(QPointF(self.rect().center()))
        else:
            below = beside.bottom() + box.height() + 6 < self.height()
            box.moveTop(beside.bottom() + 6 if below else beside.bottom() - box.height() - 6)
            box.moveLeft(min(max(beside.left(), 0.0), self.width() - box.width()))
        painter.fillRect(box, QColor(0, 0, 0, 200))
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def clear(self) -> None:
        """Remove the rectangle."""
        self._set(QRect())

    def _set(self, region: QRect) -> None:
        self.region = region
        self.update()

    def _step(self, by: QPoint, resize: bool) -> None:
        whole = QRect(QPoint(), self._size)
        region = self.region
        if region.isEmpty():
            self.begun.emit()
            region = QRect(QPoint(), self._size / 2)
            region.moveCenter(whole.center())
        elif resize:
            size = region.size() + QSize(by.x(), by.y())
            region.setSize(size.expandedTo(QSize(self._least, self._least)))
            region &= whole
        else:
            region.translate(by)
            region.moveLeft(min(max(region.left(), 0), whole.width() - region.width()))
            region.moveTop(min(max(region.top(), 0), whole.height() - region.height()))
        self._set(region)

    def _take(self) -> None:
        if min(self.region.width(), self.region.height()) < self._least:
            self.clear()
            return
        self.marked.emit(self.region)
        self.close()

    def _on_screen(self, here: QRectF) -> QRect:
        """A rectangle of this widget in pixels of the screen."""
        across, down = self._size.width() / self.width(), self._size.height() / self.height()
        left, top = round(here.left() * across), round(here.top() * down)
        right, bottom = round(here.right() * across), round(here.bottom() * down)
        return QRect(left, top, right - left, bottom - top) & QRect(QPoint(), self._size)

    def _here(self, region: QRect) -> QRectF:
        """A rectangle of the screen in this widget's coordinates."""
        across, down = self.width() / self._size.width(), self.height() / self._size.height()
        return QRectF(
            region.left() * across, region.top() * down, region.width() * across, region.height() * down
        )
