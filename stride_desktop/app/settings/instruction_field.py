"""The instruction to the answering model: the usual one, which can be taken as a beginning, or another."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from stride_desktop.app.settings.fields import Field, Value

_LINES = 5


class InstructionField(Field):
    """Shows the usual text as it is, ready to be edited. Its value is empty as long as that stands there.

    Empty means the usual text in the language of each request, so what is merely shown is not fixed.
    """

    def __init__(self, usual: str) -> None:
        self._usual = usual
        self.edit = _Text()
        self.edit.setTabChangesFocus(True)
        self.edit.setAccessibleName("Instruction")
        self.restore = QPushButton("Restore the usual instruction")
        self.restore.setAutoDefault(False)
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.edit)
        column.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignLeft)
        cell.setFocusProxy(self.edit)
        super().__init__(cell)
        self.edit.textChanged.connect(self._on_text)
        self.restore.clicked.connect(self._on_restore)
        self.set("")

    def get(self) -> str:
        """The text, without blanks around it; empty for the usual one."""
        text = self.edit.toPlainText().strip()
        return "" if text == self._usual else text

    def set(self, value: Value) -> None:
        """Show a text, the usual one for none."""
        self.edit.setPlainText(str(value or "") or self._usual)

    @Slot()
    def _on_text(self) -> None:
        self.restore.setEnabled(self.edit.toPlainText().strip() != self._usual)
        self.edited.emit()

    @Slot()
    def _on_restore(self) -> None:
        self.set("")
        self.edit.setFocus()


class _Text(QPlainTextEdit):
    """A few lines high."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """Tall enough for most of the usual text."""
        return QSize(super().sizeHint().width(), self.fontMetrics().lineSpacing() * _LINES + 12)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The same height; the page scrolls."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())
