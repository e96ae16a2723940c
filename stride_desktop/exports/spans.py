"""The spans of a lane, as the detector found them and as the user corrected them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stride_desktop.core.events import Event
from stride_desktop.core.review import Verdict, stands
from stride_desktop.core.timeline import Lane
from stride_desktop.exports.material import Material
from stride_desktop.sessions.reader import StoredSession
from stride_desktop.sessions.records import EventRecord, RequestRecord, request_at

DELETED = "deleted"
"""Verdict of an event that the user removed from the review."""


@dataclass(frozen=True, slots=True)
class ExportedSpan:
    """One span of one lane. start, end: stream seconds.

    lane: number of the lane. id: of the reviewed span, or of the event without a review; None for an event
    that the review does not contain. event: the detector's event, None for a span that the user added.
    verdict: "" without one. answer: "" without one.
    """

    lane: int
    model: str
    request: str
    id: int | None
    start: float
    end: float
    event: Event | None
    verdict: str = ""
    note: str = ""
    answer: str = ""

    @property
    def stands(self) -> bool:
        """Whether it counts: kept by the user or, without a review, not retracted by the detector."""
        if self.verdict:
            return self.verdict not in (Verdict.WRONG, DELETED)
        return self.event is None or stands(self.event)


def spans_of(material: Material) -> tuple[ExportedSpan, ...]:
    """Every span of every lane, removed and wrong ones included: lane by lane, by start."""
    return tuple(
        span
        for number, lane, session in material.numbered
        for span in sorted(_spans(number, lane, session, material), key=lambda span: (span.start, span.end))
    )


def _spans(number: int, lane: Lane, session: StoredSession, material: Material) -> Iterator[ExportedSpan]:
    asked = _requests_of_events(session)
    events = {event.id: event for event in lane.snapshot.events}
    requests = session.requests() or material.requests

    def span(
        span_id: int | None, start: float, end: float, event: Event | None, verdict: str = "", note: str = ""
    ) -> ExportedSpan:
        request = request_at(requests, start) if event is None else asked[event.id]
        answer = "" if event is None else lane.answers.get(event.id, "")
        return ExportedSpan(number, lane.model, request, span_id, start, end, event, verdict, note, answer)

    if lane.review is None:
        for event in events.values():
            yield span(event.id, event.onset, event.reach, event)
        return
    for item in lane.review.spans:
        detected = None if item.event is None else events.get(item.event)
        yield span(item.id, item.start, item.end, detected, item.verdict, item.note)
    kept = {item.event for item in lane.review.spans}
    for event in events.values():
        if event.id not in kept:
            yield span(None, event.onset, event.reach, event, DELETED if stands(event) else "")


def _requests_of_events(session: StoredSession) -> dict[int, str]:
    """The request in force when each event was first recorded, by event id; its onset may be earlier."""
    query, found = "", dict[int, str]()
    for record in session.records(RequestRecord, EventRecord):
        if isinstance(record, RequestRecord):
            query = record.query
        elif isinstance(record, EventRecord):
            found.setdefault(record.change.event.id, query)
    return found
