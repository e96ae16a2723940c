"""Rules 7 to 12 of events: what takes one back, what ends it, and how often it triggers."""

from __future__ import annotations

from stride_desktop.core.events import EventState
from tests.core.event_play import Play, states, triggers
from tests.core.scripts import Script

TENTATIVE, TRIGGERED, SUPPRESSED = EventState.TENTATIVE, EventState.TRIGGERED, EventState.SUPPRESSED
RETRACTED, CLOSED, FORGOTTEN = EventState.RETRACTED, EventState.CLOSED, EventState.FORGOTTEN


# -- rules 7 and 8 ---------------------------------------------------------------------------------


def test_rule_7_a_tentative_event_that_is_dropped_is_forgotten():
    play = Play()
    play.tick(10, (9, 10))
    assert states(play.tick(11)) == [(1, FORGOTTEN)]


def test_rule_8_a_dropped_event_is_retracted_and_restored_without_a_new_trigger():
    play = Play()
    assert triggers(play.tick(10, (6, 10)))
    assert states(play.tick(11)) == [(1, RETRACTED)]
    changes = play.tick(12, (6, 12))
    assert states(changes) == [(1, TRIGGERED)]
    assert triggers(changes) == []
    assert play.events[1].reach == 12


def test_rule_8_a_suppressed_event_comes_back_suppressed():
    play = Play()
    play.policy.snooze(10.5)
    play.tick(10, (6, 10))
    assert states(play.tick(11)) == [(1, RETRACTED)]
    assert play.policy.answer_now(1) is None
    assert states(play.tick(12, (6, 12))) == [(1, SUPPRESSED)]
    assert triggers(play.changes) == []


def test_rule_8_an_event_with_a_completed_segment_cannot_be_retracted():
    play = Play()
    play.tick(10, (6, 10))
    play.tick(11.5, (6, 10))  # completed
    play.tick(12, (6, 10), (11, 12))  # and goes on
    assert play.events[1].reach == 12
    assert play.tick(12.5) == ()  # or not
    assert play.events[1].state is TRIGGERED


# -- rule 9 ----------------------------------------------------------------------------------------


def test_rule_9_a_completed_event_closes_behind_the_merge_gap():
    play = Play()
    play.tick(10, (6, 10))
    play.tick(11.5, (6, 10))  # completed
    assert play.events[1].state is TRIGGERED
    play.tick(12, (6, 10))  # not yet: T must be beyond reach + gap
    assert play.events[1].state is TRIGGERED
    assert states(play.tick(12.5, (6, 10))) == [(1, CLOSED)]
    assert play.events[1].reason == ""
    assert play.policy.live == ()


def test_rule_9_a_retracted_event_closes_withdrawn():
    play = Play()
    play.tick(10, (6, 10))
    play.tick(11)
    assert states(play.tick(13)) == [(1, CLOSED)]
    assert play.events[1].reason == "withdrawn"


def test_rule_9_an_open_event_stays_however_long_it_lasts():
    play = Play(window=16)
    for now in range(4, 600, 2):
        play.tick(now, (0, now))
    assert states(play.changes) == [(1, TENTATIVE), (1, TRIGGERED)]
    assert (play.events[1].onset, play.events[1].reach) == (0, 598)


# -- rules 10 and 11 -------------------------------------------------------------------------------


def test_rule_10_the_end_of_detection_closes_with_its_reason():
    play = Play()
    play.tick(10, (6, 10))
    (change,) = play.policy.close("gap")
    assert (change.event.state, change.event.reason) == (CLOSED, "gap")
    assert play.policy.live == ()
    assert play.policy.close("stopped") == ()


def test_rule_10_an_event_that_had_ended_keeps_its_offset():
    play = Play()
    play.tick(10, (6, 10))
    play.tick(11.5, (6, 10))
    (change,) = play.policy.close("stopped")
    assert change.event.reason == ""


def test_rule_10_a_withdrawn_event_stays_withdrawn():
    play = Play()
    play.tick(10, (6, 10))
    play.tick(11)
    (change,) = play.policy.close("stopped")
    assert change.event.reason == "withdrawn"


def test_rule_11_ids_go_on_when_detection_starts_afresh():
    play = Play()
    play.tick(10, (6, 10))
    play.policy.close("gap")
    play.script = Script(begin=100)
    (trigger,) = triggers(play.tick(110, (100, 110)))
    assert trigger.event_id == 2


# -- rule 12 ---------------------------------------------------------------------------------------


def run(play, active, until=70, step=2):
    """Feed ticks of `step` seconds; slot k is active when `active(k)`."""
    for now in range(step, until + 1, step):
        play.tick(now, *((k, k + 1) for k in range(now) if active(k)))
    return triggers(play.changes)


def test_rule_12_sixty_seconds_active_is_one_trigger():
    assert len(run(Play(window=64), lambda k: k < 60)) == 1


def test_rule_12_alternating_for_sixty_seconds_is_none():
    assert run(Play(window=64), lambda k: k < 60 and k % 2 == 0) == []


def test_rule_12_two_events_thirty_seconds_apart_are_two():
    found = run(Play(window=64), lambda k: 5 <= k < 11 or 41 <= k < 47)
    assert [item.onset for item in found] == [5, 41]


def test_rule_12_retract_then_restore_is_one():
    play = Play()
    play.tick(10, (5, 10))
    play.tick(11)
    play.tick(12, (5, 12))
    play.tick(14, (5, 14))
    assert len(triggers(play.changes)) == 1


def test_a_tick_costs_the_same_after_a_thousand_events():
    play = Play()
    for number in range(1000):
        play.tick(100.0 * number + 20, (100.0 * number + 10, 100.0 * number + 14))
    assert len(triggers(play.changes)) == 1000
    assert play.policy.live == ()
