"""The data of the timeline: one value per second of stream time, resolved once, then painted.

A slot belongs to the frame at its end. The slot of the first frame therefore ends where the stream begins.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.events import Event, Trigger
from stride_desktop.core.frames import EARLY
from stride_desktop.core.review import Review

EMPTY = -1
"""Label of a second that no slot covered (unseen, gap): drawn as nothing, never as inactive."""

LOST = "lost"
"""Reason of a gap while a source was lost and reopened."""

COVERED = "covered"
"""Reason of a gap while the program's own windows covered the source."""

HIDDEN = "hidden"
"""Reason of a gap while a watched window was not shown, for example minimised."""

DELETED = "deleted"
"""Reason of a gap that a deletion left."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A range without frames or detection. reason: "paused", "gap", "overload" and the like."""

    start: float
    end: float
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class TimelineSnapshot:
    """The data that a view paints. Entry i is about second `first_second + i` of stream time.

    shift: float32 (n,), how much later than that second its slot begins: live frames are taken between the
    full seconds. labels: int8 (n,), EMPTY, INACTIVE or ACTIVE. probabilities: float64 (n,), NaN where empty.
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
    shift: NDArray[np.float32]

    @property
    def begin(self) -> float | None:
        """Time of the first frame with a decision; None before there is one."""
        return self.first_second + float(self.shift[0]) + 1.0 if self.shift.size else None

    @property
    def end(self) -> float | None:
        """Time of the last frame with a decision; None before there is one."""
        last = self.shift.size - 1
        return self.first_second + last + float(self.shift[last]) + 1.0 if self.shift.size else None

    def frame_time(self, second: float) -> float:
        """Time of the frame that the slot around a stream second belongs to: the slot's end."""
        slot = self._slot(second)
        return second if slot is None else slot[1]

    def nearest_frame(self, second: float) -> float:
        """Time of the frame nearest to a time, allowing for jitter; else of the next frame."""
        slot = self._slot(second - EARLY)
        return second if slot is None else slot[1]

    def index_at(self, frame_time: float) -> int | None:
        """The entry whose slot belongs to the frame nearest to a time; None without one."""
        slot = self._slot(frame_time - EARLY)
        return None if slot is None else slot[0]

    def _slot(self, second: float) -> tuple[int, float] | None:
        """The entry whose slot contains a stream second, and the end of that slot."""
        near = math.floor(second) - self.first_second
        for index in range(max(0, near - 2), min(near + 2, self.shift.size)):
            end = self.first_second + index + float(self.shift[index]) + 1.0
            if end - 1.0 < second <= end:
                return index, end
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """One request's row of the timeline: what was detected, and the user's review.

    query: the request; model: name of the activation model. review: None without one. answers: the text of
    each answer by the id of its event.
    """

    query: str
    model: str
    snapshot: TimelineSnapshot
    review: Review | None = None
    answers: Mapping[int, str] = field(default_factory=dict)
