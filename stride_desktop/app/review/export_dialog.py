"""As what the open session is to be saved, and how much of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from stride_desktop.app.look.wheel_guard import guard_wheel
from stride_desktop.app.review.picture_formats import PICTURES
from stride_desktop.exports.formats import FORMATS, Format

WHOLE, IN_VIEW, SPAN = "whole", "in view", "span"
"""How much: the whole session, what the timeline shows, or the selected span."""


class ExportDialog(QDialog):
    """`chosen(format's name, stretch, path)`: stretch is WHOLE, IN_VIEW or SPAN."""

    chosen = Signal(str, str, str)

    def __init__(self, name: str, has_span: bool, parent: QWidget | None = None) -> None:
        """name: of the file, without an ending. has_span: a span is selected, or under the play-head."""
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._name = name
        self.format = QComboBox(self)
        for item in (*FORMATS.values(), *PICTURES.values()):
            self.format.addItem(f"{item.words[0].upper()}{item.words[1:]} ({item.ending})", item.name)
        self.stretch = QComboBox(self)
        self.stretch.addItem("The whole session", WHOLE)
        self.stretch.addItem("What the timeline shows", IN_VIEW)
        if has_span:
            self.stretch.addItem("The chosen span", SPAN)
        self.note = QLabel("Every lane is part of it.", self)
        form = QFormLayout()
        form.addRow("&Format", self.format)
        form.addRow("&Part", self.stretch)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.save = self.buttons.addButton("&Save as…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.note)
        column.addWidget(self.buttons)
        guard_wheel(self)
        self.format.currentIndexChanged.connect(self._on_format)
        self._on_format()

    @property
    def wanted(self) -> Format:
        """The format that is chosen."""
        name = str(self.format.currentData())
        return FORMATS.get(name) or PICTURES[name]

    @Slot()
    def _on_format(self) -> None:
        if not self.wanted.stretch:
            self.stretch.setCurrentIndex(0)
        self.stretch.setEnabled(self.wanted.stretch)
        self.note.setVisible(self.wanted.name != "mp4")

    @Slot()
    def accept(self) -> None:
        """Ask where to, and go; without a place, ask again."""
        wanted = self.wanted
        proposed = str(Path(QDir.homePath(), f"{self._name}{wanted.ending}"))
        path, _ = QFileDialog.getSaveFileName(self, "Export", proposed, f"*{wanted.ending}")
        if path:
            super().accept()
            self.chosen.emit(wanted.name, str(self.stretch.currentData()), path)
