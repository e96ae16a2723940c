"""The button that deletes everything the program has stored."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QPushButton, QWidget


class EraseRow(QWidget):
    """`erase_requested`: a person wants it, and has confirmed it."""

    erase_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.button = QPushButton("&Delete all my data…", self)
        self.button.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addStretch(1)

    @Slot()
    def _ask(self) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Delete all data?")
        box.setText("All stored sessions, also starred ones, the settings, keys and the log are deleted.")
        box.setInformativeText("Watching stops, and Stride Desktop closes. This cannot be undone.")
        delete = box.addButton("&Delete everything", QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.exec()
        if box.clickedButton() is delete:
            self.erase_requested.emit()
