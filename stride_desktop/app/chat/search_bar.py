"""The line for searching the answers, and the search."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from stride_desktop.app.chat.card import CardWidget
from stride_desktop.app.chat.note import Note
from stride_desktop.app.look.arrange import row
from stride_desktop.app.look.flat_button import flat_button

_AGAIN_MS = 200
"""Milliseconds after which a growing answer is searched again; it comes in many pieces."""

Part = CardWidget | Note


class SearchBar(QWidget):
    """Marks the matching cards and notes, and goes from one to the next, newest first. `gone_to(part)`.

    Hidden until `begin`.
    """

    gone_to = Signal(object)

    def __init__(self, content: Callable[[], Iterable[Part]], parent: QWidget) -> None:
        """content: what is searched, oldest first."""
        super().__init__(parent)
        self._content = content
        self._found: list[Part] = []  # newest first
        self._current: Part | None = None
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._look)
        self.edit = QLineEdit(self, placeholderText="Search the answers…", clearButtonEnabled=True)
        self.edit.setAccessibleName("Search the answers")
        self.edit.textChanged.connect(self._on_changed)
        self.count = QLabel(self)
        previous = flat_button("▲", "Previous match", lambda: self._step(-1), self)
        following = flat_button("▼", "Next match", lambda: self._step(1), self)
        close = flat_button("✕", "Close the search", self.end, self)
        row(self.edit, self.count, previous, following, close, parent=self, wide=self.edit)
        self.hide()

    @Slot()
    def begin(self) -> None:
        """Show the line, ready to type."""
        self.show()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def end(self) -> None:
        """Hide the line, and end the search."""
        self.hide()
        self.edit.clear()

    def grew(self) -> None:
        """Search again soon: there is a new part, or more text."""
        if self.edit.text() and not self._again.isActive():
            self._again.start()

    @Slot()
    def _on_changed(self) -> None:
        self._current = None
        self._look()
        self._step(1)

    @Slot()
    def _look(self) -> None:
        needle = self.edit.text().strip()
        self._found = [part for part in self._content() if part.mark(needle)][::-1]
        self._show_count()

    def _step(self, by: int) -> None:
        """Go to the next match (1), the newest at first, or to the one before (-1)."""
        if self._found:
            place = (self._place + by) % len(self._found) if self._place is not None else 0
            self._current = self._found[place]
            self._show_count()
            self.gone_to.emit(self._current)

    @property
    def _place(self) -> int | None:
        """The index of the match that was gone to, while it is one."""
        return next((place for place, part in enumerate(self._found) if part is self._current), None)

    def _show_count(self) -> None:
        place = 0 if self._place is None else self._place + 1
        words = f"{place} of {len(self._found)}" if self._found else "nothing found"
        self.count.setText(words if self.edit.text() else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and Shift+Enter go from match to match, Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)
