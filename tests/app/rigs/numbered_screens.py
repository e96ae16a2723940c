"""A program that shows the numbers of the screens once a line comes in, and says when they are gone."""

from __future__ import annotations

import sys
import threading

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from stride_desktop.app.system.notices import Notifications
from stride_desktop.app.window.screen_numbers import ScreenNumbers
from stride_desktop.user_folders import NAME


class Program(QObject):
    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._window = QWidget()
        self._numbers = ScreenNumbers(self._window, Notifications(self), self)
        self._shown = ""
        self._timer = QTimer(self, interval=20)
        self._timer.timeout.connect(self._tell)
        self.asked.connect(self._numbers.show)
        self._timer.start()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for _ in sys.stdin:
            self.asked.emit()

    @Slot()
    def _tell(self) -> None:
        """Print the numbers that are shown, whenever they change."""
        numbers = [number for number in self._numbers.numbers if number.isVisible()]
        shown = ",".join(number.number for number in numbers)
        if shown != self._shown:
            self._shown = shown
            QTimer.singleShot(300, lambda: print(f"shown {shown}", flush=True))  # painted by then


if __name__ == "__main__":
    application = QApplication(sys.argv)
    application.setApplicationName(NAME)
    program = Program()
    application.exec()
