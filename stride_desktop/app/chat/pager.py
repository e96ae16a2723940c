"""Goes through the answers of a card that was asked more than once."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget


class Pager(QWidget):
    """`turned(index)`. Hidden while there is only one answer."""

    turned = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._index, self._count = 0, 1
        self._earlier = self._button("‹", "Earlier answer")
        self._earlier.clicked.connect(self._back)
        self._later = self._button("›", "Later answer")
        self._later.clicked.connect(self._on)
        self._place = QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part in (self._earlier, self._place, self._later):
            row.addWidget(part)
        self.show_place(0, 1)

    def _button(self, text: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setAutoRaise(True)
        return button

    def show_place(self, index: int, count: int) -> None:
        """Answer `index`, from 0, of `count` is shown."""
        self._index, self._count = index, count
        self._place.setText(f"{index + 1} of {count}")
        self._earlier.setEnabled(index > 0)
        self._later.setEnabled(index < count - 1)
        self.setVisible(count > 1)

    @Slot()
    def _back(self) -> None:
        self.turned.emit(self._index - 1)

    @Slot()
    def _on(self) -> None:
        self.turned.emit(self._index + 1)
