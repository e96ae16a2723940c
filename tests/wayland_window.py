"""A window of one colour on a Wayland monitor.

`python -m tests.wayland_window [SIZE]`: fills the monitor unless a size such as 300x200 is given. A line of
input, such as "#00ff00" or "420x250", changes its colour or size.
"""

from __future__ import annotations

import sys
import threading

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget


class Lines(QObject):
    came = Signal(str)

    def read(self) -> None:
        for line in sys.stdin:
            self.came.emit(line.strip())


class Window(QWidget):
    def follow(self, line: str) -> None:
        if line.startswith("#"):
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.Window, QColor(line))
            self.setPalette(palette)
        else:
            self.resize(*map(int, line.split("x")))
        self.repaint()
        print(line, flush=True)


if __name__ == "__main__":
    application = QApplication(sys.argv)
    window = Window()
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    if sys.argv[1:]:
        window.resize(*map(int, sys.argv[1].split("x")))
        window.show()
    else:
        window.showFullScreen()
    lines = Lines()
    lines.came.connect(window.follow)
    threading.Thread(target=lines.read, daemon=True).start()
    application.exec()
