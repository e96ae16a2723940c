"""Mouse input of the timeline: the read-out of the second under the pointer, clicks and double clicks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from stride_desktop.app.timeline import words
from stride_desktop.app.timeline.bands import describe
from stride_desktop.app.timeline.canvas import Canvas
from stride_desktop.app.timeline.editing import SpanEditor
from stride_desktop.app.timeline.header import HEADER
from stride_desktop.app.timeline.navigation import Navigation
from stride_desktop.app.timeline.playhead import PlayHead
from stride_desktop.app.timeline.readout import ReadOut
from stride_desktop.core.events import Event

ThumbnailSource = Callable[[float], QImage | None]


class Pointer(QObject):
    """lane_chosen(index): another lane was clicked. Other signals are about the active one.

    span_activated(id): an event was zoomed to. answer_requested(id): a hollow marker was clicked.
    """

    lane_chosen = Signal(int)
    span_activated = Signal(int)
    answer_requested = Signal(int)

    def __init__(
        self,
        canvas: Canvas,
        navigation: Navigation,
        playhead: PlayHead,
        editor: SpanEditor,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.thumbnail: ThumbnailSource | None = None
        self._canvas = canvas
        self._picture = canvas.picture
        self._navigation = navigation
        self._playhead = playhead
        self._editor = editor
        self._card = ReadOut(parent)
        self._told: tuple[float, int] | None = None  # the second and the lane that the card is about
        canvas.hovered.connect(self._hover)
        canvas.left.connect(self.hide_card)
        canvas.clicked.connect(self._click)
        canvas.double_clicked.connect(self._double_click)

    @Slot()
    def hide_card(self) -> None:
        """There is nothing to tell about."""
        self._told = None
        self._card.hide()

    def refresh_card(self, second: float) -> None:
        """The picture of a second can be had now: show it if the card is about that second."""
        if self._told is not None and self._told[0] == second:
            self.show_card(*self._told)

    def show_card(self, second: float, lane: int) -> None:
        """Tell what a lane knows about a second, when a frame was taken."""
        self._told = second, lane
        picture, clock = self._picture, self._picture.clock
        row = picture.rows[lane]
        lines = describe(row, second, clock)
        if name := words.lane(picture.rows, lane):
            lines.insert(0, name)
        image = self.thumbnail(second) if self.thumbnail else None
        top = max(0.0, picture.stack.lanes[lane].whole.top())
        at = picture.mapToScene(QPointF(picture.scale_now.x(second), top))
        anchor = self._canvas.mapToGlobal(QPoint(round(at.x()), round(at.y())))
        self._card.show_at(anchor, clock.text(second), lines, image)

    def activate(self, event: Event) -> None:
        """Zoom to an event of the active lane."""
        self._navigation.zoom_to(event.onset, event.reach)
        self.span_activated.emit(event.id)

    def _second(self, at: QPointF) -> float | None:
        """The watched second at a pixel, None while nothing was watched."""
        if all(row.empty for row in self._picture.rows):
            return None
        return self._navigation.clamp(self._picture.scale_now.second(at.x()))

    def _frame(self, second: float, lane: int) -> float:
        """When the frame was taken that a lane's slot around a second belongs to."""
        return self._navigation.clamp(self._picture.rows[lane].snapshot.frame_time(second))

    @Slot(QPointF)
    def _hover(self, at: QPointF) -> None:
        if (second := self._second(at)) is not None:
            lane = self._picture.stack.at(at.y())
            self.show_card(self._frame(second, lane), lane)

    @Slot(QPointF)
    def _click(self, at: QPointF) -> None:
        second = self._second(at)
        if second is None:
            return
        picture, stack = self._picture, self._picture.stack
        lane = stack.at(at.y())
        layout = stack.lanes[lane]
        if lane != picture.active:
            self.lane_chosen.emit(lane)
        elif self._editor.click(at):
            return
        else:
            for band, area in layout.areas.items():
                if area.top() <= at.y() <= area.bottom():
                    event = band.hit(picture.rows[lane], second, picture.held_radius())
                    if event is not None:
                        self.answer_requested.emit(event.id)
                        return
        if not layout.area(HEADER).contains(at):
            self._playhead.seek(self._frame(second, lane))

    @Slot(QPointF)
    def _double_click(self, at: QPointF) -> None:
        second = self._second(at)
        lane = self._picture.stack.at(at.y())
        if second is None:
            return
        if self._editor.in_band(at):
            if (span := self._editor.span) is not None:
                self._navigation.zoom_to(span.start, span.end)
            return
        slack = 4 * self._picture.scale_now.per_pixel
        event = self._picture.rows[lane].table.at(self._frame(second, lane), slack)
        if event is not None and lane == self._picture.active:
            self.activate(event)
        elif event is not None:
            self._navigation.zoom_to(event.onset, event.reach)
