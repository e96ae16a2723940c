"""The thread that looks now and then how power and screen stand, so that the window never waits for it."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QThread, Signal

from stride_desktop.app.power.base import PowerProbe, PowerState

CLOSE_SECONDS = 2.0
"""Seconds between two probes while watching: half the shortest duration of an event that triggers."""

_IDLE_SECONDS = 30.0


class PowerWatcher(QThread):
    """Looks until it is closed. `changed(PowerState)`: things stand otherwise than before."""

    changed = Signal(object)

    def __init__(
        self, probe: PowerProbe, seconds: float = CLOSE_SECONDS, parent: QObject | None = None
    ) -> None:
        """seconds: between two looks while something is watched."""
        super().__init__(parent)
        self._probe = probe
        self._seconds = seconds
        self._closely = False
        self._closed = False
        self._wake = threading.Event()

    def look_closely(self, closely: bool) -> None:
        """Look often, which costs a little, or seldom."""
        self._closely = closely
        self._wake.set()

    def close(self) -> None:
        """End the thread; `finished` follows."""
        self._closed = True
        self._wake.set()

    def run(self) -> None:
        """Look; runs on this thread."""
        known: PowerState | None = None
        while not self._closed:
            self._wake.clear()
            state = self._probe.read()
            if state != known:
                known = state
                self.changed.emit(state)
            self._wake.wait(self._seconds if self._closely else _IDLE_SECONDS)
        self._probe.close()
