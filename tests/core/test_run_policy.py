"""Events made of runs: the live variants of the rules, and promises that hold for any labels."""

from __future__ import annotations

import numpy as np
import pytest

from stride_desktop.core.events import EventSettings, EventState
from stride_desktop.core.run_policy import RunPolicy
from tests.core.event_play import Play as EventPlay
from tests.core.scripts import Script

TENTATIVE, TRIGGERED, SUPPRESSED = EventState.TENTATIVE, EventState.TRIGGERED, EventState.SUPPRESSED

RETRACTED, CLOSED, FORGOTTEN = EventState.RETRACTED, EventState.CLOSED, EventState.FORGOTTEN


class Play(EventPlay):
    """The same for events that are made of runs."""

    def __init__(self, window: int = 64, begin: float = 0.0, margin: float = 1.0, **numbers) -> None:
        self.script = Script(window=window, begin=begin, margin=margin, live=True)
        self.policy = RunPolicy(EventSettings(by_runs=True, **numbers))
        self.changes = []

    @property
    def bounds(self):
        """{id: (onset, reach)} of all events that were not forgotten."""
        kept = (event for event in self.events.values() if event.state is not FORGOTTEN)
        return {event.id: (event.onset, event.reach) for event in kept}

    @property
    def triggers(self):
        """{id: time}; fails when one event spoke twice."""
        found = [item.trigger for item in self.changes if item.trigger is not None]
        assert len({trigger.event_id for trigger in found}) == len(found)
        return {trigger.event_id: trigger.time for trigger in found}


def test_what_is_settled_stays_apart_from_the_next_event_though_the_slots_move():
    """The last active slot of the first event ends a few milliseconds later in every following tick."""
    play = Play()
    for index, now in enumerate(np.arange(2.0, 60.0, 2.0)):
        now += 0.013 * (index % 3)
        play.tick(now, (10, 20.02), *([(35, min(now, 45.02))] if now > 36 else []))
    assert len(play.triggers) == 2
    (first, second) = play.bounds.values()
    assert first == pytest.approx((10, 20), abs=1.0)
    assert second == pytest.approx((35, 45), abs=1.0)


def test_a_hull_that_turns_out_to_be_two_runs_is_split():
    play = Play()
    play.tick(20, (6, 20))
    assert play.triggers == {1: 20}
    play.tick(22, (6, 11), (18, 22))
    assert play.bounds == {1: (18, 22), 2: (6, 11)}, "the run that was active when it spoke keeps its event"
    play.tick(24, (6, 11), (18, 24))
    assert play.triggers == {1: 20, 2: 22}, "the other one is told late"
    assert play.events[2].late


def test_the_second_run_of_a_split_event_may_speak():
    play = Play()
    play.tick(10, (6, 10))
    play.tick(20, (6, 20))
    play.tick(22, (6, 11), (18, 22))
    assert play.bounds == {1: (6, 11), 2: (18, 22)}
    assert play.triggers == {1: 10, 2: 22}


def test_a_short_gap_splits_nothing_and_a_filled_one_joins_again():
    play = Play()
    play.tick(20, (6, 11), (13, 20))
    assert play.bounds == {1: (6, 20)}
    play.tick(22, (6, 11), (15, 22))
    assert play.bounds == {1: (15, 22), 2: (6, 11)}
    play.tick(24, (6, 24))
    assert play.bounds == {1: (11, 24), 2: (6, 11)}, "what is closed stays, the other one follows the labels"


def test_onset_and_reach_follow_the_labels():
    play = Play()
    play.tick(10, (5, 10))
    play.tick(12, (8, 12))
    assert play.bounds == {1: (8, 12)}
    play.tick(14, (8, 11.5))
    assert play.bounds == {1: (8, 11)}


def test_what_the_window_no_longer_shows_stays():
    play = Play(window=8)
    for now in range(4, 60, 2):
        play.tick(now, (0, now))
    assert play.bounds == {1: (0, 58)}
    play.tick(60)
    assert play.bounds == {1: (0, 52)}, "it was active then, and nothing can deny it any more"


