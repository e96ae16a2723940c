"""The dialog that asks for a time to go to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from stride_desktop.app.look.dialog import Dialog
from stride_desktop.app.timeline.clock import DisplayClock


class GoTo(Dialog):
    """Takes a time as `clock` writes it, and calls `go` with its stream second."""

    def __init__(
        self, parent: QWidget, clock: DisplayClock, here: float, go: Callable[[float], None]
    ) -> None:
        super().__init__("Go to a time", parent)
        self._clock, self._here, self._go = clock, here, go
        self._edit = QLineEdit(clock.text(here), self)
        self._edit.selectAll()
        elapsed = clock.offset is None
        form = "minutes:seconds, such as 1:05" if elapsed else "such as 14:05 or 14:05:30"
        row = QFormLayout()
        row.addRow("&Time", self._edit)
        row.addRow("", QLabel(form, self))
        self.offer(QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel)
        self._edit.textChanged.connect(self._check)
        self.lay_out(row)

    @Slot()
    def _check(self) -> None:
        readable = self._clock.second(self._edit.text(), self._here) is not None
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(readable)

    def accept(self) -> None:
        """Go there."""
        second = self._clock.second(self._edit.text(), self._here)
        super().accept()
        if second is not None:
            self._go(second)
