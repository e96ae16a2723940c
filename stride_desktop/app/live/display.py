"""Forwards a run's updates to the window: by kind at once, frames and timelines once per repaint."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.app.live.messages import Captured, Detected
from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import TimelineSnapshot
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

_PAINT_MS = 30
"""Frames and ticks that come faster than this are shown together."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveLane:
    """A request that is watched for, or was until another took its place, and what was found for it."""

    number: int
    query: str
    snapshot: TimelineSnapshot


class DisplayThrottle(QObject):
    """`frame_shown(Frame)`, `timeline_changed(TimelineSnapshot | None)`, `wall_clock_changed(float | None)`.

    The timeline is that of the first request; `lanes_changed(tuple[LiveLane, ...])` has those of all.
    The wall clock is wall-clock minus stream time, None for a file. Lives on the GUI thread.
    """

    frame_shown = Signal(object)
    timeline_changed = Signal(object)
    lanes_changed = Signal(object)
    wall_clock_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.newest: Frame | None = None
        """The newest frame of the run, None before the first."""
        self._unshown: Frame | None = None
        self._lanes: dict[int, LiveLane] = {}
        self._first = 0  # the lane of the first request
        self._removed: set[int] = set()
        self._unshown_lanes: set[int] = set()
        self._offset: float | None = None
        self._deleted_until = -math.inf
        self._paint = QTimer(self, singleShot=True, interval=_PAINT_MS)
        self._paint.timeout.connect(self.show_now)

    def clear(self) -> None:
        """Another run begins: nothing of the one before is shown any more."""
        self.newest = self._unshown = self._offset = None
        self._lanes.clear()
        self._removed.clear()
        self._first = 0
        self._unshown_lanes.clear()
        self._deleted_until = -math.inf
        self.wall_clock_changed.emit(None)
        self.timeline_changed.emit(None)

    def interrupt(self) -> None:
        """No frame comes for a while, and those that were not shown yet are not shown."""
        self._unshown = None

    def delete_until(self, second: float) -> None:
        """What was seen up to a stream second is not shown, even if it is still on its way."""
        self.newest = self._unshown = None
        self._deleted_until = second

    def take(self, captured: Captured) -> None:
        """A frame arrived."""
        frame = captured.frame
        if frame.timestamp <= self._deleted_until:
            return
        self.newest = self._unshown = frame
        if captured.wall_offset != self._offset:
            self._offset = captured.wall_offset
            self.wall_clock_changed.emit(self._offset)
        self._show_soon()

    def take_timeline(self, lane: int, query: str, timeline: TimelineSnapshot) -> None:
        """The timeline of a lane changed."""
        if lane in self._removed:
            return
        self._lanes[lane] = LiveLane(lane, query, timeline)
        self._unshown_lanes.add(lane)
        self._show_soon()

    @Slot(int, object)
    def end_lane(self, lane: int, successor: int | None) -> None:
        """A request is not watched for any more. Its lane goes, unless another request took its place."""
        if successor is None:
            self._removed.add(lane)
            self._lanes.pop(lane, None)
        elif lane == self._first:
            self._first = successor
        self._unshown_lanes.add(lane)
        self._show_soon()

    @Slot()
    def show_now(self) -> None:
        """Show what has come since the last time."""
        unshown, self._unshown_lanes = self._unshown_lanes, set()
        if self._first in unshown and self._first in self._lanes:
            self.timeline_changed.emit(self._lanes[self._first].snapshot)
        if unshown:
            self.lanes_changed.emit(tuple(lane for _, lane in sorted(self._lanes.items())))
        frame, self._unshown = self._unshown, None
        if frame is not None:
            self.frame_shown.emit(frame)

    def _show_soon(self) -> None:
        if not self._paint.isActive():
            self._paint.start()


class UpdateSignals(QObject):
    """Emits what a run finds: `happened(lane, Update)` for every update, before its specific signal.

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

    def take_updates(self, payload: Detected) -> None:
        """Emit the updates of one frame or one command."""
        for item in payload.updates:
            self.happened.emit(item.lane, item.update)
            self._emit(payload.run, item)
        if payload.error is not None:
            self.refused.emit(payload.error)

    def _emit(self, run: int, item: LaneUpdate) -> None:
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
