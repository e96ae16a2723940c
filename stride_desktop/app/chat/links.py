"""Links in an answer: a model wrote them, so the user decides whether one is opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

SAFE_SCHEMES = ("http", "https", "mailto")


def is_safe_link(address: str) -> bool:
    """The link leads to a web page or a mail address, not to a file or a program."""
    return QUrl(address).scheme().lower() in SAFE_SCHEMES


class LinkQuestion(QMessageBox):
    """Shows where a link leads and opens it only on request."""

    def __init__(self, address: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._address = address
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle("Open link")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText("Open this address in your browser?")
        self.setInformativeText(address)
        self.setStandardButtons(QMessageBox.StandardButton.Open | QMessageBox.StandardButton.Cancel)
        self.setDefaultButton(QMessageBox.StandardButton.Cancel)
        self.accepted.connect(self._open)

    def _open(self) -> None:
        if is_safe_link(self._address):
            QDesktopServices.openUrl(QUrl(self._address))
