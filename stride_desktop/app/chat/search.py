"""The search for words in the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.chat.card import CardWidget
from stride_desktop.app.chat.note import Note
from stride_desktop.app.chat.search_bar import SearchBar

_AGAIN_MS = 200
"""A new answer is searched this much later, for it comes in many pieces."""

Part = CardWidget | Note


class Search(QObject):
    """Marks the matching cards and notes, and goes from one to the next, newest first. `gone_to(part)`."""

    gone_to = Signal(object)

    def __init__(
        self, bar: SearchBar, content: Callable[[], Iterable[Part]], parent: QObject | None = None
    ) -> None:
        """content: what is searched, oldest first."""
        super().__init__(parent)
        self._bar = bar
        self._content = content
        self._found: list[Part] = []
        self._current: Part | None = None
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._look)
        bar.changed.connect(self._on_changed)
        bar.step.connect(self._step)

    def grew(self) -> None:
        """Search again soon: there is a new part, or more text."""
        if self._bar.edit.text() and not self._again.isActive():
            self._again.start()

    @Slot(str)
    def _on_changed(self, _needle: str) -> None:
        self._current = None
        self._look()
        if self._found:
            self._go_to(self._found[-1])

    @Slot()
    def _look(self) -> None:
        needle = self._bar.edit.text().strip()
        self._found = [part for part in self._content() if part.mark(needle)]
        self._tell()

    @Slot(int)
    def _step(self, by: int) -> None:
        if not self._found:
            return
        if self._current in self._found:
            place = (self._found.index(self._current) - by) % len(self._found)
        else:
            place = len(self._found) - 1
        self._go_to(self._found[place])

    def _go_to(self, part: Part) -> None:
        self._current = part
        self._tell()
        self.gone_to.emit(part)

    def _tell(self) -> None:
        newest_first = self._found[::-1]
        place = newest_first.index(self._current) + 1 if self._current in newest_first else 0
        self._bar.show_count(place, len(self._found))
