"""Camera-like backdrops: rooms with furniture, desks and photograph-like views."""

from __future__ import annotations

import numpy as np

from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import FULL, Box, Canvas, clouds, gradient, hsv, muted
from stride_desktop.training.elements import darker

WOOD = ((150, 108, 70), (120, 84, 54), (186, 146, 104), (92, 66, 48), (206, 178, 142))


def paint_room(canvas: Canvas, rng: np.random.Generator) -> None:
    """Paint a random camera view over the whole canvas."""
    kind = rng.random()
    if kind < 0.25:
        _paint_view(canvas, rng)
    else:
        _paint_walls(canvas, rng)
        if kind < 0.65:
            _paint_desk(canvas, rng)
        for _ in range(int(rng.integers(2, 7))):
            _FURNITURE[int(rng.integers(len(_FURNITURE)))](canvas, rng)
    _paint_vignette(canvas, rng)


def paint_photograph(canvas: Canvas, rng: np.random.Generator, photograph: Image) -> None:
    """A part of a photograph over the whole canvas, as a camera that looks at it would show it."""
    high, wide = photograph.shape[:2]
    share = rng.uniform(0.55, 1.0)
    y, x = rng.uniform(0, 1 - share, 2)
    part = photograph[int(y * high) : int((y + share) * high), int(x * wide) : int((x + share) * wide)]
    canvas.paste(FULL, part[:, ::-1] if rng.random() < 0.5 else part)
    _paint_vignette(canvas, rng)


def _wood(rng: np.random.Generator) -> tuple[int, int, int]:
    return darker(WOOD[int(rng.integers(len(WOOD)))], rng.uniform(0.8, 1.15))


def _paint_view(canvas: Canvas, rng: np.random.Generator) -> None:
    """A photograph-like texture, sometimes with a ground."""
    palette = [muted(rng, 0.1, 1.0) for _ in range(int(rng.integers(3, 6)))]
    canvas.paste(FULL, clouds(rng, 72, 120, palette))
    if rng.random() < 0.6:
        ground = clouds(rng, 40, 120, [muted(rng, 0.1, 0.8) for _ in range(3)])
        canvas.paste(Box(0, rng.uniform(0.55, 0.8), 1, 1), ground)


def _paint_walls(canvas: Canvas, rng: np.random.Generator) -> None:
    top, bottom = muted(rng, 0.35, 0.95), muted(rng, 0.3, 0.95)
    canvas.paste(FULL, gradient(72, 120, top, darker(top, rng.uniform(0.6, 1.1)), rng.uniform(0, 1)))
    if rng.random() < 0.4:
        for x in np.arange(0, 1, rng.uniform(0.04, 0.12)):
            canvas.fill(Box(x, 0, x + 0.012, 1), darker(top, 0.9))
    floor = rng.uniform(0.66, 0.88)
    colour = _wood(rng) if rng.random() < 0.6 else bottom
    canvas.fill(Box(0, floor, 1, 1), colour)
    for y in np.linspace(floor, 1, int(rng.integers(1, 5))):
        canvas.line((0, y), (1, y), darker(colour, 0.8), 0.004)


def _paint_desk(canvas: Canvas, rng: np.random.Generator) -> None:
    top = rng.uniform(0.58, 0.76)
    colour = _wood(rng) if rng.random() < 0.7 else muted(rng, 0.4, 0.9)
    inset = rng.uniform(0, 0.2)
    canvas.polygon([(inset, top), (1 - inset * rng.random(), top), (1, 1), (0, 1)], colour)
    canvas.line((inset, top), (1 - inset * 0.5, top), darker(colour, 0.7), 0.012)


def _paint_window(canvas: Canvas, rng: np.random.Generator) -> None:
    x, y, wide, high = (
        rng.uniform(0.02, 0.7),
        rng.uniform(0.04, 0.25),
        rng.uniform(0.14, 0.3),
        rng.uniform(0.25, 0.4),
    )
    box = Box(x, y, x + wide, y + high)
    sky = hsv(rng.uniform(195, 225), rng.uniform(0.1, 0.35), rng.uniform(0.75, 1))
    canvas.paste(box, gradient(20, 20, sky, (236, 240, 240), 0.0))
    canvas.outline(box, (230, 228, 222), 0.02)
    canvas.line((x + wide / 2, y), (x + wide / 2, y + high), (230, 228, 222), 0.012)


