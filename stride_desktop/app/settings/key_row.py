"""The row of the settings page for a server's key, which is never shown."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from stride_desktop.app.look.theme import theme_of


class Hint(QLabel):
    """A quiet explanation below a field."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)
        self.setStyleSheet(f"color: {theme_of(self.palette()).muted.name()}")


class KeyRow(QWidget):
    """edit: where the key is typed; it starts empty, also when a key is kept."""

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
