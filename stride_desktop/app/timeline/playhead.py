"""The play-head: the selected frame, by its stream second, and the ways to move it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.timeline.canvas import TimelineCanvas
from stride_desktop.core.frames import EARLY, INSIDE


class PlayHead(QObject):
    """The cursor of a canvas. moved(second | None): it has moved. sought(second): the user chose a second."""

    moved = Signal(object)
    sought = Signal(float)

    def __init__(self, canvas: TimelineCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._navigation = canvas.navigation

    @property
    def second(self) -> float | None:
        """Its second; None follows the newest second."""
        return self._canvas.picture.playhead

    @property
    def here(self) -> float:
        """Its second, or the newest one."""
        return self._navigation.bounds[1] if self.second is None else self.second

    def place(self, second: float | None) -> None:
        """Put it at a second; None removes it."""
        self._canvas.picture.playhead = second
        self._canvas.refresh()
        self.moved.emit(second)

    def show(self, second: float) -> None:
        """Put it at a second, and bring that into view."""
        self._navigation.leave_live()
        self.place(second)
        self._navigation.reveal(second)

    @Slot()
    def go_live(self) -> None:
        """Remove it, and follow the newest second again."""
        self.place(None)
        self._navigation.go_live()

    def seek(self, second: float) -> None:
        """Show the frame of a second that the user chose, or the nearest watched one."""
        row, second = self._canvas.picture.row, self._navigation.clamp(second)
        if row is not None:
            second = self._navigation.clamp(row.snapshot.nearest_frame(second))
        self.show(second)
        self.sought.emit(second)

    def jump(self, step: int) -> bool:
        """Go to the first frame inside the next span (step 1) or the previous one (−1); False without one.

        A span of a review is selected.
        """
        # An onset is shown by the frame at the end of the slot that begins there.
        here = self.here - (INSIDE if step > 0 else 1.0 + EARLY)
        if self._canvas.editor.review is not None:
            span = self._canvas.editor.beside(here, step)
            if span is not None:
                self._canvas.editor.select(span.id)
                self.seek(span.start + INSIDE + EARLY)
            return span is not None
        row = self._canvas.picture.row
        event = row.table.beside(here, step) if row is not None else None
        if event is not None:
            self.seek(event.onset + INSIDE + EARLY)
        return event is not None
