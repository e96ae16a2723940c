"""The size at which a frame is shown to the model (reference detector, frame preparation)."""

from __future__ import annotations

from stride_desktop.core.errors import FrameError

CELL = 32
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
