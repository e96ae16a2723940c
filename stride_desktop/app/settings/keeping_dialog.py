"""The question of the first start: what may be stored on this computer."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QRadioButton, QWidget

from stride_desktop.app.look.dialog import Dialog
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


class KeepingDialog(Dialog):
    """`chosen("nothing" | "spans" | "frames")`; closed without a choice, it asks again at the next start."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What should be kept?", parent)
        self.choices: dict[str, QRadioButton] = {}
        unit = round(em(self))
        title = QLabel("What should be kept when you watch something?", self)
        title.setFont(bold_font(title.font()))
        parts: list[QWidget] = []
        for what, name, words in _CHOICES:
            button = self.choices[what] = QRadioButton(name, self)
            button.setAccessibleDescription(words)
            note = MutedLabel(words, self)
            note.setIndent(2 * unit)
            parts += [button, note]
        self.choices["spans"].setChecked(True)
        self.choices["spans"].setFocus()
        privacy = (
            "Whatever you choose stays on this computer, in a folder that only you can read. You can "
            "change it, or delete everything, at any time in the settings under Privacy."
        )
        self.offer()
        self.buttons.addButton("&Continue", QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        box = self.lay_out(title, *parts, None, MutedLabel(privacy, self))
        box.setContentsMargins(2 * unit, 2 * unit, 2 * unit, unit)
        box.setSpacing(unit // 2)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 64)

    @Slot()
    def accept(self) -> None:
        """Take the choice."""
        what = next(name for name, button in self.choices.items() if button.isChecked())
        super().accept()
        self.chosen.emit(what)
