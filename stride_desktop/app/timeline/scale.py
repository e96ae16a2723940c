"""Where things are: seconds to pixels, and the bands of one lane from top to bottom."""

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
class Bands:
    """The rectangles of one lane, in pixels: header, curve, spans, review, strip of labels.

    unit: height of a line of text; every band but the curve's has a height measured in it. The header
    and the review have no height where they are not asked for.
    """

    unit: float
    whole: QRectF
    header: QRectF
    curve: QRectF
    spans: QRectF
    review: QRectF
    strip: QRectF

    @classmethod
    def of(cls, whole: QRectF, unit: float, *, header: bool = False, review: bool = False) -> Bands:
        """Divide a rectangle. The curve takes what the other bands leave."""
        # Whole pixels keep horizontal edges crisp.
        width, gap = whole.width(), round(unit * 0.3)
        roomy = whole.height() >= cls.least(unit, header=header, review=review) + unit * 2
        thin, tall = round(unit * 0.55), round(unit * (2 if roomy else 1.6))
        if not roomy:
            thin, gap = round(unit * 0.4), round(unit * 0.2)
        head = QRectF(0, whole.top(), width, round(unit * 1.15) if header else 0)
        strip = QRectF(0, round(whole.bottom()) - gap - thin, width, thin)
        said = round(unit * 0.95) if review else 0
        reviewed = QRectF(0, strip.top() - gap - said, width, said)
        foot = reviewed.top() - (round(unit * 0.1) if review else 0)
        spans = QRectF(0, foot - tall if review else strip.top() - gap - tall, width, tall)
        top = round(head.bottom() + unit * (0.35 if header else 0.5))
        curve = QRectF(0, top, width, max(unit, spans.top() - gap - top))
        return cls(unit, whole, head, curve, spans, reviewed, strip)

    def moved(self, pixels: float) -> Bands:
        """The same bands further down."""
        parts = (self.whole, self.header, self.curve, self.spans, self.review, self.strip)
        return Bands(self.unit, *(part.translated(0, pixels) for part in parts))

    @staticmethod
    def least(unit: float, *, header: bool, review: bool) -> float:
        """The height below which a lane is no longer legible."""
        return unit * (4.0 + (1.15 if header else 0) + (1.25 if review else 0))

    @property
    def edge(self) -> float:
        """Room above and below the bars, for the triangles."""
        return round(self.spans.height() * 0.275)

    @property
    def bar(self) -> QRectF:
        """Where the bars of the spans are."""
        return self.spans.adjusted(0, self.edge, 0, -self.edge)
