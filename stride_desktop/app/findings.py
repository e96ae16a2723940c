"""What a run finds, told by kind."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.workers.payloads import Detected
from stride_desktop.pipeline.happenings import (
    Asked,
    Deleted,
    EventMoved,
    Finished,
    RequestChanged,
    Ticked,
    Triggered,
)


class Findings(QObject):
    """`happened(Happening)` tells any kind, before the one that it is.

    `timeline(TimelineSnapshot)`, `event_moved(run, EventChange)`, `triggered(run, Triggered)`,
    `asked(run, AnswerRequest)`, `request_changed(str)`, `deleted(Gap)`, `refused(StrideError)`. Lives on the
    GUI thread.
    """

    happened = Signal(object)
    timeline = Signal(object)
    event_moved = Signal(int, object)
    triggered = Signal(int, object)
    asked = Signal(int, object)
    request_changed = Signal(str)
    deleted = Signal(object)
    refused = Signal(object)

    def take(self, payload: Detected) -> None:
        """Tell what one frame, or one order, led to."""
        for happening in payload.happenings:
            self.happened.emit(happening)
            if isinstance(happening, Deleted):
                self.deleted.emit(happening.gap)
            if isinstance(happening, Ticked | Finished | Deleted):
                self.timeline.emit(happening.timeline)
            elif isinstance(happening, EventMoved):
                self.event_moved.emit(payload.run, happening.change)
            elif isinstance(happening, RequestChanged):
                self.request_changed.emit(happening.query)
            elif isinstance(happening, Triggered):
                self.triggered.emit(payload.run, happening)
            elif isinstance(happening, Asked):
                self.asked.emit(payload.run, happening.request)
        if payload.error is not None:
            self.refused.emit(payload.error)
