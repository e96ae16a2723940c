"""Reports the health of a run once a second."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.pipeline.live_loop import LiveLoop

_INTERVAL_MS = 1000


class HealthMonitor(QObject):
    """`updated(Health)` every second while the loop runs and is not paused, and at each `report`."""

    updated = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paused = False
        """The loop processes no frame for now."""
        self._loop: LiveLoop | None = None
        self._clock = QTimer(self, interval=_INTERVAL_MS)
        self._clock.timeout.connect(self.report)

    def begin(self, loop: LiveLoop) -> None:
        """Report on the loop of another run."""
        self._loop = loop
        self._clock.start()

    def end(self) -> None:
        """Report no more: the run is over."""
        self._clock.stop()
        self._loop = None

    @Slot()
    def report(self) -> None:
        """Emit the current health, unless no frame is processed."""
        if self._loop is not None and not self.paused:
            self.updated.emit(self._loop.health.measured())
