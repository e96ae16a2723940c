"""What the timeline shows: one value per second of stream time, resolved once, then painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.events import Event, Trigger
from stride_desktop.core.review import Review

EMPTY = -1
"""Label of a second that no slot covered (unseen, gap): drawn as nothing, never as inactive."""

LOST = "lost"
"""Reason of the gap while a source was lost and opened again."""

DELETED = "deleted"
"""Reason of the gap that is left where something was deleted."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without frames or detection. reason: "paused", "gap", "overload" and the like."""

    start: float
    end: float
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class TimelineSnapshot:
    """Everything that a view paints. Entry i is second `first_second + i` of stream time.

    labels: int8 (n,), EMPTY, INACTIVE or ACTIVE. probabilities: float64 (n,), NaN where empty.
    settled: bool (n,), the second lies in or before a completed segment and will not change.
    origin: int16 (n,), as in `Pass.origin`. window: the current activation window (start, end).
    events: every event so far, forgotten ones included, by id. newest: time of the newest frame.
    """

    first_second: int
    labels: NDArray[np.int8]
    probabilities: NDArray[np.float64]
    settled: NDArray[np.bool_]
    origin: NDArray[np.int16]
    window: tuple[float, float] | None
    events: tuple[Event, ...]
    triggers: tuple[Trigger, ...]
    gaps: tuple[Gap, ...]
    newest: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """One request's row of the timeline: what was found, and what a person says about it.

    query: the request; model: who decided. review: None as long as nobody said anything. answers: the
    text of each answer by the id of its event.
    """

    query: str
    model: str
    snapshot: TimelineSnapshot
    review: Review | None = None
    answers: Mapping[int, str] = field(default_factory=dict)
