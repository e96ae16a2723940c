"""Recomputes the events of a finished stream from its decisions, under other event settings."""

from __future__ import annotations

from collections.abc import Iterable

from stride_desktop.core.events import Event, EventSettings, Trigger
from stride_desktop.core.run_policy import event_policy
from stride_desktop.core.ticks import Outline

Step = Outline | str | float
"""A decision; or the reason for which detection ended there (rule 10 of the event policy); or the stream
second at which the request was made, if that was while watching."""


def derive(steps: Iterable[Step], settings: EventSettings) -> tuple[tuple[Event, ...], tuple[Trigger, ...]]:
    """The last state of every event, by id, and every trigger.

    Snoozes are not stored with the decisions: a snoozed event triggers here.
    """
    policy = event_policy(settings)
    events: dict[int, Event] = {}
    triggers: list[Trigger] = []
    for step in steps:
        if isinstance(step, float):
            policy.count_from(step)
            continue
        for change in policy.close(step) if isinstance(step, str) else policy.update(step):
            events[change.event.id] = change.event
            if change.trigger is not None:
                triggers.append(change.trigger)
    return tuple(events.values()), tuple(triggers)
