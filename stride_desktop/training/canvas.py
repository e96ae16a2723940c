"""A canvas with relative coordinates: the same scene can be drawn at any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.frames import Image

Colour = tuple[int, int, int]
"""RGB, 0–255."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in relative coordinates: 0–1 across (x) and down (y)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Relative width."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Relative height."""
        return self.y1 - self.y0

    def inner(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A box given in fractions of this one."""
        return Box(
            self.x0 + x0 * self.width,
            self.y0 + y0 * self.height,
            self.x0 + x1 * self.width,
            self.y0 + y1 * self.height,
        )

    def moved(self, dx: float, dy: float) -> Box:
        """The same box, shifted."""
        return Box(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def covered_by(self, other: Box) -> float:
        """Fraction of this box that lies under `other`, 0–1."""
        across = min(self.x1, other.x1) - max(self.x0, other.x0)
        down = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(across, 0.0) * max(down, 0.0) / max(self.width * self.height, 1e-9)


FULL = Box(0.0, 0.0, 1.0, 1.0)


class Canvas:
    """RGB pixels with drawing calls in relative coordinates."""

    def __init__(self, pixels: Image) -> None:
        self.pixels = pixels
        self.height, self.width = pixels.shape[:2]

    @classmethod
    def blank(cls, height: int, width: int, colour: Colour = (0, 0, 0)) -> Canvas:
        """A canvas of one colour."""
        return cls(np.full((height, width, 3), colour, np.uint8))

    def copy(self) -> Canvas:
        """An independent copy."""
        return Canvas(self.pixels.copy())

    def point(self, x: float, y: float) -> tuple[int, int]:
        """Pixel of a relative position."""
        return round(x * self.width), round(y * self.height)

    def corners(self, box: Box) -> tuple[int, int, int, int]:
        """Pixel corners x0, y0, x1, y1 (ends exclusive), clipped to the canvas."""
        x0, y0 = self.point(box.x0, box.y0)
        x1, y1 = self.point(box.x1, box.y1)
        return max(x0, 0), max(y0, 0), min(max(x1, x0 + 1), self.width), min(max(y1, y0 + 1), self.height)

    def fill(self, box: Box, colour: Colour) -> None:
        """A filled rectangle."""
        x0, y0, x1, y1 = self.corners(box)
        self.pixels[y0:y1, x0:x1] = colour

    def outline(self, box: Box, colour: Colour, thickness: float = 0.004) -> None:
        """A rectangle's border; `thickness` is a fraction of the height."""
        x0, y0, x1, y1 = self.corners(box)
        cv2.rectangle(self.pixels, (x0, y0), (x1 - 1, y1 - 1), colour, max(1, round(thickness * self.height)))

    def ellipse(self, box: Box, colour: Colour) -> None:
        """A filled ellipse inscribed in a box."""
        centre = self.point((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
        axes = (
            max(1, round(box.width * self.width / 2)),
            max(1, round(box.height * self.height / 2)),
        )
        cv2.ellipse(self.pixels, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)

    def polygon(self, points: Sequence[tuple[float, float]], colour: Colour) -> None:
        """A filled polygon."""
        corners = np.array([self.point(x, y) for x, y in points], np.int32)
        cv2.fillPoly(self.pixels, [corners], colour, cv2.LINE_AA)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], colour: Colour, width: float
    ) -> None:
        """A line; `width` is a fraction of the height."""
        thickness = max(1, round(width * self.height))
        cv2.line(self.pixels, self.point(*start), self.point(*end), colour, thickness, cv2.LINE_AA)

    def shade(self, box: Box, factor: float) -> None:
        """Multiply the brightness inside a box (shadows, dimmed backdrops)."""
        x0, y0, x1, y1 = self.corners(box)
        if x0 < x1 and y0 < y1:
            region = self.pixels[y0:y1, x0:x1]
            self.pixels[y0:y1, x0:x1] = cv2.convertScaleAbs(region, alpha=factor)

    def shadow(self, box: Box, factor: float) -> None:
        """Multiply the brightness inside an ellipse."""
        x0, y0, x1, y1 = self.corners(box)
        if x0 < x1 and y0 < y1:
            region = self.pixels[y0:y1, x0:x1]
            inside = np.zeros(region.shape[:2], np.uint8)
            axes = ((x1 - x0) // 2, (y1 - y0) // 2)
            cv2.ellipse(inside, axes, axes, 0, 0, 360, 1, -1)
            cv2.copyTo(cv2.convertScaleAbs(region, alpha=factor), inside, region)

    def paste(self, box: Box, image: Image) -> None:
        """Scale a picture into a box."""
        x0, y0, x1, y1 = self.corners(box)
        if x0 < x1 and y0 < y1:
            self.pixels[y0:y1, x0:x1] = cv2.resize(image, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)

    def shrunk(self, height: int, width: int) -> Image:
        """The pixels at another size, averaged."""
        if (height, width) == (self.height, self.width):
            return self.pixels
        return np.asarray(cv2.resize(self.pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def gradient(height: int, width: int, top: Colour, bottom: Colour, slant: float) -> Image:
    """A smooth blend of two colours; `slant` from 0 (downwards) to 1 (sideways)."""
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    mix = ((1 - slant) * down + slant * across)[:, :, None]
    first, last = np.array(top, np.float32), np.array(bottom, np.float32)
    return np.asarray(first + (last - first) * mix, np.uint8)


def clouds(rng: np.random.Generator, height: int, width: int, colours: Sequence[Colour]) -> Image:
    """A photograph-like texture: noise of several scales mapped onto a palette."""
    total = np.zeros((height, width), np.float32)
    for cells, weight in ((2, 1.0), (5, 0.6), (12, 0.3), (40, 0.12)):
        coarse = rng.random((cells, cells * 2), dtype=np.float32)
        total += weight * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    low, high = float(total.min()), float(total.max())
    position = (total - low) / max(high - low, 1e-6) * (len(colours) - 1)
    index = np.minimum(position.astype(np.int32), len(colours) - 2)
    palette = np.array(colours, np.float32)
    mix = (position - index)[:, :, None]
    return np.asarray(palette[index] * (1 - mix) + palette[index + 1] * mix, np.uint8)


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """RGB of a hue in degrees, saturation and value in 0–1."""
    sector = (hue % 360) / 60
    chroma = value * saturation
    second = chroma * (1 - abs(sector % 2 - 1))
    base = value - chroma
    table = [(chroma, second, 0), (second, chroma, 0), (0, chroma, second)]
    table += [(0, second, chroma), (second, 0, chroma), (chroma, 0, second)]
    red, green, blue = table[int(sector) % 6]
    return round((red + base) * 255), round((green + base) * 255), round((blue + base) * 255)


def muted(rng: np.random.Generator, low: float = 0.15, high: float = 0.95) -> Colour:
    """A colour of furniture, walls and clothes: weakly saturated."""
    return hsv(rng.uniform(0, 360), rng.uniform(0, 0.38), rng.uniform(low, high))


def compress(image: Image, quality: int) -> Image:
    """The picture after JPEG, standing for the noise of video compression."""
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded: NDArray[np.uint8] = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return decoded
