"""Timeline snapshots for tests."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.bench.generated import Size, timeline
from stride_desktop.core.events import Event, EventState
from stride_desktop.core.ticks import ACTIVE, FIXED, INACTIVE
from stride_desktop.core.timeline import EMPTY, Gap, Lane, TimelineSnapshot

FIRST = 1000
"""Stream second that the snapshots begin with; elapsed time counts from it."""


def watched(
    seconds: int = 160, events: tuple[Event, ...] = (), gaps: tuple[Gap, ...] = ()
) -> TimelineSnapshot:
    """Seconds watched since FIRST: active inside the events, empty inside the gaps, decided in step 3.

    The slot before FIRST is that of the first frame.
    """
    times = FIRST + np.arange(-1, seconds)
    labels = np.full(seconds + 1, INACTIVE, dtype=np.int8)
    for event in events:
        labels[(times >= event.onset) & (times < event.reach)] = ACTIVE
    probabilities = np.where(labels == ACTIVE, 0.9, 0.1)
    for gap in gaps:
        inside = (times >= gap.start) & (times < gap.end)
        labels[inside], probabilities[inside] = EMPTY, np.nan
    return TimelineSnapshot(
        first_second=FIRST - 1,
        labels=labels,
        probabilities=probabilities,
        settled=times < FIRST + 60,
        origin=np.where(times < FIRST + 30, FIXED, 3).astype(np.int16),
        window=(FIRST + seconds - 64.0, FIRST + float(seconds)),
        events=events,
        triggers=(),
        gaps=gaps,
        newest=FIRST + float(seconds),
        shift=np.zeros(seconds + 1, np.float32),
    )


def whole_day() -> TimelineSnapshot:
    """86,400 seconds with 2,000 spans and some gaps."""
    return timeline(Size(86_400, 2_000, 1))


def event(
    number: int,
    start: float,
    end: float,
    state: EventState,
    spoke: float | None = None,
    held: float | None = None,
    reason: str = "",
) -> Event:
    """An event with times counted from FIRST."""
    return Event(
        number,
        FIRST + start,
        FIRST + end,
        state,
        triggered_at=None if spoke is None else FIRST + spoke,
        suppressed_at=None if held is None else FIRST + held,
        reason=reason,
    )


SPANS = (
    event(1, 10, 14, EventState.FORGOTTEN),
    event(2, 41, 52, EventState.CLOSED, 45),
    event(3, 80, 97, EventState.SUPPRESSED, held=84),
    event(4, 130, 160, EventState.TENTATIVE),
)


def show_live(
    view: TimelineView, snapshot: TimelineSnapshot, answers: Mapping[int, str] | None = None
) -> None:
    """Show what is being watched for one request."""
    view.set_lanes([Lane("tell me", "stride-nano", snapshot, answers=answers or {})], headers=False)
