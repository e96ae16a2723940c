"""A row of the settings page for a checkpoint or a folder, with buttons to look for one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from stride_desktop.app.settings.fields import Field


class CheckpointRow(QWidget):
    """A field for a folder, with a button to look for one. `models_requested`: show the list of models."""

    models_requested = Signal()

    def __init__(self, field: Field, with_models: bool = True) -> None:
        super().__init__()
        self._field = field
        self.browse = QPushButton("&Browse…", self)
        self.browse.clicked.connect(self._browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(field.widget, 1)
        row.addWidget(self.browse)
        if with_models:
            self.models = QPushButton("&Models…", self)
            self.models.clicked.connect(self.models_requested)
            row.addWidget(self.models)

    @Slot()
    def _browse(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Choose a folder"):
            self._field.set(folder)
