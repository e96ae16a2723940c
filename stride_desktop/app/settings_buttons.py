"""Rows of the settings page with buttons of their own: a folder to choose, data to delete."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMessageBox, QPushButton, QWidget

from stride_desktop.app.settings_fields import Field


class CheckpointRow(QWidget):
    """A field for a folder, with a button to look for one. `models_requested`: show the list of models."""

    models_requested = Signal()

    def __init__(self, field: Field, with_models: bool = True) -> None:
        super().__init__()
        self._field = field
        self.browse = QPushButton(self.tr("&Browse…"), self)
        self.browse.clicked.connect(self._browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(field.widget, 1)
        row.addWidget(self.browse)
        if with_models:
            self.models = QPushButton(self.tr("&Models…"), self)
            self.models.clicked.connect(self.models_requested)
            row.addWidget(self.models)

    @Slot()
    def _browse(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, self.tr("Choose a folder")):
            self._field.set(folder)


class EraseRow(QWidget):
    """A button that deletes everything, after asking. `agreed`: it was meant."""

    agreed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QPushButton(self.tr("&Delete all my data…"), self)
        self.button.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addStretch(1)

    @Slot()
    def _ask(self) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Delete all data?"))
        box.setText(
            self.tr("All stored sessions, also starred ones, the settings, keys and the log are deleted.")
        )
        box.setInformativeText(self.tr("Watching stops, and Stride Desktop closes. This cannot be undone."))
        delete = box.addButton(self.tr("&Delete everything"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.exec()
        if box.clickedButton() is delete:
            self.agreed.emit()
