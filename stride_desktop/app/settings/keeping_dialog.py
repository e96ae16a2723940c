"""The question of the first start, what may stay on this computer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from stride_desktop.app.look.theme import bold_font, em, theme_of


class KeepingDialog(QDialog):
    """`chosen("nothing" | "spans" | "frames")`; closed without a choice, it asks again at the next start."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("What should be kept?")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.choices: dict[str, QRadioButton] = {}
        unit = round(em(self))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2 * unit, 2 * unit, 2 * unit, unit)
        self._column.setSpacing(unit // 2)
        title = QLabel("What should be kept when you watch something?", self)
        title.setFont(bold_font(title.font()))
        self._column.addWidget(title)
        self._column.addSpacing(unit // 2)
        for what, name, words in self._options():
            self._add(what, name, words, indent=2 * unit)
        self.choices["spans"].setChecked(True)
        self._column.addStretch(1)
        self._column.addWidget(
            self._note(
                "Whatever you choose stays on this computer, in a folder that only you can read. You can "
                "change it, or delete everything, at any time in the settings under Privacy."
            )
        )
        self.buttons = QDialogButtonBox(self)
        go_on = self.buttons.addButton("&Continue", QDialogButtonBox.ButtonRole.AcceptRole)
        go_on.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self._column.addSpacing(unit // 2)
        self._column.addWidget(self.buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 64)

    def _options(self) -> tuple[tuple[str, str, str], ...]:
        return (
            (
                "spans",
                "&Spans (recommended)",
                "What was detected, when and how surely, and the answers. No pictures.",
            ),
            (
                "frames",
                "&Pictures too",
                (
                    "One picture for every second, to look back at. A red mark in the window says so while "
                    "it happens."
                ),
            ),
            ("nothing", "&Nothing", "Everything is gone as soon as watching ends."),
        )

    def _add(self, what: str, name: str, words: str, indent: int) -> None:
        button = QRadioButton(name, self)
        button.setAccessibleDescription(words)
        note = self._note(words)
        note.setIndent(indent)
        self._column.addWidget(button)
        self._column.addWidget(note)
        self.choices[what] = button

    def _note(self, words: str) -> QLabel:
        note = QLabel(words, self)
        note.setWordWrap(True)
        note.setStyleSheet(f"color: {theme_of(self.palette()).muted.name()}")
        return note

    @Slot()
    def accept(self) -> None:
        """Take the choice."""
        what = next(name for name, button in self.choices.items() if button.isChecked())
        super().accept()
        self.chosen.emit(what)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Begin at the choice that is recommended."""
        super().showEvent(event)
        self.choices["spans"].setFocus()
