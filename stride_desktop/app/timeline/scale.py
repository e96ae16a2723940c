"""Where things are: seconds to pixels, and the lanes from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

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


@dataclass(frozen=True, slots=True)
class Lanes:
    """The rectangles of the plot, in pixels: curve above, then spans, then the strip of labels.

    unit: height of a line of text; every lane but the curve's has a height measured in it.
    """

    unit: float
    whole: QRectF
    curve: QRectF
    spans: QRectF
    strip: QRectF

    @classmethod
    def of(cls, whole: QRectF, unit: float) -> Lanes:
        """Divide a rectangle. The curve takes what the other lanes leave."""
        # Whole pixels keep horizontal edges crisp.
        width, gap = whole.width(), round(unit * 0.3)
        thin, tall = round(unit * 0.55), round(unit * 2)
        strip = QRectF(0, round(whole.bottom()) - gap - thin, width, thin)
        spans = QRectF(0, strip.top() - gap - tall, width, tall)
        top = round(whole.top() + unit * 0.5)
        curve = QRectF(0, top, width, max(unit, spans.top() - gap - top))
        return cls(unit, whole, curve, spans, strip)
