"""Edits in the review band: picking a span, dragging its edges, drawing a new one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtWidgets import QApplication

from stride_desktop.app.timeline.band import Draft, Marks
from stride_desktop.app.timeline.navigation import Navigation
from stride_desktop.app.timeline.picture import TimelinePicture
from stride_desktop.app.timeline.review_band import REVIEW, edge_at, span_at
from stride_desktop.core.review import SHORTEST, Review, ReviewedSpan

REACH = 5
"""Pixels to either side of an edge in which it can be dragged."""


@dataclass(slots=True)
class _Grip:
    """The target of a mouse press. span, at_end: the edge of a span; without a span, a new one is drawn."""

    pressed: QPointF
    second: float
    span: ReviewedSpan | None
    at_end: bool = False


class SpanEditor(QObject):
    """Turns the mouse in the active lane's review band, and some keys, into edits.

    Changes nothing but the selection: the review's owner makes the edits that its signals request.
    selection_changed(id | None), moved(id, start, end) and added(start, end), in stream seconds. Times are
    whole seconds unless the drag is `free`.
    """

    selection_changed = Signal(object)
    moved = Signal(int, float, float)
    added = Signal(float, float)

    def __init__(self, picture: TimelinePicture, navigation: Navigation) -> None:
        super().__init__(picture)
        self.enabled = False
        self._picture = picture
        self._clamp = navigation.clamp
        self._grip: _Grip | None = None

    def set_enabled(self, enabled: bool) -> None:
        """Let the spans of the active lane's review be edited, or only seen."""
        self.enabled = enabled
        self.follow()

    @property
    def review(self) -> Review | None:
        """The review that can be edited, None without one."""
        rows, active = self._picture.rows, self._picture.active
        return rows[active].review if self.enabled and active < len(rows) else None

    @property
    def selected(self) -> int | None:
        """The id of the selected span."""
        return self._picture.marks.selected

    @property
    def span(self) -> ReviewedSpan | None:
        """The selected span."""
        spans = self.review.spans if self.review is not None else ()
        return next((span for span in spans if span.id == self.selected), None)

    def select(self, number: int | None) -> None:
        """Select a span by its id; None, or an unknown id, selects none."""
        spans = self.review.spans if self.review is not None else ()
        if all(span.id != number for span in spans):
            number = None
        changed = number != self.selected
        self._show(Marks(number))
        if changed:
            self.selection_changed.emit(number)

    def follow(self) -> None:
        """The lanes have changed: deselect a span that is gone, and end a drag in a review that is gone."""
        if self._grip is None or self.review is None:
            self._grip = None
            self.select(self.selected)

    def in_band(self, at: QPointF) -> bool:
        """A pixel lies in the band that can be edited."""
        if self.review is None:
            return False
        area = self._picture.stack.lanes[self._picture.active].area(REVIEW)
        return area.top() <= at.y() <= area.bottom()

    def over_edge(self, at: QPointF) -> bool:
        """There is an edge to drag at a pixel, or one is being dragged."""
        return self._grip is not None or self._edge(at) is not None

    def press(self, at: QPointF) -> bool:
        """Begin an edit; False: there is nothing to edit at this pixel."""
        if self.review is None or not self.in_band(at):
            return False
        second, edge = self._second(at), self._edge(at)
        if edge is not None:
            number, at_end = edge
            self._grip = _Grip(at, second, self.review.span(number), at_end)
        elif span_at(self.review, second, self._slack) is None:
            self._grip = _Grip(at, self._clamp(second), None)
        return self._grip is not None

    def drag(self, at: QPointF, *, free: bool) -> None:
        """Show the result of the edit so far."""
        grip = self._grip
        begun = self._picture.marks.draft is not None
        if grip is None or (not begun and not self._far(grip, at)):
            return
        second = self._clamp(self._second(at))
        if grip.span is None:
            start, end = sorted((grip.second, second))
            draft = Draft(None, *_snapped(start, end, free=free))
        else:
            second = second if free else round(second)
            draft = _resized(grip.span, second, at_end=grip.at_end)
        self._show(Marks(self.selected, draft))

    def release(self) -> bool:
        """Request the edit, unless it was aborted; False: it was a click and no drag."""
        grip, draft = self._grip, self._picture.marks.draft
        self._grip = None
        self._show(Marks(self.selected))
        if grip is None:
            return True
        if draft is None:
            return False
        if draft.number is None:
            self.added.emit(draft.start, draft.end)
        else:
            self.select(draft.number)
            self.moved.emit(draft.number, draft.start, draft.end)
        return True

    def click(self, at: QPointF) -> bool:
        """Select the span at a pixel, or none; False when no span is there."""
        if self.review is None:
            return False
        span = span_at(self.review, self._second(at), self._slack) if self.in_band(at) else None
        if span is not None or self.in_band(at):
            self.select(span.id if span is not None else None)
        return span is not None

    def abort(self) -> bool:
        """Abort the drag, or else deselect; False: there was neither."""
        if self._grip is None and self.selected is None:
            return False
        if self._grip is None:
            self.select(None)
        self._grip = None
        self._show(Marks(self.selected))
        return True

    def move_edge(self, second: float, *, at_end: bool) -> None:
        """Let the selected span begin or end at a second."""
        if self.span is not None:
            draft = _resized(self.span, second, at_end=at_end)
            self.moved.emit(self.span.id, draft.start, draft.end)

    def shift(self, seconds: float) -> None:
        """Move the selected span."""
        span = self.span
        if span is not None and self._clamp(span.start + seconds) == span.start + seconds:
            self.moved.emit(span.id, span.start + seconds, span.end + seconds)

    def beside(self, second: float, step: int) -> ReviewedSpan | None:
        """The next span (step 1) or the previous one (−1), seen from a second."""
        spans = self.review.spans if self.review is not None else ()
        later = [span for span in spans if (span.start - second) * step > 1e-6]
        return (later[0] if step > 0 else later[-1]) if later else None

    @property
    def _slack(self) -> float:
        return REACH * self._picture.scale.per_pixel

    def _second(self, at: QPointF) -> float:
        return self._picture.scale.second(at.x())

    def _edge(self, at: QPointF) -> tuple[int, bool] | None:
        if self.review is None or not self.in_band(at):
            return None
        return edge_at(self.review, self._second(at), self._slack, self.selected)

    def _far(self, grip: _Grip, at: QPointF) -> bool:
        """The mouse has moved too far for a click."""
        far = QApplication.startDragDistance() if grip.span is None else 2
        return abs(at.x() - grip.pressed.x()) >= far

    def _show(self, marks: Marks) -> None:
        self._picture.marks = marks
        self._picture.update()


def _snapped(start: float, end: float, *, free: bool) -> tuple[float, float]:
    if free:
        return start, max(end, start + SHORTEST)
    return round(start), max(round(end), round(start) + SHORTEST)


def _resized(span: ReviewedSpan, second: float, *, at_end: bool) -> Draft:
    if at_end:
        return Draft(span.id, span.start, max(second, span.start + SHORTEST))
    return Draft(span.id, min(second, span.end - SHORTEST), span.end)
