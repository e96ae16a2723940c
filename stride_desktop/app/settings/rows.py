"""Rows of the settings form that are more than one field."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stride_desktop.app.look.theme import theme_of
from stride_desktop.app.settings.fields import Field


class Hint(QLabel):
    """A quiet explanation below a field."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)
        self.setStyleSheet(f"color: {theme_of(self.palette()).muted.name()}")


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


class KeyRow(QWidget):
    """The key of a server, which is never shown. edit: starts empty, also when a key is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit(self)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setPlaceholderText("Only if the server asks for one")
        self.edit.setAccessibleName("API key")
        hint = Hint("Kept in the system's keychain, never in the settings file.", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.edit)
        column.addWidget(hint)
        self.setFocusProxy(self.edit)


class EraseRow(QWidget):
    """The button that deletes everything stored. `erase_requested`: the user has confirmed it."""

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
