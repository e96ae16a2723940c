"""Looks at everything that could be watched, every other second, while it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.system.background import BackgroundQueue, ignore
from stride_desktop.sources.base import SourceInfo

if TYPE_CHECKING:
    from stride_desktop.sources.look import Look, Looker

_PAUSE_MS = 1000
"""Between two looks."""


class SourceLooks(QObject):
    """`looked(Look)`: after `start`, again and again until `stop`.

    Looks are taken in the background. hidden: returns the words as in Opening.
    """

    looked = Signal(object)

    def __init__(self, hidden: Callable[[], tuple[str, ...]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hidden = hidden
        self._eye: _Eye | None = None
        self._background = BackgroundQueue(self)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look)

    def start(self) -> None:
        """Look now, and again and again."""
        if self._eye is None:
            self._eye = _Eye(self._hidden())
            self._look()

    def set_files(self, files: tuple[SourceInfo, ...]) -> None:
        """Also look at the first pictures of these video files and folders."""
        if self._eye is not None:
            self._eye.files = files

    @Slot()
    def stop(self) -> None:
        """Look no more; a look that is being taken is not told."""
        self._pause.stop()
        if self._eye is not None:
            self._background.run(self._eye.close, ignore, ignore)
            self._eye = None

    def close(self) -> None:
        """Stop for good."""
        self.stop()
        self._background.close(0.0)

    @Slot()
    def _look(self) -> None:
        if (eye := self._eye) is not None:
            self._background.run(
                eye.look, lambda look: self._on_looked(eye, look), lambda _error: self._pause.start()
            )

    def _on_looked(self, eye: _Eye, look: Look) -> None:
        if eye is self._eye:
            self.looked.emit(look)
            self._pause.start()


class _Eye:
    """A Looker that is made by the first look: its libraries take long to load."""

    def __init__(self, hidden: tuple[str, ...]) -> None:
        self.files: tuple[SourceInfo, ...] = ()
        self._hidden = hidden
        self._looker: Looker | None = None

    def look(self) -> Look:
        """What is there now."""
        if self._looker is None:
            from stride_desktop.sources.look import Looker

            self._looker = Looker(self._hidden)
        return self._looker.look(self.files)

    def close(self) -> None:
        """Close the looker."""
        if self._looker is not None:
            self._looker.close()
