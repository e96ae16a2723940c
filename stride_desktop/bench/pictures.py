"""Frames to measure with: moving noise, one a second, no two alike."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from stride_desktop.core.frames import Frame


class NoisePictures:
    """An endless stream. height, width: pixels."""

    def __init__(self, height: int, width: int) -> None:
        self._noise = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
        self._second = 0

    def moving(self) -> Iterator[Frame]:
        """New pictures for ever, on from the last second."""
        while True:
            yield Frame(np.roll(self._noise, self._second * 7, axis=1), float(self._second))
            self._second += 1

    def still(self) -> Iterator[Frame]:
        """Endless frames of the same picture, starting after the last second."""
        while True:
            yield Frame(self._noise, float(self._second))
            self._second += 1
