"""Desktop screens: wallpapers, windows, task bars, and the everyday activity on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stride_desktop.training.canvas import FULL, Box, Canvas, Colour, clouds, gradient, hsv, muted
from stride_desktop.training.elements import INK, Element, darker
from stride_desktop.training.widgets import PAPER, draw_text


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of the windows on a desktop."""

    face: Colour
    bar: Colour
    ink: Colour
    accent: Colour

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Theme:
        """A light, dark or grey theme."""
        accent = hsv(rng.uniform(0, 360), rng.uniform(0.2, 0.8), rng.uniform(0.5, 0.9))
        kind = rng.random()
        if kind < 0.5:
            return cls(darker(PAPER, rng.uniform(0.93, 1.03)), (222, 222, 226), INK, accent)
        if kind < 0.85:
            level = rng.uniform(0.6, 1.4)
            return cls(darker((36, 37, 42), level), darker((52, 54, 60), level), (206, 208, 212), accent)
        return cls((212, 208, 200), (140, 150, 170), (20, 20, 20), accent)


def paint_wallpaper(canvas: Canvas, rng: np.random.Generator) -> None:
    """A solid root colour, a gradient or a photograph-like picture."""
    kind = rng.random()
    if kind < 0.45:
        saturation = rng.choice([rng.uniform(0, 0.3), rng.uniform(0.2, 0.8)])
        canvas.fill(FULL, hsv(rng.uniform(0, 360), saturation, rng.uniform(0.2, 0.95)))
    elif kind < 0.7:
        canvas.paste(FULL, gradient(60, 100, muted(rng), muted(rng), rng.random()))
    else:
        canvas.paste(FULL, clouds(rng, 72, 120, [muted(rng, 0.1, 1.0) for _ in range(4)]))


