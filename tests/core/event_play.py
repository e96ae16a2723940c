"""Ticks whose labels a test dictates, given to the event policy."""

from __future__ import annotations

from stride_desktop.core.event_policy import EventPolicy
from stride_desktop.core.events import EventSettings
from tests.core.scripts import Script


def states(changes):
    """(id, state) of every change of state, in order."""
    return [(item.event.id, item.event.state) for item in changes if item.event.state is not item.previous]


def triggers(changes):
    return [item.trigger for item in changes if item.trigger is not None]


class Play:
    """A script and a policy, advanced together; remembers all changes."""

    def __init__(self, settings: EventSettings | None = None, **script) -> None:
        self.script = Script(**script)
        self.policy = EventPolicy(settings)
        self.changes = []

    def tick(self, now, *spans):
        changes = self.policy.update(self.script.tick(now, *spans).outline)
        self.changes += changes
        return changes

    @property
    def events(self):
        return {item.event.id: item.event for item in self.changes}