def test_one_tick_without_labels_does_not_end_what_goes_on():
    play = Play()
    play.tick(10, (5, 10))
    play.tick(12)
    assert play.events[1].state is RETRACTED
    play.tick(14, (5, 14))
    assert play.events[1].state is TRIGGERED
    assert play.triggers == {1: 10}


def test_a_withdrawn_event_closes_and_what_follows_begins_behind_it():
    play = Play()
    play.tick(10, (5, 10))
    play.tick(12)
    play.tick(14)
    assert (play.events[1].state, play.events[1].reason) == (CLOSED, "withdrawn")
    play.tick(16, (8, 16))
    assert play.bounds == {1: (5, 10), 2: (10, 16)}


def test_sustained_is_judged_by_the_run_alone():
    """Of the newest 12 seconds 9 are active, but only 5 of them belong to the second event."""
    spans = (0, 11), (14, 19)
    apart = Play(sustain_seconds=12.0, min_event_seconds=100.0)
    apart.tick(10)
    apart.tick(19, *spans)
    assert apart.triggers == {}
    together = Play(sustain_seconds=12.0, min_event_seconds=100.0, merge_gap_seconds=5.0)
    together.tick(10)
    together.tick(19, *spans)
    assert together.triggers == {1: 19}


def test_a_short_event_waits_for_what_may_belong_to_it():
    play = Play()
    play.tick(12.5, (10, 11.5))
    play.tick(13, (10, 11))
    assert play.events[1].state is TENTATIVE
    play.tick(16, (10, 11), (12, 16))
    assert play.bounds == {1: (10, 16)}
    assert play.triggers == {1: 16}
    other = Play()
    for now in (13, 15):
        other.tick(now, (10, 11))
    assert other.events[1].state is CLOSED
    assert other.triggers == {}


def test_a_complete_run_is_told_late_when_it_was_dense_enough():
    play = Play()
    play.tick(20, (10, 13))
    assert play.triggers == {1: 20}
    assert play.events[1].late
    thin = Play()
    thin.tick(20, (10, 11), (12.5, 14), (15.5, 17))
    thin.tick(24, (10, 11), (12.5, 14), (15.5, 17))
    assert thin.triggers == {}
    assert thin.events[1].state is CLOSED


def test_what_holds_in_the_first_frames_is_from_the_start():
    play = Play(begin=0.0)
    play.tick(1, (-1, 1))
    play.tick(3, (-1, 3))
    assert play.events[1].from_start
    (change,) = [item for item in play.changes if item.trigger is not None]
    assert change.trigger.from_start
    play.tick(5, (-1, 5))
    assert play.events[1].from_start


def test_what_begins_with_the_second_frame_is_not():
    play = Play(begin=0.0)
    play.tick(1, (0, 1))
    play.tick(3, (0, 3))
    assert play.triggers == {1: 3}
    assert not play.events[1].from_start


def test_a_first_slot_that_turns_out_inactive_gives_the_event_an_onset():
    play = Play(begin=0.0)
    play.tick(1, (-1, 1))
    assert play.events[1].from_start
    play.tick(3, (1, 3))
    assert not play.events[1].from_start
    assert play.bounds == {1: (1, 3)}


def test_where_detection_starts_afresh_the_first_frames_count_again():
    play = Play()
    play.tick(10)
    play.tick(20, (15, 20))
    play.policy.close("gap")
    play.script = Script(window=64, begin=100.0, live=True)
    play.tick(103, (99, 103))
    assert [event.from_start for event in play.events.values()] == [False, True]


def test_an_event_of_many_hours_takes_no_more_memory():
    play = Play(window=16)
    for now in range(2, 4000, 2):
        play.tick(now, *((k, k + 1) for k in range(max(0, now - 18), now) if k % 2 == 0 or k % 64 < 8))
    assert len(play.policy.live) == 1
    assert len(play.policy.runs) < 40


def test_a_tick_costs_the_same_after_a_thousand_events():
    play = Play()
    for number in range(1000):
        play.tick(100.0 * number + 20, (100.0 * number + 10, 100.0 * number + 14))
    assert len(play.triggers) == 1000
    play.tick(200_000.0)
    assert play.policy.live == ()
    assert play.policy.runs == []
