"""The additional requests, each with a button that removes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from stride_desktop.app.look.arrange import row
from stride_desktop.app.look.plain_label import plain_hint
from stride_desktop.core.text import elided

_MOST_CHARACTERS = 48


class RequestChips(QWidget):
    """`removed(str)`: the user removed a request. Hidden while there is none."""

    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queries: tuple[str, ...] = ()
        self._row = row(None, parent=self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # never widens the window
        self.hide()

    @property
    def queries(self) -> tuple[str, ...]:
        """The requests, in the order of their lanes."""
        return self._queries

    @property
    def buttons(self) -> tuple[QToolButton, ...]:
        """One for each request."""
        return tuple(self.findChildren(QToolButton, options=Qt.FindChildOption.FindDirectChildrenOnly))

    def show_queries(self, queries: Sequence[str]) -> None:
        """Show these requests."""
        if tuple(queries) == self._queries:
            return
        self._queries = tuple(queries)
        for button in self.buttons:
            self._row.removeWidget(button)
            button.setParent(None)
            button.deleteLater()
        for place, query in enumerate(self._queries):
            self._row.insertWidget(place, self._button(query))
        self.setVisible(bool(self._queries))

    def _button(self, query: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(f"{elided(query, _MOST_CHARACTERS).replace('&', '&&')}  ✕")
        button.setAccessibleName(f"Watch no longer for: {query}")
        button.setToolTip(plain_hint(button.accessibleName()))
        button.clicked.connect(lambda: self.removed.emit(query))
        return button
