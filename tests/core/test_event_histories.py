"""Promises about events that hold for any history of labels."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from stride_desktop.core.event_policy import EventPolicy
from stride_desktop.core.events import EventSettings, EventState
from tests.core.ledger import Ledger
from tests.core.scripts import Script

WINDOW = 12
TRUTH_SECONDS = 400

steps = st.tuples(
    st.sampled_from([1.0, 2.0, 2.0, 2.0, 1.7, 5.0, 13.0]),  # seconds to the next tick
    st.one_of(st.just(0), st.just(0), st.integers(0, 2**WINDOW - 1)),  # labels that are wrong this time
    st.sampled_from(["", "", "", "", "snooze", "wake", "answer", "gap", "request"]),
)


@settings(max_examples=300, deadline=None)
@given(
    truth=st.lists(st.tuples(st.booleans(), st.integers(1, 12)), max_size=20),
    history=st.lists(steps, max_size=30),
    cooldown=st.sampled_from([0.0, 0.0, 9.0]),
    margin=st.sampled_from([1.0, 0.0, 6.0]),
)
def test_any_history_keeps_the_promises(truth, history, cooldown, margin):
    active = [value for value, length in truth for _ in range(length)] + [False] * TRUTH_SECONDS
    policy = EventPolicy(EventSettings(cooldown_seconds=cooldown))
    ledger, script, now = Ledger(), Script(window=WINDOW, margin=margin), 0.0
    for seconds, wrong, action in history:
        now += seconds
        ledger.enter(
            policy.update(script.labelled_tick(now, lambda t, w=wrong: labels(active, t, w)).outline)
        )
        assert {event.id: event for event in policy.live}.items() <= ledger.events.items()
        if action == "snooze":
            policy.snooze(now + 10)
        elif action == "wake":
            policy.snooze(now)
        elif action == "answer":
            for event in policy.live:
                change = policy.answer_now(event.id)
                ledger.enter(() if change is None else (change,))
        elif action:
            ledger.enter(policy.close(action))
            script = Script(window=WINDOW, begin=now, margin=margin)
    ledger.enter(policy.close("stopped"))
    assert all(event.state in (EventState.CLOSED, EventState.FORGOTTEN) for event in ledger.events.values())


def labels(active, middles, wrong):
    return [
        active[int(middle)] ^ bool(wrong >> slot & 1) if middle > 0 else False
        for slot, middle in enumerate(middles)
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(8, 20), st.integers(4, 15)), max_size=5))
def test_a_faithful_detector_gives_one_trigger_per_event(events):
    """Events of four seconds or more, well apart, seen without a single mistake."""
    spans, end = [], 0
    for pause, length in events:
        spans.append((end + pause, end + pause + length))
        end += pause + length
    policy, ledger, script = EventPolicy(), Ledger(), Script(window=64)
    for now in range(2, end + 12, 2):
        ledger.enter(policy.update(script.tick(now, *(span for span in spans if span[0] < now)).outline))
    ledger.enter(policy.close("stopped"))
    told = sorted(event.onset for event in ledger.events.values() if event.id in ledger.triggers)
    assert told == [float(start) for start, _ in spans]
