"""Deleting the last minutes of what is being watched, after asking."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from stride_desktop.app.answers.responders import foreign_host
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.preview.controller import PreviewController


class Deleting(QObject):
    """Asks, and lets the session forget."""

    def __init__(self, session: LiveController, viewing: PreviewController, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._viewing = viewing
        self._window = window

    def ask_about_last(self, seconds: float) -> None:
        """If it is confirmed, delete the last `seconds`, and what came while the question was open."""
        if self._session.seen is None:
            return
        first, newest = self._session.seen
        since = newest - seconds
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Delete the last minutes?")
        box.setText(self._what_goes(first, since))
        box.setInformativeText(self._what_it_means())
        delete = box.addButton("&Delete", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        if box.clickedButton() is delete:
            self._session.delete_since(since)
        box.deleteLater()

    def _what_goes(self, first: float, since: float) -> str:
        clock = self._viewing.clock
        if since <= first:
            return f"Everything since watching began, at {clock.text(first)}, is deleted."
        return f"Everything since {clock.text(since)} is deleted."

    def _what_it_means(self) -> str:
        words = (
            "The pictures, decisions, spans and answers of that time go from the window, from memory and "
            "from the disk. WatchControls goes on. This cannot be undone."
        )
        host = foreign_host(self._session.settings.responder)
        sent = f"What was sent to {host} meanwhile cannot be called back." if host else ""
        return f"{words} {sent}".strip()
