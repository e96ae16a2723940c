"""A window on the watched screen: an office desktop, or nothing but black, as told on standard input.

`python -m tests.end_to_end.scene X Y WIDTH HEIGHT`; each line of input is "desktop" or "black".
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QRectF, Qt, QThread, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Lines(QThread):
    came = Signal(str)

    def run(self) -> None:
        for line in sys.stdin:
            self.came.emit(line.strip())


class Scene(QWidget):
    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnBottomHint)
        self._black = False
        self.lines = Lines(self)
        self.lines.came.connect(self.show_scene)
        self.lines.start()

    def show_scene(self, name: str) -> None:
        self._black = name == "black"
        self.repaint()
        print(name, flush=True)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        if self._black:
            painter.fillRect(self.rect(), QColor("black"))
            return
        sky = QLinearGradient(0, 0, self.width(), self.height())
        sky.setColorAt(0.0, QColor("#bcd3e8"))
        sky.setColorAt(1.0, QColor("#f3e3d3"))
        painter.fillRect(self.rect(), sky)
        for index in range(2):
            self._paint_window(painter, 0.08 + 0.38 * index, 0.12 + 0.16 * index)
        painter.fillRect(0, self.height() - 36, self.width(), 36, QColor("#dfe3e8"))

    def _paint_window(self, painter: QPainter, left: float, top: float) -> None:
        box = QRectF(left * self.width(), top * self.height(), 0.5 * self.width(), 0.5 * self.height())
        painter.fillRect(box, QColor("#fdfdfd"))
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 28), QColor("#c9d4df"))
        painter.setPen(QColor("#333333"))
        for line in range(8):
            words = "The quarterly figures are attached for review " + "and comment " * (line % 3)
            painter.drawText(box.adjusted(14, 44 + 24 * line, -14, 0), words)


def main() -> None:
    application = QApplication(sys.argv)
    scene = Scene()
    scene.setGeometry(*map(int, sys.argv[1:5]))
    scene.show()
    print("shown", flush=True)
    scene.lines.finished.connect(application.quit)
    application.exec()
    scene.lines.wait()


if __name__ == "__main__":
    main()
