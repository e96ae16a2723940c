"""Events under other event settings, derived from stored decisions."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.derivation import Step, derive
from stride_desktop.core.events import Event, EventSettings, Trigger
from stride_desktop.sessions.library import Library


@dataclass(frozen=True, slots=True, eq=False)
class Derived:
    """The events and triggers of a lane under other settings."""

    lane_id: str
    settings: EventSettings
    events: tuple[Event, ...]
    triggers: tuple[Trigger, ...]


class Deriving:
    """Derives events, and keeps the decisions of the last lane in memory. Used on the background thread."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: tuple[str, tuple[Step, ...]] = ("", ())

    def derive(self, lane_id: str, settings: EventSettings) -> Derived:
        """The events of a lane under these settings. Raises StoreError."""
        if self._known[0] != lane_id:
            with self._library.open(lane_id) as session:
                self._known = lane_id, tuple(session.steps())
        events, triggers = derive(self._known[1], settings)
        return Derived(lane_id, settings, events, triggers)

    def forget(self) -> None:
        """Free the memory of the decisions."""
        self._known = "", ()
