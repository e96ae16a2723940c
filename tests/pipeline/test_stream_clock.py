"""Stream time goes on whatever the clock of a source does."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core.events import EventState
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.stream_clock import StreamClock
from stride_desktop.pipeline.updates import EventMoved, GapSeen, Ticked
from stride_desktop.pipeline.watch import Watch
from tests.pipeline.pictures import BrightModel, picture


def placed(clock, times):
    """(stream second, epoch) of the frames that were not left out."""
    frames = [clock.place(picture(False, second)) for second in times]
    return [(frame.timestamp, frame.epoch) for frame in frames if frame is not None]


def test_a_clock_that_goes_on_is_followed_and_so_is_a_leap_forward():
    clock = StreamClock()
    assert placed(clock, [5.0, 6.0, 500.0, 501.0]) == [(5.0, 0), (6.0, 0), (500.0, 0), (501.0, 0)]
    assert (clock.first, clock.newest, clock.refused) == (5.0, 501.0, 0)


def test_a_wall_clock_that_is_set_breaks_time_off_and_one_that_is_kept_right_does_not():
    walls = iter([1000.0, 1000.4, 4600.0, 4600.0, -2600.0, -2599.9])
    clock = StreamClock(lambda: next(walls))
    offsets, epochs = [], []
    for second in range(6):
        epochs.append(clock.place(picture(False, float(second))).epoch)
        offsets.append(clock.wall_offset)
    assert epochs == [0, 0, 1, 1, 2, 2]
    assert offsets == [1000.0, 1000.0, 4600.0, 4600.0, -2600.0, -2600.0]
    assert clock.newest == 5.0


def test_a_wall_clock_that_is_kept_right_for_hours_is_followed():
    walls = iter(1000.0 + 0.0005 * second for second in range(4 * 3600))
    clock = StreamClock(lambda: next(walls))
    epochs = {clock.place(picture(False, float(second))).epoch for second in range(4 * 3600)}
    assert epochs == {0}
    assert clock.wall_offset == pytest.approx(1007.2, abs=1.1)


def test_the_time_of_day_is_right_behind_a_source_with_an_older_clock():
    clock = StreamClock(lambda: 1000.0)
    placed(clock, [50.0, 51.0])
    clock.change_source()
    assert placed(clock, [7.0]) == [(52.0, 1)]
    assert clock.wall_offset == 1000.0 - 45.0


def test_a_file_has_no_time_of_day():
    clock = StreamClock()
    placed(clock, [0.0, 1.0])
    assert clock.wall_offset is None


def test_a_frame_that_is_late_is_left_out():
    clock = StreamClock()
    assert placed(clock, [5.0, 5.0, 4.5, 6.0]) == [(5.0, 0), (6.0, 0)]
    assert clock.refused == 2


def test_a_clock_that_was_set_far_back_goes_on_at_once():
    clock = StreamClock()
    assert placed(clock, [100.0, 101.0, 3.0, 4.0, 4.0, 5.5]) == [
        (100.0, 0),
        (101.0, 0),
        (102.0, 1),
        (103.0, 1),
        (104.5, 1),
    ]


def test_a_clock_that_was_set_a_little_back_goes_on_with_the_third_frame():
    clock = StreamClock()
    assert placed(clock, [100.0, 95.0, 96.0, 97.0, 98.0]) == [(100.0, 0), (103.0, 1), (104.0, 1)]
    assert clock.refused == 2


def test_another_source_may_begin_anywhere():
    clock = StreamClock()
    assert placed(clock, [100.0, 3.0, 4.0]) == [(100.0, 0), (101.0, 1), (102.0, 1)]
    clock.change_source()
    assert placed(clock, [99.0, 100.0]) == [(103.0, 2), (104.0, 2)]
    clock.change_source()
    assert placed(clock, [300.0]) == [(300.0, 2)], "its own time, without the offset of the one before"


@pytest.mark.parametrize("nonsense", [float("nan"), float("inf"), -1e300])
def test_a_time_that_makes_no_sense_sets_nothing(nonsense):
    clock = StreamClock()
    assert placed(clock, [1.0, *[nonsense] * 5, 2.0]) == [(1.0, 0), (2.0, 0)]
    assert clock.refused == 5


@given(st.lists(st.floats(-1e6, 1e6), max_size=60), st.integers(0, 60))
def test_whatever_happens_time_grows_and_the_same_frames_give_the_same(times, change):
    def run():
        clock = StreamClock()
        before = placed(clock, times[:change])
        clock.change_source()
        return before + placed(clock, times[change:]), clock.refused

    found, refused = run()
    assert (found, refused) == run()
    assert all(after[0] > before[0] and after[1] >= before[1] for before, after in pairwise(found))
    assert len(found) + refused == len(times)
    assert refused <= 2 * (len(found) + 1), "never refused for ever"


def test_a_watch_closes_its_events_where_the_clock_was_set_and_begins_afresh():
    clock, watch = StreamClock(), Watch(BrightModel(), "bright")
    script = [(200.0 + second, second >= 4) for second in range(10)] + [(50.0 + s, True) for s in range(8)]
    updates = []
    for second, bright in script:
        updates += watch.push(clock.place(picture(bright, second)))
    (gap,) = [item.gap for item in updates if isinstance(item, GapSeen)]
    assert gap == Gap(209.0, 210.0, "clock")
    at = updates.index(GapSeen(gap))
    closed = updates[at - 1]
    assert isinstance(closed, EventMoved)
    assert (closed.change.event.state, closed.change.event.reason) == (EventState.CLOSED, "clock")
    tick = next(item.tick for item in updates[at:] if isinstance(item, Ticked))
    assert int(np.sum(~tick.passes[0].unseen)) == 2, "nothing is remembered"
    assert [event.id for event in watch.snapshot().events] == [1, 2]
    assert watch.refused == 0
