"""Finds a monitor among those connected, and names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stride_desktop.core.errors import SourceError, SourceLost
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.catalog import SCREEN

Monitor = dict[str, Any]
"""A monitor as mss gives it: "left", "top", "width", "height", and what the system calls it."""


def monitor_infos(monitors: Sequence[Monitor]) -> list[SourceInfo]:
    """The SourceInfo of each monitor, the first of which is "screen:1"."""
    return [
        SourceInfo(SCREEN, f"screen:{number}", _described(number, monitor), _identity(monitor))
        for number, monitor in enumerate(monitors, 1)
    ]


class SoughtMonitor:
    """The monitor of a source: found by its number at first, afterwards always the same one.

    info: as in a list of sources; if it has an identity, the number is ignored.
    """

    def __init__(self, number: int, info: SourceInfo) -> None:
        self._number = number
        self._name = info.name
        self._identity = info.identity
        self._found = False

    def find(self, monitors: Sequence[Monitor]) -> Monitor:
        """The monitor, among those connected now.

        Raises SourceError, or SourceLost when it was found before.
        """
        if not self._identity:
            self._identity = _identity(self._numbered(monitors))
        for monitor in monitors:
            if _identity(monitor) == self._identity:
                self._found = True
                return monitor
        if self._found:
            raise SourceLost(f"{self._name} was disconnected.", "Connect it again.")
        raise SourceError(f"{self._name} is not connected.", "Connect it, or choose another screen.")

    def _numbered(self, monitors: Sequence[Monitor]) -> Monitor:
        if not 1 <= self._number <= len(monitors):
            count = len(monitors)
            raise SourceError(
                f"There is no screen {self._number}.",
                f"{count} {'screen is' if count == 1 else 'screens are'} connected: choose one of them.",
            )
        return monitors[self._number - 1]


def _identity(monitor: Monitor) -> str:
    """An id that is stable for one monitor: the system's name for it, or its position.

    Monitors of one make may have the same "unique_id"; only the port distinguishes them.
    """
    called = [str(monitor[key]) for key in ("unique_id", "output") if monitor.get(key)]
    return " at ".join(called) or f"{monitor['left']},{monitor['top']}"


def _described(number: int, monitor: Monitor) -> str:
    """A name for the picker, such as "Screen 2: DELL U2720Q (3840 × 2160)"."""
    name = monitor.get("name") or monitor.get("output")
    called = f"Screen {number}: {name}" if name else f"Screen {number}"
    return f"{called} ({monitor['width']} × {monitor['height']})"
