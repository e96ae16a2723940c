"""Text from outside on labels and in hints: shown as it is, never taken for HTML."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """A label for names, requests and errors, which may hold anything. Qt's own guesses at HTML."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


def plain_hint(text: str) -> str:
    """A tool tip that shows this text as it is: hints have no format of their own."""
    return html.escape(text).replace("\n", "<br>") if "<" in text else text
