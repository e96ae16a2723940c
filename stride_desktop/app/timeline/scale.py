"""Seconds to pixels."""

from __future__ import annotations

from dataclasses import dataclass

MIN_SPAN = 10.0
MAX_SPAN = 86_400.0
"""Shortest and longest stretch of time a view shows, in seconds."""


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Maps stream seconds start..end to pixels 0..width."""

    start: float
    end: float
    width: float

    @property
    def per_pixel(self) -> float:
        """Seconds in one pixel."""
        return (self.end - self.start) / max(1.0, self.width)

    def x(self, second: float) -> float:
        """Pixel of a second."""
        return (second - self.start) / self.per_pixel

    def second(self, x: float) -> float:
        """Second at a pixel."""
        return self.start + x * self.per_pixel
