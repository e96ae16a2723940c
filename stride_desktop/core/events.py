"""Events: what a person is told about, followed across the detector's changes of mind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EventState(StrEnum):
    """Life of an event. CLOSED and FORGOTTEN are final."""

    TENTATIVE = "tentative"
    TRIGGERED = "triggered"
    SUPPRESSED = "suppressed"
    RETRACTED = "retracted"
    CLOSED = "closed"
    FORGOTTEN = "forgotten"


WITHDRAWN = "withdrawn"
MERGED = "merged"
"""Reasons for the end of an event that the policy itself gives."""


@dataclass(frozen=True, slots=True)
class EventSettings:
    """When an event counts as one, and as sustained. Seconds of stream time, ratios in 0..1.

    by_runs: events are made of runs of active slots (`core.run_policy`); else of the detector's segments,
    as published.
    """

    merge_gap_seconds: float = 2.0
    sustain_seconds: float = 4.0
    sustain_ratio: float = 0.75
    min_event_seconds: float = 2.0
    cooldown_seconds: float = 0.0
    by_runs: bool = False

    @classmethod
    def live(cls) -> EventSettings:
        """For watching a live source."""
        return cls(by_runs=True)


@dataclass(frozen=True, slots=True)
class Event:
    """A snapshot of one event. Times are stream seconds.

    onset: earliest start; reach: latest end ever seen. triggered_at: when it spoke, None if it
    did not. late: it spoke only after its span had completed. suppressed_at: when it would have
    spoken but for a snooze or the cool-down, None if that never was. reason: why it ended when
    no offset did: WITHDRAWN, MERGED into an older event, or what ended the detection, such as
    "gap", "paused", "stopped" or "new request"; else empty. from_start: it was already so in the
    first frames, so that its true onset was never seen.
    """

    id: int
    onset: float
    reach: float
    state: EventState = EventState.TENTATIVE
    triggered_at: float | None = None
    late: bool = False
    suppressed_at: float | None = None
    reason: str = ""
    from_start: bool = False

    @property
    def answerable(self) -> bool:
        """It has not spoken, and still can when a person wants it to: held back, or over without a word."""
        quiet = self.triggered_at is None and self.reason not in (WITHDRAWN, MERGED)
        return quiet and self.state in (EventState.SUPPRESSED, EventState.CLOSED)


@dataclass(frozen=True, slots=True)
class Trigger:
    """The moment to speak about an event; at most one per event id. from_start: as in Event."""

    event_id: int
    time: float
    onset: float
    reach: float
    ongoing: bool
    from_start: bool = False


@dataclass(frozen=True, slots=True)
class EventChange:
    """One step in an event's life: the event as it is now, and the trigger it caused, if any."""

    event: Event
    previous: EventState | None
    trigger: Trigger | None = None
