"""The input line below the answers for the user's questions."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.flat_button import flat_button
from stride_desktop.app.look.plain_label import PlainLabel


class AskBox(QWidget):
    """`asked(question)`; `dropped`: the next question is about what is being watched again."""

    asked = Signal(str)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName("Question")
        self.edit.setClearButtonEnabled(True)
        self.edit.returnPressed.connect(self._on_return)
        self.about = PlainLabel(parent=self)
        self.about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.drop = flat_button("✕", "Ask about what is being watched instead", self.dropped.emit, self)
        column(row(self.about, self.drop, wide=self.about), self.edit, parent=self).setSpacing(0)
        self.show_about("")

    def begin(self) -> None:
        """Enable the line, ready to type."""
        self.setEnabled(True)
        self.edit.setFocus()

    def show_about(self, about: str) -> None:
        """Show what the next question is about in words; "" for what is being watched."""
        self.about.setText(f"About {about}" if about else "")
        for widget in (self.about, self.drop):
            widget.setVisible(bool(about))
        self.edit.setPlaceholderText("Ask something about it…" if about else "Ask about what was just seen…")

    @Slot()
    def _on_return(self) -> None:
        if question := self.edit.text().strip():
            self.edit.clear()
            self.asked.emit(question)
