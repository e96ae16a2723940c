"""The layout of the lanes one above the other, and the lane at a pixel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF

from stride_desktop.app.timeline.band import LaneLayout, least_height
from stride_desktop.app.timeline.bands import bands_of
from stride_desktop.app.timeline.rows import Row

_GRID = 4
"""Lanes begin at multiples of so many pixels, which are whole device pixels at 125 % and 150 % too."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The layout of every lane, after scrolling. height: of all lanes, in pixels."""

    lanes: tuple[LaneLayout, ...]
    height: float

    @classmethod
    def of(cls, rows: Sequence[Row], size: QSizeF, unit: float, scrolled: float = 0.0) -> Stack:
        """Divide the height among the lanes; where it does not suffice, they reach below it."""
        if not rows:
            return cls((), size.height())
        kinds = [bands_of(row) for row in rows]
        needs = [math.ceil(least_height(bands, unit) / _GRID) * _GRID for bands in kinds]
        spare = max(0.0, size.height() - sum(needs))
        extra = math.floor(spare / len(rows) / _GRID) * _GRID
        tops = [-scrolled]
        for need in needs:
            tops.append(tops[-1] + need + extra)
        if spare > 0:
            tops[-1] = size.height() - scrolled
        parts = zip(tops, tops[1:], kinds, strict=False)
        lanes = tuple(
            LaneLayout.of(bands, QRectF(0, top, size.width(), foot - top), unit) for top, foot, bands in parts
        )
        return cls(lanes, tops[-1] + scrolled)

    def at(self, y: float) -> int:
        """The lane at a pixel, or the nearest."""
        below = [index for index, lane in enumerate(self.lanes) if y < lane.whole.bottom()]
        return below[0] if below else len(self.lanes) - 1
