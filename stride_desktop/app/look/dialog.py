"""What the program's dialogs have in common."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from stride_desktop.app.look.arrange import Item, column


class Dialog(QDialog):
    """A dialog that is deleted once it is closed. buttons: its last row, for `lay_out`."""

    buttons: QDialogButtonBox

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def offer(self, *kinds: QDialogButtonBox.StandardButton) -> None:
        """Make the row of buttons: those that accept or reject do so."""
        self.buttons = QDialogButtonBox(self)
        for kind in kinds:
            self.buttons.addButton(kind)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def offer_close(self) -> None:
        """Make a row with a Close button."""
        self.offer(QDialogButtonBox.StandardButton.Close)

    def offer_to(self, words: str) -> QPushButton:
        """Make a row with Cancel and the default button, of these words, which accepts and is returned."""
        self.offer(QDialogButtonBox.StandardButton.Cancel)
        button: QPushButton = self.buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
        button.setDefault(True)
        return button

    def lay_out(self, *parts: Item, wide: Item = None) -> QVBoxLayout:
        """Arrange parts from top to bottom within the style's margins, the buttons last."""
        box = column(*parts, self.buttons, parent=self, wide=wide)
        box.unsetContentsMargins()
        return box

    def resize_within_screen(self, width: float, height: float) -> None:
        """Resize to pixels, or to as many of them as leave some of the screen free."""
        self.resize(QSize(round(width), round(height)).boundedTo(self.screen().availableSize() * 0.9))
