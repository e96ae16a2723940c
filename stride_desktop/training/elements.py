"""Things that scenes are made of: coloured props and things that move."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from stride_desktop.training.canvas import Box, Canvas, Colour
from stride_desktop.training.conditions import Span

INK = (40, 40, 46)


class Element(Protocol):
    """Something drawn on top of a backdrop."""

    def draw(self, canvas: Canvas, time: float) -> None:
        """Draw its state at a time (stream seconds)."""

    def box(self, time: float) -> Box | None:
        """Where it is, or None while it is not visible."""


def lasting(spans: tuple[Span, ...], time: float) -> float:
    """Seconds of `spans` that have passed by `time`."""
    return sum(max(0.0, min(time, span.end) - span.start) for span in spans)


def holds(spans: tuple[Span, ...], time: float) -> bool:
    """Whether a time lies in any of the spans."""
    return any(time in span for span in spans)


@dataclass(frozen=True, slots=True)
class Prop:
    """A coloured thing that is there during its spans; `slide` seconds to come in from the side."""

    place: Box
    shape: str
    colour: Colour
    spans: tuple[Span, ...]
    shadow: bool = True
    slide: float = 0.0

    def box(self, time: float) -> Box | None:
        """Its place while it is there."""
        for span in self.spans:
            if time in span:
                late = max(0.0, 1 - (time - span.start) / self.slide) if self.slide > 0 else 0.0
                return self.place.moved(late * 0.25, 0.0)
        return None

    def draw(self, canvas: Canvas, time: float) -> None:
        """Draw it with its shadow."""
        box = self.box(time)
        if box is not None:
            if self.shadow:
                canvas.shadow(box.inner(0.0, 0.86, 1.25, 1.1), 0.72)
            draw_shape(canvas, self.shape, box, self.colour)


def darker(colour: Colour, factor: float) -> Colour:
    """The same hue at another brightness."""
    red, green, blue = (min(255, round(part * factor)) for part in colour)
    return red, green, blue


def draw_shape(canvas: Canvas, shape: str, box: Box, colour: Colour) -> None:
    """One of the shapes that requests name."""
    if shape in ("ball", "circle"):
        canvas.ellipse(box, colour)
        if shape == "ball":
            canvas.ellipse(box.inner(0.22, 0.15, 0.45, 0.38), darker(colour, 1.25))
    elif shape == "mug":
        canvas.ellipse(box.inner(0.55, 0.25, 1.0, 0.8), darker(colour, 0.8))
        canvas.fill(box.inner(0.0, 0.1, 0.75, 1.0), colour)
        canvas.ellipse(box.inner(0.0, 0.0, 0.75, 0.22), darker(colour, 0.55))
    elif shape == "bottle":
        canvas.fill(box.inner(0.38, 0.0, 0.62, 0.4), darker(colour, 0.85))
        canvas.fill(box.inner(0.2, 0.3, 0.8, 1.0), colour)
        canvas.fill(box.inner(0.2, 0.55, 0.8, 0.75), darker(colour, 0.7))
    elif shape in ("triangle", "star", "bag"):
        canvas.polygon([_corner(box, x, y) for x, y in _OUTLINES[shape]], colour)
    elif shape == "window":
        canvas.fill(box, colour)
        canvas.fill(box.inner(0, 0, 1, 0.12), darker(colour, 0.75))
    elif shape == "box":
        canvas.fill(box.inner(0, 0.2, 1, 1), colour)
        canvas.polygon(
            [_corner(box, x, y) for x, y in ((0, 0.2), (0.2, 0), (1, 0), (1, 0.2))], darker(colour, 0.75)
        )
    elif shape == "book":
        canvas.fill(box, colour)
        canvas.fill(box.inner(0.0, 0.0, 0.12, 1.0), darker(colour, 0.7))
    else:
        canvas.fill(box, colour)


_OUTLINES: dict[str, list[tuple[float, float]]] = {
    "triangle": [(0.5, 0.0), (1.0, 1.0), (0.0, 1.0)],
    "bag": [
        (0.15, 0.25),
        (0.35, 0.25),
        (0.4, 0.0),
        (0.6, 0.0),
        (0.65, 0.25),
        (0.85, 0.25),
        (1.0, 1.0),
        (0.0, 1.0),
    ],
    "star": [
        (
            0.5 + (0.5 if k % 2 == 0 else 0.22) * math.sin(k * math.pi / 5),
            0.5 - (0.5 if k % 2 == 0 else 0.22) * math.cos(k * math.pi / 5),
        )
        for k in range(10)
    ],
}


def _corner(box: Box, x: float, y: float) -> tuple[float, float]:
    return box.x0 + x * box.width, box.y0 + y * box.height


@dataclass(frozen=True, slots=True)
class Mover:
    """Something that moves during its spans and stands still, visible, the rest of the time.

    kind: "person", "ball", "pendulum", "fan", "window" or "video".
    area: where it moves; size: its relative width; speed: cycles per second of its path.
    """

    kind: str
    area: Box
    size: float
    speed: float
    phase: float
    colour: Colour
    spans: tuple[Span, ...]

    def _turn(self, time: float) -> float:
        return self.phase + lasting(self.spans, time) * self.speed * math.tau

    def box(self, time: float) -> Box | None:
        """Where it is now."""
        if self.kind in ("fan", "video"):
            return self.area
        turn = self._turn(time)
        x = 0.5 + 0.5 * math.sin(turn)
        y = 0.5 + 0.5 * math.cos(turn * 0.7) if self.kind in ("ball", "window") else 0.0
        wide, high = self.size, self.size * (2.6 if self.kind == "person" else 1.3)
        if self.kind == "person":
            high = self.area.height
        x0 = self.area.x0 + x * max(self.area.width - wide, 0.0)
        y0 = self.area.y0 + y * max(self.area.height - high, 0.0)
        return Box(x0, y0, x0 + wide, y0 + high)

    def draw(self, canvas: Canvas, time: float) -> None:
        """Draw it at its place."""
        box = self.box(time)
        if box is None:
            return
        if self.kind == "person":
            canvas.ellipse(box.inner(0.0, 0.28, 1.0, 1.3), self.colour)
            canvas.ellipse(box.inner(0.27, 0.0, 0.73, 0.32), (214, 172, 142))
            canvas.ellipse(box.inner(0.25, -0.04, 0.75, 0.14), INK)
        elif self.kind == "ball":
            canvas.ellipse(box, self.colour)
        elif self.kind == "pendulum":
            top = ((self.area.x0 + self.area.x1) / 2, self.area.y0)
            canvas.line(top, ((box.x0 + box.x1) / 2, box.y1), INK, 0.008)
            canvas.ellipse(box.inner(0.0, 0.6, 1.0, 1.4), self.colour)
        elif self.kind == "fan":
            self._draw_fan(canvas, time)
        elif self.kind == "window":
            canvas.fill(box, self.colour)
            canvas.fill(box.inner(0, 0, 1, 0.16), darker(self.colour, 0.6))
        else:
            self._draw_video(canvas, time)

    def _draw_fan(self, canvas: Canvas, time: float) -> None:
        canvas.ellipse(self.area, darker(self.colour, 0.5))
        turn = self._turn(time)
        for blade in range(3):
            angle = turn + blade * math.tau / 3
            tip = _corner(self.area, 0.5 + 0.48 * math.cos(angle), 0.5 + 0.48 * math.sin(angle))
            canvas.line(_corner(self.area, 0.5, 0.5), tip, darker(self.colour, 1.3), 0.035)

    def _draw_video(self, canvas: Canvas, time: float) -> None:
        turn = self._turn(time)
        canvas.fill(self.area, darker(self.colour, 0.6))
        for k in range(5):
            x = 0.5 + 0.42 * math.sin(turn * (0.6 + 0.3 * k) + k * 1.7)
            y = 0.5 + 0.38 * math.cos(turn * (0.5 + 0.2 * k) + k)
            shade = darker(self.colour, 0.5 + 0.25 * k)
            canvas.ellipse(self.area.inner(x - 0.14, y - 0.2, x + 0.14, y + 0.2), shade)
