"""The dialog for unexpected errors, with the text that a bug report needs."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QWidget

from stride_desktop.app.look.dialog import Dialog
from stride_desktop.app.look.plain_label import PlainLabel
from stride_desktop.app.system.notices import Notice


class FaultDialog(Dialog):
    """Shows what happened, and the diagnostics to copy."""

    def __init__(self, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__("Something went wrong", parent)
        words = PlainLabel(f"{notice.what} {notice.remedy}", self, wrap=True)
        note = QLabel("The text below holds no pictures and no requests.", self, wordWrap=True)
        self.details = QPlainTextEdit(
            notice.diagnostics,
            self,
            readOnly=True,
            lineWrapMode=QPlainTextEdit.LineWrapMode.NoWrap,
            tabChangesFocus=True,
        )
        self.details.setAccessibleName("Diagnostics")
        self.offer_close()
        self.copy_button = self.buttons.addButton("&Copy diagnostics", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_button.clicked.connect(self._copy)
        self.lay_out(words, note, self.details)
        unit = self.fontMetrics().height()
        self.resize_within_screen(unit * 36, unit * 22)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.copy_button.setText("Copied")
