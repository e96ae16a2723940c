"""A stored session with everything that an export may meet, written by the real writer."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import cv2
import numpy as np

from stride_desktop.core.events import WITHDRAWN, Event, EventChange, EventState, Trigger
from stride_desktop.core.frames import Frame
from stride_desktop.core.review import Review, Verdict
from stride_desktop.core.ticks import FIXED, UNSEEN, Segment
from stride_desktop.core.timeline import Gap
from stride_desktop.core.timeline_history import TimelineHistory
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sessions.records import (
    AnswerRecord,
    Beginning,
    ClockRecord,
    EventRecord,
    GapRecord,
    HealthRecord,
    Kept,
    RequestRecord,
    TickRecord,
    TimelineRecord,
)
from tests.sessions.samples import Told, tick

STARTED = 1_700_000_000.125
HOSTILE = (
    '=HYPERLINK("http://x","y"), "quoted" & <b>bold</b> {\\an8} --> 00:00\r\n\r\n'
    "nächste Zeile 第二行 שלום 🎉\x0b"
)
REQUEST = "tell me when\nit is <bright> & --> clear"
EVENTS = (
    Event(1, 2.0, 5.0, EventState.CLOSED, 4.0, from_start=True),
    Event(2, 9.25, 14.5, EventState.TRIGGERED, 13.0, False, None, "gap"),
    Event(3, 20.0, 22.0, EventState.RETRACTED, None, False, None, WITHDRAWN),
    Event(4, 24.0, 27.0, EventState.CLOSED, 26.0, True, 25.0),
)


def frame(second):
    """A picture that says by its brightness which second it is of."""
    image = np.full((48, 64, 3), 8 * (second % 30), np.uint8)
    cv2.rectangle(image, (8, 8), (24, 24), (255, 0, 0), -1)
    return Frame(image, float(second))


def seen_since(start, step):
    """The decision, with the slots before `start` as a detector marks them."""
    (item,) = step.passes
    unseen = item.slot_ends + 0.1 < start
    origin = np.where(unseen, UNSEEN, np.maximum(item.origin, FIXED)).astype(np.int16)
    return replace(step, passes=(replace(item, unseen=unseen, origin=origin),))


def moved(event, at):
    spoke = event.triggered_at
    bounds = (event.onset, event.reach)
    trigger = None if spoke is None else Trigger(event.id, spoke, *bounds, True, event.from_start)
    return EventRecord(at, EventChange(event, EventState.TENTATIVE, trigger))


def entries(offset=0.0, pictures=True, clock=True, events=EVENTS, query=REQUEST):
    """Thirty seconds: a tick every other one, four events, a gap, a second request, answers."""

    def late(event):
        shift = {name: getattr(event, name) for name in ("onset", "reach", "triggered_at", "suppressed_at")}
        return replace(event, **{name: None if at is None else at + offset for name, at in shift.items()})

    history = TimelineHistory()
    records = [RequestRecord(None, query)]
    if clock:
        records.append(ClockRecord(None, STARTED - offset))
    for second in range(30):
        if second == 18:
            gap = Gap(offset + 15.0, offset + 18.0, "paused")
            history.add_gap(gap)
            records.append(GapRecord(gap))
        if pictures and not 15 <= second < 18:
            records.append(EncodedPicture(frame(second).image).record(second + offset))
        if second % 2:
            done = (Segment(offset + 2, offset + 5, True),) if second == 7 else ()
            active = [slot for slot in range(8) if 9 <= second - 7 + slot < 15]
            step = tick(offset + second + 1, active, slots=8, calls=3, completed=done, seed=second)
            step = seen_since(offset, step)
            history.see(step.timestamp)
            history.add_tick(step)
            records.append(TickRecord(step, 0.025))
    changes = [moved(late(event), offset + event.reach) for event in events]
    records += [
        *changes[:3],
        RequestRecord(offset + 23.0, "another request"),
        *changes[3:],
        AnswerRecord(offset + 5.0, 1, "report", "broken off", "The server went away."),
        AnswerRecord(offset + 5.5, 1, "server", HOSTILE, sent=(1.5, 2.25), answer_style=HOSTILE),
        AnswerRecord(offset + 14.0, 2, "server", "", "The server is not there."),
        HealthRecord(None, STARTED + 3, "behind", "2 decisions were left out."),
    ]
    history.add_changes(record.change for record in changes)
    records.append(TimelineRecord(history.snapshot()))
    return records


def begun(kept=Kept.FRAMES, live=True, address="screen:1", query=REQUEST):
    words = '{"detection": {"unmasking_steps": 8}, "note": "ä"}'
    return Beginning(STARTED, "Screen 1", address, live, "stride-nano", kept, query, words)


def write(writer, records, reason="stopped"):
    for record in records:
        assert writer.append(record)
    writer.close(reason)
    assert writer.join(30)
    return writer.files.folder.name


def review_of(events=EVENTS):
    """The first is right and longer, the second is open, the fourth is wrong; one is added."""
    said = Review.of(events).judged(1, Verdict.RIGHT).moved(1, 1.5, 6.0).annotated(1, '@well, "good"\n-->')
    said = said.judged(3, Verdict.WRONG).annotated(3, "=1+1")
    return said.added(17.5, 19.25)


def stored(library, offset=0.0, review=None, lanes=1, address="screen:1", clock=True, pictures=True):
    """A session with a re-run; returns its id."""
    told = Told()
    records = entries(offset, pictures, clock)
    name = write(library.begin(begun(address=address), None, told.append), records)
    if review is not None:
        library.save_review(name, review)
    for number in range(lanes):
        query = f"re-run {number}"
        about = begun(Kept.SPANS, live=False, query=query)
        lane = write(
            library.begin_lane(name, about, told.append),
            entries(offset, False, clock, EVENTS[:2], query),
            "ended",
        )
        if review is not None:
            library.save_review(f"{name}/lanes/{lane}", Review.of(EVENTS[:2]).judged(2, Verdict.WRONG))
    assert told == []
    return name


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size` bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
