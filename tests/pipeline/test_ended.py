"""How an event ended: when the watch offers to ask, and with which frames."""

from __future__ import annotations

from stride_desktop.core.answers import RequestKind
from stride_desktop.core.events import EventState
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.updates import Ended, EventMoved, Triggered
from stride_desktop.pipeline.watch import Watch
from tests.pipeline.feeding import feed, of
from tests.pipeline.pictures import BrightModel, pattern, picture, stream

EVENT = "." * 20 + "#" * 10 + "." * 10


def test_a_told_event_that_ends_can_be_asked_about_with_the_frames_since():
    watch = Watch(BrightModel(), "bright things", WatchSettings(max_images=4, instruction="Be brief."))
    updates = feed(watch, stream(pattern(EVENT)))
    (told,), (ended,) = of(Triggered, updates), of(Ended, updates)
    request = ended.request
    assert ended.event.state is EventState.CLOSED
    assert (request.event_id, request.kind) == (told.trigger.event_id, RequestKind.CLOSING)
    assert (request.onset, request.reach, request.ongoing) == (19.0, ended.event.reach, False)
    assert request.now > request.reach
    assert (request.query, request.instruction) == ("bright things", "Be brief.")
    length = round(request.reach - request.onset)
    assert request.question.startswith(f"It stopped after {length} seconds.")
    times = [frame.timestamp for frame in request.evidence]
    assert len(times) == 4
    assert told.trigger.time <= times[1] < times[-1] == request.now
    bright = [frame.image.mean() > 128 for frame in request.evidence]
    assert any(bright)
    assert not bright[-1]


def test_not_for_what_spoke_late_or_not_at_all():
    watch = Watch(BrightModel(), "bright")
    late = feed(watch, stream(pattern("." * 20 + "###" + "." * 15)))
    assert of(Triggered, late)
    assert not of(Triggered, late)[0].trigger.ongoing
    assert not of(Ended, late)
    watch = Watch(BrightModel(), "bright")
    watch.snooze(1e6)
    quiet = feed(watch, stream(pattern(EVENT)))
    assert of(EventMoved, quiet)
    assert not of(Ended, quiet)


def test_not_where_watching_broke_off():
    watch = Watch(BrightModel(), "bright")
    updates = feed(watch, stream(pattern("." * 20 + "#" * 10)))
    assert of(Triggered, updates)
    closed = watch.finish("paused")
    assert of(EventMoved, closed)
    assert not of(Ended, closed)
    watch = Watch(BrightModel(), "bright")
    feed(watch, stream(pattern("." * 20 + "#" * 10)))
    assert not of(Ended, watch.push(picture(False, 90.0)))
    lanes = LaneSet(BrightModel(), ["bright"])
    for frame in stream(pattern("." * 20 + "#" * 10)):
        lanes.push(frame)
    assert not of(Ended, [item.update for item in lanes.change_request("dark", 0)])
