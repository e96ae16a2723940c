"""Ticks whose labels a test dictates; slots, passes and segments are the real ones."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.segments import SegmentTracker
from stride_desktop.core.slots import slot_grid
from stride_desktop.core.ticks import FIXED, UNSEEN, Pass, Tick

Spans = tuple[tuple[float, float], ...]


class Script:
    """A detector whose activation model says what the test says.

    begin: time of the first frame; window: number of one-second slots; live: with the corrections for
    watching live, see DetectorSettings.
    """

    def __init__(
        self,
        window: int = 32,
        begin: float = 0.0,
        margin: float = 1.0,
        max_passes: int = 4,
        live: bool = False,
    ) -> None:
        self._window = window
        self._begin = begin
        self._max_passes = max_passes
        self._live = live
        self._gap = 2.0 if live else None
        self._tracker = SegmentTracker(margin, max_gap=self._gap)

    def tick(self, now: float, *spans: tuple[float, float]) -> Tick:
        """A tick at `now` that finds the slots inside `spans` active."""
        return self.labelled_tick(
            now,
            lambda middles: (
                np.any([(a < middles) & (middles < b) for a, b in spans], axis=0)
                if spans
                else np.zeros(middles.shape, dtype=bool)
            ),
        )

    def labelled_tick(self, now, active) -> Tick:
        """A tick at `now`; `active` maps the middles of the slots, float64 (W,), to bool (W,)."""
        grid = slot_grid(now, self._begin, self._window, 0, 1.0)
        wanted: NDArray[np.bool_] = active((grid.starts + grid.ends) / 2)
        passes: list[Pass] = []
        while not passes or (passes[-1].completed and len(passes) < self._max_passes):
            fixed = grid.settled(self._tracker.settled_until, self._live)
            known = grid.unseen | fixed
            labels = (wanted & ~known).astype(np.int8)
            span = grid.span(labels, math.inf if self._gap is None else self._gap)
            self._tracker, completed = self._tracker.update(span, grid.first_seen, now)
            passes.append(
                Pass(
                    prefix_tokens=0,
                    slot_starts=grid.starts,
                    slot_ends=grid.ends,
                    unseen=grid.unseen,
                    labels=labels,
                    probabilities=np.where(known, np.nan, np.where(labels == 1, 0.9, 0.1)),
                    origin=np.where(grid.unseen, UNSEEN, np.where(fixed, FIXED, 1)).astype(np.int16),
                    completed=completed,
                    segments=self._tracker.segments,
                    calls=(),
                )
            )
        return Tick(now, tuple(passes))
