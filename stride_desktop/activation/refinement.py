"""Refining one activation window: from all masked to all decided (paper, sequence denoising)."""

from __future__ import annotations

from collections.abc import MutableMapping

import numpy as np
from numpy.typing import NDArray

from stride_desktop.activation.base import Prefix
from stride_desktop.activation.steps import DenoiseSteps
from stride_desktop.core.schedule import RandomSource, choose_slots, unmasking_rounds
from stride_desktop.core.slots import SlotGrid, SlotHistory
from stride_desktop.core.ticks import FIXED, INACTIVE, MASKED, RETAINED, UNSEEN, DenoisingCall

KnownCalls = MutableMapping[bytes, NDArray[np.float64]]
"""Results for the current prefix by the bytes of the labels: P(active), float64 (W,)."""


class Refinement:
    """The W labels of one pass while they are decided.

    labels: int8 (W,); probabilities: float64 (W,), P(active) from the call that decided the slot;
    origin: int16 (W,), how it was decided; calls: every denoising call so far.
    """

    def __init__(
        self, prefix: Prefix, grid: SlotGrid, fixed: NDArray[np.bool_], known: KnownCalls | None
    ) -> None:
        """fixed: bool (W,), slots that a completed segment has settled. known: None computes every call."""
        self._prefix = prefix
        self._grid = grid
        self._known = known
        decided = grid.unseen | fixed
        self.labels = np.where(decided, INACTIVE, MASKED).astype(np.int8)
        self.origin = np.where(grid.unseen, UNSEEN, FIXED).astype(np.int16)
        self.probabilities = np.full(decided.shape, np.nan)
        self.calls: list[DenoisingCall] = []

    def retain(self, history: SlotHistory, confidence_threshold: float) -> DenoiseSteps[None]:
        """Selective re-masking: keep the past decisions that the model still agrees with."""
        probabilities = yield from self._denoise()
        proposals = history.proposals(self._grid)
        agreed = np.abs(probabilities - proposals) < 1.0 - confidence_threshold
        retained = (self.labels == MASKED) & (proposals != MASKED) & agreed
        self._decide(retained, proposals, probabilities, RETAINED)

    def unmask(self, steps: int, rng: RandomSource) -> DenoiseSteps[None]:
        """Decide what is still masked in at most `steps` rounds, the most confident slots first."""
        seen = int((~self._grid.unseen).sum())
        masked = int((self.labels == MASKED).sum())
        for number, count in enumerate(unmasking_rounds(seen, masked, steps), start=1):
            probabilities = yield from self._denoise()
            chosen = choose_slots(probabilities, self.labels == MASKED, count, rng)
            self._decide(chosen, probabilities > 0.5, probabilities, number)

    def _denoise(self) -> DenoiseSteps[NDArray[np.float64]]:
        before = self.labels.copy()
        key = before.tobytes()
        probabilities = None if self._known is None else self._known.get(key)
        if probabilities is None:
            probabilities = yield self._prefix, before
            if self._known is not None:
                self._known[key] = probabilities
        self.calls.append(DenoisingCall(before, probabilities, self._prefix.next_position))
        return probabilities

    def _decide(
        self,
        slots: NDArray[np.bool_] | NDArray[np.intp],
        labels: NDArray[np.int8] | NDArray[np.bool_],
        probabilities: NDArray[np.float64],
        origin: int,
    ) -> None:
        self.labels[slots] = labels[slots]
        self.probabilities[slots] = probabilities[slots]
        self.origin[slots] = origin
