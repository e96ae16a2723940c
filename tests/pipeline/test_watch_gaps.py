"""Gaps in a watched stream: silence, pauses, frames that were left out or are not newer."""

from __future__ import annotations

import pytest

from stride_desktop.core.events import EventState
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.updates import (
    EventMoved,
    GapSeen,
    Ticked,
    Triggered,
)
from stride_desktop.pipeline.watch import Watch
from tests.pipeline.feeding import feed, of
from tests.pipeline.pictures import BrightModel, pattern, picture, stream
from tests.pipeline.watched import labels


def test_a_gap_ends_detection_and_starts_it_afresh():
    model = BrightModel()
    watch = Watch(model, "bright")
    feed(watch, stream(pattern("....######")))
    updates = watch.push(picture(True, 25.0))
    (moved,) = of(EventMoved, updates)
    assert (moved.change.event.state, moved.change.event.reason) == (EventState.CLOSED, "gap")
    assert of(GapSeen, updates) == [GapSeen(Gap(9.0, 25.0, "gap"))]
    after = feed(watch, stream(pattern("#######"), begin=26.0))
    assert [item.trigger.event_id for item in of(Triggered, after)] == [2]
    assert not set(range(9, 24)) & set(labels(watch)), "gap seconds are empty"
    assert of(Ticked, after)[0].tick.passes[0].unseen.sum() == model.window_past - 2


@pytest.mark.parametrize(("silence", "gaps"), [(10.0, 0), (10.1, 1)])
def test_only_a_silence_of_more_than_ten_seconds_is_a_gap(silence, gaps):
    watch = Watch(BrightModel(), "bright")
    updates = feed(watch, [picture(False, 0.0), picture(False, 1.0), picture(False, 1.0 + silence)])
    assert len(of(GapSeen, updates)) == gaps


def test_a_pause_is_a_gap_however_short():
    watch = Watch(BrightModel(), "bright")
    feed(watch, stream(pattern("....######")))
    (moved, _) = watch.finish("paused")
    assert moved.change.event.reason == "paused"
    updates = feed(watch, stream(pattern("######"), begin=13.0))
    assert of(GapSeen, updates) == [GapSeen(Gap(9.0, 13.0, "paused"))]
    assert [item.trigger.event_id for item in of(Triggered, updates)] == [2]


def test_frames_that_are_not_newer_are_counted_and_ignored():
    watch = Watch(BrightModel(), "bright")
    feed(watch, stream(pattern("....")))
    for timestamp in (3.0, 2.5, float("nan"), float("inf"), -1e300):
        assert watch.push(picture(True, timestamp)) == ()
    assert watch.refused == 5
    assert len(of(Ticked, feed(watch, stream(pattern(".."), begin=4.0)))) == 1


def test_skipped_frames_are_marked_but_do_not_end_detection():
    watch = Watch(BrightModel(), "bright")
    feed(watch, stream(pattern("....######")))
    watch.skip(14)
    updates = feed(watch, stream(pattern("####"), begin=24.0))
    assert of(GapSeen, updates) == [GapSeen(Gap(9.0, 24.0, "overload"))]
    assert of(Triggered, updates) == []
    assert [event.state for event in watch.snapshot().events] == [EventState.TRIGGERED]
    assert not set(range(9, 24)) & set(labels(watch))


def test_a_silence_beyond_the_skipped_frames_is_still_a_gap():
    watch = Watch(BrightModel(), "bright")
    feed(watch, stream(pattern("....")))
    watch.skip(2)
    assert of(GapSeen, watch.push(picture(False, 30.0)))[0].gap.reason == "gap"
