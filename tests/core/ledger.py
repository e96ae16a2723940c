"""The book-keeping that every history of events must satisfy, whatever the labels were."""

from __future__ import annotations

from collections.abc import Iterable

from stride_desktop.core.events import Event, EventChange, EventState

EDGES = {
    None: {EventState.TENTATIVE},
    EventState.TENTATIVE: set(EventState) - {EventState.RETRACTED},
    EventState.SUPPRESSED: {
        EventState.SUPPRESSED,
        EventState.TRIGGERED,
        EventState.RETRACTED,
        EventState.CLOSED,
    },
    EventState.TRIGGERED: {EventState.TRIGGERED, EventState.RETRACTED, EventState.CLOSED},
    EventState.RETRACTED: {
        EventState.RETRACTED,
        EventState.TRIGGERED,
        EventState.SUPPRESSED,
        EventState.CLOSED,
    },
    EventState.CLOSED: set(),
    EventState.FORGOTTEN: set(),
}


class Ledger:
    """Takes in every change and fails on the first that breaks a promise."""

    def __init__(self, merge_gap: float = 2.0) -> None:
        self._merge_gap = merge_gap
        self.events: dict[int, Event] = {}
        self.triggers: dict[int, float] = {}

    def enter(self, changes: Iterable[EventChange]) -> None:
        for change in changes:
            self._enter(change)

    def _enter(self, change: EventChange) -> None:
        event, before = change.event, self.events.get(change.event.id)
        assert change.previous == (None if before is None else before.state)
        assert event.state in EDGES[change.previous]
        if before is None:
            assert event.id == len(self.events) + 1, "ids count up and are never used again"
        else:
            assert event.onset <= before.onset
            assert event.reach >= before.reach, "reach never shrinks"
        if change.trigger is not None:
            self._enter_trigger(change)
        self.events[event.id] = event

    def _enter_trigger(self, change: EventChange) -> None:
        event, trigger = change.event, change.trigger
        assert event.id not in self.triggers, "one trigger per event"
        assert event.state is EventState.TRIGGERED
        assert (trigger.event_id, trigger.time) == (event.id, event.triggered_at)
        assert (trigger.onset, trigger.reach) == (event.onset, event.reach)
        for other in self.events.values():
            if other.id in self.triggers and other.state not in (EventState.CLOSED, EventState.FORGOTTEN):
                apart = max(event.onset - other.reach, other.onset - event.reach)
                assert apart > self._merge_gap, "two triggers for what is one event"
        self.triggers[event.id] = trigger.time
