"""The positions of the program's own windows, so that a watched screen does not show them to the model.

On X11 the screen source asks the X server itself. Elsewhere the GUI thread notes the rectangles of the
windows several times a second, and the capture thread takes the notes.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from stride_desktop.sources.rectangles import Rect

_NOTE_MS = 50


class OwnWindows(QObject):
    """Notes the rectangles of this program's windows, in the pixels of screen captures."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notes: list[tuple[Rect, ...]] = []
        self._lock = threading.Lock()
        self._timer = QTimer(self, interval=_NOTE_MS)
        self._timer.timeout.connect(self.take_note)

    def callable(self) -> Callable[[], Sequence[Rect]] | None:
        """The function that a screen source calls on its own thread; None where it asks the system itself."""
        if sys.platform.startswith("linux"):
            return None
        self.take_note()
        self._timer.start()
        return self.noted

    def noted(self) -> Sequence[Rect]:
        """All positions of the windows since the last call. Safe from any thread."""
        with self._lock:
            notes, self._notes = self._notes, self._notes[-1:]
        return tuple(dict.fromkeys(rect for note in notes for rect in note))

    @Slot()
    def take_note(self) -> None:
        """Note the rectangle of every visible window."""
        note = tuple(_rectangle(window) for window in QApplication.topLevelWidgets() if window.isVisible())
        with self._lock:
            if note not in self._notes[-1:]:
                self._notes.append(note)


def _rectangle(window: QWidget) -> Rect:
    """The window's frame; Windows captures in physical pixels, macOS in the points that Qt uses."""
    frame, screen = window.frameGeometry(), window.screen().geometry()
    ratio = 1.0 if sys.platform == "darwin" else window.devicePixelRatio()
    left = screen.left() + round((frame.left() - screen.left()) * ratio)
    top = screen.top() + round((frame.top() - screen.top()) * ratio)
    return Rect(left, top, left + round(frame.width() * ratio), top + round(frame.height() * ratio))
