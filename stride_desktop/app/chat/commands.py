"""The commands for the whole conversation: find, copy, save."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from stride_desktop.app.chat.panel import ChatPanel
from stride_desktop.app.look.shortcuts import command
from stride_desktop.core.errors import StrideError


class ChatCommands(QObject):
    """The actions: in the panel's context menu, and for the menu bar. `failed(StrideError)`."""

    failed = Signal(object)

    def __init__(self, chat: ChatPanel, find_keys: str, parent: QObject | None = None) -> None:
        """find_keys: the shortcut that begins a search."""
        super().__init__(parent)
        self._chat = chat
        self.find = command("&Find in the answers…", find_keys, chat.search_bar.begin, self)
        self.copy = command("&Copy the conversation", "", self._copy, self)
        self.save = command("&Save the conversation…", "", self._save, self)
        chat.addActions(self.all)
        chat.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    @property
    def all(self) -> list[QAction]:
        """Every action, in the order in which they are shown."""
        return [self.find, self.copy, self.save]

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._chat.transcript)

    @Slot()
    def _save(self) -> None:
        title, kinds = "Save the conversation", "Markdown (*.md)"
        name, _ = QFileDialog.getSaveFileName(self._chat, title, "answers.md", kinds)
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the conversation to a file; emits `failed` when that is not possible."""
        try:
            path.write_text(self._chat.transcript, encoding="utf-8")
        except OSError as error:
            what = f"The conversation could not be written to {path}."
            self.failed.emit(StrideError(what, "Choose another folder.", str(error)))
