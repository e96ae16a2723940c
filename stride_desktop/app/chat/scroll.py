"""The scrolled area of the answers."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from stride_desktop.app.look.theme import em


class Scroll(QScrollArea):
    """Follows the end while it is scrolled there; else a button leads to it."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._at_end = True
        self._more = QPushButton("New answers ↓", self)
        self._more.setAccessibleName("Go to the newest answer")
        self._more.hide()
        self._more.clicked.connect(self.to_end)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._follow)

    def grew(self) -> None:
        """Offer the button, if new content at the end is out of view."""
        if not self._at_end:
            self._more.show()
            self._place()

    def to_end(self) -> None:
        """Go to the end and stay there."""
        self._more.hide()  # first: the focus it may have had goes on to a card, which is then scrolled to
        self._at_end = True
        self._follow()

    def _scrolled(self, value: int) -> None:
        self._at_end = value >= self.verticalScrollBar().maximum() - 4
        if self._at_end:
            self._more.hide()

    def _follow(self) -> None:
        if self._at_end:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave the keys that go from card to card to the panel."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the button above the lower edge."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        size = self._more.sizeHint()
        area = self.viewport().geometry()
        left = area.center().x() - size.width() // 2
        self._more.setGeometry(
            QRect(left, area.bottom() - size.height() - round(em(self) * 0.6), size.width(), size.height())
        )
