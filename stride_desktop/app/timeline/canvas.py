"""The drawing area: pyqtgraph's view with the picture, the time axis and mouse input."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPalette,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.timeline.axis import axis_height, draw_axis
from stride_desktop.app.timeline.band import Style
from stride_desktop.app.timeline.editing import SpanEditor
from stride_desktop.app.timeline.navigation import ZOOM_PER_NOTCH, Navigation
from stride_desktop.app.timeline.picture import TimelinePicture
from stride_desktop.app.timeline.scale import MAX_SPAN, MIN_SPAN

WHEEL_NOTCH = 120


class TimeAxis(pg.AxisItem):
    """The axis below a picture, with the picture's times; empty as long as the picture is."""

    def __init__(self, picture: TimelinePicture) -> None:
        super().__init__("bottom")
        self._picture = picture

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the axis (called by Qt)."""
        picture, size = self._picture, self.size()
        if not picture.empty:
            area = QRectF(0, 0, size.width(), size.height())
            style = picture.style
            draw_axis(painter, area, picture.scale, picture.clock, picture.playhead, style.font, style.theme)


class TimelineCanvas(pg.GraphicsView):
    """The picture over the axis, moved and zoomed by the mouse; clicks and drags become signals.

    Signals carry pixels of the picture. The editor decides first whether a drag is an edit. With Shift a drag
    selects a time range instead. `left`: the mouse left the area, or a drag began. `resized`: the size of the
    picture, or the font, is another one.
    """

    hovered = Signal(QPointF)
    left = Signal()
    clicked = Signal(QPointF)
    double_clicked = Signal(QPointF)
    stretch_begun = Signal(QPointF)
    stretch_dragged = Signal(QPointF)
    stretch_clicked = Signal(QPointF)
    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        box.setLimits(minXRange=MIN_SPAN, maxXRange=MAX_SPAN)
        box.setYRange(0, 1, padding=0)
        self.picture = TimelinePicture(box)
        self._axis = TimeAxis(self.picture)
        self._axis.linkToView(box)
        self.centralLayout.setContentsMargins(0, 0, 0, 0)
        self.centralLayout.setSpacing(0)
        self.centralLayout.addItem(box, 0, 0)
        self.centralLayout.addItem(self._axis, 1, 0)
        self.navigation = Navigation(box, self)
        self.navigation.moved.connect(self.picture.update)
        self.editor = SpanEditor(self.picture, self.navigation)
        box.sigResized.connect(self._on_resized)
        self._pressed: QPointF | None = None
        self._dragging = False
        self._editing = False
        self._stretching = False

    def refresh(self) -> None:
        """Paint everything anew, after the picture was given other attributes."""
        self.picture.update()
        self._axis.update()

    def _on_resized(self) -> None:
        self.picture.resized()
        self.resized.emit()

    def follow_look(self, palette: QPalette, font: QFont) -> None:
        """Take over a palette and a font."""
        theme = theme_of(palette)
        self.picture.style = Style(font, theme)
        self.setBackground(theme.background)
        self._axis.setHeight(axis_height(font))
        self.setMinimumHeight(round(QFontMetricsF(font).height() * 7 + self._axis.height()))
        self.refresh()
        self.resized.emit()

    def _at(self, event: QMouseEvent | QWheelEvent | QNativeGestureEvent) -> QPointF:
        return QPointF(self.picture.mapFromScene(self.mapToScene(event.position().toPoint())))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a click, a drag or an edit."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._dragging = self._at(event), False
            self._stretching = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if self._stretching:
                self._editing = False
                self.stretch_begun.emit(self._pressed)
            else:
                self._editing = self.editor.press(self._pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Edit or pan while the button is down, else hover."""
        at = self._at(event)
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
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._stretching:
            self.stretch_dragged.emit(at)
            return
        self._pressed = at
        self.navigation.pan(moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End a drag or an edit, or click."""
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed is None:
            return
        at, self._pressed = self._at(event), None
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
            self.viewport().setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self.viewport().unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Double-click."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.double_clicked.emit(self._at(event))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom; sideways or with Shift, pan."""
        delta = event.angleDelta()
        sideways = delta.x() if abs(delta.x()) > abs(delta.y()) else 0
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways = sideways or delta.y()
        if sideways:
            self.navigation.pan(sideways / WHEEL_NOTCH * self.picture.scale.width / 12)
        elif delta.y():
            self.navigation.zoom_at(ZOOM_PER_NOTCH ** (-delta.y() / WHEEL_NOTCH), self._at(event).x())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Zoom by pinching on a touchpad."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
                return False
            self.navigation.zoom_at(1 / max(0.2, 1 + event.value()), self._at(event).x())
            return True
        return bool(super().viewportEvent(event))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The mouse has left the area."""
        super().leaveEvent(event)
        self.left.emit()
