"""What a run finds, told by kind."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from stride_desktop.app.live.messages import Detected
from stride_desktop.pipeline.lane_set import LaneUpdate
from stride_desktop.pipeline.updates import (
    Asked,
    Deleted,
    EventMoved,
    Finished,
    RequestAdded,
    RequestRemoved,
    Ticked,
    Triggered,
)


class Findings(QObject):
    """`happened(lane, Update)` tells any kind, before the one that it is.

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
        for item in payload.updates:
            self.happened.emit(item.lane, item.update)
            self._tell(payload.run, item)
        if payload.error is not None:
            self.refused.emit(payload.error)

    def _tell(self, run: int, item: LaneUpdate) -> None:
        update = item.update
        if isinstance(update, Deleted) and item.lane == 0:
            self.deleted.emit(update.gap)
        if isinstance(update, Ticked | Finished | Deleted):
            self.timeline.emit(item.lane, item.query, update.timeline)
        elif isinstance(update, EventMoved):
            self.event_moved.emit(run, update.change)
        elif isinstance(update, RequestAdded):
            self.request_added.emit(item.lane, update.query)
        elif isinstance(update, RequestRemoved):
            self.request_removed.emit(item.lane, update.successor)
        elif isinstance(update, Triggered):
            self.triggered.emit(run, update)
        elif isinstance(update, Asked):
            self.asked.emit(run, update.request)
