"""What a run finds, told by kind."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.live.messages import Detected
from stride_desktop.pipeline.happenings import (
    Asked,
    Deleted,
    EventMoved,
    Finished,
    RequestAdded,
    RequestRemoved,
    Ticked,
    Triggered,
)
from stride_desktop.pipeline.watches import Laned


class Findings(QObject):
    """`happened(lane, Happening)` tells any kind, before the one that it is.

    `timeline(lane, query, TimelineSnapshot)`, `event_moved(run, EventChange)`, `triggered(run, Triggered)`,
    `asked(run, AnswerRequest)`, `request_added(lane, query)`, `request_removed(lane, successor or None)`,
    `deleted(Gap)` (once for all lanes), `refused(StrideError)`. No two events of a run have the same number.
    Lives on the GUI thread.
    """

    happened = Signal(int, object)
    timeline = Signal(int, str, object)
    event_moved = Signal(int, object)
    triggered = Signal(int, object)
    asked = Signal(int, object)
    request_added = Signal(int, str)
    request_removed = Signal(int, object)
    deleted = Signal(object)
    refused = Signal(object)

    def take(self, payload: Detected) -> None:
        """Tell what one frame, or one order, led to."""
        for item in payload.told:
            self.happened.emit(item.lane, item.happening)
            self._tell(payload.run, item)
        if payload.error is not None:
            self.refused.emit(payload.error)

    def _tell(self, run: int, item: Laned) -> None:
        happening = item.happening
        if isinstance(happening, Deleted) and item.lane == 0:
            self.deleted.emit(happening.gap)
        if isinstance(happening, Ticked | Finished | Deleted):
            self.timeline.emit(item.lane, item.query, happening.timeline)
        elif isinstance(happening, EventMoved):
            self.event_moved.emit(run, happening.change)
        elif isinstance(happening, RequestAdded):
            self.request_added.emit(item.lane, happening.query)
        elif isinstance(happening, RequestRemoved):
            self.request_removed.emit(item.lane, happening.successor)
        elif isinstance(happening, Triggered):
            self.triggered.emit(run, happening)
        elif isinstance(happening, Asked):
            self.asked.emit(run, happening.request)
