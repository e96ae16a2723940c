"""Records a stream: one recorder for each request."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from stride_desktop.core.answers import Answer
from stride_desktop.core.settings import CAPTURED
from stride_desktop.pipeline.lane_set import LaneUpdate
from stride_desktop.pipeline.recording import Recorder, beginning
from stride_desktop.pipeline.updates import EventMoved, Finished, RequestAdded
from stride_desktop.sessions.base import NoticesOnce, StoreNotice
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import Kept
from stride_desktop.sessions.writer import SessionWriter
from stride_desktop.sources.base import Source

BeginLane = Callable[[str, float | None], Recorder]
"""Makes a recorder for one more request, made at a stream second; None: when watching began."""


class LaneRecorder:
    """The recorders of one stored session, one for each lane.

    session: the first lane's recorder, which takes all that belongs to no request. A request that is removed
    may still be answered, so its recorder ends with the others. Threads: as for Recorder.
    """

    def __init__(self, first: Recorder, begin_lane: BeginLane, others: Iterable[str]) -> None:
        """others: the requests that are there from the start, beside the first."""
        self.session = first
        self._begin_lane = begin_lane
        self._lanes = {0: first}
        self._lane_of: dict[int, int] = {}  # by event
        self._over = False
        self._reason = ""  # with which a lane finished last
        for number, query in enumerate(others, start=1):
            self._lanes[number] = begin_lane(query, None)

    def lane_of(self, event_id: int) -> int:
        """The lane of an event, whose ids differ between lanes; the first lane for any other id."""
        return self._lane_of.get(event_id, 0)

    def lane(self, number: int) -> Recorder:
        """The recorder of a lane."""
        return self._lanes[number]

    def record(self, updates: Iterable[LaneUpdate]) -> None:
        """Store what a frame or a command led to."""
        for item in updates:
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
            recorder.record((update,))

    def answered(self, answer: Answer) -> None:
        """As `Recorder.answered`."""
        self._lanes[self.lane_of(answer.event_id or 0)].answered(answer)

    def end(self) -> None:
        """Record the end of all lanes."""
        self._over = True
        for recorder in self._lanes.values():
            # The session ends as its last request does, even if its first one was changed long before.
            recorder.end(self._reason if recorder is self.session else "")


@dataclass(slots=True, eq=False)
class SessionRecording:
    """A session that is being stored. writers: of the session, then of its further lanes."""

    recorder: LaneRecorder
    writers: list[SessionWriter]

    @property
    def writer(self) -> SessionWriter:
        """Of the session itself."""
        return self.writers[0]

    def join(self, until: float) -> bool:
        """Wait for all writers until a time of `time.monotonic`; False when that was not enough."""
        stored = [writer.join(max(0.0, until - time.monotonic())) for writer in self.writers]
        return all(stored)


def begin_recording(
    library: Library,
    source: Source,
    queries: Sequence[str],
    model: str,
    kept: Kept,
    settings: Mapping[str, Any],
    tell: Callable[[StoreNotice], None],
    budget_gb: float | None = None,
    look: str = CAPTURED,
) -> SessionRecording:
    """Begin to store a session; every request after the first has a lane of its own in it.

    model: its name. settings: stored as JSON, without secrets. tell: called once for each notice.
    budget_gb: older sessions are deleted beyond it; None deletes nothing. look: see KeepingSettings.pictures.
    """
    tell = NoticesOnce(tell)
    begun = partial(beginning, source.info, source.traits.live, model, settings=settings)
    writers = [library.begin(begun(kept=kept, query=queries[0]), budget_gb, tell)]
    session = library.id_of(writers[0])

    def begin_lane(query: str, asked_at: float | None) -> Recorder:
        """Called on the detection thread, too."""
        writers.append(library.begin_lane(session, begun(kept=Kept.SPANS, query=query), tell))
        return Recorder(writers[-1], query, pictures=False, asked_at=asked_at)

    first = Recorder(writers[0], queries[0], pictures=kept is Kept.FRAMES, look=look)
    return SessionRecording(LaneRecorder(first, begin_lane, queries[1:]), writers)
