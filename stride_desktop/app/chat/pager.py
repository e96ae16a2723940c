"""The buttons that turn the pages of a card with several answers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from stride_desktop.app.look.arrange import row
from stride_desktop.app.look.flat_button import flat_button


class Pager(QWidget):
    """`turned(index)`. Hidden while there is only one answer."""

    turned = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._index = 0
        self._earlier = flat_button("‹", "Earlier answer", lambda: self.turned.emit(self._index - 1), self)
        self._later = flat_button("›", "Later answer", lambda: self.turned.emit(self._index + 1), self)
        self._place = QLabel(self)
        row(self._earlier, self._place, self._later, parent=self).setSpacing(0)
        self.show_place(0, 1)

    def show_place(self, index: int, count: int) -> None:
        """Answer `index`, from 0, of `count` is shown."""
        self._index = index
        self._place.setText(f"{index + 1} of {count}")
        self._earlier.setEnabled(index > 0)
        self._later.setEnabled(index < count - 1)
        self.setVisible(count > 1)
