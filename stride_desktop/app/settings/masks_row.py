"""The hidden parts of pictures in the settings form, which are marked on the preview."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QListWidget, QPushButton, QWidget

from stride_desktop.app.look.arrange import column, row
from stride_desktop.app.look.plain_label import MutedLabel
from stride_desktop.core.masks import SourceMask

_LINES = 4
_HINT = (
    "Parts of a source's picture that are black before anything else sees them. "
    "Mark them while watching: Watching → Hide a part of the picture."
)


class MasksRow(QWidget):
    """Lists the masks; the chosen one can be removed, which counts when the settings are saved."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        """texts: as in PrivacySettings."""
        super().__init__()
        self.texts = texts
        """Those that were not removed."""
        self.list = QListWidget(self)
        self.list.setAccessibleName("Hidden parts")
        self.list.setWordWrap(True)
        self.list.setFixedHeight(round((_LINES + 0.5) * self.list.fontMetrics().lineSpacing()))
        self.remove = QPushButton("Show it &again", self)
        self.remove.clicked.connect(self._remove)
        self.list.currentRowChanged.connect(self._offer)
        column(self.list, row(self.remove, None), MutedLabel(_HINT, self), parent=self).setSpacing(2)
        self._show()

    @Slot()
    def _remove(self) -> None:
        place = self.list.currentRow()
        self.texts = (*self.texts[:place], *self.texts[place + 1 :])
        self._show()

    def _show(self) -> None:
        self.list.clear()
        self.list.addItems([_words(SourceMask.parse(text)) for text in self.texts])
        self._offer()

    @Slot()
    def _offer(self) -> None:
        self.remove.setEnabled(self.list.currentRow() >= 0)


def _words(item: SourceMask) -> str:
    mask = item.mask
    return (
        f"{item.name}: {mask.width:.0%} × {mask.height:.0%}, {mask.left:.0%} from the left, "
        f"{mask.top:.0%} from the top"
    )
