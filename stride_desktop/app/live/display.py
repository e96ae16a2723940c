"""Shows a run in the window: frames and timelines together, at most once per repaint."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from stride_desktop.core.frames import Frame
from stride_desktop.core.timeline import TimelineSnapshot
from stride_desktop.pipeline.lane_set import LaneUpdate
from stride_desktop.pipeline.updates import Deleted, Finished, RequestRemoved, Ticked

_PAINT_MS = 30
"""Frames and ticks that come faster than this are shown together."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveLane:
    """The timeline of a request that is watched for, or was until another took its place."""

    number: int
    query: str
    snapshot: TimelineSnapshot


class DisplayThrottle(QObject):
    """`frame_shown(Frame)`, `lanes_changed(tuple[LiveLane, ...])`, `wall_clock_changed(float | None)`.

    Lanes are in the order of their numbers; there are none when a run begins. The wall clock is wall-clock
    minus stream time, None for a file. Lives on the GUI thread.
    """

    frame_shown = Signal(object)
    lanes_changed = Signal(object)
    wall_clock_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.newest: Frame | None = None
        """The newest frame of the run, None before the first."""
        self.paused = False
        """The run is paused: frames that are still on their way are not shown."""
        self._unshown: Frame | None = None
        self._lanes: dict[int, LiveLane] = {}
        self._removed: set[int] = set()
        self._lanes_unshown = False
        self._offset: float | None = None
        self._deleted_until = -math.inf
        self._paint = QTimer(self, singleShot=True, interval=_PAINT_MS)
        self._paint.timeout.connect(self.show_now)

    def clear(self) -> None:
        """Begin another run: show nothing of the one before."""
        self.newest = self._unshown = self._offset = None
        self._lanes.clear()
        self._removed.clear()
        self._lanes_unshown = False
        self._deleted_until = -math.inf
        self.wall_clock_changed.emit(None)
        self.lanes_changed.emit(())

    def interrupt(self) -> None:
        """Drop the frame that was not shown yet: none comes for a while."""
        self._unshown = None

    def delete_until(self, second: float) -> None:
        """Show no frame up to this stream second, also if it is still on its way."""
        self.newest = self._unshown = None
        self._deleted_until = second

    @Slot(object, object)
    def take_frame(self, frame: Frame, wall_offset: float | None) -> None:
        """Show a frame. wall_offset: as in StreamClock."""
        if self.paused or frame.timestamp <= self._deleted_until:
            return
        self.newest = self._unshown = frame
        if wall_offset != self._offset:
            self._offset = wall_offset
            self.wall_clock_changed.emit(wall_offset)
        self._show_soon()

    def take_update(self, item: LaneUpdate) -> None:
        """Show the timeline of a lane, or remove the lane, unless another request took its place."""
        lane, update = item.lane, item.update
        if isinstance(update, RequestRemoved):
            if update.successor is None:
                self._removed.add(lane)
                self._lanes.pop(lane, None)
        elif isinstance(update, Ticked | Finished | Deleted) and lane not in self._removed:
            self._lanes[lane] = LiveLane(lane, item.query, update.timeline)
        else:
            return
        self._lanes_unshown = True
        self._show_soon()

    @Slot()
    def show_now(self) -> None:
        """Show the newest frame and lanes now."""
        if self._lanes_unshown:
            self._lanes_unshown = False
            self.lanes_changed.emit(tuple(lane for _, lane in sorted(self._lanes.items())))
        frame, self._unshown = self._unshown, None
        if frame is not None:
            self.frame_shown.emit(frame)

    def _show_soon(self) -> None:
        if not self._paint.isActive():
            self._paint.start()
