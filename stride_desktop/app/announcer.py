"""Telling a person who looks elsewhere: a desktop notification, and the window asking for attention."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from stride_desktop.app.session import Session
from stride_desktop.pipeline.happenings import Triggered

_SHOWN_MS = 10_000


class Announcer(QObject):
    """Announces triggers while the window is not in front. `clicked`: the user wants to see it.

    Only desktops with a notification area can show a notification; elsewhere the window's entry in the
    task bar is marked. What it says stays on this machine.
    """

    clicked = Signal()

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._tray = QSystemTrayIcon(QApplication.windowIcon(), self)
        self._tray.setToolTip("Stride Desktop")
        self._tray.messageClicked.connect(self.clicked)
        self._tray.activated.connect(self.clicked)
        session.triggered.connect(self._on_triggered)

    def start(self) -> None:
        """Show the icon, where there is a place for it."""
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._tray.show()

    def stop(self) -> None:
        """Take the icon away."""
        self._tray.hide()

    @Slot(int, object)
    def _on_triggered(self, _run: int, triggered: Triggered) -> None:
        if self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if self._tray.isVisible() and self._session.settings.appearance.notifications:
            title = self.tr("The moment has come")
            self._tray.showMessage(title, triggered.request.query, QApplication.windowIcon(), _SHOWN_MS)
