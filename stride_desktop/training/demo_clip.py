"""The bundled demo clip: a quiet room in which a few things happen, with its truth."""

from __future__ import annotations

import json
import math
from contextlib import closing
from pathlib import Path

import numpy as np

from stride_desktop.exports.mp4 import Mp4
from stride_desktop.exports.writing import written
from stride_desktop.training.canvas import FULL, Box, Canvas, clouds, gradient
from stride_desktop.training.conditions import Condition, Family, Request, Span
from stride_desktop.training.elements import Mover, Prop
from stride_desktop.training.streams import TRAINING_SEEDS, Happening, Light, Stream

DEMO_SEED = 2 * TRAINING_SEEDS + 7
"""Outside the seeds of training and of the evaluation."""

SECONDS = 60
FRAMES_PER_SECOND = 6
SIZE = (540, 960)

LIGHT_OFF = Condition(Family.DARK)
FAN = Condition(Family.MOTION)
BALL = Condition(Family.OBJECT, "red", "ball")
REQUESTS = (
    Request("Tell me when the light goes off", LIGHT_OFF, ends=False),
    Request("Let me know when a red ball appears", BALL, ends=False),
    Request("Alert me when the fan starts moving", FAN, ends=False),
    Request("Notify me as soon as the light comes back on", LIGHT_OFF, ends=True),
)


def demo_stream() -> Stream:
    """The demo as a stream that can be drawn at any time and size."""
    ball = Prop(Box(0.40, 0.625, 0.50, 0.625 + 0.1 * 16 / 9), "ball", (214, 40, 44), (Span(44.0, 100.0),))
    fan_area = Box(0.735, 0.34, 0.895, 0.34 + 0.16 * 16 / 9)
    fan = Mover("fan", fan_area, 0.16, 0.17, 0.4, (120, 134, 150), (Span(27.0, 38.0),))
    dark = (Span(12.0, 20.0),)
    happenings = (
        Happening(LIGHT_OFF, dark),
        Happening(BALL, ball.spans, ball),
        Happening(FAN, fan.spans, fan),
    )
    light = Light(drift=0.015, period=40, dark=dark, dark_level=0.16, floor=8, noise=1.2)
    return Stream("room", DEMO_SEED, SECONDS, paint_study, (fan, ball), happenings, light)


def paint_study(canvas: Canvas, rng: np.random.Generator) -> None:
    """A study: window, shelf, picture, plant, lamp and desk."""
    canvas.paste(FULL, gradient(90, 160, (226, 214, 196), (204, 190, 172), 0.35))
    canvas.fill(Box(0, 0.66, 1, 0.69), (240, 234, 224))
    _paint_window(canvas, rng)
    _paint_shelf(canvas, rng)
    picture = Box(0.42, 0.12, 0.56, 0.40)
    canvas.shade(picture.moved(0.006, 0.012), 0.85)
    canvas.fill(picture, (246, 243, 236))
    canvas.paste(
        picture.inner(0.1, 0.1, 0.9, 0.9),
        clouds(rng, 60, 50, [(58, 84, 96), (150, 170, 160), (228, 208, 176)]),
    )
    canvas.outline(picture, (98, 74, 54), 0.012)
    _paint_desk(canvas)
    _paint_plant(canvas)
    _paint_lamp(canvas)
    canvas.fill(Box(0.805, 0.60, 0.825, 0.73), (84, 92, 104))
    canvas.ellipse(Box(0.765, 0.715, 0.865, 0.755), (84, 92, 104))
    _soften(canvas)


def _paint_window(canvas: Canvas, rng: np.random.Generator) -> None:
    frame = Box(0.07, 0.08, 0.33, 0.56)
    canvas.shade(frame.moved(0.005, 0.012), 0.88)
    canvas.paste(frame, gradient(60, 40, (150, 192, 226), (232, 238, 236), 0.0))
    canvas.paste(
        frame.inner(0, 0.72, 1, 1), clouds(rng, 20, 60, [(92, 124, 88), (126, 150, 104), (156, 172, 128)])
    )
    canvas.outline(frame, (250, 248, 242), 0.026)
    canvas.line((0.20, 0.08), (0.20, 0.56), (250, 248, 242), 0.014)
    canvas.line((0.07, 0.30), (0.33, 0.30), (250, 248, 242), 0.012)
    canvas.fill(Box(0.055, 0.56, 0.345, 0.585), (244, 240, 232))


