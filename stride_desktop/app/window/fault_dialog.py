"""The dialog for unexpected errors, with the text that a bug report needs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from stride_desktop.app.look.plain_label import PlainLabel
from stride_desktop.app.system.notices import Notice


class FaultDialog(QDialog):
    """Shows what happened, and the diagnostics to copy."""

    def __init__(self, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
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
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy_button = buttons.addButton("&Copy diagnostics", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy_button.clicked.connect(self._copy)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        for widget in (words, note, self.details, buttons):
            layout.addWidget(widget)
        unit = self.fontMetrics().height()
        self.resize(QSize(unit * 36, unit * 22).boundedTo(self.screen().availableSize() * 0.9))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
        self.copy_button.setText("Copied")
