"""Mouse input of the timeline: the read-out of the second under the pointer, clicks and double clicks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QSize, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from stride_desktop.app.look.floating_card import FloatingCard
from stride_desktop.app.look.theme import em
from stride_desktop.app.timeline import words
from stride_desktop.app.timeline.bands import describe
from stride_desktop.app.timeline.canvas import TimelineCanvas
from stride_desktop.app.timeline.header import HEADER
from stride_desktop.app.timeline.playhead import PlayHead

_PICTURE_LINES = 9
"""Longest side of the picture on the card, in lines of text."""


class Pointer(QObject):
    """Clicks on lanes and markers, and the card about a second. thumbnail: finds the picture of a second.

    lane_chosen(index): the user wants another lane to be active. answer_requested(event id): to be answered.
    """

    lane_chosen = Signal(int)
    answer_requested = Signal(int)

    def __init__(self, canvas: TimelineCanvas, playhead: PlayHead, parent: QWidget) -> None:
        super().__init__(parent)
        self.thumbnail: Callable[[float], QImage | None] = lambda _second: None
        self.card = FloatingCard(parent)
        self._canvas = canvas
        self._picture = canvas.picture
        self._navigation = canvas.navigation
        self._playhead = playhead
        self._described = 0.0, 0  # the second and the lane that the card is about
        canvas.hovered.connect(self._hover)
        canvas.left.connect(self.card.hide)
        canvas.clicked.connect(self._click)
        canvas.double_clicked.connect(self._double_click)
        playhead.moved.connect(self._on_playhead)

    @property
    def second(self) -> float | None:
        """The stream second that the card is about; None while it is hidden."""
        return self._described[0] if self.card.isVisible() else None

    @Slot(float)
    def refresh_card(self, second: float) -> None:
        """Show the picture of a second, which has arrived, if the card is about that second."""
        if self.second == second:
            self.show_card(*self._described)

    def show_card(self, second: float, lane: int) -> None:
        """Describe a second, the time of a frame, of a lane."""
        self._described = second, lane
        picture = self._picture
        lines = describe(picture.rows[lane], second, picture.clock)
        if name := words.lane(picture.rows, lane):
            lines.insert(0, name)
        whole, side = picture.stack.lanes[lane].whole, round(em(self._canvas) * _PICTURE_LINES)
        at = picture.mapToScene(QPointF(picture.scale.x(second), max(0.0, whole.top())))
        corner = self._canvas.mapToGlobal(QPoint(round(at.x()), round(at.y())))
        place, title = QRect(corner, QSize(1, round(whole.height()))), picture.clock.text(second)
        self.card.show_beside(place, title, "\n".join(lines), self.thumbnail(second), QSize(side, side))

    def _second(self, at: QPointF) -> float | None:
        """The watched second at a pixel, None while nothing was watched."""
        return None if self._picture.empty else self._navigation.clamp(self._picture.scale.second(at.x()))

    def _frame(self, second: float, lane: int) -> float:
        """The time of the frame that a lane's slot around a second belongs to."""
        return self._navigation.clamp(self._picture.rows[lane].snapshot.frame_time(second))

    @Slot(object)
    def _on_playhead(self, second: float | None) -> None:
        if second is None:
            self.card.hide()

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
        picture, editor, stack = self._picture, self._canvas.editor, self._picture.stack
        lane = stack.at(at.y())
        layout = stack.lanes[lane]
        if lane != picture.active:
            self.lane_chosen.emit(lane)
        elif editor.click(at):
            return
        else:
            for band, area in layout.areas.items():
                if area.top() <= at.y() <= area.bottom():
                    event = band.hit(picture.rows[lane], second, picture.held_radius)
                    if event is not None:
                        self.answer_requested.emit(event.id)
                        return
        if not layout.area(HEADER).contains(at):
            self._playhead.seek(self._frame(second, lane))

    @Slot(QPointF)
    def _double_click(self, at: QPointF) -> None:
        """Zoom to the span of the review, or to the event."""
        second = self._second(at)
        if second is None:
            return
        editor = self._canvas.editor
        if editor.in_band(at):
            if editor.span is not None:
                self._navigation.zoom_to(editor.span.start, editor.span.end)
            return
        lane, slack = self._picture.stack.at(at.y()), 4 * self._picture.scale.per_pixel
        event = self._picture.rows[lane].table.at(self._frame(second, lane), slack)
        if event is not None:
            self._navigation.zoom_to(event.onset, event.reach)
