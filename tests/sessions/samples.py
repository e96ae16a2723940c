"""Ticks, entries and a store that tells what it says, for the tests of stored sessions."""

from __future__ import annotations

import json
import time

import numpy as np

from stride_desktop.core.events import Event, EventChange, EventState, Trigger
from stride_desktop.core.ticks import DenoisingCall, Pass, Segment, Tick
from stride_desktop.core.timeline import Gap
from stride_desktop.sessions.records import (
    AnswerRecord,
    Beginning,
    ClockRecord,
    EventRecord,
    GapRecord,
    HealthRecord,
    Kept,
    PictureRecord,
    RequestRecord,
    TickRecord,
)

SECRET = "purple-walrus-7731"


def beginning(kept=Kept.FRAMES, started=None, query="tell me when it is bright"):
    settings = json.dumps({"detection": {"unmasking_steps": 8}})
    return Beginning(
        time.time() if started is None else started,
        "Screen 1",
        "screen:1",
        True,
        "stride-nano",
        kept,
        query,
        settings,
    )


def tick(at, active=(), slots=8, calls=2, completed=(), seed=0):
    """A decision at `at` about the `slots` seconds before it; `active`: which slots are."""
    random = np.random.RandomState(seed)
    starts = at - slots + np.arange(slots, dtype=np.float64)
    labels = np.zeros(slots, np.int8)
    labels[list(active)] = 1

    def probabilities():
        return random.uniform(size=slots).astype(np.float32).astype(np.float64)

    item = Pass(
        prefix_tokens=17,
        slot_starts=starts,
        slot_ends=starts + 1,
        unseen=starts < 0,
        labels=labels,
        probabilities=probabilities(),
        origin=np.minimum(np.arange(slots, dtype=np.int16) - 2, calls - 1),
        completed=tuple(completed),
        segments=(*completed, Segment(at - 2, at)),
        calls=tuple(
            DenoisingCall(np.full(slots, max(0, 2 - number), np.int8), probabilities(), 100 + number)
            for number in range(calls)
        ),
    )
    return Tick(float(at), (item,))


def same_tick(first, second):
    assert first.timestamp == second.timestamp
    assert len(first.passes) == len(second.passes)
    for mine, theirs in zip(first.passes, second.passes, strict=True):
        for name in ("slot_starts", "slot_ends", "unseen", "labels", "probabilities", "origin"):
            left, right = getattr(mine, name), getattr(theirs, name)
            assert left.dtype == right.dtype, name
            np.testing.assert_array_equal(left, right, name)
        for name in ("prefix_tokens", "completed", "segments"):
            assert getattr(mine, name) == getattr(theirs, name)
        assert len(mine.calls) == len(theirs.calls)
        for call, other in zip(mine.calls, theirs.calls, strict=True):
            assert call.first_position == other.first_position
            np.testing.assert_array_equal(call.labels, other.labels)
            np.testing.assert_array_equal(call.probabilities, other.probabilities)
            assert call.labels.dtype == other.labels.dtype == np.int8


def picture(at, mark=b""):
    return PictureRecord(float(at), b"\xff\xd8full" + mark, b"\xff\xd8thumb" + mark, 640, 480)


EVENT = Event(1, 9.0, 12.0, EventState.TRIGGERED, 12.0, from_start=True)
RECORDS = (
    RequestRecord(None, "tell me when it is bright"),
    ClockRecord(None, 1_700_000_000.25),
    picture(10),
    TickRecord(tick(10), 0.031),
    picture(11),
    picture(12),
    TickRecord(tick(12, (6, 7), completed=(Segment(3.0, 5.0, True),), seed=1), 0.02),
    EventRecord(12.0, EventChange(Event(1, 9.0, 12.0), None)),
    EventRecord(
        12.0, EventChange(EVENT, EventState.TENTATIVE, Trigger(1, 12.0, 9.0, 12.0, True, from_start=True))
    ),
    AnswerRecord(12.0, 1, "report", "It is bright. ☀", sent=(10.25, 12.0), answer_style="in one word"),
    AnswerRecord(12.0, 1, "server", "It is bright bec", cut_off="length"),
    AnswerRecord(12.0, 1, "server", "", "The server is not there."),
    HealthRecord(12.0, 1_700_000_012.0, "behind", "2 decisions were left out."),
    GapRecord(Gap(12.0, 40.0, "gap")),
    RequestRecord(40.0, "tell me when it is dark"),
    TickRecord(tick(42, seed=2), 0.02),
)


class Told(list):
    """What a writer tells."""

    @property
    def standings(self):
        return [notice.standing for notice in self]


def stored(library, records=RECORDS, *, started=None, kept=Kept.FRAMES, reason="stopped"):
    """A complete session; returns its name."""
    told = Told()
    writer = library.begin(beginning(kept, started), 1.0, told.append)
    for record in records:
        assert writer.append(record)
    writer.close(reason)
    assert writer.join(30)
    assert not told
    return writer.files.folder.name


def begun(library):
    """Something of a session is on the disk."""
    for info in library.sessions():
        with library.open(info.id) as session:
            if session.requests() or any(session.ticks()):
                return True
    return False
