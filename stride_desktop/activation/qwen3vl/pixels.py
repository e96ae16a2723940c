"""From two frames to the patches that the vision tower reads: their size, and their pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.errors import FrameError
from stride_desktop.core.frames import Image

PATCH, MERGE = 16, 2
CELL = PATCH * MERGE
"""Pixels per side of one vision token: patches of 16 pixels, merged two by two."""


def target_size(height: int, width: int, max_tokens: int) -> tuple[int, int]:
    """Height and width in pixels, both multiples of 32, for a source of `height`×`width`.

    The most tokens within `max_tokens` win at (nearly) the source's aspect ratio, never enlarged.
    Raises FrameError when no such size exists.
    """
    rows_limit, columns_limit = height // CELL, width // CELL
    ratio = width / height if height else 0.0
    best = (0, 0)
    for rows in range(1, rows_limit + 1):
        for columns in (int(rows * ratio), int(rows * ratio) + 1):
            fits = 0 < columns <= columns_limit and rows * columns <= max_tokens
            if fits and rows * columns > best[0] * best[1]:
                best = (rows, columns)
    if best == (0, 0):
        raise _impossible(height, width, max_tokens)
    return best[0] * CELL, best[1] * CELL


def _impossible(height: int, width: int, max_tokens: int) -> FrameError:
    what = f"The picture of {width}×{height} pixels cannot be shown to the activation model."
    if min(height, width) < CELL:
        return FrameError(what, f"Choose a source at least {CELL} pixels wide and high.")
    return FrameError(what, f"Choose a less elongated source; it needs more than {max_tokens} vision tokens.")


@dataclass(frozen=True, slots=True)
class PixelRule:
    """Normalization of the checkpoint: mean and standard deviation per channel, of values 0 to 1."""

    mean: tuple[float, float, float]
    std: tuple[float, float, float]


def fit_pair(first: Image, second: Image, max_tokens: int) -> NDArray[np.uint8]:
    """Resize two frames to the size that the first one calls for, uint8 (2, height, width, 3).

    Raises FrameError when a frame is not an RGB picture or has no such size.
    """
    for image in (first, second):
        if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or image.size == 0:
            raise FrameError(
                f"The source gave a picture of shape {image.shape} and type {image.dtype}.",
                "Choose a source that gives RGB pictures of 8 bits.",
            )
    height, width = target_size(first.shape[0], first.shape[1], max_tokens)
    return np.stack([_resize(image, height, width) for image in (first, second)])


def patches(pair: NDArray[np.uint8], rule: PixelRule) -> NDArray[np.float32]:
    """Normalize and flatten a fitted pair: float32 (patches, 3·2·16·16).

    Patches come merge cell by merge cell in the order (height/2, width/2, 2, 2), and hold
    (channel, time, 16, 16) each.
    """
    mean, std = np.array(rule.mean, np.float32), np.array(rule.std, np.float32)
    values = ((pair.astype(np.float32) / 255 - mean) / std).astype(np.float32, copy=False)
    frames, height, width, channels = values.shape
    cells = values.reshape(
        frames, height // CELL, MERGE, PATCH, width // CELL, MERGE, PATCH, channels
    )  # time, cell row, patch row, y, cell column, patch column, x, channel
    return cells.transpose(1, 4, 2, 5, 7, 0, 3, 6).reshape(-1, channels * frames * PATCH * PATCH)


def _resize(image: Image, height: int, width: int) -> Image:
    if image.shape[:2] == (height, width):
        return image
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
