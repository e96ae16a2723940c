"""The line for searching the answers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from stride_desktop.app.look.arrange import row
from stride_desktop.app.look.flat_button import flat_button


class SearchBar(QWidget):
    """`changed(text)`, `step(1 or -1)`. Hidden until `begin`."""

    changed = Signal(str)
    step = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(self)
        self.edit.setPlaceholderText("Search the answers…")
        self.edit.setAccessibleName("Search the answers")
        self.edit.setClearButtonEnabled(True)
        self.edit.textChanged.connect(self.changed)
        self.count = QLabel(self)
        previous = flat_button("▲", "Previous match", self)
        previous.clicked.connect(lambda: self.step.emit(-1))
        following = flat_button("▼", "Next match", self)
        following.clicked.connect(lambda: self.step.emit(1))
        close = flat_button("✕", "Close the search", self)
        close.clicked.connect(self.end)
        row(self.edit, self.count, previous, following, close, parent=self, wide=self.edit)
        self.hide()

    @Slot()
    def begin(self) -> None:
        """Show the line, ready to type."""
        self.show()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    @Slot()
    def end(self) -> None:
        """Hide the line, and end the search."""
        self.hide()
        self.edit.clear()

    def show_count(self, place: int, count: int) -> None:
        """Show that match `place`, from 1, of `count` is the current one."""
        if not self.edit.text():
            self.count.clear()
        elif count:
            self.count.setText(f"{place} of {count}")
        else:
            self.count.setText("nothing found")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and Shift+Enter go from match to match, Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)
