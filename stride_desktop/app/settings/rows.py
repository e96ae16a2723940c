"""Rows of the settings form that are more than one field."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.confirm import confirmed
from stride_desktop.app.look.plain_label import MutedLabel
from stride_desktop.app.settings.fields import Field


class CheckpointRow(QWidget):
    """A field for a folder, with a button to look for one. `models_requested`: show the list of models."""

    models_requested = Signal()

    def __init__(self, field: Field, with_models: bool = True) -> None:
        super().__init__()
        self._field = field
        browse = QPushButton("&Browse…", self)
        browse.clicked.connect(self._browse)
        cells = row(field.widget, browse, parent=self, wide=field.widget)
        if with_models:
            models = QPushButton("&Models…", self)
            models.clicked.connect(self.models_requested)
            cells.addWidget(models)

    @Slot()
    def _browse(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Choose a folder"):
            self._field.set(folder)


class KeyRow(QWidget):
    """The key of a server, which is never shown. edit: empty at first, also when a key is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit(
            self, echoMode=QLineEdit.EchoMode.Password, placeholderText="Only if the server asks for one"
        )
        self.edit.setAccessibleName("API key")
        hint = MutedLabel("Kept in the system's keychain, never in the settings file.", self)
        column(self.edit, hint, parent=self)
        self.setFocusProxy(self.edit)


class EraseRow(QWidget):
    """The button that deletes everything stored. `erase_requested`: the user has confirmed it."""

    erase_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.button = QPushButton("&Delete all my data…", self)
        self.button.clicked.connect(self._ask)
        row(self.button, parent=self).addStretch(1)

    @Slot()
    def _ask(self) -> None:
        question = "All stored sessions, also starred ones, the settings, keys and the log are deleted."
        consequences = "Watching stops, and Stride Desktop closes. This cannot be undone."
        if confirmed(self, "Delete all data?", question, consequences, "&Delete everything"):
            self.erase_requested.emit()
