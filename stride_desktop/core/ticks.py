"""The detector's output: denoising calls, passes, ticks and segments."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

INACTIVE = 0
ACTIVE = 1
MASKED = 2
"""Slot labels, in the order of the tokens `<inactive>`, `<active>`, `<activation>`."""

_ROUNDING = 1e-6
"""Seconds; the ends of slots carry rounding errors."""

UNSEEN = -2
FIXED = -1
RETAINED = 0
"""How a slot got its label (`Pass.origin`); 1, 2, … is the unmasking round that chose it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A span of activation in stream seconds; `end` may still grow while not `completed`."""

    start: float
    end: float
    completed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class DenoisingCall:
    """One forward pass over the W slots.

    labels: int8, shape (W,), the labels *before* the call (MASKED where undecided).
    probabilities: float64, shape (W,), P(active) of every slot.
    first_position: M-RoPE position of the first activation token; 0 for models without one.
    """

    labels: NDArray[np.int8]
    probabilities: NDArray[np.float64]
    first_position: int


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """One refinement of the whole window (a tick has several when events complete).

    slot_starts, slot_ends: float64, shape (W,), stream seconds.
    unseen: bool, shape (W,), slots before the frame window began.
    labels: int8, shape (W,), INACTIVE or ACTIVE.
    probabilities: float64, shape (W,), P(active) from the call that decided the slot; NaN
        where no call did (unseen and fixed slots).
    origin: int16, shape (W,), UNSEEN, FIXED, RETAINED, or the 1-based unmasking round.
    completed: segments that this pass completed; segments: all that are tracked after it.
    prefix_tokens: tokens before the activation tokens (0 for models without a token prefix).
    """

    prefix_tokens: int
    slot_starts: NDArray[np.float64]
    slot_ends: NDArray[np.float64]
    unseen: NDArray[np.bool_]
    labels: NDArray[np.int8]
    probabilities: NDArray[np.float64]
    origin: NDArray[np.int16]
    completed: tuple[Segment, ...]
    segments: tuple[Segment, ...]
    calls: tuple[DenoisingCall, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The part of a tick that events follow from. Times are stream seconds.

    first: start of the first slot; resolution: seconds per slot; unseen: number of slots before the frame
    window began, all at the front. labels: int8, shape (W,), ACTIVE where any pass decided so. completed:
    segments that any pass completed; open: the one that may still grow.
    """

    timestamp: float
    first: float
    resolution: float
    unseen: int
    labels: NDArray[np.int8]
    completed: tuple[Segment, ...]
    open: Segment | None

    @property
    def centres(self) -> NDArray[np.float64]:
        """Centres of the slots, float64, shape (W,)."""
        slots = np.arange(self.labels.size, dtype=np.float64)
        return self.first + (slots + 0.5) * self.resolution

    @property
    def seen(self) -> int:
        """Slots up to the newest frame; those after it, where a model has any, are forecasts."""
        return math.ceil((self.timestamp - _ROUNDING - self.first) / self.resolution)


@dataclass(frozen=True, slots=True, eq=False)
class Tick:
    """One decision of the detector. `timestamp`: stream seconds of its last frame."""

    timestamp: float
    passes: tuple[Pass, ...]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All segments tracked after the tick."""
        return self.passes[-1].segments

    @property
    def completed(self) -> tuple[Segment, ...]:
        """Segments that any pass of this tick completed, in order."""
        return tuple(segment for item in self.passes for segment in item.completed)

    @property
    def labels(self) -> NDArray[np.int8]:
        """int8, shape (W,): ACTIVE where any pass decided so."""
        labels: NDArray[np.int8] = np.maximum.reduce([item.labels for item in self.passes])
        return labels

    @property
    def outline(self) -> Outline:
        """The Outline of the tick."""
        grid, last = self.passes[-1], self.segments[-1:]
        first = float(grid.slot_starts[0])
        return Outline(
            timestamp=self.timestamp,
            first=first,
            resolution=float(grid.slot_ends[0]) - first,
            unseen=int(np.count_nonzero(grid.unseen)),
            labels=self.labels,
            completed=self.completed,
            open=None if not last or last[0].completed else last[0],
        )
