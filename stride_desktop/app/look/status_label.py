"""A line that says what came of something: an icon, and words that stand without it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStyle, QWidget

Icon = QStyle.StandardPixmap


class OutcomeLine(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """name: of the line for assistive technology, before its words."""
        super().__init__(parent)
        self._name = name
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        """The text shown."""
        return self._text.text()

    def say(self, text: str, icon: Icon | None = None) -> None:
        """Say something, and show it with an icon where there is more to it than waiting."""
        if icon is None:
            self._icon.clear()
        else:
            size = self.fontMetrics().height()
            self._icon.setPixmap(self.style().standardIcon(icon).pixmap(size, size))
        self._icon.setVisible(icon is not None)
        self._text.setText(text)
        self.setAccessibleName(f"{self._name}: {text}")
        self.setVisible(bool(text))

    def clear(self) -> None:
        """Say nothing."""
        self.say("")
