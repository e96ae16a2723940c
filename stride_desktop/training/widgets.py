"""Parts of desktop screens that conditions are about: dialogs, bars, status lights, black rectangles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stride_desktop.training.canvas import Box, Canvas, Colour
from stride_desktop.training.conditions import Span
from stride_desktop.training.elements import INK, darker, holds

PAPER = (246, 246, 248)


def draw_text(canvas: Canvas, box: Box, rows: int, ink: Colour, seed: int, shown: float = 1.0) -> None:
    """Rows of words, drawn as small bars; `shown` is the fraction already typed."""
    rng = np.random.default_rng(seed)
    visible = shown * rows
    for row in range(rows):
        if row >= visible:
            return
        limit = rng.uniform(0.4, 1.0) * min(1.0, visible - row)
        y = (row + 0.3) / rows
        x = 0.0
        while x < limit:
            word = rng.uniform(0.04, 0.16)
            canvas.fill(box.inner(x, y, min(x + word, limit), y + 0.45 / rows), ink)
            x += word + 0.025


@dataclass(frozen=True, slots=True)
class Panel:
    """A dialog, a toast or a plain window that is open during its spans.

    kind: "dialog" (title, message, buttons), "toast" (a small notice at a corner) or "window".
    dims: the rest of the screen is darkened behind a dialog.
    """

    kind: str
    place: Box
    face: Colour
    ink: Colour
    accent: Colour
    seed: int
    spans: tuple[Span, ...]
    dims: bool = False

    def box(self, time: float) -> Box | None:
        """Its place while it is open."""
        return self.place if holds(self.spans, time) else None

    def draw(self, canvas: Canvas, time: float) -> None:
        """Draw frame, text and buttons."""
        box = self.box(time)
        if box is None:
            return
        if self.dims:
            canvas.shade(Box(0, 0, 1, 1), 0.55)
        canvas.shade(box.moved(0.006, 0.012), 0.75)
        canvas.fill(box, self.face)
        canvas.outline(box, darker(self.face, 0.6))
        if self.kind == "toast":
            canvas.ellipse(box.inner(0.05, 0.25, 0.2, 0.75), self.accent)
            draw_text(canvas, box.inner(0.27, 0.15, 0.95, 0.85), 3, self.ink, self.seed)
            return
        if self.kind == "window" or self.seed % 3:
            canvas.fill(box.inner(0, 0, 1, 0.16 if self.kind == "dialog" else 0.07), darker(self.face, 0.82))
        if self.kind == "window":
            draw_text(canvas, box.inner(0.05, 0.12, 0.95, 0.95), 10, self.ink, self.seed)
            return
        if self.seed % 4:
            canvas.ellipse(box.inner(0.07, 0.3, 0.19, 0.58), self.accent)
        draw_text(canvas, box.inner(0.25, 0.27, 0.93, 0.62), 3, self.ink, self.seed)
        canvas.fill(
            box.inner(0.66, 0.75, 0.93, 0.9), self.accent if self.seed % 5 else darker(self.face, 0.9)
        )
        if self.seed % 2:
            canvas.fill(box.inner(0.34, 0.75, 0.61, 0.9), darker(self.face, 0.85))


@dataclass(frozen=True, slots=True)
class ProgressBar:
    """A bar that fills and stays full during its spans; it starts `filling` seconds before each."""

    place: Box
    face: Colour
    track: Colour
    bar: Colour
    filling: float
    spans: tuple[Span, ...]

    def box(self, time: float) -> Box | None:  # noqa: ARG002 - it never hides
        """Its place; it is always there."""
        return self.place

    def level(self, time: float) -> float:
        """How full it is, 0–1."""
        if holds(self.spans, time):
            return 1.0
        waits = [span.start - time for span in self.spans if span.start > time]
        if not waits:
            return 0.0 if self.spans else min(0.9, (time % (self.filling * 2)) / (self.filling * 2))
        return min(0.93, max(0.0, 1 - min(waits) / self.filling))

    def draw(self, canvas: Canvas, time: float) -> None:
        """Draw a caption, the track and the filled part."""
        canvas.fill(self.place, self.face)
        draw_text(canvas, self.place.inner(0.05, 0.1, 0.6, 0.45), 1, darker(self.track, 0.5), 3)
        canvas.fill(self.place.inner(0.05, 0.55, 0.95, 0.85), self.track)
        level = self.level(time)
        if level > 0:
            canvas.fill(self.place.inner(0.05, 0.55, 0.05 + 0.9 * level, 0.85), self.bar)


@dataclass(frozen=True, slots=True)
class Badge:
    """A status light: red during its spans, green otherwise (or the other way round)."""

    place: Box
    red_spans: tuple[Span, ...]
    red: Colour
    green: Colour

    def box(self, time: float) -> Box | None:  # noqa: ARG002 - it never hides
        """Its place; it is always there."""
        return self.place

    def draw(self, canvas: Canvas, time: float) -> None:
        """Draw the light."""
        canvas.ellipse(self.place.inner(-0.15, -0.15, 1.15, 1.15), INK)
        canvas.ellipse(self.place, self.red if holds(self.red_spans, time) else self.green)


@dataclass(frozen=True, slots=True)
class Blackout:
    """A pure black rectangle: a window of the watching program, hidden in screen captures.

    places: where it is, one entry for every `hold` seconds (None: not there), repeating the last.
    """

    places: tuple[Box | None, ...]
    hold: float

    def box(self, time: float) -> Box | None:
        """Its place now."""
        index = min(int(max(time, 0.0) / self.hold), len(self.places) - 1)
        return self.places[index]

    def draw(self, canvas: Canvas, time: float) -> None:
        """Paint it black."""
        box = self.box(time)
        if box is not None:
            canvas.fill(box, (0, 0, 0))
