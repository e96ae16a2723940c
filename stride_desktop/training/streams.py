"""A rendered stream: a backdrop, elements, light, and what holds when."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.frames import Frame, Image
from stride_desktop.training.canvas import FULL, Box, Canvas, Colour, compress
from stride_desktop.training.conditions import Condition, Family, Request, Span, truth
from stride_desktop.training.elements import Element, holds, lasting
from stride_desktop.training.remains import Remains
from stride_desktop.training.widgets import Blackout

TRAINING_SEEDS = 1 << 31
"""Streams whose seed is below this may be trained on; evaluation and the demo use seeds above."""

IGNORE = -1
"""A label that says: ambiguous, do not learn from this."""

_SMALL = 300
"""Frames lower than this are drawn at twice their size and averaged, like real pictures."""

_NOISE = np.random.default_rng(5).standard_normal((420, 700, 3), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Happening:
    """A condition of a stream: when it holds and which element shows it (None: the whole picture)."""

    condition: Condition
    spans: tuple[Span, ...]
    element: Element | None = None


@dataclass(frozen=True, slots=True)
class Light:
    """How bright the picture is over time, and how the sensor disturbs it.

    drift: relative amplitude of a slow exposure drift; period: its seconds.
    dark, dim, covered, blank: spans of no light, less light, a covered camera, a blank picture.
    dark_level, dim_level: brightness factors; floor: brightness that remains visible in the dark.
    cover: colour of what covers a camera; blank_level: grey level of a blank picture. left: what stays on a
    blank picture and, if it shines, in the dark.
    noise: standard deviation in grey levels; quality: JPEG quality, 0 for none.
    """

    drift: float = 0.0
    period: float = 60.0
    dark: tuple[Span, ...] = ()
    dim: tuple[Span, ...] = ()
    covered: tuple[Span, ...] = ()
    blank: tuple[Span, ...] = ()
    dark_level: float = 0.12
    dim_level: float = 0.6
    floor: float = 4.0
    cover: Colour = (40, 14, 10)
    blank_level: int = 0
    left: Remains | None = None
    noise: float = 2.0
    quality: int = 0

    def gain(self, time: float) -> float:
        """Brightness factor of the scene."""
        gain = 1 + self.drift * math.sin(time / self.period * math.tau)
        if holds(self.dark, time):
            return gain * self.dark_level
        return gain * self.dim_level if holds(self.dim, time) else gain

    def blank_picture(self, height: int, width: int, time: float) -> Image:
        """The picture during a blank span: black or dark grey but for what is left, without noise."""
        image = np.full((height, width, 3), self.blank_level, np.uint8)
        if self.left is not None:
            since = max((span.start for span in self.blank if time in span), default=0.0)
            self.left.draw(image, time, since)
        return image

    def apply(self, pixels: Image, time: float, seed: int) -> Image:
        """The picture as the sensor or the screen capture gives it, a new array."""
        rng = np.random.default_rng((seed, int((time + 100) * 1000)))
        height, width = pixels.shape[:2]
        if holds(self.blank, time):
            image = self.blank_picture(height, width, time)
        elif holds(self.covered, time):
            image = np.full_like(pixels, self.cover)
            image[: height // 2] = np.minimum(np.array(self.cover) * 1.25, 255).astype(np.uint8)
            image = np.asarray(cv2.blur(image, (width // 3, height // 3)), np.uint8)
        else:
            lift = self.floor if holds(self.dark, time) else 0.0
            image = np.asarray(cv2.convertScaleAbs(pixels, alpha=self.gain(time), beta=lift), np.uint8)
            if self.left is not None and self.left.shines and holds(self.dark, time):
                self.left.draw(image, time)
        if self.noise > 0:
            image = _noisy(image, rng, self.noise)
        return compress(image, self.quality) if self.quality else image


def _noisy(image: Image, rng: np.random.Generator, level: float) -> Image:
    height, width = image.shape[:2]
    if height > 210 or width > 350:
        grain = np.asarray(cv2.resize(_NOISE, (width, height), interpolation=cv2.INTER_NEAREST), np.float32)
        grain = np.roll(grain, int(rng.integers(width)), axis=1)
    else:
        y, x = int(rng.integers(420 - height)), int(rng.integers(700 - width))
        grain = _NOISE[y : y + height, x : x + width]
    return np.clip(image + grain * level, 0, 255).astype(np.uint8)


@dataclass(eq=False)
class Stream:
    """A stream that can be drawn at any time and size, with its truth.

    paint: paints the unchanging backdrop; elements: drawn over it in order; blackout: drawn last.
    duration: seconds. seed: of the backdrop and the noise. world: "room" or "desktop".
    """

    world: str
    seed: int
    duration: float
    paint: Callable[[Canvas, np.random.Generator], None]
    elements: tuple[Element, ...]
    happenings: tuple[Happening, ...]
    light: Light = field(default_factory=Light)
    blackout: Blackout | None = None
    _backdrops: dict[tuple[int, int], Canvas] = field(default_factory=dict)

    def image(self, time: float, height: int, width: int) -> Image:
        """The picture at a time, RGB uint8 (height, width, 3)."""
        scale = 2 if height < _SMALL else 1
        size = (height * scale, width * scale)
        if size not in self._backdrops:
            backdrop = Canvas.blank(*size)
            self.paint(backdrop, np.random.default_rng(self.seed))
            self._backdrops[size] = backdrop
        canvas = self._backdrops[size].copy()
        for element in self.elements:
            element.draw(canvas, time)
        pixels = self.seen(canvas.shrunk(height, width), time)
        image = self.lit(self.light.apply(pixels, time, self.seed), pixels, time)
        if self.blackout is not None:
            self.blackout.draw(Canvas(image), time)
        return image

    def seen(self, pixels: Image, time: float) -> Image:  # noqa: ARG002 - a camera's view differs
        """The scene as it is seen, before its light."""
        return pixels

    def lit(self, image: Image, pixels: Image, time: float) -> Image:  # noqa: ARG002
        """The picture in its light, but for what shines itself; `pixels` is the scene without."""
        return image

    def close(self) -> None:
        """Give back what drawing took; nothing here, windows elsewhere."""

    def frames(self, height: int, width: int) -> list[Frame]:
        """One frame a second over the whole duration."""
        return [Frame(self.image(float(k), height, width), float(k)) for k in range(int(self.duration))]

    def spans(self, condition: Condition) -> tuple[Span, ...]:
        """When a condition holds."""
        return tuple(span for item in self.happenings if item.condition == condition for span in item.spans)

    def truth(self, request: Request) -> tuple[Span, ...]:
        """When a request is active."""
        return truth(self.spans(request.condition), request.ends, self.duration)

    def ambiguous(self, condition: Condition) -> bool:
        """Whether something here looks like the condition without being it."""
        return any(similar(condition, item.condition) for item in self.happenings)

    def label(self, condition: Condition, time: float) -> int:
        """Whether a condition holds in the frame at a time: 1, 0 or IGNORE."""
        label = 0
        for item in self.happenings:
            if item.condition == condition:
                state = self._state(item, time)
                label = state if label == 0 else label
            elif similar(condition, item.condition) and holds(item.spans, time):
                return IGNORE
        if condition.family is Family.BLANK and holds(self.light.covered, time):
            return IGNORE
        return label

    def _state(self, item: Happening, time: float) -> int:
        if item.condition.family is Family.MOTION:
            moved = lasting(item.spans, time) - lasting(item.spans, time - 1)
            if 0.05 < moved < 0.6:
                return IGNORE
            state = int(moved >= 0.6)
        else:
            state = int(holds(item.spans, time))
        hidden = self.blackout.box(time) if self.blackout else None
        box = item.element.box(time) if item.element else None
        return IGNORE if state and hidden and box and box.covered_by(hidden) > 0.5 else state

    def place(self, condition: Condition, time: float) -> Box | None:
        """Where a condition that holds can be seen; the whole picture for blank and dark."""
        for item in self.happenings:
            if item.condition == condition and self._state(item, time) == 1:
                return item.element.box(time) if item.element else FULL
        return None


def similar(wanted: Condition, present: Condition) -> bool:
    """Different conditions that a request could mean alike: a red ball and a red box."""
    if wanted == present or wanted.family is not present.family:
        return False
    return wanted.family is Family.DIALOG or (
        wanted.family is Family.OBJECT and wanted.colour == present.colour
    )


def slot_labels(spans: tuple[Span, ...], times: Iterable[float], seconds: float = 1.0) -> NDArray[np.int8]:
    """Truth of the slots of so many seconds that end at frame times, given when a request is active: int8.

    A slot is active where an event overlaps it, so that neither its begin nor its end is cut off.
    """
    active = [any(span.start < time and time - seconds < span.end for span in spans) for time in times]
    return np.array(active, np.int8)
