"""Events: detected spans that may trigger, followed across the detector's revisions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stride_desktop.core.setting import Number, Section, setting


class EventState(StrEnum):
    """State of an event. CLOSED and FORGOTTEN are final."""

    TENTATIVE = "tentative"
    TRIGGERED = "triggered"
    SUPPRESSED = "suppressed"
    RETRACTED = "retracted"
    CLOSED = "closed"
    FORGOTTEN = "forgotten"


WITHDRAWN = "withdrawn"
MERGED = "merged"
"""Reasons for the end of an event that the policy itself sets."""


@dataclass(frozen=True, slots=True)
class EventSettings(Section):
    """Settings of the event policy. Seconds of stream time, ratios in 0..1.

    by_runs: events are made of runs of active slots (`core.run_policy`); else of the detector's segments,
    as published.
    """

    sustain_seconds: float = setting(
        4.0,
        "Speak after",
        Number(1.0, 60.0, 1, " s"),
        "How long something must have been seen before it triggers.",
        flag="--sustain-seconds",
    )
    sustain_ratio: float = setting(
        0.75,
        "Seen for at least",
        Number(0.1, 1.0, 0.05, decimals=2),
        "The part of that time in which it must have been seen; 1 is all of it.",
        flag="--sustain-ratio",
    )
    min_event_seconds: float = setting(
        2.0,
        "Shortest event",
        Number(0.0, 600.0, 1, " s"),
        "An event that ended before it triggered still triggers, late, if it lasted this long.",
        flag="--min-event",
    )
    merge_gap_seconds: float = setting(
        2.0,
        "Join across",
        Number(0.0, 60.0, 1, " s"),
        "Two appearances no further apart than this are one event.",
        flag="--merge-gap",
    )
    cooldown_seconds: float = setting(
        0.0,
        "Quiet after an alert",
        Number(0.0, 86400.0, 5, " s"),
        "Events in this time are marked on the timeline but do not trigger.",
        flag="--cooldown",
    )
    by_runs: bool = False

    @classmethod
    def live(cls) -> EventSettings:
        """For watching a live source."""
        return cls(by_runs=True)


@dataclass(frozen=True, slots=True)
class Event:
    """A snapshot of one event. Times are stream seconds.

    onset: earliest start; reach: latest end ever seen. triggered_at: time of its trigger, None without one.
    late: it triggered only after its span had completed. suppressed_at: when it would have triggered but for
    a snooze or the cool-down, else None. reason: why it ended when no offset ended it: WITHDRAWN, MERGED into
    an older event, or the end of detection, such as "gap", "paused", "stopped" or "new request"; else empty.
    from_start: it was active in the first frames already, so its true onset is unknown.
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
        """Whether the user can still request its answer: it is suppressed, or over without a trigger."""
        quiet = self.triggered_at is None and self.reason not in (WITHDRAWN, MERGED)
        return quiet and self.state in (EventState.SUPPRESSED, EventState.CLOSED)


@dataclass(frozen=True, slots=True)
class Trigger:
    """The moment at which an event triggers; at most one per event id. from_start: as in Event."""

    event_id: int
    time: float
    onset: float
    reach: float
    ongoing: bool
    from_start: bool = False


@dataclass(frozen=True, slots=True)
class EventChange:
    """One step of an event: its new state, and its trigger, if any."""

    event: Event
    previous: EventState | None
    trigger: Trigger | None = None
