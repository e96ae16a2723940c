"""The question of the first start: what may be stored on this computer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from stride_desktop.app.look.plain_label import MutedLabel
from stride_desktop.app.look.theme import bold_font, em

_CHOICES = (
    (
        "spans",
        "&Spans (recommended)",
        "What was detected, when and how surely, and the answers. No pictures.",
    ),
    (
        "frames",
        "&Pictures too",
        "One picture for every second, to look back at. A red mark in the window says so while it happens.",
    ),
    ("nothing", "&Nothing", "Everything is deleted as soon as watching ends."),
)


class KeepingDialog(QDialog):
    """`chosen("nothing" | "spans" | "frames")`; closed without a choice, it asks again at the next start."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("What should be kept?")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.choices: dict[str, QRadioButton] = {}
        unit = round(em(self))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * unit, 2 * unit, 2 * unit, unit)
        column.setSpacing(unit // 2)
        title = QLabel("What should be kept when you watch something?", self)
        title.setFont(bold_font(title.font()))
        column.addWidget(title)
        column.addSpacing(unit // 2)
        for what, name, words in _CHOICES:
            button = self.choices[what] = QRadioButton(name, self)
            button.setAccessibleDescription(words)
            note = MutedLabel(words, self)
            note.setIndent(2 * unit)
            column.addWidget(button)
            column.addWidget(note)
        self.choices["spans"].setChecked(True)
        column.addStretch(1)
        privacy = (
            "Whatever you choose stays on this computer, in a folder that only you can read. You can "
            "change it, or delete everything, at any time in the settings under Privacy."
        )
        column.addWidget(MutedLabel(privacy, self))
        buttons = QDialogButtonBox(self)
        buttons.addButton("&Continue", QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        buttons.accepted.connect(self.accept)
        column.addSpacing(unit // 2)
        column.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 64)

    @Slot()
    def accept(self) -> None:
        """Take the choice."""
        what = next(name for name, button in self.choices.items() if button.isChecked())
        super().accept()
        self.chosen.emit(what)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Give the focus to the recommended choice."""
        super().showEvent(event)
        self.choices["spans"].setFocus()