def _paint_shelf(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.fill(Box(0.62, 0.275, 0.96, 0.295), (140, 102, 68))
    colours = [
        (96, 112, 128),
        (188, 170, 142),
        (120, 108, 96),
        (150, 160, 150),
        (84, 78, 92),
        (206, 194, 172),
    ]
    at = 0.635
    while at < 0.93:
        thick = rng.uniform(0.012, 0.024)
        book = Box(at, 0.275 - rng.uniform(0.10, 0.17), at + thick, 0.275)
        colour = colours[int(rng.integers(len(colours)))]
        canvas.fill(book, colour)
        canvas.fill(book.inner(0.25, 0.15, 0.75, 0.22), (232, 226, 210))
        at += thick + 0.002


def _paint_desk(canvas: Canvas) -> None:
    canvas.polygon([(0.03, 0.715), (0.97, 0.715), (1.0, 0.96), (0.0, 0.96)], (168, 124, 82))
    for k in range(7):
        y = 0.735 + 0.032 * k
        canvas.line((0.035 - 0.004 * k, y), (0.965 + 0.004 * k, y + 0.004), (160, 117, 77), 0.003)
    canvas.fill(Box(0, 0.955, 1, 1), (124, 88, 58))
    canvas.shade(Box(0, 0.955, 1, 0.965), 0.8)
    canvas.shade(Box(0.56, 0.80, 0.70, 0.90), 0.93)
    canvas.polygon([(0.56, 0.79), (0.68, 0.78), (0.70, 0.88), (0.57, 0.89)], (244, 241, 234))
    for k in range(4):
        canvas.line((0.58, 0.81 + 0.02 * k), (0.67, 0.802 + 0.02 * k), (150, 150, 156), 0.003)


def _paint_plant(canvas: Canvas) -> None:
    for k in range(11):
        angle = math.pi * (0.12 + 0.076 * k)
        x, y = 0.145 + 0.065 * math.cos(angle), 0.66 - 0.17 * math.sin(angle)
        shade = (86 + 5 * (k % 3), 120 + 7 * (k % 4), 84)
        canvas.line((0.145, 0.70), (x, y), (92, 116, 80), 0.006)
        canvas.ellipse(Box(x - 0.016, y - 0.045, x + 0.016, y + 0.045), shade)
    canvas.polygon([(0.105, 0.68), (0.185, 0.68), (0.175, 0.80), (0.115, 0.80)], (190, 132, 100))
    canvas.fill(Box(0.10, 0.67, 0.19, 0.695), (202, 146, 114))


def _paint_lamp(canvas: Canvas) -> None:
    canvas.ellipse(Box(0.25, 0.765, 0.34, 0.80), (70, 68, 70))
    canvas.line((0.295, 0.78), (0.295, 0.50), (78, 76, 78), 0.012)
    canvas.polygon([(0.265, 0.40), (0.325, 0.40), (0.36, 0.53), (0.23, 0.53)], (250, 232, 188))


def _soften(canvas: Canvas) -> None:
    """The lamp's glow and the falling off of light towards the corners."""
    down = np.linspace(0, 1, canvas.height, dtype=np.float32)[:, None]
    across = np.linspace(0, 1, canvas.width, dtype=np.float32)[None, :]
    glow = np.exp(-(((across - 0.295) / 0.16) ** 2 + ((down - 0.52) / 0.28) ** 2))
    light = (1.02 - 0.28 * ((across - 0.45) ** 2 + (down - 0.4) ** 2))[:, :, None]
    lit = canvas.pixels * light + glow[:, :, None] * np.array([26, 20, 8], np.float32)
    np.copyto(canvas.pixels, np.clip(lit, 0, 255).astype(np.uint8))


def write_demo(folder: Path) -> Path:
    """Write `demo.mp4` and `demo.json` (requests with their true spans, seconds). Raises StoreError."""
    folder.mkdir(parents=True, exist_ok=True)
    stream, path = demo_stream(), folder / "demo.mp4"
    with written(path, overwrite=True) as beside, closing(Mp4(beside)) as film:
        for k in range(SECONDS * FRAMES_PER_SECOND):
            now = k / FRAMES_PER_SECOND
            film.add(stream.image(now, *SIZE), now, (k + 1) / FRAMES_PER_SECOND)
        film.finish()
    requests = [
        {"query": item.text, "truth": [[span.start, span.end] for span in stream.truth(item)]}
        for item in REQUESTS
    ]
    content = {"clip": path.name, "seconds": SECONDS, "requests": requests}
    (folder / "demo.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return path
