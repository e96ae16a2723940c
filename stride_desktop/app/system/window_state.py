"""Position and layout of the window, restored at the next start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSettings
from PySide6.QtWidgets import QSplitter, QWidget

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.files import read_bytes, set_aside

_MOST_BYTES = 1 << 20
_LINE = re.compile(r"|[;#].*|\[[^]]*\]|[^=]+=(?!.*@Variant\().*")
"""A line of the file as Qt writes it for our values. A variant could be an object of any kind."""


class WindowState:
    """A file in Qt's own format. notice: why its contents are not used, None when they are.

    Lives on the GUI thread; never waits for something other than a regular file.
    """

    def __init__(self, path: Path) -> None:
        self.notice: SettingsError | None = None
        if damage := _damage(path):
            path = self._without(path, damage)
        self._memory = QSettings(str(path), QSettings.Format.IniFormat)

    def _without(self, path: Path, damage: str) -> Path:
        """Set the file aside; returns the path to use instead."""
        what = f"The window's position could not be read: {path.name} {damage}."
        try:
            aside = set_aside(path)
        except OSError as error:
            self.notice = SettingsError(what, "The window opens in its default place.", str(error))
            return path / "nowhere"
        self.notice = SettingsError(
            what, f"The window opens in its default place; the old file was kept as {aside.name}."
        )
        return path

    def flag(self, name: str) -> bool:
        """A stored switch, off if it was never set."""
        return self._memory.value(name, False, type=bool) is True

    def set_flag(self, name: str, value: bool) -> None:
        """Store a switch."""
        self._memory.setValue(name, value)

    def keep(self, window: QWidget, splitters: Mapping[str, QSplitter]) -> None:
        """Store the window's place and the sizes of its parts."""
        self._memory.setValue("geometry", window.saveGeometry())
        for name, splitter in splitters.items():
            self._memory.setValue(name, splitter.saveState())
        self._memory.sync()

    def restore(self, window: QWidget, splitters: Mapping[str, QSplitter]) -> None:
        """Restore the window's place and layout; a window without either is as at the first start."""
        geometry = self._memory.value("geometry")
        if not (isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)):
            window.resize(window.sizeHint())
        elif not (area := window.screen().availableGeometry()).intersects(window.frameGeometry()):
            window.setGeometry(QRect(area.topLeft(), window.sizeHint()))  # the stored place is damaged
        window.resize(window.size().expandedTo(window.minimumSizeHint()))
        for name, splitter in splitters.items():
            state = self._memory.value(name)
            if isinstance(state, QByteArray):
                _divide(splitter, state)


def _damage(path: Path) -> str:
    """The error of the file; "" when it is valid, or missing."""
    try:
        lines = read_bytes(path, _MOST_BYTES).decode("utf-8").splitlines()
    except FileNotFoundError:
        return "is a link to nothing" if path.is_symlink() else ""
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except ValueError:
        return "is damaged"
    return "" if all(map(_LINE.fullmatch, lines)) else "is damaged"


def _divide(splitter: QSplitter, state: QByteArray) -> None:
    """Take over the sizes alone: a damaged state may turn the splitter or widen its handle."""
    orientation, handle = splitter.orientation(), splitter.handleWidth()
    collapsible, opaque = splitter.childrenCollapsible(), splitter.opaqueResize()
    splitter.restoreState(state)
    splitter.setOrientation(orientation)
    splitter.setHandleWidth(handle)
    splitter.setChildrenCollapsible(collapsible)
    splitter.setOpaqueResize(opaque)
