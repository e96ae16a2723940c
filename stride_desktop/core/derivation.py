"""Events once more, from the decisions of a stream that is over: what other settings would have told."""

from __future__ import annotations

from collections.abc import Iterable

from stride_desktop.core.events import Event, EventSettings, Trigger
from stride_desktop.core.run_policy import event_policy
from stride_desktop.core.ticks import Outline

Step = Outline | str | float
"""A decision, the reason for which detection ended there (rule 10 of the event policy), or the stream second
at which the request was made, if that was while watching."""


def derive(steps: Iterable[Step], settings: EventSettings) -> tuple[tuple[Event, ...], tuple[Trigger, ...]]:
    """Every event as it was last, by id, and every trigger.

    Snoozes are not part of what is known of a stream: what was snoozed is told here.
    """
    policy = event_policy(settings)
    events: dict[int, Event] = {}
    triggers: list[Trigger] = []
    for step in steps:
        if isinstance(step, float):
            policy.count_from(step)
            continue
        for change in policy.close(step) if isinstance(step, str) else policy.follow(step):
            events[change.event.id] = change.event
            if change.trigger is not None:
                triggers.append(change.trigger)
    return tuple(events.values()), tuple(triggers)
