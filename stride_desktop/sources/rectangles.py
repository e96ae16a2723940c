"""Rectangles of screen pixels: the areas to black out, and subtraction of covered parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rect:
    """Screen pixels with left ≤ x < right and top ≤ y < bottom; empty when a side is not positive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def empty(self) -> bool:
        """True when no pixel is inside."""
        return self.left >= self.right or self.top >= self.bottom

    @property
    def area(self) -> int:
        """How many pixels are inside."""
        return 0 if self.empty else (self.right - self.left) * (self.bottom - self.top)

    def intersection(self, other: Rect) -> Rect:
        """The pixels in both, perhaps none."""
        return Rect(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def minus(self, other: Rect) -> list[Rect]:
        """The pixels of this one outside `other`, as at most four rectangles that do not overlap."""
        hole = self.intersection(other)
        if hole.empty:
            return [] if self.empty else [self]
        parts = (
            Rect(self.left, self.top, self.right, hole.top),
            Rect(self.left, hole.top, hole.left, hole.bottom),
            Rect(hole.right, hole.top, self.right, hole.bottom),
            Rect(self.left, hole.bottom, self.right, self.bottom),
        )
        return [part for part in parts if not part.empty]


def subtract(rects: Iterable[Rect], cover: Rect) -> list[Rect]:
    """What remains visible of `rects` under an opaque `cover`."""
    return [part for rect in rects for part in rect.minus(cover)]


def share_covered(whole: Rect, covers: Iterable[Rect]) -> float:
    """Share of a rectangle that lies under others, from 0 to 1; 0 for an empty one."""
    left = [whole]
    for cover in covers:
        left = subtract(left, cover)
    return 1.0 - sum(rect.area for rect in left) / whole.area if whole.area else 0.0
