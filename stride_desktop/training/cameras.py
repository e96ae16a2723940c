"""Camera views: photographs seen by an unsteady camera, in changing light, with things that pass by."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import cv2
import numpy as np

from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import Box, Canvas
from stride_desktop.training.casting import make_stream
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.elements import lasting
from stride_desktop.training.streams import Happening, Stream


@dataclass(frozen=True, slots=True)
class Shaking:
    """How the camera and the light change without anything happening.

    sway: pixels (of 480) of slow movement; jitter: of random movement; zoom: relative. exposure: times from
    which a brightness factor holds, and the factor; dusk: brightness lost by the end. flicker: relative,
    random; shade: strength of a soft shadow that passes; blur: spans out of focus. glow: place that stays
    lit in the dark, or None. grain: standard deviation of the noise that a sensor adds without light; cap:
    grey level of the brightest corner behind a cover.
    """

    seed: int
    sway: float
    jitter: float
    zoom: float
    exposure: tuple[tuple[float, float], ...]
    dusk: float
    flicker: float
    shade: float
    blur: tuple[Span, ...]
    glow: Box | None
    grain: float
    cap: float

    @classmethod
    def draw(cls, rng: np.random.Generator, duration: float) -> Shaking:
        """A random one; every other camera stands quite still."""
        still = rng.random() < 0.5
        times = np.sort(rng.uniform(0, duration, int(rng.choice([0, 0, 1, 3]))))
        blurred = rng.uniform(0, duration, int(rng.choice([0, 0, 0, 1, 2])))
        x, y = rng.uniform(0, 0.8, 2)
        return cls(
            int(rng.integers(1 << 30)),
            0.0 if still else rng.uniform(0, 3),
            0.0 if still else rng.uniform(0, 1.2),
            0.0 if still else rng.uniform(0, 0.01),
            tuple((float(at), float(rng.uniform(0.7, 1.35))) for at in times),
            float(rng.choice([0.0, 0.0, rng.uniform(0.1, 0.5)])),
            float(rng.choice([0.0, rng.uniform(0.005, 0.05)])),
            float(rng.choice([0.0, 0.0, rng.uniform(0.1, 0.4)])),
            tuple(Span(float(at), float(at + rng.uniform(1, 4))) for at in blurred),
            Box(x, y, x + rng.uniform(0.05, 0.2), y + rng.uniform(0.05, 0.2)) if rng.random() < 0.3 else None,
            float(rng.choice([0.0, rng.uniform(1, 9)])),
            float(rng.choice([0.0, rng.uniform(2, 20)])),
        )

    def seen(self, pixels: Image, time: float, duration: float) -> Image:
        """What the camera sees of a scene, a new array."""
        rng = np.random.default_rng((self.seed, int(time * 10)))
        high, wide = pixels.shape[:2]
        unit = wide / 480
        if self.sway or self.jitter:
            x, y = (
                unit * (self.sway * math.sin(time / span) + self.jitter * rng.normal()) for span in (3.1, 4.7)
            )
            scale = 1 + self.zoom * math.sin(time / 9) + self.zoom
            matrix = np.array(
                [[scale, 0, x - wide * (scale - 1) / 2], [0, scale, y - high * (scale - 1) / 2]]
            )
            pixels = np.asarray(
                cv2.warpAffine(pixels, matrix, (wide, high), borderMode=cv2.BORDER_REFLECT), np.uint8
            )
        gain = ([1.0] + [factor for at, factor in self.exposure if at <= time])[-1]
        gain *= (1 - self.dusk * time / duration) * (1 + self.flicker * rng.normal())
        light = np.full((9, 16), gain, np.float32)
        if self.shade:
            place = (time / 40) % 1.6 - 0.3
            across = np.linspace(0, 1, 16, dtype=np.float32)
            light *= 1 - self.shade * np.exp(-(((across - place) / 0.15) ** 2))
        shades = cv2.resize(light, (wide, high), interpolation=cv2.INTER_LINEAR)[:, :, None]
        lit: Image = np.clip(pixels * shades, 0, 255).astype(np.uint8)
        if any(time in span for span in self.blur):
            lit = np.asarray(cv2.GaussianBlur(lit, (0, 0), 3 * unit), np.uint8)
        return lit

    def behind_a_cover(self, image: Image, time: float) -> Image:
        """What the sensor gives when a cap or a cloth lets hardly any light through, a new array."""
        corners = np.random.default_rng(self.seed).uniform(0, self.cap, (2, 2)).astype(np.float32)
        leak = cv2.resize(corners, image.shape[1::-1], interpolation=cv2.INTER_LINEAR)[:, :, None]
        return self.grainy(np.clip(image + leak, 0, 255).astype(np.uint8), time)

    def grainy(self, image: Image, time: float) -> Image:
        """A picture with the noise of little light, a new array."""
        if not self.grain:
            return image
        rng = np.random.default_rng((self.seed, int(time * 10), 1))
        return np.clip(image + rng.normal(0, self.grain, image.shape), 0, 255).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Passing:
    """A person or a thing, cut out of a photograph, that moves through the view during its spans.

    outline: "person", "car" or "thing"; size: its height. stays: it stands still outside of its spans, rather
    than being away. speed: widths of the picture a second.
    """

    texture: Image
    outline: str
    size: float
    level: float
    speed: float
    phase: float
    spans: tuple[Span, ...]
    stays: bool

    def box(self, time: float) -> Box | None:
        """Its place now."""
        if not self.stays and not any(time in span for span in self.spans):
            return None
        gone = self.phase + lasting(self.spans, time) * self.speed
        wide = self.size * {"person": 0.24, "car": 1.1, "thing": 0.6}[self.outline]
        x = (1 - abs(gone % 2 - 1)) * (1 - wide)
        step = 0.01 * math.sin(gone * 90) if self.outline == "person" else 0.0
        return Box(x, self.level - self.size + step, x + wide, self.level + step)

    def draw(self, canvas: Canvas, time: float) -> None:
        """Blend it in, with soft edges."""
        box = self.box(time)
        if box is None:
            return
        x0, y0, x1, y1 = canvas.corners(box)
        if x1 - x0 < 2 or y1 - y0 < 2:
            return
        size = (x1 - x0, y1 - y0)
        mask = cv2.resize(_outline(self.outline), size, interpolation=cv2.INTER_AREA)[:, :, None]
        part = cv2.resize(self.texture, size, interpolation=cv2.INTER_AREA)
        under = canvas.pixels[y0:y1, x0:x1]
        canvas.pixels[y0:y1, x0:x1] = (under * (1 - mask) + part * mask).astype(np.uint8)


def _outline(name: str) -> np.ndarray:
    """A soft mask, float32 (96, 48) in 0–1."""
    mask = np.zeros((96, 48), np.uint8)
    if name == "person":
        cv2.ellipse(mask, (24, 11), (8, 10), 0, 0, 360, 255, -1)
        cv2.ellipse(mask, (24, 42), (15, 24), 0, 0, 360, 255, -1)
        cv2.rectangle(mask, (14, 55), (22, 95), 255, -1)
        cv2.rectangle(mask, (26, 55), (34, 95), 255, -1)
    elif name == "car":
        cv2.rectangle(mask, (1, 40), (46, 86), 255, -1)
        cv2.ellipse(mask, (24, 42), (15, 30), 0, 0, 360, 255, -1)
    else:
        cv2.ellipse(mask, (24, 48), (22, 45), 0, 0, 360, 255, -1)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.2).astype(np.float32) / 255)


@dataclass(eq=False)
class CameraStream(Stream):
    """A stream as an unsteady camera sees it. See `Stream`."""

    shaking: Shaking | None = None

    def seen(self, pixels: Image, time: float) -> Image:
        """The scene through the camera."""
        return self.shaking.seen(pixels, time, self.duration) if self.shaking else pixels

    def lit(self, image: Image, pixels: Image, time: float) -> Image:
        """A place that stays lit when the light goes off: a window, a screen. Noise, without light."""
        if self.shaking is None:
            return image
        dark = any(time in span for span in self.light.dark)
        if dark and self.shaking.glow is not None:
            x0, y0, x1, y1 = Canvas(image).corners(self.shaking.glow)
            image[y0:y1, x0:x1] = pixels[y0:y1, x0:x1] // 4 * 3
        if any(time in span for span in self.light.blank):
            return self.shaking.behind_a_cover(image, time)
        return self.shaking.grainy(image, time) if dark else image


def make_camera(
    seed: int, duration: float, families: tuple[Family, ...] | None, photographs: list[Image], held_out: bool
) -> CameraStream:
    """A random view. photographs: what the camera looks at, and what things that pass are made of."""
    rng = np.random.default_rng((seed, 8))
    base = make_stream(seed, duration, families, "room", held_out, photographs[0] if photographs else None)
    values = {item.name: getattr(base, item.name) for item in fields(base)}
    stream = CameraStream(**values, shaking=Shaking.draw(rng, duration))
    moves = any(item.condition.family is Family.MOTION for item in base.happenings)
    if len(photographs) < 2 or not (moves and rng.random() < 0.8):
        return stream
    kept = tuple(item for item in base.happenings if item.condition.family is not Family.MOTION)
    spans = next(item.spans for item in base.happenings if item.condition.family is Family.MOTION)
    gone = [item.element for item in base.happenings if item.condition.family is Family.MOTION]
    passing = _draw_passing(rng, photographs[1], spans)
    stream.elements = (*(item for item in base.elements if item not in gone), passing)
    stream.happenings = (*kept, Happening(Condition(Family.MOTION), spans, passing))
    return stream


def _draw_passing(rng: np.random.Generator, photograph: Image, spans: tuple[Span, ...]) -> Passing:
    outline = str(rng.choice(["person", "person", "car", "thing"]))
    high, wide = photograph.shape[:2]
    side = int(min(high, wide) * rng.uniform(0.15, 0.5))
    y, x = int(rng.integers(high - side)), int(rng.integers(wide - side))
    size = rng.uniform(0.15, 0.7) if outline == "person" else rng.uniform(0.1, 0.3)
    level = rng.uniform(max(size, 0.5), 1.0)
    texture = photograph[y : y + side, x : x + side].copy()
    return Passing(texture, outline, size, level, rng.uniform(0.06, 0.25), rng.uniform(0, 2), spans,
                   bool(rng.random() < 0.4))  # fmt: skip
