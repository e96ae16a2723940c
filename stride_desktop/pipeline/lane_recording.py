"""Takes down a stream that is watched for several requests: a recorder for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.lane_set import LaneUpdate
from stride_desktop.pipeline.recording import Recorder
from stride_desktop.pipeline.updates import EventMoved, Finished, RequestAdded
from stride_desktop.sources.base import SourceHealth

BeginLane = Callable[[str, float | None], Recorder]
"""Makes a recorder for one more request, made at a stream second; None: when watching began."""


class LaneRecorder:
    """The recorders of one stored session, of whose events no two have the same number.

    What belongs to no request goes to the first one's recorder, which is the session's own. A request that is
    removed may still be answered, so its recorder ends with the others. Threads: as for Recorder.
    """

    def __init__(self, first: Recorder, begin_lane: BeginLane, others: Iterable[str]) -> None:
        """others: the requests that are there from the start, beside the first."""
        self._first = first
        self._begin_lane = begin_lane
        self._lanes = {0: first}
        self._lane_of: dict[int, int] = {}  # by event
        self._over = False
        self._reason = ""  # with which a lane finished last
        for number, query in enumerate(others, start=1):
            self._lanes[number] = begin_lane(query, None)

    def lane_of(self, event_id: int) -> int:
        """The lane of an event; the first one of what is no event."""
        return self._lane_of.get(event_id, 0)

    def see(self, frame: Frame) -> None:
        """A frame was taken."""
        self._first.see(frame)

    def stop_pictures(self) -> None:
        """Store no frame from now on."""
        self._first.stop_pictures()

    def happened(self, told: Iterable[LaneUpdate]) -> None:
        """What a frame, or an order, led to."""
        for item in told:
            update = item.update
            if isinstance(update, RequestAdded) and not self._over:
                self._lanes[item.lane] = self._begin_lane(update.query, update.second)
            recorder = self._lanes.get(item.lane)
            if recorder is None:
                continue
            if isinstance(update, EventMoved):
                self._lane_of[update.change.event.id] = item.lane
            if isinstance(update, Finished):
                self._reason = update.reason
            recorder.happened((update,))

    def set_clock(self, offset: float) -> None:
        """As `Recorder.set_clock`."""
        self._first.set_clock(offset)

    def answered(self, event_id: int, *said: Any) -> None:  # noqa: ANN401 - as there
        """As `Recorder.answered`."""
        self._lanes[self.lane_of(event_id)].answered(event_id, *said)

    def keeping_up(self, behind: int, skipped: int) -> None:
        """As `Recorder.keeping_up`."""
        self._first.keeping_up(behind, skipped)

    def source_does(self, health: SourceHealth) -> None:
        """As `Recorder.source_does`."""
        self._first.source_does(health)

    def note(self, kind: str, words: str) -> None:
        """As `Recorder.note`."""
        self._first.note(kind, words)

    def end(self) -> None:
        """The watch is over; everything is stored soon."""
        self._over = True
        for recorder in self._lanes.values():
            # The session ends as its last request does, even if its first one was changed long before.
            recorder.end(self._reason if recorder is self._first else "")
