"""Reads the state of power and screen at intervals, in the background."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.power.base import PowerProbe, PowerState
from stride_desktop.app.system.background import BackgroundQueue, ignore

_CLOSE_MS = 2_000
"""Interval while watching: half the shortest duration of an event that triggers."""

_IDLE_MS = 30_000


class PowerWatcher(QObject):
    """`changed(PowerState)`: power or screen changed. Lives on the GUI thread, which never waits."""

    changed = Signal(object)

    def __init__(
        self, probe: PowerProbe | None, close_ms: int = _CLOSE_MS, parent: QObject | None = None
    ) -> None:
        """probe: None never reports a change. close_ms: interval while something is watched."""
        super().__init__(parent)
        self.state: PowerState | None = None
        """The newest state, None before the first."""
        self._probe = probe
        self._intervals = (_IDLE_MS, close_ms)
        self._closely = False
        self._background = BackgroundQueue(self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)

    @Slot()
    def look(self) -> None:
        """Read the state now, or again after the reading that runs, and then at intervals."""
        if self._probe is not None:
            self._background.run(self._probe.read, self._on_state, ignore, key="read")

    def look_closely(self, closely: bool) -> None:
        """Read often, which costs a little, or seldom."""
        self._closely = closely
        if self._timer.isActive():
            self.look()

    def close(self) -> None:
        """Read no more; does not wait."""
        self._timer.stop()
        if self._probe is not None:
            self._background.run(self._probe.close, ignore, ignore)
        self._background.close(0.0)

    def _on_state(self, state: PowerState) -> None:
        self._timer.start(self._intervals[self._closely])
        if state != self.state:
            self.state = state
            self.changed.emit(state)
