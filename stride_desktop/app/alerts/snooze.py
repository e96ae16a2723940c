"""Snoozes alerts until a stream second."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.core.frames import Frame


class Snooze(QObject):
    """Runs in stream time, as the rules of events do. `changed`: it began or ended."""

    changed = Signal()

    def __init__(
        self, live: LiveController, preview: PreviewController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._preview = preview
        self._until: float | None = None
        live.frame_shown.connect(self._on_frame)
        live.started.connect(self.forget)
        live.ended.connect(self.forget)

    @property
    def until_text(self) -> str:
        """The time of its end in words; "" when alerts are on."""
        return "" if self._until is None else self._preview.clock.text(self._until)

    def snooze(self, seconds: float) -> None:
        """Snooze for so many seconds of stream time; 0 ends it."""
        until = self._live.snooze(seconds)
        if until is not None:
            self._set(until if seconds > 0 else None)

    @Slot()
    def forget(self) -> None:
        """End it, because a run begins or ends."""
        self._set(None)

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        if self._until is not None and frame.timestamp >= self._until:
            self._set(None)

    def _set(self, until: float | None) -> None:
        if until != self._until:
            self._until = until
            self.changed.emit()
