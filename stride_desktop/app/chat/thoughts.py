"""The model's thoughts before an answer, collapsed by default."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.plain_label import PlainLabel

_MOST_CHARACTERS = 6000
"""The end of a longer thought is shown: it is the part that the answer follows from."""


class Thoughts(QWidget):
    """A button that unfolds the thoughts; hidden while there are none. text: all of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self.button = QToolButton(self)
        self.button.setText("Thoughts")
        self.button.setToolTip("Show what the model thought before it answered")
        self.button.setAutoRaise(True)
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.toggled.connect(self._show)
        self.label = PlainLabel(parent=self, wrap=True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column(row(self.button, None), self.label, parent=self).setSpacing(0)
        self._show()

    def set_text(self, text: str) -> None:
        """Show the thoughts so far."""
        text = text.strip()
        if text != self.text:
            self.text = text
            self._show()

    @Slot()
    def _show(self) -> None:
        unfolded = self.button.isChecked()
        self.button.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        if unfolded:
            cut = "…" if len(self.text) > _MOST_CHARACTERS else ""
            self.label.setText(cut + self.text[-_MOST_CHARACTERS:])
        self.label.setVisible(unfolded)
        self.setVisible(bool(self.text))
