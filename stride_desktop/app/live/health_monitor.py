"""Reports the health of a run once a second."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.live.display import DisplayThrottle
from stride_desktop.app.live.run import Run
from stride_desktop.pipeline.health import Health
from stride_desktop.sources.base import SourceHealth

_INTERVAL_MS = 1000


class HealthMonitor(QObject):
    """`updated(Health)` every second while frames are looked at, at once when the source's state changes."""

    updated = Signal(object)

    def __init__(self, feed: DisplayThrottle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.resting = False
        """No frame is looked at for now."""
        self._feed = feed
        self._run: Run | None = None
        self._last = Health()
        self._clock = QTimer(self, interval=_INTERVAL_MS)
        self._clock.timeout.connect(self._report)

    @property
    def health(self) -> Health:
        """The current health; after the end of a run, its last one."""
        if self._run is not None:
            self._last = self._run.health()
        return self._last

    def begin(self, run: Run) -> None:
        """Another run begins."""
        self._run = run
        run.source_told.connect(self._on_source)
        self._clock.start()

    def end(self) -> None:
        """The run is over."""
        self._clock.stop()
        self._last, self._run = self.health, None

    @Slot(object)
    def _on_source(self, source: SourceHealth) -> None:
        if source.lost:
            self._feed.interrupt()
        self._report()

    @Slot()
    def _report(self) -> None:
        if self._run is not None and not self.resting:
            self.updated.emit(self.health)