def paint_desktop(canvas: Canvas, rng: np.random.Generator, theme: Theme) -> tuple[Box, ...]:
    """Paint a random desktop; returns where its windows are."""
    paint_wallpaper(canvas, rng)
    if rng.random() < 0.4:
        for k in range(int(rng.integers(2, 9))):
            x, y = 0.03 + 0.09 * (k // 5), 0.05 + 0.17 * (k % 5)
            canvas.fill(Box(x, y, x + 0.035, y + 0.06), muted(rng, 0.4, 0.95))
            canvas.fill(Box(x - 0.008, y + 0.075, x + 0.043, y + 0.09), darker(theme.face, 0.9))
    windows = tuple(_window_box(rng) for _ in range(int(rng.choice([0, 1, 1, 2, 2, 3]))))
    for box in windows:
        paint_window(canvas, rng, theme, box)
    if rng.random() < 0.7:
        _paint_taskbar(canvas, rng, theme)
    return windows


def _window_box(rng: np.random.Generator) -> Box:
    if rng.random() < 0.2:
        return Box(0, 0, 1, 0.95)
    wide, high = rng.uniform(0.22, 0.7), rng.uniform(0.25, 0.75)
    x, y = rng.uniform(-0.03, 1.03 - wide), rng.uniform(0.0, 0.97 - high)
    return Box(x, y, x + wide, y + high)


def paint_window(canvas: Canvas, rng: np.random.Generator, theme: Theme, box: Box) -> None:
    """A window with a title bar and one of several kinds of content."""
    canvas.shade(box.moved(0.005, 0.01), 0.8)
    kind = rng.random()
    face = theme.face if kind < 0.8 else darker((18, 20, 24), rng.uniform(0.6, 1.6))
    ink = theme.ink if kind < 0.8 else hsv(rng.uniform(0, 360), rng.uniform(0, 0.5), 0.8)
    canvas.fill(box, face)
    title = min(0.12, 0.035 / box.height)
    canvas.fill(box.inner(0, 0, 1, title), theme.bar)
    for k, shade in enumerate(((230, 90, 80), (230, 190, 80), (110, 190, 100))):
        if rng.random() < 0.7:
            size = 0.012 / box.width
            canvas.ellipse(
                box.inner(
                    1 - (k + 1) * 1.8 * size, title * 0.3, 1 - (k + 1) * 1.8 * size + size, title * 0.7
                ),
                shade,
            )
    body = box.inner(0.03, title + 0.04, 0.97, 0.97)
    if rng.random() < 0.35:
        canvas.fill(box.inner(0, title, 0.2, 1), darker(face, 0.92))
        draw_text(canvas, box.inner(0.02, title + 0.04, 0.18, 0.7), 8, ink, int(rng.integers(1 << 30)))
        body = box.inner(0.24, title + 0.04, 0.97, 0.97)
    rows = int(max(3, body.height * rng.uniform(18, 40)))
    if rng.random() < 0.3:
        picture = clouds(rng, 24, 32, [muted(rng, 0.1, 1.0) for _ in range(3)])
        canvas.paste(body.inner(0, 0, rng.uniform(0.3, 1.0), 0.5), picture)
        body = body.inner(0, 0.55, 1, 1)
        rows = max(2, rows // 2)
    draw_text(canvas, body, rows, ink, int(rng.integers(1 << 30)))
    if rng.random() < 0.4:
        canvas.fill(body.inner(0.72, 0.86, 0.98, 0.97), theme.accent)
    if rng.random() < 0.3:
        canvas.fill(body.inner(0.0, 0.86, 0.5, 0.97), darker(face, 0.85))
    if rng.random() < 0.3:
        _paint_controls(canvas, rng, theme, box.inner(0.03, 0.84, 0.97, 0.98))


def _paint_controls(canvas: Canvas, rng: np.random.Generator, theme: Theme, box: Box) -> None:
    """A row of buttons, and sometimes a bar that is not full."""
    canvas.fill(box, theme.face)
    count = int(rng.integers(2, 5))
    for k in range(count):
        button = box.inner((k + 0.08) / count, 0.05, (k + 0.92) / count, 0.42)
        canvas.fill(button, darker(theme.face, rng.uniform(0.88, 1.0)))
        canvas.outline(button, darker(theme.bar, 0.75))
        draw_text(canvas, button.inner(0.3, 0.2, 0.8, 0.8), 1, theme.ink, k)
    if rng.random() < 0.6:
        track = box.inner(0.0, 0.56, 1.0, 0.94)
        canvas.fill(track, darker(theme.bar, 0.85))
        canvas.fill(track.inner(0, 0, rng.uniform(0.0, 0.9), 1), hsv(rng.uniform(90, 230), 0.6, 0.8))


def _paint_taskbar(canvas: Canvas, rng: np.random.Generator, theme: Theme) -> None:
    high = rng.uniform(0.03, 0.06)
    box = Box(0, 1 - high, 1, 1) if rng.random() < 0.75 else Box(0, 0, 1, high)
    canvas.fill(box, theme.bar)
    for k in range(int(rng.integers(2, 9))):
        canvas.fill(box.inner(0.02 + 0.05 * k, 0.2, 0.05 + 0.05 * k, 0.8), muted(rng, 0.4, 0.9))


@dataclass(frozen=True, slots=True)
class Typing:
    """Text that grows a little every second, then starts over (typing) or shifts (scrolling)."""

    place: Box
    theme: Theme
    seed: int
    pace: float
    scrolls: bool

    def box(self, time: float) -> Box | None:  # noqa: ARG002 - it never hides
        """Its place; it is always there."""
        return self.place

    def draw(self, canvas: Canvas, time: float) -> None:
        """Draw the text typed or scrolled so far."""
        canvas.fill(self.place, self.theme.face)
        step = time * self.pace
        if self.scrolls:
            for row in range(8):
                area = self.place.inner(0.04, row / 8, 0.96, (row + 1) / 8)
                draw_text(canvas, area, 1, self.theme.ink, self.seed + row + int(step * 2))
        else:
            draw_text(
                canvas, self.place.inner(0.04, 0.04, 0.96, 0.96), 8, self.theme.ink, self.seed, step % 1.0
            )


@dataclass(frozen=True, slots=True)
class Cursor:
    """The mouse pointer: rests, and sometimes jumps to another place."""

    points: tuple[tuple[float, float], ...]
    hold: float
    colour: Colour

    def box(self, time: float) -> Box | None:
        """Where it points."""
        x, y = self.points[int(max(time, 0) / self.hold) % len(self.points)]
        return Box(x, y, x + 0.014, y + 0.035)

    def draw(self, canvas: Canvas, time: float) -> None:
        """An arrow."""
        box = self.box(time)
        if box is not None:
            canvas.polygon(
                [(box.x0, box.y0), (box.x1, box.y0 + 0.6 * box.height), (box.x0, box.y1)], self.colour
            )


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock in a corner whose digits change every second."""

    place: Box
    theme: Theme

    def box(self, time: float) -> Box | None:  # noqa: ARG002 - it never hides
        """Its place; it is always there."""
        return self.place

    def draw(self, canvas: Canvas, time: float) -> None:
        """Small bars that differ from second to second."""
        canvas.fill(self.place, self.theme.bar)
        draw_text(canvas, self.place.inner(0.1, 0.2, 0.9, 0.8), 1, self.theme.ink, int(time) % 60 + 7)


def everyday(rng: np.random.Generator, theme: Theme, windows: tuple[Box, ...]) -> list[Element]:
    """Activity that is never an event: typing, scrolling, a pointer, a clock."""
    elements: list[Element] = []
    for box in windows:
        if rng.random() < 0.35:
            pace = rng.uniform(0.01, 0.08)
            place = box.inner(0.25, 0.2, 0.95, 0.9)
            elements.append(Typing(place, theme, int(rng.integers(1 << 30)), pace, bool(rng.random() < 0.35)))
    if rng.random() < 0.5:
        elements.append(Clock(Box(0.93, 0.955, 0.995, 0.99), theme))
    if rng.random() < 0.6:
        points = tuple((float(rng.uniform(0, 0.97)), float(rng.uniform(0, 0.95))) for _ in range(6))
        elements.append(
            Cursor(points, rng.uniform(1, 12), (250, 250, 250) if rng.random() < 0.6 else (0, 0, 0))
        )
    return elements
