"""A line with the outcome of a request: words, and an icon that repeats their meaning."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStyle, QWidget

from stride_desktop.app.look.arrange import row
from stride_desktop.app.look.plain_label import PlainLabel

Icon = QStyle.StandardPixmap


class OutcomeLine(QWidget):
    """Hidden while it has no words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """name: of the line for assistive technology, before its words."""
        super().__init__(parent)
        self._name = name
        self._icon = QLabel(self)
        self._text = PlainLabel(parent=self, wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        cells = row(self._icon, self._text, parent=self, wide=self._text)
        cells.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """The text shown."""
        return self._text.text()

    def say(self, text: str, icon: Icon | None = None) -> None:
        """Show words with an icon, or without one while the outcome is not known."""
        if icon is not None:
            size = self.fontMetrics().height()
            self._icon.setPixmap(self.style().standardIcon(icon).pixmap(size, size))
        self._icon.setVisible(icon is not None)
        self._text.setText(text)
        self.setAccessibleName(f"{self._name}: {text}")
        self.setVisible(bool(text))
