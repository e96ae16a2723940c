"""The drawing area: pyqtgraph's scene with the time axis, and what the mouse did in it."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QNativeGestureEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.timeline.axis import TimeAxis
from stride_desktop.app.timeline.band import Look
from stride_desktop.app.timeline.clock import Clock
from stride_desktop.app.timeline.editing import SpanEditor
from stride_desktop.app.timeline.navigation import ZOOM_PER_NOTCH
from stride_desktop.app.timeline.picture import Picture
from stride_desktop.app.timeline.scale import MAX_SPAN, MIN_SPAN

WHEEL_NOTCH = 120


class Canvas(pg.GraphicsView):
    """Shows the picture and the axis, and turns the mouse into intentions.

    Positions are pixels within the picture. The editor, if there is one, is asked first whether a drag
    is an edit; with Shift it chooses a stretch of time instead, anywhere. zoomed carries the factor by which
    the shown stretch grows, and the pixel that stays in place. panned carries pixels towards the past.
    """

    hovered = Signal(QPointF)
    left = Signal()
    clicked = Signal(QPointF)
    double_clicked = Signal(QPointF)
    panned = Signal(float)
    zoomed = Signal(float, float)
    resized = Signal()
    stretch_begun = Signal(QPointF)
    stretch_dragged = Signal(QPointF)
    stretch_clicked = Signal(QPointF)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self.box.setLimits(minXRange=MIN_SPAN, maxXRange=MAX_SPAN)
        self.box.setYRange(0, 1, padding=0)
        self.axis = TimeAxis()
        self.axis.linkToView(self.box)
        self.centralLayout.setContentsMargins(0, 0, 0, 0)
        self.centralLayout.setSpacing(0)
        self.centralLayout.addItem(self.box, 0, 0)
        self.centralLayout.addItem(self.axis, 1, 0)
        self.picture = Picture(self.box)
        self.box.sigXRangeChanged.connect(self._repaint)
        self.box.sigResized.connect(self._box_resized)
        self.editor: SpanEditor | None = None
        self._pressed: QPointF | None = None
        self._dragging = False
        self._editing = False
        self._stretching = False

    def follow_look(self, palette: QPalette, font: QFont) -> None:
        """Take over a palette and a font."""
        theme = theme_of(palette)
        self.picture.look = Look(font, theme)
        self.setBackground(theme.background)
        self.axis.set_look(font, theme)
        self.setMinimumHeight(round(QFontMetricsF(font).height() * 7 + self.axis.height()))
        self.picture.update()

    def set_clock(self, clock: Clock) -> None:
        """Change what the times say."""
        self.picture.clock = clock
        self.axis.set_clock(clock)
        self.picture.update()

    def set_playhead(self, second: float | None) -> None:
        """Move the cursor, or take it away."""
        self.picture.playhead = self.axis.playhead = second
        self.picture.update()
        self.axis.update()

    def show_axis(self, shown: bool) -> None:
        """An empty timeline has no times, but keeps the room for them."""
        self.axis.setOpacity(1.0 if shown else 0.0)

    def _repaint(self) -> None:
        self.picture.update()

    def _box_resized(self) -> None:
        self.picture.resized()
        self.resized.emit()

    def _at(self, event: QMouseEvent) -> QPointF:
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
                self._editing = self.editor is not None and self.editor.press(self._pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Edit or pan while the button is down, else hover."""
        at = self._at(event)
        if self._pressed is None:
            self._point(at)
            self.hovered.emit(at)
            return
        if self._editing and self.editor is not None:
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
        self.panned.emit(moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End a drag or an edit, or click."""
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed is None:
            return
        at, self._pressed = self._at(event), None
        self._point(at)
        edited = self._editing and self.editor is not None and self.editor.release()
        self._editing = False
        if not self._dragging and self._stretching:
            self.stretch_clicked.emit(at)
        elif not self._dragging and not edited:
            self.clicked.emit(at)

    def _point(self, at: QPointF) -> None:
        """The pointer says where an edge can be dragged."""
        if self.editor is not None and self.editor.over_edge(at):
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
        at = self.picture.mapFromScene(self.mapToScene(event.position().toPoint()))
        sideways = delta.x() if abs(delta.x()) > abs(delta.y()) else 0
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways = sideways or delta.y()
        if sideways:
            self.panned.emit(sideways / WHEEL_NOTCH * self.box.rect().width() / 12)
        elif delta.y():
            self.zoomed.emit(ZOOM_PER_NOTCH ** (-delta.y() / WHEEL_NOTCH), at.x())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Zoom by pinching on a touchpad."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
                return False
            at = self.picture.mapFromScene(self.mapToScene(event.position().toPoint()))
            self.zoomed.emit(1 / max(0.2, 1 + event.value()), at.x())
            return True
        return bool(super().viewportEvent(event))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The mouse has gone elsewhere."""
        super().leaveEvent(event)
        self.left.emit()
