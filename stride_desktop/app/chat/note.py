"""A line between cards."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QWidget

from stride_desktop.app.chat.markdown import show_marked
from stride_desktop.app.look.arrange import column
from stride_desktop.app.look.plain_label import MutedLabel
from stride_desktop.app.look.theme import small_font, theme_of


class Note(QWidget):
    """A line between cards: what is watched, or watched for, from here on."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = words
        self._label = MutedLabel(parent=self)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column(self._label, parent=self)
        self._label.setFont(small_font(self.font()))
        self.mark("")

    def mark(self, needle: str) -> bool:
        """Mark every occurrence of a text, in any case of letters; "" marks nothing. Whether there is one."""
        return show_marked(self._label, self.text, needle, theme_of(self.palette()).found)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """May be as narrow as the panel."""
        return QSize(0, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._label.setFont(small_font(self.font()))
