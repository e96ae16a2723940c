"""The timeline widget: navigation, play-head, read-out. It paints snapshots and computes no spans."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QHideEvent, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stride_desktop.app.theme import theme_of
from stride_desktop.app.timeline import shapes, words
from stride_desktop.app.timeline.canvas import ZOOM_PER_NOTCH, Canvas
from stride_desktop.app.timeline.clock import Clock
from stride_desktop.app.timeline.go_to import GoTo
from stride_desktop.app.timeline.mini_map import MiniMap
from stride_desktop.app.timeline.navigation import Navigation
from stride_desktop.app.timeline.readout import ReadOut
from stride_desktop.app.timeline.spans import SpanTable
from stride_desktop.app.timeline.toolbar import Toolbar
from stride_desktop.core.events import Event, EventState
from stride_desktop.core.timeline import TimelineSnapshot

ThumbnailSource = Callable[[float], QImage | None]


class TimelineView(QWidget):
    """Shows what the model thought of every second, and lets people ask about any of them.

    second_clicked: a stream second was chosen by mouse or keyboard. span_activated: an event was
    zoomed to. answer_requested: the hollow marker of a held-back event was clicked.
    live_changed: the view began or ceased to follow the newest second. playhead_changed: float | None.
    """

    second_clicked = Signal(float)
    span_activated = Signal(int)
    answer_requested = Signal(int)
    live_changed = Signal(bool)
    playhead_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Timeline"))
        self._snapshot: TimelineSnapshot | None = None
        self._table = SpanTable.of(())
        self._clock = Clock()
        self._offset: float | None = None
        self._thumbnail: ThumbnailSource | None = None
        self._canvas = Canvas(self)
        self._navigation = Navigation(self._canvas.box, self)
        self._read_out = ReadOut(self)
        self._toolbar = Toolbar(self)
        self._map = MiniMap(self, self._navigation)
        self._canvas.follow_look(self.palette(), self.font())
        self._lay_out()
        self._connect()
        self.set_snapshot(None)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(2)
        layout.addWidget(self._toolbar)
        layout.addWidget(self._canvas, 1)
        layout.addWidget(self._map)

    def _connect(self) -> None:
        self._canvas.hovered.connect(self._hover)
        self._canvas.left.connect(self._read_out.hide)
        self._canvas.clicked.connect(self._click)
        self._canvas.double_clicked.connect(self._double_click)
        self._canvas.panned.connect(self._navigation.pan)
        self._canvas.zoomed.connect(self._navigation.zoom_at)
        self._navigation.live_changed.connect(self._toolbar.set_live)
        self._navigation.live_changed.connect(self.live_changed)
        self._toolbar.zoom_in.connect(self._zoom_in)
        self._toolbar.zoom_out.connect(self._zoom_out)
        self._toolbar.live.connect(self.go_live)
        self._map.live.connect(self.go_live)

    # What the window sets

    def set_snapshot(self, snapshot: TimelineSnapshot | None) -> None:
        """Show a snapshot, or the empty timeline for None."""
        before = self._snapshot
        self._snapshot = snapshot
        self._table = SpanTable.of(snapshot.events if snapshot else ())
        empty = snapshot is None or snapshot.newest is None
        restarted = before is not None and (snapshot is None or snapshot.first_second != before.first_second)
        if empty or restarted:
            self._set_playhead(None)
            self._read_out.hide()
        if snapshot is not None and snapshot.newest is not None:
            self._navigation.set_bounds(float(snapshot.first_second), snapshot.newest, restarted)
        picture = self._canvas.picture
        picture.snapshot, picture.table = snapshot, self._table
        self._canvas.show_axis(not empty)
        picture.update()
        self._refresh_clock()

    def set_wall_clock(self, offset: float | None) -> None:
        """Seconds to add to stream time to get seconds since the epoch; None shows elapsed time."""
        self._offset = offset
        self._refresh_clock()

    def add_tool(self, action: QAction) -> None:
        """A button for something that explains the timeline further."""
        self._toolbar.add(action)

    def set_thumbnail_source(self, source: ThumbnailSource | None) -> None:
        """Where the read-out gets the picture of a stream second from."""
        self._thumbnail = source

    def show_second(self, second: float) -> None:
        """Move the play-head to a stream second, and bring it into view."""
        self._navigation.leave_live()
        self._set_playhead(second)
        self._navigation.reveal(second)
        self._describe()

    def zoom_to(self, start: float, end: float) -> None:
        """Show a stretch of stream time with some room around it."""
        self._navigation.zoom_to(start, end)

    @property
    def live(self) -> bool:
        """The view follows the newest second."""
        return self._navigation.live

    @property
    def playhead(self) -> float | None:
        """The chosen stream second, None while there is none."""
        return self._canvas.picture.playhead

    @property
    def visible_range(self) -> tuple[float, float]:
        """The stretch of stream time in view."""
        return self._navigation.range

    def go_live(self) -> None:
        """Follow the newest second again; the play-head goes away."""
        self._set_playhead(None)
        self._read_out.hide()
        self._navigation.go_live()
        self._toolbar.set_live(True)  # pressing the checked button has unchecked it
        self._describe()

    def _refresh_clock(self) -> None:
        # The first slot of a file ends with its first frame, at 0; nobody counts from before it.
        first = max(0.0, float(self._snapshot.first_second)) if self._snapshot else 0.0
        clock = Clock(first, self._offset)
        if clock != self._clock:
            self._clock = clock
            self._canvas.set_clock(clock)
        self._map.show_session(self._snapshot, self._table, clock)
        self._describe()

    def _set_playhead(self, second: float | None) -> None:
        self._canvas.picture.playhead = second
        self._canvas.picture.update()
        self.playhead_changed.emit(second)

    def _describe(self) -> None:
        text = words.description(self._snapshot, self._table, self.playhead, self._clock)
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    # The mouse

    def _second(self, at: QPointF) -> float | None:
        """The watched second at a pixel, None while nothing was watched."""
        if self._snapshot is None or self._snapshot.newest is None:
            return None
        return self._navigation.clamp(self._canvas.picture.scale_now.second(at.x()))

    def _hover(self, at: QPointF) -> None:
        if (second := self._second(at)) is not None:
            self._show_read_out(second)

    def _click(self, at: QPointF) -> None:
        second = self._second(at)
        if second is None:
            return
        held = self._table.held_at(second, self._canvas.picture.held_radius())
        if held is not None and self._canvas.picture.in_spans(at.y()):
            self.answer_requested.emit(held.id)
            return
        self._seek(second)

    def _double_click(self, at: QPointF) -> None:
        second = self._second(at)
        slack = 4 * self._canvas.picture.scale_now.per_pixel
        if second is not None and (event := self._table.at(second, slack)):
            self._activate(event)

    def _activate(self, event: Event) -> None:
        self.zoom_to(event.onset, event.reach)
        self.span_activated.emit(event.id)

    def _seek(self, second: float) -> None:
        self.show_second(second)
        self.second_clicked.emit(second)

    def _show_read_out(self, second: float) -> None:
        if self._snapshot is None:
            return
        text = words.about(self._snapshot, self._table.at(second), second, self._clock)
        image = self._thumbnail(second) if self._thumbnail else None
        x = self._canvas.picture.mapToScene(self._canvas.picture.scale_now.x(second), 0).x()
        anchor = self._canvas.mapToGlobal(QPoint(round(x), 0))
        self._read_out.show_at(anchor, self._clock.text(second), text, image)

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows step, +/− zoom, Home/End go to the ends, N/P to spans, Enter zooms, A answers, G asks."""
        step = 10.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        actions: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Left: lambda: self._step(-step),
            Qt.Key.Key_Right: lambda: self._step(step),
            Qt.Key.Key_Plus: self._zoom_in,
            Qt.Key.Key_Equal: self._zoom_in,
            Qt.Key.Key_Minus: self._zoom_out,
            Qt.Key.Key_Home: lambda: self._step(float("-inf")),
            Qt.Key.Key_End: self.go_live,
            Qt.Key.Key_N: lambda: self._jump(1),
            Qt.Key.Key_P: lambda: self._jump(-1),
            Qt.Key.Key_Return: self._activate_here,
            Qt.Key.Key_Enter: self._activate_here,
            Qt.Key.Key_A: self._answer_here,
            Qt.Key.Key_G: lambda: GoTo(self, self._clock, self._here(), self._go).open(),
        }
        action = actions.get(event.key())
        if action is None:
            super().keyPressEvent(event)
        elif self._snapshot is not None and self._snapshot.newest is not None:
            action()

    def _step(self, seconds: float) -> None:
        self._go(self._here() + seconds)

    def _jump(self, step: int) -> None:
        if event := self._table.beside(self._here(), step):
            self._go(event.onset)

    def _here(self) -> float:
        return self._navigation.bounds[1] if self.playhead is None else self.playhead

    def _go(self, second: float) -> None:
        second = self._navigation.clamp(second)
        self._seek(second)
        self._show_read_out(second)

    def _event_here(self) -> Event | None:
        return None if self.playhead is None else self._table.at(self.playhead)

    def _activate_here(self) -> None:
        if event := self._event_here():
            self._activate(event)

    def _answer_here(self) -> None:
        if (event := self._event_here()) and event.state is EventState.SUPPRESSED:
            self.answer_requested.emit(event.id)

    def _zoom_in(self) -> None:
        self._navigation.zoom(1 / ZOOM_PER_NOTCH**2, self.playhead)

    def _zoom_out(self) -> None:
        self._navigation.zoom(ZOOM_PER_NOTCH**2, self.playhead)

    # Looks

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._canvas.follow_look(self.palette(), self.font())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the focus ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hide the focus ring and the read-out."""
        super().focusOutEvent(event)
        self._read_out.hide()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """The read-out goes with the widget."""
        super().hideEvent(event)
        self._read_out.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """A frame around the drawing area, thick while focused."""
        area = self._canvas.geometry().toRectF().adjusted(-1, -1, 1, 1)
        shapes.draw_frame(QPainter(self), area, theme_of(self.palette()), focused=self.hasFocus())
