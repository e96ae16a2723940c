"""The timeline widget: lanes, navigation, play-head, read-out. It paints snapshots and computes no spans."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.timeline import shapes, words
from stride_desktop.app.timeline.bands import describe
from stride_desktop.app.timeline.canvas import TimelineCanvas
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.keyboard import Keyboard
from stride_desktop.app.timeline.lane_scroll import LaneScroll
from stride_desktop.app.timeline.mini_map import MiniMap
from stride_desktop.app.timeline.playhead import PlayHead
from stride_desktop.app.timeline.pointer import Pointer
from stride_desktop.app.timeline.rows import Row, bounds
from stride_desktop.app.timeline.stretch import Stretch
from stride_desktop.app.timeline.toolbar import Toolbar
from stride_desktop.core.timeline import Gap, Lane


class TimelineView(QWidget):
    """Shows the decisions of the activation model about every second. Its parts have signals of their own.

    picture: what is drawn, on the canvas. navigation: the seconds in view. playhead: the selected second.
    pointer: clicks on lanes and markers. stretch: the selected time range. editor: edits of the active lane's
    review. toolbar: the row above. With several lanes one is active: ids of events and spans belong to it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Timeline")
        self._offset: float | None = None
        self._first: float | None = None
        self.canvas = TimelineCanvas(self)
        self.picture = self.canvas.picture
        self.navigation = self.canvas.navigation
        self.editor = self.canvas.editor
        self.playhead = PlayHead(self.canvas)
        self.stretch = Stretch(self.canvas, self.playhead)
        self.pointer = Pointer(self.canvas, self.playhead, self)
        self.toolbar = Toolbar(self.navigation, self.playhead, self)
        self._keyboard = Keyboard(self.canvas, self.playhead, self.pointer, self.stretch, self)
        self._scroll = LaneScroll(self.canvas, self)
        self._map = MiniMap(self, self.navigation, self.playhead)
        self.playhead.moved.connect(self._describe)
        self.stretch.changed.connect(self._describe)
        self.canvas.follow_look(self.palette(), self.font())
        self._lay_out()
        self.set_lanes(())

    def _lay_out(self) -> None:
        lanes = row(self.canvas, self._scroll, wide=self.canvas)
        layout = column(self.toolbar, lanes, self._map, parent=self, wide=lanes)
        layout.setContentsMargins(3, 3, 3, 3)
        for part in (lanes, layout):
            part.setSpacing(2)

    def set_lanes(self, lanes: Sequence[Lane], active: int = 0, headers: bool = True) -> None:
        """Show lanes one above the other over one axis; show none before those of another session.

        headers: above each lane its request and model.
        """
        picture = self.picture
        before = (*picture.rows, *[None] * len(lanes))
        rows = tuple(Row.of(lane, old, headers) for lane, old in zip(lanes, before, strict=False))
        old, new = bounds(picture.rows), bounds(rows)
        restarted = old is not None and (new is None or new[0] >= old[1] or new[1] <= old[0])
        if new is None or restarted:
            self.playhead.place(None)
            self.stretch.select(None)
        moved = active != picture.active or len(rows) != len(picture.rows)
        picture.rows, picture.active = rows, active
        if new is not None:
            self.navigation.set_bounds(*new, restarted)
        self._scroll.fit()
        if moved:
            self._scroll.reveal(active)
        self.editor.follow()
        self.canvas.refresh()
        self._refresh_clock()

    def set_wall_clock(self, offset: float | None, first: float | None = None) -> None:
        """Seconds to add to stream time to get seconds since the epoch; None shows elapsed time.

        first: when the first frame was taken; by default that is where the lanes begin.
        """
        self._offset, self._first = offset, first
        self._refresh_clock()

    def _refresh_clock(self) -> None:
        span, first = bounds(self.picture.rows), self._first
        clock = DisplayClock((span[0] if span else 0.0) if first is None else first, self._offset)
        if clock != self.picture.clock:
            self.picture.clock = clock
            self.canvas.refresh()
        self._map.show_session(self.picture.row, clock)
        self._describe()

    @Slot()
    def _describe(self) -> None:
        """Tell screen readers of the second at the play-head, the selected time range and the lane."""
        picture = self.picture
        row, second, clock = picture.row, picture.playhead, picture.clock
        details = [] if row is None or second is None else [clock.text(second), *describe(row, second, clock)]
        text = words.description(picture.rows, picture.active, details, clock)
        if picture.stretch is not None:
            text = f"{words.stretch(picture.stretch, clock)} {text}"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def gap_at(self, second: float) -> Gap | None:
        """The gap of the active lane around a stream second."""
        gaps = () if self.picture.row is None else self.picture.row.snapshot.gaps
        return next((gap for gap in gaps if words.in_gap(gap, second)), None)

    @property
    def missing_height(self) -> int:
        """Pixels by which the lanes need more height than they have."""
        return self._scroll.maximum()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """See Keyboard."""
        if not self._keyboard.press(event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.canvas.follow_look(self.palette(), self.font())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """A frame around the drawing area, thick while focused."""
        area = self.canvas.geometry().toRectF().adjusted(-1, -1, 1, 1)
        shapes.draw_frame(QPainter(self), area, theme_of(self.palette()), focused=self.hasFocus())
