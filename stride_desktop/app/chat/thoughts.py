"""The model's thoughts before an answer, collapsed by default."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

_MOST_CHARACTERS = 6000
"""The end of a longer thought is shown: it is the part that the answer follows from."""


class Thoughts(QWidget):
    """A button that unfolds them; hidden where there are none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self._button = QToolButton(self)
        self._button.setText("Thoughts")
        self._button.setToolTip("Show what the model thought before it answered")
        self._button.setAutoRaise(True)
        self._button.setCheckable(True)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.toggled.connect(self._show)
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.label)
        self._show()

    def set_text(self, text: str) -> None:
        """These are the thoughts, as far as they have come."""
        text = text.strip()
        if text != self._text:
            self._text = text
            self._show()

    @Slot()
    def _show(self) -> None:
        unfolded = self._button.isChecked()
        arrow = Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow
        self._button.setArrowType(arrow)
        if unfolded:
            cut = "…" if len(self._text) > _MOST_CHARACTERS else ""
            self.label.setText(cut + self._text[-_MOST_CHARACTERS:])
        self.label.setVisible(unfolded)
        self.setVisible(bool(self._text))
