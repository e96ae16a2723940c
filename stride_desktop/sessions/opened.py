"""A stored session as the window shows it, read at once and on a background thread."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from stride_desktop.core.answers import Answer, AnswerRequest, AnswerState, Reply, RequestKind, cut_off_of
from stride_desktop.core.errors import StoreError, StrideError
from stride_desktop.core.events import EventSettings, Trigger
from stride_desktop.core.masks import Mask
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.core.settings_json import events_from_json
from stride_desktop.core.ticks import Tick
from stride_desktop.core.timeline import Lane
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.reader import StoredSession
from stride_desktop.sessions.records import AnswerRecord, Beginning, RequestRecord

_TICKS_AROUND = 300.0
"""Seconds before and after a second in which ticks are read for the inspector."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenedLane:
    """A lane and where it is stored. events: the settings that its events followed from."""

    id: str
    lane: Lane
    events: EventSettings
    requests: tuple[RequestRecord, ...]
    answers: tuple[PastAnswer, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PastAnswer:
    """An answer of a stored session. trigger: None when it is not known what it answers."""

    record: AnswerRecord
    trigger: Trigger | None

    @property
    def seconds(self) -> tuple[float, ...]:
        """Times of the pictures that were sent; the trigger's, when the answer does not record them."""
        return self.record.sent or (() if self.trigger is None else (self.trigger.time,))

    def answer(self, answer_id: int, query: str, lane_id: str, earlier: Answer | None) -> Answer:
        """The same as an Answer. earlier: the answer before it to the same event, None for the first."""
        record = self.record
        now = record.at or 0.0 if self.trigger is None else self.trigger.time
        onset, reach = (
            (now, now) if record.start is None or record.end is None else (record.start, record.end)
        )
        now = max(now, math.nextafter(reach, math.inf)) if record.start is not None else now
        request = AnswerRequest(record.event_id or None, query, onset, reach, now, False, ())
        request = replace(
            request, question=record.question, kind=record.kind, answer_style=record.answer_style
        )
        closing = earlier is not None and record.kind is RequestKind.CLOSING
        return Answer(
            answer_id,
            None,
            request,
            card_id=answer_id if earlier is None else earlier.card_id,
            remark_on=earlier.id if earlier is not None and closing else None,
            lane_id=lane_id,
            state=AnswerState.FAILED if record.error else AnswerState.DONE,
            responder=record.responder or ("?" if closing else ""),
            reply=Reply(record.text, cut_off=cut_off_of(record.cut_off)),
            error=StrideError(record.error) if record.error else None,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A stored session. offset: wall-clock minus stream time, None for a file.

    masks: what was hidden in its file; None if that cannot be read: then no picture is to be shown.
    lanes: the session's own first, then its re-runs; never empty. damage: why others of those are left out.
    """

    id: str
    beginning: Beginning
    offset: float | None
    masks: tuple[Mask, ...] | None
    lanes: tuple[OpenedLane, ...]
    damage: tuple[StoreError, ...] = ()

    def with_lane(self, lane: OpenedLane) -> Opened:
        """The same with this lane in place of the one of its id, or added."""
        known = any(other.id == lane.id for other in self.lanes)
        lanes = tuple(lane if other.id == lane.id else other for other in self.lanes)
        return replace(self, lanes=lanes if known else (*lanes, lane))

    def without_lane(self, lane_id: str) -> Opened:
        """The same without a lane."""
        return replace(self, lanes=tuple(lane for lane in self.lanes if lane.id != lane_id))


def read_session(library: Library, session_id: str) -> Opened:
    """Everything that is shown at once. Raises StoreError."""
    with library.open(session_id) as session:
        what, clocks = session.beginning, session.clocks()
        lanes, damage = [read_lane(session)], list[StoreError]()
        masks = _masks(session, damage.append)
        for lane in session.lanes(damage.append):
            with lane:
                try:
                    lanes.append(read_lane(lane))
                except StoreError as error:
                    damage.append(error)
    offset = clocks[-1].offset if clocks else None
    return Opened(session_id, what, offset, masks, tuple(lanes), tuple(damage))


def _masks(session: StoredSession, tell: Callable[[StoreError], object]) -> tuple[Mask, ...] | None:
    try:
        return session.masks(PrivacySettings())
    except StoreError as error:
        tell(error)
        return None


def read_stored_lane(library: Library, lane_id: str) -> OpenedLane:
    """One lane by its id. Raises StoreError."""
    with library.open(lane_id) as session:
        return read_lane(session)


def read_lane(session: StoredSession) -> OpenedLane:
    """Read the lane of a stored session or re-run. Raises StoreError."""
    what, timeline = session.beginning, session.timeline()
    triggers = {trigger.event_id: trigger for trigger in timeline.triggers}
    answers = tuple(PastAnswer(record, triggers.get(record.event_id)) for record in session.answers())
    texts = {
        answer.record.event_id: answer.record.text
        for answer in answers
        if not answer.record.error and answer.record.kind is not RequestKind.CLOSING
    }
    requests = session.requests()
    query = requests[-1].query if requests else what.query
    lane = Lane(query, what.model, timeline, session.review(), texts)
    # A setting that is not stored did not exist yet: events were made of segments then, as by default.
    events = events_from_json(session.settings.get("events", {}), EventSettings())
    return OpenedLane(session.id, lane, events, requests, answers)


def ticks_around(library: Library, lane_id: str, second: float) -> tuple[tuple[int, Tick], ...]:
    """The ticks near a stream second, each with the number of the request that it was made for.

    Raises StoreError.
    """
    with library.open(lane_id) as session:
        changes = [request.at for request in session.requests() if request.at is not None]
        ticks = session.ticks(second - _TICKS_AROUND, second + _TICKS_AROUND)
        return tuple((sum(at < tick.timestamp for at in changes), tick) for tick in ticks)
