"""Rules 1 to 6 of events: which segments make one, and when it triggers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stride_desktop.core.events import EventSettings, EventState
from stride_desktop.core.ticks import Segment
from tests.core.event_play import Play, states, triggers

TENTATIVE, TRIGGERED, SUPPRESSED = EventState.TENTATIVE, EventState.TRIGGERED, EventState.SUPPRESSED
RETRACTED, CLOSED, FORGOTTEN = EventState.RETRACTED, EventState.CLOSED, EventState.FORGOTTEN


# -- rule 1 ----------------------------------------------------------------------------------------


def test_rule_1_a_segment_within_the_merge_gap_belongs_to_the_event():
    play = Play()
    play.tick(20, (10, 19))  # open: ends at the margin
    play.tick(21, (10, 19))  # completed, reach 19
    changes = play.tick(21.5, (20.5, 21.5))
    assert [item.event.id for item in changes] == [1]
    assert (play.events[1].onset, play.events[1].reach) == (10, 21.5)


def test_rule_1_a_segment_beyond_the_merge_gap_does_not():
    play = Play(EventSettings(merge_gap_seconds=1.0))
    play.tick(20, (10, 20))
    play.tick(22, (10, 20))
    play.tick(24, (10, 20), (22, 24))
    assert set(play.events) == {1, 2}


def forecasting(tick, segment):
    """The tick of a model with slots after the newest frame, which finds this segment."""
    return replace(tick, passes=(replace(tick.passes[-1], segments=(segment,), completed=()),))


def test_rule_1_the_oldest_match_absorbs_the_others():
    play = Play()
    play.tick(10, (6, 10))
    play.policy.update(forecasting(play.script.tick(10.5), Segment(13, 14)).outline)
    assert [(item.id, item.state) for item in play.policy.live] == [(1, RETRACTED), (2, TENTATIVE)]
    changes = play.policy.update(forecasting(play.script.tick(11, (7, 11)), Segment(6, 14)).outline)
    assert states(changes) == [(2, FORGOTTEN), (1, TRIGGERED)]
    assert triggers(changes) == []
    assert changes[0].event.reason == "merged"
    (event,) = play.policy.live
    assert (event.id, event.onset, event.reach) == (1, 6, 14)


def test_rule_1_an_event_that_absorbs_one_that_spoke_has_spoken():
    play = Play()
    play.policy.snooze(10.2)
    play.tick(10, (6, 10))
    changes = play.policy.update(forecasting(play.script.tick(10.5, (6.5, 10.5)), Segment(13, 14)).outline)
    assert states(changes) == [(2, TENTATIVE), (1, RETRACTED), (2, TRIGGERED)]
    changes = play.policy.update(forecasting(play.script.tick(11, (7, 11)), Segment(6, 14)).outline)
    assert states(changes) == [(2, CLOSED), (1, TRIGGERED)]
    assert triggers(changes) == []
    assert play.policy.live[0].triggered_at == 10.5


# -- rule 2 ----------------------------------------------------------------------------------------


def test_rule_2_no_match_begins_a_tentative_event():
    play = Play()
    (change,) = play.tick(10, (9, 10))
    assert change.previous is None
    assert (change.event.id, change.event.state) == (1, TENTATIVE)
    assert (change.event.onset, change.event.reach) == (9, 10)


def test_rule_2_onset_is_the_earliest_start_and_reach_never_shrinks():
    play = Play(margin=5.0)
    play.tick(10, (8, 10))
    play.tick(11, (6, 10))
    play.tick(11, (7, 9))
    assert (play.events[1].onset, play.events[1].reach) == (6, 10)


# -- rule 3 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "sustained"),
    [
        (((6, 10),), True),
        (((7, 10),), True),  # three of the newest four
        (((6, 8), (9, 10)), True),  # three of the newest four, with a hole
        (((8, 10),), False),  # two of them
        (((0, 9),), False),  # the newest slot is inactive
        (((5, 8), (9, 10)), True),
        (((0, 7), (9, 10)), False),
    ],
)
def test_rule_3_sustained(spans, sustained):
    assert bool(triggers(Play().tick(10, *spans))) is sustained


def test_rule_3_unseen_slots_count_as_inactive():
    assert not triggers(Play(begin=8.5).tick(10, (0, 10)))
    assert triggers(Play(begin=7.5).tick(10, (0, 10)))


def test_rule_3_fixed_slots_count_as_inactive():
    play = Play(EventSettings(merge_gap_seconds=0.0, min_event_seconds=100.0))
    play.tick(10, (4, 8))  # completed at once
    # Slots 6 to 8 would be active, but are fixed by what is complete: two of four are left.
    changes = play.tick(10.5, (5, 8), (8.5, 10.5))
    assert triggers(changes) == []


# -- rule 4 ----------------------------------------------------------------------------------------


def test_rule_4_open_and_sustained_triggers():
    play = Play()
    assert triggers(play.tick(10, (8, 10))) == []
    (trigger,) = triggers(play.tick(12, (8, 12)))
    assert (trigger.event_id, trigger.time, trigger.onset, trigger.reach) == (1, 12, 8, 12)
    assert trigger.ongoing
    assert play.events[1].state is TRIGGERED
    assert not play.events[1].late


# -- rule 5 ----------------------------------------------------------------------------------------


def test_rule_5_a_completed_event_of_enough_length_triggers_late():
    play = Play()
    changes = play.tick(20, (10, 13))
    assert states(changes)[:2] == [(1, TENTATIVE), (1, TRIGGERED)]
    (trigger,) = triggers(changes)
    assert not trigger.ongoing
    assert play.events[1].late


def test_rule_5_too_short_is_closed_without_a_trigger():
    changes = Play().tick(20, (10, 11))
    assert states(changes) == [(1, TENTATIVE), (1, CLOSED)]
    assert triggers(changes) == []


def test_rule_5_exactly_the_least_length_is_enough():
    assert triggers(Play().tick(20, (10, 12)))


def test_rule_5_too_thin_is_closed_without_a_trigger():
    changes = Play().tick(20, (10, 11), (13, 14), (15, 16))  # one span of six seconds, half active
    assert triggers(changes) == []
    assert states(changes)[-1] == (1, CLOSED)


# -- rule 6 ----------------------------------------------------------------------------------------


def test_rule_6_a_snooze_suppresses():
    play = Play()
    play.policy.snooze(15)
    assert states(play.tick(10, (6, 10))) == [(1, TENTATIVE), (1, SUPPRESSED)]
    assert play.events[1].suppressed_at == 10
    assert triggers(play.tick(16, (6, 16))) == []  # the end of the snooze wakes nobody
    assert triggers(play.tick(40, (36, 40)))  # another event is told


def test_rule_6_a_snooze_suppresses_late_ones_too():
    play = Play()
    play.policy.snooze(30)
    assert (1, SUPPRESSED) in states(play.tick(20, (10, 13)))
    assert triggers(play.changes) == []


def test_rule_6_the_cool_down_suppresses():
    play = Play(EventSettings(cooldown_seconds=30))
    assert triggers(play.tick(10, (6, 10)))
    assert (2, SUPPRESSED) in states(play.tick(39, (35, 39)))
    assert triggers(play.tick(70, (66, 70)))


def test_rule_6_answer_now_speaks_once():
    play = Play()
    play.policy.snooze(100)
    play.tick(10, (6, 10))
    change = play.policy.answer_now(1)
    assert change is not None
    assert change.previous is SUPPRESSED
    assert change.event.state is TRIGGERED
    assert change.trigger is not None
    assert (change.trigger.event_id, change.trigger.time, change.trigger.ongoing) == (1, 10, True)
    assert play.policy.answer_now(1) is None
    assert play.policy.answer_now(7) is None


def test_rule_6_a_closed_event_has_nothing_more_to_say():
    play = Play()
    play.policy.snooze(100)
    play.tick(10, (6, 10))
    play.tick(20, (6, 10))
    assert play.events[1].state is CLOSED
    assert play.policy.answer_now(1) is None
