"""The Qt application that cameras need, on a command line."""

from __future__ import annotations

from collections.abc import Callable


def start_qt() -> Callable[[], None]:
    """Make the application that QtMultimedia wants, on the main thread; needs no display.

    Returns a function to call now and then on the same thread, so that Qt learns what changes.
    """
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QGuiApplication

    application = QCoreApplication.instance()
    if application is None:
        application = QGuiApplication(["stride-desktop", "-platform", "offscreen"])
        _kept.append(application)
    return application.processEvents


_kept: list[object] = []
"""Qt's application must live as long as the process; Python would collect it."""
