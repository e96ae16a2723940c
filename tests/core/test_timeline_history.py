"""What the timeline shows for each second."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stride_desktop.core.event_policy import EventPolicy
from stride_desktop.core.events import Event, EventChange, EventState, Trigger
from stride_desktop.core.ticks import FIXED, UNSEEN, Pass, Tick
from stride_desktop.core.timeline import EMPTY, Gap
from stride_desktop.core.timeline_history import MAX_SECONDS, TimelineHistory, decisions
from tests.core.scripts import Script


def make_pass(now, labels, probabilities, origin, completed=()):
    count = len(labels)
    starts = now - count + np.arange(count, dtype=np.float64)
    return Pass(
        prefix_tokens=0,
        slot_starts=starts,
        slot_ends=starts + 1,
        unseen=np.array(origin) == UNSEEN,
        labels=np.array(labels, dtype=np.int8),
        probabilities=np.array(probabilities, dtype=np.float64),
        origin=np.array(origin, dtype=np.int16),
        completed=completed,
        segments=completed,
        calls=(),
    )


def shown(history):
    """{second: label} of the seconds that are not empty."""
    snapshot = history.snapshot()
    seconds = snapshot.first_second + np.arange(len(snapshot.labels))
    return {int(k): int(v) for k, v in zip(seconds, snapshot.labels, strict=True) if v != EMPTY}


def test_nothing_yet():
    snapshot = TimelineHistory().snapshot()
    assert len(snapshot.labels) == 0
    assert (snapshot.window, snapshot.newest, snapshot.events) == (None, None, ())


def test_a_second_shows_the_slot_that_contains_its_middle():
    history, script = TimelineHistory(), Script(window=8, begin=0.0)
    history.add_tick(script.tick(6.0, (3, 5)))
    assert shown(history) == {-1: 0, 0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 0}


@pytest.mark.parametrize(("between", "first"), [(0.4, 6), (0.6, 7), (0.28, 6)])
def test_a_grid_between_the_seconds(between, first):
    """Slots of a live source begin between the seconds; the snapshot tells where."""
    now = 10.0 + between
    history, script = TimelineHistory(), Script(window=4, begin=0.0)
    history.add_tick(script.tick(now, (now - 2, now - 1)))
    assert shown(history) == {first: 0, first + 1: 0, first + 2: 1, first + 3: 0}
    snapshot = history.snapshot()
    starts = snapshot.first_second + np.arange(4) + snapshot.shift
    np.testing.assert_allclose(starts, now - 4 + np.arange(4), atol=1e-6)


@pytest.mark.parametrize("between", [0.0, 0.25, 0.5, 0.499, 0.75, 0.999])
def test_stamps_that_jitter_keep_their_seconds(between):
    """No second is lost or shown twice because a stamp came a little early or late."""
    history, script, rng = TimelineHistory(), Script(window=6, begin=0.0), np.random.default_rng(0)
    for tick in range(4, 60, 2):
        now = tick + between + float(rng.uniform(-0.2, 0.2))
        history.add_tick(script.labelled_tick(now, lambda t: [round(x - 0.5 - between) % 5 == 0 for x in t]))
    snapshot = history.snapshot()
    starts = snapshot.first_second + np.arange(len(snapshot.labels)) + snapshot.shift
    assert np.abs(np.diff(starts) - 1).max() < 0.5
    raster = np.rint(starts - between).astype(int)
    np.testing.assert_array_equal(np.diff(raster), 1)
    np.testing.assert_array_equal(snapshot.labels == 1, raster % 5 == 0)


def test_a_slot_belongs_to_the_frame_at_its_end():
    history, script = TimelineHistory(), Script(window=6, begin=31.28)
    history.add_tick(script.tick(36.28))
    snapshot = history.snapshot()
    assert snapshot.begin == pytest.approx(31.28, abs=1e-6), "the first frame's slot ends where all begins"
    for second, frame in ((31.3, 32.28), (32.2, 32.28), (32.29, 33.28), (36.28, 36.28), (99.0, 99.0)):
        assert snapshot.frame_time(second) == pytest.approx(frame, abs=1e-6)
    for index in range(6):
        for jitter in (-0.2, 0.0, 0.2):
            assert snapshot.index_at(31.28 + index + jitter) == index
    assert snapshot.index_at(30.4) is None
    assert snapshot.index_at(37.28) is None
    assert TimelineHistory().snapshot().begin is None


def test_after_a_pause_slots_lie_on_another_raster():
    history, script = TimelineHistory(), Script(window=6, begin=0.0)
    history.add_tick(script.tick(6.25))
    history.restart()
    history.add_gap(Gap(6.25, 20.5, "paused"))
    history.add_tick(Script(window=6, begin=20.5).tick(24.5))
    snapshot = history.snapshot()
    assert snapshot.frame_time(6.0) == pytest.approx(6.25)
    assert snapshot.frame_time(22.0) == pytest.approx(22.5)
    after_the_last = 6 - snapshot.first_second
    assert (snapshot.labels[after_the_last], float(snapshot.shift[after_the_last])) == (EMPTY, 0.25)


def test_the_newest_tick_wins_and_what_left_the_window_stays():
    history, script = TimelineHistory(), Script(window=4, begin=0.0)
    history.add_tick(script.tick(4.0, (0, 4)))
    history.add_tick(script.tick(6.0, (4, 6)))
    assert shown(history) == {0: 1, 1: 1, 2: 0, 3: 0, 4: 1, 5: 1}


def test_unseen_seconds_are_empty_and_do_not_erase():
    history = TimelineHistory()
    history.add_tick(make_pass_tick(6, [1, 1, 0, 0], [0.9, 0.8, 0.2, 0.1], [1, 1, 2, 2]))
    history.add_tick(make_pass_tick(8, [0, 0, 0, 1], [np.nan, np.nan, 0.3, 0.7], [UNSEEN, UNSEEN, 1, 1]))
    snapshot = history.snapshot()
    assert shown(history) == {2: 1, 3: 1, 4: 0, 5: 0, 6: 0, 7: 1}
    np.testing.assert_array_equal(snapshot.probabilities, [0.9, 0.8, 0.2, 0.1, 0.3, 0.7])
    np.testing.assert_array_equal(snapshot.origin, [1, 1, 2, 2, 1, 1])


def make_pass_tick(now, *arguments, **more):
    return Tick(float(now), (make_pass(now, *arguments, **more),))


def test_a_completed_segment_settles_its_seconds_and_those_before():
    history, script = TimelineHistory(), Script(window=12, begin=0.0)
    history.add_tick(script.tick(8.0, (3, 8)))
    assert not history.snapshot().settled.any()
    history.add_tick(script.tick(10.0, (3, 8)))  # complete
    snapshot = history.snapshot()
    seconds = snapshot.first_second + np.arange(len(snapshot.labels))
    np.testing.assert_array_equal(snapshot.settled, seconds < 8)
    history.add_tick(script.tick(12.0))  # now fixed to inactive, which is not shown
    assert [second for second, label in shown(history).items() if label] == [3, 4, 5, 6, 7]


def test_detection_that_starts_afresh_may_write_everything_again():
    history = TimelineHistory()
    history.add_tick(Script(window=12).tick(10.0, (3, 8)))
    history.restart()
    assert history.snapshot().window is None
    history.add_tick(Script(window=12).tick(12.0, (10, 12)))
    snapshot = history.snapshot()
    assert [second for second, label in shown(history).items() if label] == [10, 11]
    assert not snapshot.settled[-snapshot.first_second :].any()
    assert snapshot.window == (0.0, 12.0)


def test_several_passes_active_if_any_says_so_with_its_probability():
    first = make_pass(4, [1, 0, 0, 0], [0.9, 0.2, 0.3, 0.4], [1, 1, 1, 1])
    second = make_pass(4, [0, 1, 0, 0], [np.nan, 0.8, 0.1, 0.2], [FIXED, 2, 2, 0])
    merged = decisions(Tick(4.0, (first, second)))
    np.testing.assert_array_equal(merged.labels, [1, 1, 0, 0])
    np.testing.assert_array_equal(merged.probabilities, [0.9, 0.8, 0.1, 0.2])
    np.testing.assert_array_equal(merged.origin, [1, 2, 2, 0])
    # An earlier active decision outlives a later inactive one.
    merged = decisions(Tick(4.0, (second, make_pass(4, [0, 0, 0, 0], [0.5, 0.1, 0.1, 0.1], [3, 3, 3, 3]))))
    np.testing.assert_array_equal(merged.labels, [0, 1, 0, 0])
    np.testing.assert_array_equal(merged.probabilities, [0.5, 0.8, 0.1, 0.1])


def test_gap_seconds_are_empty():
    history, script = TimelineHistory(), Script(window=16, begin=0.0)
    history.add_tick(script.tick(6.0))
    history.add_gap(Gap(6.0, 9.0, "overload"))
    history.add_tick(script.tick(10.0, (5, 10)))
    assert shown(history) == {-1: 0, 0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 5: 1, 9: 1}
    history.add_gap(Gap(2.0, 4.0, "gap"))
    assert not {2, 3} & set(shown(history))
    assert history.snapshot().gaps[0] == Gap(6.0, 9.0, "overload")


def test_a_clock_far_from_zero_costs_nothing():
    boot = 12_345_678.0
    history = TimelineHistory()
    history.add_tick(Script(window=8, begin=boot).tick(boot + 4, (boot + 1, boot + 3)))
    snapshot = history.snapshot()
    assert snapshot.first_second == int(boot) - 1
    assert len(snapshot.labels) == 5
    assert [second for second, label in shown(history).items() if label] == [int(boot) + 1, int(boot) + 2]


def test_a_clock_that_leaps_back_costs_no_more_and_leaves_nothing_ahead():
    history, script = TimelineHistory(), Script(window=4, begin=-1e10)
    history.add_tick(script.tick(1e10, (1e10 - 2, 1e10)))
    history.add_tick(script.tick(100.0, (98.0, 100.0)))
    assert len(history.snapshot().labels) <= MAX_SECONDS
    assert shown(history) == {96: 0, 97: 0, 98: 1, 99: 1}
    history.add_tick(script.tick(100.0 + MAX_SECONDS - 50))
    history.restart()
    history.add_tick(Script(window=4, begin=-1e10).tick(90.0, (88.0, 90.0)))
    wanted = {86: 0, 87: 0, 88: 1, 89: 1, 96: 0, 97: 0, 98: 1, 99: 1}
    assert {k: v for k, v in shown(history).items() if k < 1000} == wanted


def test_a_clock_that_leaps_costs_no_more_than_a_week():
    history = TimelineHistory()
    history.add_tick(Script(window=8).tick(8.0))
    history.add_tick(Script(window=8, begin=1e11).tick(1e11 + 8, (1e11 + 2, 1e11 + 4)))
    assert len(history.snapshot().labels) <= MAX_SECONDS
    assert [second for second, label in shown(history).items() if label] == [10**11 + 2, 10**11 + 3]


def test_a_snapshot_never_changes():
    history, script = TimelineHistory(), Script(window=8, begin=0.0)
    history.add_tick(script.tick(8.0, (2, 8)))
    before = history.snapshot()
    labels = before.labels.copy()
    history.add_tick(script.tick(9.0))
    np.testing.assert_array_equal(before.labels, labels)
    with pytest.raises(ValueError, match="read-only"):
        before.labels[0] = 1


def test_events_and_triggers_are_listed_once_each():
    history, script, policy = TimelineHistory(), Script(window=16), EventPolicy()
    for now, spans in ((8.0, [(7, 8)]), (10.0, [(5, 10)]), (14.0, [])):
        tick = script.tick(now, *spans)
        history.add_tick(tick)
        history.add_changes(policy.update(tick.outline))
    history.see(14.0)
    snapshot = history.snapshot()
    assert [event.id for event in snapshot.events] == [1]
    assert [trigger.event_id for trigger in snapshot.triggers] == [1]
    assert snapshot.newest == 14.0


def test_a_day_of_seconds():
    history, script = TimelineHistory(), Script(window=16, begin=0.0)
    for now in range(16, 86_400 + 1, 16):
        history.add_tick(script.tick(float(now), (now - 10, now - 6)))
    snapshot = history.snapshot()
    assert len(snapshot.labels) == 86_400
    assert int((snapshot.labels == 1).sum()) == 4 * 86_400 // 16
    assert sum(item.nbytes for item in (snapshot.labels, snapshot.probabilities, snapshot.origin)) < 1 << 20


@settings(max_examples=50, deadline=None)
@given(
    begin=st.floats(0, 3),
    ticks=st.lists(
        st.tuples(st.integers(1, 40), st.integers(0, 2**8 - 1), st.floats(-0.2, 0.2)), min_size=1, max_size=20
    ),
)
def test_every_shown_second_agrees_with_the_newest_tick_that_decided_it(begin, ticks):
    """Against the plainest possible model: a dictionary, tick by tick, slot by slot."""
    history, script, plain, settled, step = TimelineHistory(), Script(window=8, begin=0.0), {}, -np.inf, 0
    for seconds, bits, jitter in ticks:
        step += seconds
        now = begin + step + jitter
        tick = script.labelled_tick(now, lambda t, b=bits: [bool(b >> slot & 1) for slot in range(len(t))])
        history.add_tick(tick)
        what, grid = decisions(tick), tick.passes[0]
        for slot in np.flatnonzero(what.decided):
            if grid.slot_starts[slot] + 0.5 >= settled:
                plain[step - 8 + int(slot)] = int(what.labels[slot])
        settled = max([settled, *(segment.end for segment in tick.completed)])
    first = min(shown(history)) - min(plain)
    assert shown(history) == {second + first: label for second, label in plain.items()}


# -- deleting --------------------------------------------------------------------------------------


def test_deleting_cuts_what_began_before_and_forgets_the_rest():
    history = TimelineHistory()
    gap = Gap(20.0, 40.0, "deleted")

    def change(now, *events):
        history.see(now)
        history.add_changes(EventChange(event, None, trigger_of(event, now)) for event in events)

    over = Event(1, 3.0, 9.0, EventState.CLOSED, 7.0)
    change(12.0, over)
    change(21.5, closed_late := Event(2, 15.0, 19.0, EventState.CLOSED, 18.0))
    change(30.0, Event(3, 19.0, 30.0, EventState.TRIGGERED, 23.0, suppressed_at=22.0))
    change(31.0, Event(4, 18.0, 19.5, EventState.FORGOTTEN))
    change(33.0, Event(5, 20.0, 33.0, EventState.CLOSED, 30.0))
    history.add_gap(Gap(18.0, 22.0, "paused"))
    history.add_gap(Gap(25.0, 26.0, "overload"))
    changes = history.delete(gap)
    snapshot = history.snapshot()
    cut = Event(3, 19.0, 20.0, EventState.CLOSED, reason="deleted")
    assert snapshot.events == (over, closed_late, cut, Event(4, 18.0, 19.5, EventState.FORGOTTEN))
    assert [item.event.id for item in changes] == [2, 3, 4]
    assert snapshot.gaps == (Gap(18.0, 20.0, "paused"), gap)
    assert {trigger.event_id for trigger in snapshot.triggers} == {1, 2}
    assert snapshot.newest == 40.0
    again = history.delete(Gap(17.0, 50.0, "deleted"))
    assert [(item.event.id, item.event.reach) for item in again] == [(2, 17.0)]


def trigger_of(event, now):
    spoke = event.triggered_at
    return None if spoke is None else Trigger(event.id, spoke, event.onset, min(event.reach, now), True)
