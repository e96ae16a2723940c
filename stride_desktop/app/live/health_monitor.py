"""How a run is doing, told once a second."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.live.display import DisplayThrottle
from stride_desktop.app.live.health import Health
from stride_desktop.app.live.messages import Detected
from stride_desktop.app.live.run import Run
from stride_desktop.pipeline.updates import MemoryShort, Ticked
from stride_desktop.sources.base import SourceHealth

_BEAT_MS = 1000


class HealthMonitor(QObject):
    """`updated(Health)` while frames are looked at, at once when the source does something else."""

    updated = Signal(object)

    def __init__(self, feed: DisplayThrottle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.health = Health()
        self.resting = False
        """No frame is looked at for now."""
        self._feed = feed
        self._run: Run | None = None
        self._clock = QTimer(self, interval=_BEAT_MS)
        self._clock.timeout.connect(self._tell)

    def begin(self, run: Run) -> None:
        """Another run: nothing is known yet."""
        self.health, self._run = Health(), run
        run.source_told.connect(self._on_source)
        self._clock.start()

    def end(self) -> None:
        """The run is over."""
        self._clock.stop()
        self._run = None

    def take(self, payload: Detected, live: bool) -> None:
        """Note how fast a decision was; a file waits, so it cannot lag."""
        lag = payload.lag if live else None
        self.health = replace(self.health, lag=lag, skipped=2 * payload.skipped, behind=payload.behind)
        for update in (item.update for item in payload.told):
            if isinstance(update, MemoryShort):
                short, starved = update.max_frames, update.starved
                self.health = replace(self.health, max_frames=short, starved=starved)
            elif isinstance(update, Ticked):
                self.health = replace(self.health, starved=False)

    @Slot(object)
    def _on_source(self, source: SourceHealth) -> None:
        if source.lost:
            self._feed.interrupt()
            self.health = replace(self.health, lag=None)
        self.health = replace(self.health, source=source)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        if self._run is not None and not self.resting:
            self.health = replace(self.health, capture_rate=self._feed.rate, waiting=self._run.waiting)
            self.updated.emit(self.health)
