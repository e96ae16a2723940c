"""The play-head: the frame that was chosen, by its stream second, and the ways to move it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.timeline.canvas import Canvas
from stride_desktop.app.timeline.editing import SpanEditor
from stride_desktop.app.timeline.navigation import Navigation
from stride_desktop.core.frames import EARLY, INSIDE


class PlayHead(QObject):
    """moved(second | None): it has moved. sought(second): the user chose a second."""

    moved = Signal(object)
    sought = Signal(float)

    def __init__(self, canvas: Canvas, navigation: Navigation, editor: SpanEditor, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._picture = canvas.picture
        self._navigation = navigation
        self._editor = editor

    @property
    def second(self) -> float | None:
        """Its second; None follows the newest second."""
        return self._picture.playhead

    @property
    def here(self) -> float:
        """Its second, or the newest one."""
        return self._navigation.bounds[1] if self.second is None else self.second

    def place(self, second: float | None) -> None:
        """Put it somewhere, or take it away."""
        self._canvas.set_playhead(second)
        self.moved.emit(second)

    def show(self, second: float) -> None:
        """Put it somewhere in view."""
        self._navigation.leave_live()
        self.place(second)
        self._navigation.reveal(second)

    def seek(self, second: float) -> None:
        """A person chose the frame of this second, or the nearest that was watched."""
        row, second = self._picture.row, self._navigation.clamp(second)
        if row is not None:
            second = self._navigation.clamp(row.snapshot.nearest_frame(second))
        self.show(second)
        self.sought.emit(second)

    def jump(self, step: int) -> bool:
        """To the first frame inside the next span (step 1) or the previous one (−1). False: no such.

        A span of a review is selected.
        """
        # An onset is shown by the frame at the end of the slot that begins there.
        here = self.here - (INSIDE if step > 0 else 1.0 + EARLY)
        if self._editor.review is not None:
            span = self._editor.beside(here, step)
            if span is not None:
                self._editor.select(span.id)
                self.seek(span.start + INSIDE + EARLY)
            return span is not None
        row = self._picture.row
        event = row.table.beside(here, step) if row is not None else None
        if event is not None:
            self.seek(event.onset + INSIDE + EARLY)
        return event is not None
