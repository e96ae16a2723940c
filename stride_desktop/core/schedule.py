"""The unmasking schedule: how many slots are decided in each round, and which."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RandomSource = np.random.RandomState | np.random.Generator
"""Source of the random draws."""

CANDIDATES_PER_CHOICE = 2
"""A round draws its slots among this many times as many of the most confident ones."""


def unmasking_rounds(seen: int, masked: int, rounds: int) -> tuple[int, ...]:
    """How many slots each round decides.

    `seen` slots are split as evenly as possible over `rounds` rounds, the first ones taking the
    remainder; each round is then clipped to what is still masked, and empty rounds are left out.
    The counts add up to `masked` (at most `seen`).
    """
    share, remainder = divmod(seen, rounds)
    counts = []
    for index in range(rounds):
        count = min(share + (index < remainder), masked)
        masked -= count
        if count:
            counts.append(count)
    return tuple(counts)


def choose_slots(
    probabilities: NDArray[np.float64], masked: NDArray[np.bool_], count: int, rng: RandomSource
) -> NDArray[np.intp]:
    """Draw the `count` slots that this round decides.

    probabilities: P(active), float64 (W,); masked: bool (W,), the slots still undecided. The draw
    is uniform among the 2·count most confident masked slots (ties: the lower slot first), which
    are offered in slot order so that a seed gives the same draw on every machine.
    """
    slots = np.flatnonzero(masked)
    confidence = np.maximum(probabilities[slots], 1.0 - probabilities[slots])
    most_confident = np.argsort(-confidence, kind="stable")[: CANDIDATES_PER_CHOICE * count]
    candidates = np.sort(slots[most_confident])
    return rng.choice(candidates, count, replace=False)
