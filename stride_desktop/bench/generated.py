"""A generated long session, identical for identical parameters."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stride_desktop.core.errors import StoreError
from stride_desktop.core.events import Event, EventChange, EventState, Trigger
from stride_desktop.core.ticks import ACTIVE, INACTIVE
from stride_desktop.core.timeline import EMPTY, Gap, TimelineSnapshot
from stride_desktop.sessions.base import StoreNotice
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import (
    AnswerRecord,
    Beginning,
    EventRecord,
    GapRecord,
    Kept,
    Record,
    RequestRecord,
    TimelineRecord,
)
from stride_desktop.sessions.writer import SessionWriter

LEAST_SPACING = 6.0
"""Seconds from the beginning of a span to that of the next one, at least."""

QUERIES = (
    "Tell me when the screen goes blank",
    "Let me know once somebody comes into the room and sits down",
    "When does the light go off?",
)
_MODELS = ("stride-nano", "interlive/STRIDE-2B", "interlive/STRIDE-4B")
_STATES = [EventState.CLOSED] * 12 + [EventState.FORGOTTEN, EventState.RETRACTED, EventState.SUPPRESSED]
_GAPS = 4
_WINDOW = 64
_WRITING_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Size:
    """Size of the session: seconds of stream time, spans in every lane, and lanes."""

    seconds: int
    spans: int
    lanes: int


def timeline(size: Size, lane: int = 0) -> TimelineSnapshot:
    """Generated events of a lane: spans of up to half a minute, some gaps, and noise between them."""
    rng = np.random.default_rng(lane)
    seconds = size.seconds
    labels = np.full(seconds, INACTIVE, np.int8)
    probabilities = np.clip(0.1 + 0.08 * rng.standard_normal(seconds), 0, 1)
    gaps = tuple(_gaps(size))
    events = []
    for event in _events(size, rng):
        inside = slice(int(event.onset), int(event.reach))
        labels[inside] = ACTIVE
        probabilities[inside] = np.clip(0.9 + 0.06 * rng.standard_normal(labels[inside].size), 0, 1)
        if all(event.reach <= gap.start or gap.end <= event.onset for gap in gaps):
            events.append(event)
    for gap in gaps:
        inside = slice(int(gap.start), int(gap.end))
        labels[inside], probabilities[inside] = EMPTY, np.nan
    return TimelineSnapshot(
        first_second=0,
        labels=labels,
        probabilities=probabilities,
        settled=np.arange(seconds) < seconds - _WINDOW,
        origin=np.ones(seconds, np.int16),
        window=(float(seconds - _WINDOW), float(seconds)),
        events=tuple(events),
        triggers=tuple(_triggers(events)),
        gaps=gaps,
        newest=float(seconds),
        shift=np.zeros(seconds, np.float32),
    )


def _events(size: Size, rng: np.random.Generator) -> Iterator[Event]:
    spacing = size.seconds / size.spans
    longest = min(33.0, spacing * 0.7)
    for number in range(size.spans):
        lasts = round(rng.uniform(3.0, longest))
        start = int(number * spacing + rng.uniform(0, spacing - lasts - 1))
        state = _STATES[int(rng.integers(len(_STATES)))]
        held = start + 2.0 if state is EventState.SUPPRESSED else None
        spoke = None if held or state is EventState.FORGOTTEN else start + 2.0
        yield Event(number + 1, float(start), float(start + lasts), state, spoke, suppressed_at=held)


def _gaps(size: Size) -> Iterator[Gap]:
    """A few pauses, evenly spread."""
    for number in range(_GAPS):
        start = round(size.seconds * (number + 0.5) / _GAPS)
        yield Gap(float(start), float(start + round(size.seconds / 150)), "paused")


def _triggers(events: list[Event]) -> Iterator[Trigger]:
    for event in events:
        if event.triggered_at is not None:
            yield Trigger(event.id, event.triggered_at, event.onset, event.reach, ongoing=True)


def write(library: Library, size: Size) -> str:
    """Store the session with its lanes; returns its id. Raises StoreError."""
    notices: list[StoreNotice] = []
    first = library.begin(_beginning(0), None, notices.append)
    _fill(first, size, 0, notices)
    session = library.id_of(first)
    for lane in range(1, size.lanes):
        _fill(library.begin_lane(session, _beginning(lane), notices.append), size, lane, notices)
    return session


def _beginning(lane: int) -> Beginning:
    """A second after the lane before, for that is the order of lanes."""
    settings = json.dumps({"events": {}})
    model, query = _MODELS[lane % len(_MODELS)], QUERIES[lane % len(QUERIES)]
    return Beginning(time.time() + lane, "Screen 1", "screen:1", True, model, Kept.SPANS, query, settings)


def _fill(writer: SessionWriter, size: Size, lane: int, notices: list[StoreNotice]) -> None:
    writer.fill(_records(timeline(size, lane), QUERIES[lane % len(QUERIES)]), lambda: notices)
    writer.close("ended")
    if not writer.join(_WRITING_SECONDS) or notices:
        why = notices[0].what if notices else "The disk is too slow."
        raise StoreError(f"The session to measure with could not be stored. {why}")


def _records(snapshot: TimelineSnapshot, query: str) -> Iterator[Record]:
    yield RequestRecord(None, query)
    triggers = {trigger.event_id: trigger for trigger in snapshot.triggers}
    for event in snapshot.events:
        yield EventRecord(event.reach, EventChange(event, None, triggers.get(event.id)))
        if event.id in triggers and event.id % 3 == 0:
            yield AnswerRecord(event.triggered_at, event.id, "built-in report", "It has happened.")
    yield from map(GapRecord, snapshot.gaps)
    yield TimelineRecord(snapshot)