def _paint_picture(canvas: Canvas, rng: np.random.Generator) -> None:
    x, y, wide = rng.uniform(0.02, 0.8), rng.uniform(0.05, 0.35), rng.uniform(0.08, 0.2)
    box = Box(x, y, x + wide, y + wide * rng.uniform(0.9, 1.6))
    canvas.paste(box, clouds(rng, 16, 16, [muted(rng) for _ in range(3)]))
    canvas.outline(box, _wood(rng), 0.016)


def _paint_shelf(canvas: Canvas, rng: np.random.Generator) -> None:
    x, y, wide = rng.uniform(0.0, 0.65), rng.uniform(0.15, 0.5), rng.uniform(0.2, 0.4)
    canvas.fill(Box(x, y, x + wide, y + 0.02), _wood(rng))
    at = x + 0.01
    while at < x + wide - 0.03:
        thick = rng.uniform(0.01, 0.03)
        if rng.random() < 0.8:
            canvas.fill(Box(at, y - rng.uniform(0.08, 0.16), at + thick, y), muted(rng, 0.2, 0.85))
        at += thick + 0.002


def _paint_plant(canvas: Canvas, rng: np.random.Generator) -> None:
    x, y = rng.uniform(0.08, 0.9), rng.uniform(0.5, 0.85)
    for _ in range(9):
        dx, dy = rng.normal(0, 0.035), -abs(rng.normal(0.12, 0.05))
        leaf = hsv(rng.uniform(85, 135), rng.uniform(0.25, 0.5), rng.uniform(0.25, 0.5))
        canvas.ellipse(Box(x + dx - 0.02, y + dy - 0.05, x + dx + 0.02, y + dy + 0.05), leaf)
    canvas.polygon([(x - 0.04, y), (x + 0.04, y), (x + 0.03, y + 0.1), (x - 0.03, y + 0.1)], _wood(rng))


def _paint_lamp(canvas: Canvas, rng: np.random.Generator) -> None:
    x, y = rng.uniform(0.08, 0.9), rng.uniform(0.25, 0.55)
    canvas.line((x, y), (x, y + 0.3), (60, 58, 56), 0.01)
    shade = (250, 236, 196) if rng.random() < 0.6 else muted(rng, 0.5, 0.9)
    canvas.polygon(
        [(x - 0.03, y - 0.1), (x + 0.03, y - 0.1), (x + 0.06, y + 0.03), (x - 0.06, y + 0.03)], shade
    )


def _paint_screen(canvas: Canvas, rng: np.random.Generator) -> None:
    x, y, wide = rng.uniform(0.05, 0.7), rng.uniform(0.3, 0.5), rng.uniform(0.15, 0.3)
    box = Box(x, y, x + wide, y + wide * 0.95)
    canvas.fill(box, (24, 24, 28))
    canvas.paste(box.inner(0.04, 0.05, 0.96, 0.95), gradient(8, 8, muted(rng), muted(rng), 0.5))
    canvas.fill(Box(x + wide * 0.4, box.y1, x + wide * 0.6, box.y1 + 0.07), (36, 36, 40))


def _paint_cupboard(canvas: Canvas, rng: np.random.Generator) -> None:
    x, wide, top = rng.uniform(-0.05, 0.8), rng.uniform(0.12, 0.35), rng.uniform(0.25, 0.65)
    colour = _wood(rng) if rng.random() < 0.5 else muted(rng, 0.3, 0.9)
    box = Box(x, top, x + wide, rng.uniform(0.85, 1.0))
    canvas.shade(box.moved(0.015, 0.015), 0.8)
    canvas.fill(box, colour)
    for k in range(1, int(rng.integers(2, 5))):
        y = box.y0 + box.height * k / 4
        canvas.line((box.x0, y), (box.x1, y), darker(colour, 0.75), 0.006)


def _paint_vignette(canvas: Canvas, rng: np.random.Generator) -> None:
    """Uneven light, as lenses and lamps give."""
    x, y = rng.uniform(0.2, 0.8), rng.uniform(0.1, 0.6)
    down = (np.linspace(0, 1, canvas.height, dtype=np.float32)[:, None] - y) ** 2
    across = (np.linspace(0, 1, canvas.width, dtype=np.float32)[None, :] - x) ** 2
    light = np.clip(1.08 - rng.uniform(0.1, 0.7) * (down + across), 0.4, 1.08)[:, :, None]
    np.copyto(canvas.pixels, np.minimum(canvas.pixels * light, 255).astype(np.uint8))


_FURNITURE = (
    _paint_window,
    _paint_picture,
    _paint_shelf,
    _paint_plant,
    _paint_lamp,
    _paint_screen,
    _paint_cupboard,
)
