"""Pictures that show the time at which they were made, coarse enough to survive compression."""

from __future__ import annotations

import numpy as np

from stride_desktop.core.clock import stream_time

_BITS = 16
_CELL = 16  # pixels a side
_MILLISECONDS = 1000


def clock_picture() -> np.ndarray:
    """64×64 pixels: the 16 lowest bits of the milliseconds of stream time, now."""
    value = round(stream_time() * _MILLISECONDS) % 2**_BITS
    bits = [255 * (value >> place & 1) for place in range(_BITS)]
    cells = np.array(bits, np.uint8).reshape(4, 4)
    return np.repeat(np.repeat(np.repeat(cells[..., None], 3, 2), _CELL, 0), _CELL, 1)


def age(image: np.ndarray, second: float) -> float:
    """Seconds from the time that a picture shows to a second of stream time; at most half a minute."""
    cell = len(image) // 4
    cells = image.reshape(4, cell, 4, cell, 3)[:, 4:-4, :, 4:-4].mean((1, 3, 4)).ravel()
    value = sum(1 << place for place, cell in enumerate(cells) if cell > 127)
    passed = (round(second * _MILLISECONDS) - value) % 2**_BITS
    return (passed - 2**_BITS if passed > 2 ** (_BITS - 1) else passed) / _MILLISECONDS
