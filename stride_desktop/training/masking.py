"""Which slots of a training sample are masked: the three modes of masked-diffusion training.

The paper's training recipe (section on sequence denoising): a model that has only ever seen fully
masked windows cannot refine one, so samples also show windows that are partly decided, without
giving away where the true span begins and ends.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.ticks import ACTIVE, INACTIVE, MASKED

Mask = NDArray[np.bool_]

REVEALED_SHARE = 0.3
"""At most this share of the slots is revealed by `unmask_spans`."""


class MaskingMode(StrEnum):
    """How a sample's slots are masked; one mode per sample, all equally likely."""

    FULL = "full"
    UNMASK_SPANS = "boundary-aware multi-span unmask"
    SPAN_SCATTER = "span + scatter"


def edge_slots(truth: NDArray[np.int8]) -> NDArray[np.intp]:
    """Indices at or next to the edges of the true span; empty when nothing is active.

    truth: int8 (W,), labels with at most one run of ACTIVE.
    """
    active = np.flatnonzero(truth == ACTIVE)
    if active.size == 0:
        return active
    near = {int(edge) + shift for edge in (active[0], active[-1]) for shift in (-1, 0, 1)}
    return np.array(sorted(k for k in near if 0 <= k < truth.size), np.intp)


def mask_all(maskable: Mask) -> Mask:
    """Mode full: everything that may be masked is."""
    return maskable.copy()


def unmask_spans(rng: np.random.Generator, truth: NDArray[np.int8], maskable: Mask) -> Mask:
    """Mode boundary-aware multi-span unmask: all masked but a few short revealed spans.

    The spans hold at most REVEALED_SHARE of the maskable slots together and never touch each
    other; at least one maskable slot at or next to the true span's edges stays masked.
    """
    edges = edge_slots(truth)
    edges = edges[maskable[edges]]
    for _ in range(32):
        masked = maskable & ~_short_spans(rng, maskable)
        if edges.size == 0 or masked[edges].any():
            return masked
    return maskable.copy()


def _short_spans(rng: np.random.Generator, maskable: Mask) -> Mask:
    """Revealed spans within their budget, with at least one other slot between any two."""
    revealed = np.zeros_like(maskable)
    places = np.flatnonzero(maskable)
    budget = int(REVEALED_SHARE * places.size)
    budget = int(rng.integers(0, budget + 1))
    for _ in range(64):
        if budget <= 0:
            break
        length = int(rng.integers(1, min(budget, 6) + 1))
        start = int(rng.choice(places))
        end = start + length
        around = slice(max(start - 1, 0), end + 1)
        if end <= maskable.size and maskable[start:end].all() and not revealed[around].any():
            revealed[start:end] = True
            budget -= length
    return revealed


def mask_span_and_scatter(rng: np.random.Generator, truth: NDArray[np.int8], maskable: Mask) -> Mask:
    """Mode span + scatter: a masked block at an edge of the true span, and scattered single slots.

    Between 1 and all of the maskable slots are masked. Without a true span the block lies anywhere.
    """
    masked = np.zeros_like(maskable)
    places = np.flatnonzero(maskable)
    if places.size == 0:
        return masked
    budget = int(rng.integers(1, places.size + 1))
    edges = edge_slots(truth)
    edges = edges[maskable[edges]]
    anchor = int(rng.choice(edges if edges.size else places))
    position = int(np.searchsorted(places, anchor))
    length = int(rng.integers(1, budget + 1))
    first = max(0, min(position - int(rng.integers(0, length)), places.size - length))
    masked[places[first : first + length]] = True
    rest = np.flatnonzero(maskable & ~masked)
    masked[rng.choice(rest, min(budget - length, rest.size), replace=False)] = True
    return masked


def draw_mask(
    rng: np.random.Generator, mode: MaskingMode, truth: NDArray[np.int8], fixed: Mask, unseen: Mask
) -> Mask:
    """Which slots are masked, bool (W,).

    truth: int8 (W,). fixed: slots settled as inactive by earlier events, never masked. unseen: slots
    before the stream began, each masked or not at random.
    """
    maskable = ~fixed & ~unseen
    if mode is MaskingMode.FULL:
        masked = mask_all(maskable)
    elif mode is MaskingMode.UNMASK_SPANS:
        masked = unmask_spans(rng, truth, maskable)
    else:
        masked = mask_span_and_scatter(rng, truth, maskable)
    return masked | (unseen & (rng.random(truth.size) < 0.5))


def shown_labels(truth: NDArray[np.int8], masked: Mask, hidden: Mask) -> NDArray[np.int8]:
    """What the model is given: MASKED, INACTIVE in fixed and unseen slots (`hidden`), else the truth."""
    given = np.where(hidden, INACTIVE, truth)
    return np.where(masked, MASKED, given).astype(np.int8)
