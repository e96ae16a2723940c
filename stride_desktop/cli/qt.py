"""The Qt application and event loop for cameras on a command line. Imported only for them."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QThread
from PySide6.QtGui import QGuiApplication

from stride_desktop.cli.driving import EventLoopHooks

_kept: list[QGuiApplication] = []
"""Qt's application must live as long as the process; Python would collect it."""


def start_qt() -> EventLoopHooks:
    """Make the application that QtMultimedia wants, on the main thread; needs no display."""
    if QCoreApplication.instance() is None:
        if sys.platform != "win32" and locale.nl_langinfo(locale.CODESET) != "UTF-8":
            os.environ["LC_ALL"] = "C.UTF-8"  # which Qt would choose itself, with a warning of four lines
        _kept.append(QGuiApplication(["stride-desktop", "-platform", "offscreen"]))
    return EventLoopHooks(QCoreApplication.processEvents, _start_thread)


class _Thread(QThread):
    """A thread on which Qt's timers work, unlike on one of Python's."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        """Do the work; runs on this thread."""
        self._work()


def _start_thread(work: Callable[[], None]) -> Callable[[float], object]:
    thread = _Thread(work)
    thread.start()
    return lambda seconds: thread.wait(round(1000 * seconds))
