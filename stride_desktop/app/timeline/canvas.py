"""The drawing area with its mouse input."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from stride_desktop.app.timeline.editing import SpanEditor
from stride_desktop.app.timeline.navigation import ZOOM_PER_NOTCH, Navigation
from stride_desktop.app.timeline.picture import TimelinePicture

WHEEL_NOTCH = 120


class TimelineCanvas(TimelinePicture):
    """The picture, moved and zoomed by the mouse; clicks and drags become signals with the pixel.

    The editor decides first whether a drag is an edit. With Shift a drag selects a time range instead.
    `left`: the mouse left the area, or a drag began.
    """

    hovered = Signal(QPointF)
    left = Signal()
    clicked = Signal(QPointF)
    double_clicked = Signal(QPointF)
    stretch_begun = Signal(QPointF)
    stretch_dragged = Signal(QPointF)
    stretch_clicked = Signal(QPointF)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.navigation = Navigation(self)
        self.editor = SpanEditor(self, self.navigation)
        self._pressed: QPointF | None = None
        self._dragging = False
        self._editing = False
        self._stretching = False

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a click, a drag or an edit."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._dragging = event.position(), False
            self._stretching = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if self._stretching:
                self._editing = False
                self.stretch_begun.emit(self._pressed)
            else:
                self._editing = self.editor.press(self._pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Edit or pan while the button is down, else hover."""
        at = event.position()
        if self._pressed is None:
            self._show_cursor(at)
            self.hovered.emit(at)
            return
        if self._editing:
            self.left.emit()
            self.editor.drag(at, free=bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
            return
        moved = at.x() - self._pressed.x()
        if not self._dragging and abs(moved) < QApplication.startDragDistance():
            return
        if not self._dragging:
            self._dragging = True
            self.left.emit()
            if not self._stretching:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._stretching:
            self.stretch_dragged.emit(at)
            return
        self._pressed = at
        self.navigation.pan(moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End a drag or an edit, or click."""
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed is None:
            return
        at, self._pressed = event.position(), None
        self._show_cursor(at)
        edited = self._editing and self.editor.release()
        self._editing = False
        if not self._dragging and self._stretching:
            self.stretch_clicked.emit(at)
        elif not self._dragging and not edited:
            self.clicked.emit(at)

    def _show_cursor(self, at: QPointF) -> None:
        """Show by the cursor where an edge can be dragged."""
        if self.editor.over_edge(at):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Double-click."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.double_clicked.emit(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom; sideways or with Shift, pan."""
        delta = event.angleDelta()
        sideways = delta.x() if abs(delta.x()) > abs(delta.y()) else 0
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways = sideways or delta.y()
        if sideways:
            self.navigation.pan(sideways / WHEEL_NOTCH * self.width() / 12)
        elif delta.y():
            self.navigation.zoom_at(ZOOM_PER_NOTCH ** (-delta.y() / WHEEL_NOTCH), event.position().x())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Zoom by pinching on a touchpad."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
                return False
            self.navigation.zoom_at(1 / max(0.2, 1 + event.value()), event.position().x())
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The mouse has left the area."""
        super().leaveEvent(event)
        self.left.emit()
