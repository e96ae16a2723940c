"""The timeline widget: lanes, navigation, play-head, read-out. It paints snapshots and computes no spans."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.timeline import shapes, words
from stride_desktop.app.timeline.bands import describe
from stride_desktop.app.timeline.canvas import Canvas
from stride_desktop.app.timeline.clock import Clock
from stride_desktop.app.timeline.editing import SpanEditor
from stride_desktop.app.timeline.keyboard import Keyboard
from stride_desktop.app.timeline.lane_scroll import LaneScroll
from stride_desktop.app.timeline.mini_map import MiniMap
from stride_desktop.app.timeline.navigation import Navigation
from stride_desktop.app.timeline.playhead import PlayHead
from stride_desktop.app.timeline.pointer import Pointer, ThumbnailSource
from stride_desktop.app.timeline.rows import Row, bounds
from stride_desktop.app.timeline.stretch import Stretch
from stride_desktop.app.timeline.toolbar import Toolbar
from stride_desktop.core.timeline import Gap, Lane


class TimelineView(QWidget):
    """Shows what the model thought of every second, and lets people ask about any of them.

    second_clicked: a stream second was chosen by mouse or keyboard. span_activated: an event was
    zoomed to. answer_requested: the hollow marker of a held-back event was clicked.
    live_changed: the view began or ceased to follow the newest second. playhead_changed: float | None.

    stretch_changed((start, end) | None): another stretch of time was chosen. ask_requested(start, end): it
    is to be asked about.

    With several lanes one is active: what has an id belongs to it. lane_chosen(index): a person wants
    another one to be active; nothing changes before `set_active` or `set_lanes`.

    The spans of the active lane's review can be edited after `set_editable(True)`. The view only asks:
    span_selected(id | None), span_moved(id, start, end), span_added(start, end), in stream seconds.
    """

    second_clicked = Signal(float)
    span_activated = Signal(int)
    answer_requested = Signal(int)
    live_changed = Signal(bool)
    playhead_changed = Signal(object)
    lane_chosen = Signal(int)
    span_selected = Signal(object)
    span_moved = Signal(int, float, float)
    span_added = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Timeline")
        self._offset: float | None = None
        self._first: float | None = None
        self._canvas = Canvas(self)
        self._picture = self._canvas.picture
        self._scroll = LaneScroll(self._canvas, self)
        self._navigation = Navigation(self._canvas.box, self)
        self._canvas.editor = self._editor = SpanEditor(self._picture, self._navigation.clamp, self)
        self._playhead = PlayHead(self._canvas, self._navigation, self._editor, self)
        self._stretch = Stretch(self._canvas, self._navigation, self._playhead, self)
        self.stretch_changed, self.ask_requested = self._stretch.changed, self._stretch.asked
        self._pointer = Pointer(self._canvas, self._navigation, self._playhead, self._editor, self)
        parts = (self._navigation, self._playhead, self._pointer, self._editor, self._stretch)
        self._keyboard = Keyboard(self._picture, *parts, self)
        self._toolbar = Toolbar(self)
        self._map = MiniMap(self, self._navigation)
        self._canvas.follow_look(self.palette(), self.font())
        self._lay_out()
        self._connect()
        self.set_lanes(())

    def _lay_out(self) -> None:
        lanes = QHBoxLayout()
        lanes.setSpacing(2)
        lanes.addWidget(self._canvas, 1)
        lanes.addWidget(self._scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(2)
        layout.addWidget(self._toolbar)
        layout.addLayout(lanes, 1)
        layout.addWidget(self._map)

    def _connect(self) -> None:
        self._canvas.panned.connect(self._navigation.pan)
        self._canvas.zoomed.connect(self._navigation.zoom_at)
        self._navigation.live_changed.connect(self._toolbar.set_live)
        self._navigation.live_changed.connect(self.live_changed)
        self._toolbar.zoom_in.connect(self._zoom_in)
        self._toolbar.zoom_out.connect(self._zoom_out)
        self._toolbar.live.connect(self.go_live)
        self._map.live.connect(self.go_live)
        self._keyboard.live.connect(self.go_live)
        self._playhead.moved.connect(self.playhead_changed)
        self._playhead.moved.connect(self._describe)
        self.stretch_changed.connect(self._describe)
        self._playhead.sought.connect(self.second_clicked)
        self._pointer.lane_chosen.connect(self.lane_chosen)
        self._pointer.span_activated.connect(self.span_activated)
        self._pointer.answer_requested.connect(self.answer_requested)
        self._editor.selection_changed.connect(self.span_selected)
        self._editor.moved.connect(self.span_moved)
        self._editor.added.connect(self.span_added)

    # What is shown

    def set_lanes(self, lanes: Sequence[Lane], active: int = 0, headers: bool = True) -> None:
        """Show lanes one above the other over one axis; none at all go before another session.

        headers: above each lane its request and model.
        """
        rows = []
        for index, lane in enumerate(lanes):
            before = self._row_before(index)
            row = Row.of(lane, before, headers)
            rows.append(before if before is not None and row.same(before) else row)
        old, new = bounds(self._picture.rows), bounds(tuple(rows))
        restarted = old is not None and (new is None or new[0] >= old[1] or new[1] <= old[0])
        self._show(tuple(rows), active, restarted)

    def set_active(self, active: int) -> None:
        """Make another of the lanes the active one."""
        self._show(self._picture.rows, active, restarted=False)

    def _row_before(self, index: int) -> Row | None:
        rows = self._picture.rows
        return rows[index] if index < len(rows) else None

    def _show(self, rows: tuple[Row, ...], active: int, restarted: bool) -> None:
        span = bounds(rows)
        if span is None or restarted:
            self._playhead.place(None)
            self._stretch.select(None)
            self._pointer.hide_card()
        moved = active != self._picture.active or len(rows) != len(self._picture.rows)
        self._picture.rows, self._picture.active = rows, active
        if span is not None:
            self._navigation.set_bounds(*span, restarted)
        self._canvas.show_axis(span is not None)
        self._scroll.fit()
        if moved:
            self._scroll.reveal(active)
        self._editor.follow()
        self._picture.update()
        self._refresh_clock()

    def set_wall_clock(self, offset: float | None, first: float | None = None) -> None:
        """Seconds to add to stream time to get seconds since the epoch; None shows elapsed time.

        first: when the first frame was taken; by default that is where the lanes begin.
        """
        self._offset, self._first = offset, first
        self._refresh_clock()

    def add_tool(self, action: QAction) -> None:
        """A button for something that explains the timeline further."""
        self._toolbar.add(action)

    def set_thumbnail_source(self, source: ThumbnailSource | None) -> None:
        """Set the source of pictures for the read-out, by stream second."""
        self._pointer.thumbnail = source

    def _refresh_clock(self) -> None:
        span, first = bounds(self._picture.rows), self._first
        clock = Clock((span[0] if span else 0.0) if first is None else first, self._offset)
        if clock != self._picture.clock:
            self._canvas.set_clock(clock)
        self._map.show_session(self._picture.row, clock)
        self._describe()

    @Slot()
    def _describe(self) -> None:
        picture = self._picture
        row, second, clock = picture.row, picture.playhead, picture.clock
        told = () if row is None or second is None else (clock.text(second), *describe(row, second, clock))
        text = words.description(picture.rows, picture.active, told, clock)
        if picture.stretch is not None:
            text = f"{words.stretch(picture.stretch, picture.clock)} {text}"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    # Where it is

    @property
    def live(self) -> bool:
        """The view follows the newest second."""
        return self._navigation.live

    @property
    def playhead(self) -> float | None:
        """The chosen stream second, None while there is none."""
        return self._playhead.second

    @property
    def visible_range(self) -> tuple[float, float]:
        """The stretch of stream time in view."""
        return self._navigation.range

    def gap_at(self, second: float) -> Gap | None:
        """The stretch around a stream second in which nothing was watched."""
        row = self._picture.row
        gaps = () if row is None else row.snapshot.gaps
        return next((gap for gap in gaps if words.in_gap(gap, second)), None)

    def show_second(self, second: float) -> None:
        """Move the play-head to a stream second, and bring it into view."""
        self._playhead.show(second)

    def select_stretch(self, bounds: tuple[float, float] | None) -> None:
        """Choose a stretch of stream time, or none."""
        self._stretch.select(bounds)

    def zoom_to(self, start: float, end: float) -> None:
        """Show a stretch of stream time with some room around it."""
        self._navigation.zoom_to(start, end)

    @Slot(float)
    def refresh_card(self, second: float) -> None:
        """The picture of a whole second, which the thumbnail source did not have, is there now."""
        self._pointer.refresh_card(second)

    @property
    def missing_height(self) -> int:
        """Pixels by which the lanes need more height than they have."""
        return self._scroll.maximum()

    @Slot()
    def go_live(self) -> None:
        """Follow the newest second again; the play-head goes away."""
        self._playhead.place(None)
        self._pointer.hide_card()
        self._navigation.go_live()
        self._toolbar.set_live(True)  # pressing the checked button has unchecked it

    # The review

    def set_editable(self, editable: bool) -> None:
        """Let the spans of the active lane's review be edited, or only seen."""
        self._editor.enabled = editable
        self._editor.follow()

    @property
    def selected(self) -> int | None:
        """The id of the selected span of the review."""
        return self._editor.selected

    def select(self, number: int | None) -> None:
        """Select a span of the active lane's review by its id, or none."""
        self._editor.select(number)

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """See Keyboard."""
        if not self._keyboard.press(event):
            super().keyPressEvent(event)

    @Slot()
    def _zoom_in(self) -> None:
        self._navigation.step_zoom(1, self.playhead)

    @Slot()
    def _zoom_out(self) -> None:
        self._navigation.step_zoom(-1, self.playhead)

    # Looks

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._canvas.follow_look(self.palette(), self.font())
            self._scroll.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the focus ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hide the focus ring and the read-out."""
        super().focusOutEvent(event)
        self._pointer.hide_card()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """The read-out goes with the widget."""
        super().hideEvent(event)
        self._pointer.hide_card()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """A frame around the drawing area, thick while focused."""
        area = self._canvas.geometry().toRectF().adjusted(-1, -1, 1, 1)
        shapes.draw_frame(QPainter(self), area, theme_of(self.palette()), focused=self.hasFocus())
