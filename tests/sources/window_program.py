"""A program with windows of its own that captures the screen it is shown on: `window_program COLOUR NAME`.

Reads commands from standard input, one a line, and answers each with one line when it is done:

    main X Y | dialog X Y | menu X Y | tooltip X Y    show something at a place
    move X Y                                          move the main window
    wander                                            keep the main window moving
    frame PATH                                        save one frame of the first screen (.npy)
    frames COUNT COLOUR                               how many pixels of a colour COUNT frames had
    quit
"""

from __future__ import annotations

import itertools
import sys
import threading

import numpy as np
from PySide6.QtCore import QPoint, QThread, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QToolTip, QWidget

from stride_desktop.core.frames import Image
from stride_desktop.sources.screen import ScreenSource


def capture() -> Image:
    """The first frame that the source gives."""
    frames = ScreenSource(1).frames(threading.Event())
    image = next(frames).image
    frames.close()
    return image


class Commands(QThread):
    """Reads the commands; captures here, as the program does, beside the GUI thread."""

    gui = Signal(list)

    def run(self) -> None:
        for line in sys.stdin:
            name, *arguments = line.split()
            if name == "frame":
                np.save(arguments[0], capture())
            elif name == "frames":
                colour = QColor(arguments[1]).getRgb()[:3]
                total = sum(int((capture() == colour).all(-1).sum()) for _ in range(int(arguments[0])))
                print(total, flush=True)
                continue
            else:
                self.done = threading.Event()
                self.gui.emit([name, *arguments])
                self.done.wait()
            print("done", flush=True)


class Program(QWidget):
    def __init__(self, colour: str) -> None:
        super().__init__()
        self.setStyleSheet(f"* {{ background: {colour}; }}")
        self.resize(300, 200)
        self._dialog = QDialog(self)
        self._dialog.resize(150, 100)
        self._menu = QMenu(self)
        for text in ("One", "Two", "A longer entry"):
            self._menu.addAction(text)
        self._wandering = QTimer(self, interval=3)
        self._wandering.timeout.connect(self._wander)
        # It turns so often that it does so between two looks at where it is.
        self._places = itertools.cycle([*range(100, 200, 9), *range(200, 100, -9)])
        self.commands = Commands(self)
        self.commands.gui.connect(self.obey)

    def obey(self, command: list[str]) -> None:
        name, *numbers = command
        place = QPoint(*map(int, numbers)) if numbers else QPoint()
        if name in ("main", "dialog"):
            window = self if name == "main" else self._dialog
            window.move(place)
            window.show()
        elif name == "menu":
            self._menu.popup(place)
        elif name == "tooltip":
            QToolTip.showText(place, "what this does", self, self.rect(), 60_000)
        elif name == "move":
            self.move(place)
        elif name == "wander":
            self._wandering.start()
        elif name == "quit":
            QApplication.quit()
        self.commands.done.set()

    def _wander(self) -> None:
        self.move(next(self._places), 150)


def main() -> None:
    application = QApplication(sys.argv)
    application.setApplicationName(sys.argv[2])
    program = Program(sys.argv[1])
    program.commands.start()
    application.exec()
    program.commands.wait()


if __name__ == "__main__":
    main()
