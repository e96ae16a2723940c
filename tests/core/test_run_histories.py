"""Events of runs keep their promises for any labels."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stride_desktop.core.events import EventSettings, EventState
from stride_desktop.core.run_policy import RunPolicy
from tests.core.scripts import Script

RETRACTED, CLOSED, FORGOTTEN = EventState.RETRACTED, EventState.CLOSED, EventState.FORGOTTEN
WINDOW, CELLS, SECONDS, BEFORE = 12, 20, 420, 2
"""Slots; cells of the truth in a second; how long a history is at most; seconds before the first frame."""

steps = st.tuples(
    st.sampled_from([1.0, 2.0, 2.0, 2.05, 1.95, 1.7, 5.0, 13.0]),  # seconds to the next tick
    st.one_of(st.just(0), st.just(0), st.integers(0, 2**WINDOW - 1)),  # labels that are wrong this time
    st.sampled_from(["", "", "", "", "snooze", "gap"]),
)


class Known:
    """What is known to be active, cell by cell: as the newest tick says, where that can still change."""

    def __init__(self) -> None:
        self.active = np.zeros((SECONDS + BEFORE) * CELLS, dtype=bool)
        self.edge = -float(BEFORE)

    def take(self, tick):
        starts, ends = tick.passes[0].slot_starts, tick.passes[0].slot_ends
        decided = ~tick.passes[0].unseen & ((starts + ends) / 2 >= self.edge)
        if decided.any():
            self.edge = max(self.edge, starts[decided][0])
        for slot in np.flatnonzero(decided):
            first, end = self.cells(max(starts[slot], self.edge), max(ends[slot], self.edge))
            self.active[first:end] = tick.labels[slot] == 1
        self.settle(max((segment.end for segment in tick.completed), default=-BEFORE))

    def settle(self, until):
        self.edge = max(self.edge, until)

    def cells(self, *seconds):
        return (round((second + BEFORE) * CELLS) for second in seconds)

    def longest_pause(self, event):
        first, end = self.cells(event.onset, event.reach)
        edges = np.flatnonzero(np.concatenate(([True], self.active[first:end], [True])))
        return (np.diff(edges).max() - 1) / CELLS


@settings(max_examples=150, deadline=None)
@given(
    truth=st.lists(st.tuples(st.booleans(), st.integers(1, 12)), max_size=20),
    history=st.lists(steps, max_size=30),
    gap=st.sampled_from([2.0, 2.0, 0.0, 5.0]),
    margin=st.sampled_from([1.0, 0.0, 6.0]),
)
def test_no_event_covers_a_pause_and_no_two_overlap(truth, history, gap, margin):
    active = [value for value, length in truth for _ in range(length)] + [False] * SECONDS
    policy, known = RunPolicy(EventSettings(by_runs=True, merge_gap_seconds=gap)), Known()
    script, now, told, spoke = Script(window=WINDOW, margin=margin, live=True), 0.0, {}, []

    def enter(changes):
        for change in changes:
            told[change.event.id] = change.event
            spoke.extend([change.trigger.event_id] if change.trigger else [])
            if change.event.state is CLOSED and change.event.reason != "merged":
                known.settle(change.event.reach)

    for seconds, wrong, action in history:
        now = round(now + seconds, 2)
        tick = script.labelled_tick(now, lambda middles, w=wrong: labels(active, middles, w))
        known.take(tick)
        enter(policy.update(tick.outline))
        for event in policy.live:
            if event.state is not RETRACTED:
                assert known.longest_pause(event) <= gap + 1e-6
        _check_apart(told.values())
        if action == "snooze":
            policy.snooze(now + 10)
        elif action:
            enter(policy.close(action))
            script, now = Script(window=WINDOW, begin=now + 12, margin=margin, live=True), now + 12
    enter(policy.close("stopped"))
    _check_apart(told.values())
    assert len(spoke) == len(set(spoke)), "one trigger an event"
    assert list(told) == list(range(1, len(told) + 1)), "no number is used twice"


def _check_apart(events):
    standing = [event for event in events if event.state is not FORGOTTEN and event.reason != "merged"]
    standing.sort(key=lambda event: (event.onset, event.reach))
    for earlier, later in pairwise(standing):
        assert earlier.reach <= later.onset + 1e-6


def labels(active, middles, wrong):
    return [
        active[int(middle)] ^ bool(wrong >> slot & 1) if middle > 0 else False
        for slot, middle in enumerate(middles)
    ]
