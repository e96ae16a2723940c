"""The instruction to the answering model: the usual one, ready to be edited, or another."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from stride_desktop.app.look.arrange import column
from stride_desktop.app.settings.fields import Field

_LINES = 5


class InstructionField(Field):
    """Shows the usual text, ready to be edited. Its value is empty while the text is the usual one.

    Empty means the usual text in the language of each request, so a text that is only shown is not fixed.
    """

    def __init__(self, usual: str) -> None:
        self._usual = usual
        self.edit = _Text(tabChangesFocus=True)
        self.edit.setAccessibleName("Instruction")
        self.restore = QPushButton("Restore the usual instruction", autoDefault=False)
        cell = QWidget()
        column(self.edit, self.restore, parent=cell).setAlignment(self.restore, Qt.AlignmentFlag.AlignLeft)
        cell.setFocusProxy(self.edit)
        super().__init__(cell, self._entered, self._show, self.edit.textChanged)
        self.edit.textChanged.connect(self._on_text)
        self.restore.clicked.connect(self._on_restore)
        self._show("")

    def _entered(self) -> str:
        text = self.edit.toPlainText().strip()
        return "" if text == self._usual else text

    def _show(self, text: str) -> None:
        self.edit.setPlainText(text or self._usual)

    @Slot()
    def _on_text(self) -> None:
        self.restore.setEnabled(self.edit.toPlainText().strip() != self._usual)

    @Slot()
    def _on_restore(self) -> None:
        self._show("")
        self.edit.setFocus()


class _Text(QPlainTextEdit):
    """A few lines high."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """Tall enough for most of the usual text."""
        return QSize(super().sizeHint().width(), self.fontMetrics().lineSpacing() * _LINES + 12)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The same height; the page scrolls."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())
