"""Taking an answer along: as it was written, or as plain text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication

from stride_desktop.app.chat.markdown import plain_text


class Copying(QObject):
    """The actions. `copied`: something is on the clipboard now."""

    copied = Signal()

    def __init__(self, text: Callable[[], str], parent: QObject) -> None:
        """text: the answer, in Markdown."""
        super().__init__(parent)
        self._text = text
        self.markdown = QAction("Copy this answer as &Markdown", self)
        self.markdown.triggered.connect(self.copy)
        self.plain = QAction("Copy this answer as plain &text", self)
        self.plain.triggered.connect(self._copy_plain)

    @property
    def all(self) -> list[QAction]:
        """Every action, in the order in which they are shown."""
        return [self.markdown, self.plain]

    def set_enabled(self, enabled: bool) -> None:
        """Whether there is anything to copy."""
        for action in self.all:
            action.setEnabled(enabled)

    @Slot()
    def copy(self) -> None:
        """Put the answer on the clipboard, as it was written."""
        self._put(self._text())

    @Slot()
    def _copy_plain(self) -> None:
        self._put(plain_text(self._text()))

    def _put(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit()
