"""Changes: rectangles in which a frame differs from the one before."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.frames import Image

BLOCK = 8
"""Pixels along a side of the blocks that two frames are compared in."""
SIDE = 64
"""Pixels along a side of the two pictures of a change."""
PLACE = 13
"""Numbers that describe where and how much."""
MOST_AT_ONCE = 6
"""Changes of one frame; of more the largest, in places that were still before."""

_FAINTEST = 3.0
_NOISE_FACTOR = 1.8
_LEAST_SIDE = 56
_MARGIN = 0.15, 8
_SMALL = 24

Grid = NDArray[np.float32]
Corners = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels; the second ones lie outside."""


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A rectangle of the picture before and after it changed, with what lies around it.

    time: of the frame after, stream seconds. box: what changed; view: what the pictures show, both in pixels.
    pictures: uint8 (SIDE, SIDE, 6), RGB before and RGB after. place: float32 (PLACE,), position, size and
    strength, and how often this place had changed before.
    """

    time: float
    box: Corners
    view: Corners
    pictures: NDArray[np.uint8]
    place: NDArray[np.float32]
    _small: tuple[Grid, Grid, Grid]

    @property
    def area(self) -> float:
        """Pixels of `box`."""
        x0, y0, x1, y1 = self.box
        return float((x1 - x0) * (y1 - y0))

    def distances(self, picture: Image) -> tuple[float, float]:
        """How far a picture is from after and from before, in units of their difference: 0 is equal."""
        before, after, weights = self._small
        x0, y0, x1, y1 = self.view
        now = _shrunk(picture[y0:y1, x0:x1], _SMALL).astype(np.float32)
        return float((weights * np.abs(now - after)).sum()), float((weights * np.abs(now - before)).sum())


def block_differences(before: Image, after: Image) -> Grid:
    """Mean over each block of the absolute difference, of the channel that differs most; grey levels."""
    difference = cv2.absdiff(before, after)
    largest = cv2.max(cv2.max(difference[:, :, 0], difference[:, :, 1]), difference[:, :, 2])
    rows, columns = before.shape[0] // BLOCK, before.shape[1] // BLOCK
    return np.asarray(
        cv2.resize(largest.astype(np.float32), (columns, rows), interpolation=cv2.INTER_AREA), np.float32
    )


def changed_blocks(differences: Grid, noise: float) -> NDArray[np.bool_]:
    """Blocks that differ by more than the sensor's noise, in grey levels, explains."""
    return np.asarray(differences > _FAINTEST + _NOISE_FACTOR * noise)


def find_changes(
    before: Image, after: Image, time: float, changed: NDArray[np.bool_], heat: Grid
) -> list[Change]:
    """The changes between two frames.

    changed: blocks that differ. heat: how often each block had changed lately, 0-1.
    """
    near = cv2.dilate(changed.astype(np.uint8), np.ones((5, 5), np.uint8))
    count, labels = cv2.connectedComponents(near, connectivity=8)
    found: list[tuple[float, Corners, int]] = []
    for label in range(1, count):
        rows, columns = np.nonzero((labels == label) & changed)
        y0, y1, x0, x1 = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
        novelty = 1.05 - float(heat[rows, columns].mean())
        corners = tuple(int(v) * BLOCK for v in (x0, y0, x1, y1))
        found.append((math.sqrt(len(rows)) * novelty, corners, len(rows)))  # type: ignore[arg-type]
    found.sort(key=lambda item: -item[0])
    share, many = float(changed.mean()), min(len(found), 16)
    return [
        _change(before, after, time, box, blocks, heat, share, many)
        for _, box, blocks in found[:MOST_AT_ONCE]
    ]


def _change(
    before: Image, after: Image, time: float, box: Corners, blocks: int, heat: Grid, share: float, many: int
) -> Change:
    high, wide = after.shape[:2]
    view = _view(box, wide, high)
    x0, y0, x1, y1 = view
    pictures = [_shrunk(image[y0:y1, x0:x1], SIDE) for image in (before, after)]
    small = [_shrunk(image[y0:y1, x0:x1], _SMALL).astype(np.float32) for image in (before, after)]
    weights = np.abs(small[1] - small[0])
    weights = weights / max(float((weights**2).sum()), 1e-3)
    x0, y0, x1, y1 = box
    width, height = (x1 - x0) / wide, (y1 - y0) / high
    lately = heat[y0 // BLOCK : y1 // BLOCK, x0 // BLOCK : x1 // BLOCK]
    step = pictures[1].astype(np.float32) - pictures[0]
    place = (
        (x0 + x1) / wide - 1,
        (y0 + y1) / high - 1,
        width,
        height,
        math.log(width * height) / 4 + 1,
        math.log((x1 - x0) / (y1 - y0)) / 2,
        blocks * BLOCK * BLOCK / ((x1 - x0) * (y1 - y0)),
        float(np.abs(step).mean()) / 64,
        float(step.mean()) / 64,
        float(lately.mean()),
        float(lately.max()),
        share,
        many / 8,
    )
    both = np.concatenate(pictures, 2)
    return Change(time, box, view, both, np.array(place, np.float32), (small[0], small[1], weights))


def _view(box: Corners, wide: int, high: int) -> Corners:
    """The box and some of its surroundings, inside of the picture."""
    x0, x1 = _widened(box[0], box[2], wide)
    y0, y1 = _widened(box[1], box[3], high)
    return x0, y0, x1, y1


def _widened(low: int, high: int, end: int) -> tuple[int, int]:
    size = high - low
    wanted = min(max(size + 2 * round(_MARGIN[0] * size + _MARGIN[1]), _LEAST_SIDE), end)
    first = min(max((low + high - wanted) // 2, 0), end - wanted)
    return first, first + wanted


def _shrunk(part: Image, side: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(part, (side, side), interpolation=cv2.INTER_AREA), np.uint8)
