"""Streams of a simulated camera: real photographs and clips, real conditions of light, lens and sensor.

The light, the cover, the sensor's noise and what enters are made here; nothing of it was filmed so. The
photographs and clips are of the material, which training does not use.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.frames import Image
from stride_desktop.training.conditions import Condition, Span
from stride_desktop.training.recordings import SIZE
from tests.applications.desk import RecordingError

HEIGHT, WIDTH = SIZE
_MASK = cv2.GC_FGD, cv2.GC_PR_FGD


@dataclass
class Camera:
    """What a camera sees, second by second.

    view: the picture without any condition, float32 (HEIGHT, WIDTH, 3), 0–255, linear enough.
    lamp: the light, 1 by day; cover: of a black cap over the lens; things: what is in front, cut out, with
    the place of its upper left corner in shares of the picture. noise: of the sensor; flicker, shake: their
    amplitudes. clip: pictures that are played when `playing`.
    """

    rng: np.random.Generator
    view: NDArray[np.float32]
    lamp: float = 1.0
    cover: float = 0.0
    shadow: float = 0.0
    things: dict[str, tuple[NDArray[np.float32], float, float]] = field(default_factory=dict)
    noise: float = 2.5
    flicker: float = 0.0
    shake: float = 0.0
    quality: int = 85
    clip: list[Image] = field(default_factory=list)
    playing: bool = False
    at: int = 0
    pictures: list[Image] = field(default_factory=list)
    unasked: list[Condition] = field(default_factory=list)
    spans: dict[Condition, list[Span]] = field(default_factory=dict)
    since: dict[Condition, float] = field(default_factory=dict)
    _gain: float = 1.0

    def capture(self) -> None:
        """The next second."""
        if self.playing and self.clip:
            self.at = (self.at + 1) % len(self.clip)
            self.view = self.clip[self.at].astype(np.float32)
        scene = self._lit()
        if self.cover:
            scene = scene * (1 - self.cover) + 5.0 * self.cover
        wanted = float(np.clip(90 / max(float(scene.mean()), 1.0), 0.6, 1.8))  # the automatic exposure
        self._gain += 0.5 * (wanted - self._gain)
        grain = self.rng.normal(0, self.noise * (0.6 + 0.6 * self._gain), scene.shape)
        image = np.clip(scene * self._gain + grain, 0, 255).astype(np.uint8)
        packed = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, self.quality])[1]
        self.pictures.append(np.ascontiguousarray(cv2.imdecode(packed, cv2.IMREAD_COLOR)[:, :, ::-1]))

    def _lit(self) -> NDArray[np.float32]:
        """The scene in the light that it has, from where the camera stands."""
        scene = self.view
        for sprite, x, y in self.things.values():
            scene = pasted(scene, sprite, int(x * WIDTH), int(y * HEIGHT))
        if self.shadow:
            across = np.linspace(-1, 1, WIDTH, dtype=np.float32) - self.shadow * 2 + 1
            scene = scene * (1 - 0.35 * np.exp(-((across * 2.5) ** 2)))[None, :, None]
        if self.shake:
            dx, dy = self.rng.normal(0, self.shake, 2)
            move = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
            scene = cv2.warpAffine(scene, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
        dark = np.array([0.8, 0.9, 1.1], np.float32)  # without lamps the light is blue
        colour = dark + (1 - dark) * min(self.lamp, 1.0)
        light = self.lamp * (1 + self.flicker * float(self.rng.uniform(-1, 1)))
        return np.asarray(scene * (light * colour), np.float32)

    def wait(self, seconds: int) -> Iterator[None]:
        """So many seconds."""
        for _ in range(seconds):
            yield

    def between(self, least: int, most: int) -> int:
        """A random number of seconds."""
        return int(self.rng.integers(least, most + 1))

    def begin(self, condition: Condition) -> None:
        """Note that a condition holds from now on, some time after the latest capture."""
        self.since[condition] = self._now()

    def end(self, condition: Condition, moving: bool = False) -> None:
        """Note that it does so no more; what moves rests from the latest capture on."""
        end = float(len(self.pictures) - 1) if moving else self._now()
        self.spans.setdefault(condition, []).append(Span(self.since.pop(condition), end))

    def _now(self) -> float:
        return len(self.pictures) - 1 + float(self.rng.uniform(0.02, 0.98))


def pasted(scene: NDArray[np.float32], sprite: NDArray[np.float32], x: int, y: int) -> NDArray[np.float32]:
    """A picture with a cut-out (height, width, RGB and opacity 0–1) in it, which may reach over the edge."""
    high, wide = sprite.shape[:2]
    left, top, right, bottom = max(x, 0), max(y, 0), min(x + wide, WIDTH), min(y + high, HEIGHT)
    if left >= right or top >= bottom:
        return scene
    part = sprite[top - y : bottom - y, left - x : right - x]
    result = scene.copy()
    opacity = part[:, :, 3:]
    result[top:bottom, left:right] *= 1 - opacity
    result[top:bottom, left:right] += part[:, :, :3] * opacity
    return result


def photograph(path: Path) -> NDArray[np.float32]:
    """A photograph as a view. Raises RecordingError."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise RecordingError(f"{path} is no picture")
    high, wide = image.shape[:2]
    share = min(wide / WIDTH, high / HEIGHT)
    cut = int(HEIGHT * share), int(WIDTH * share)
    top, left = (high - cut[0]) // 2, (wide - cut[1]) // 2
    image = image[top : top + cut[0], left : left + cut[1], ::-1]
    return np.asarray(cv2.resize(image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.float32)


def clip(path: Path) -> list[Image]:
    """A clip's pictures, one a second. Raises RecordingError."""
    reader = cv2.VideoCapture(str(path))
    step = max(1, round(reader.get(cv2.CAP_PROP_FPS)))
    found: list[Image] = []
    number = 0
    while True:
        read, image = reader.read()
        if not read:
            break
        if number % step == 0:
            small = cv2.resize(image, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
            found.append(np.ascontiguousarray(small[:, :, ::-1]))
        number += 1
    reader.release()
    if len(found) < 3:
        raise RecordingError(f"{path} is no clip of three seconds")
    return found


def cut_out(path: Path, share: float, colour: str = "") -> NDArray[np.float32]:
    """The thing in the middle of a photograph, so high a share of the picture, in another colour if named."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise RecordingError(f"{path} is no picture")
    height = round(share * HEIGHT)
    image = cv2.resize(image, (max(8, image.shape[1] * height // image.shape[0]), height))
    mask = np.zeros(image.shape[:2], np.uint8)
    wide = image.shape[1]
    rect = (wide // 12, height // 16, wide - wide // 6, height - height // 16)
    cv2.setRNGSeed(1)
    cv2.grabCut(image, mask, rect, np.zeros((1, 65)), np.zeros((1, 65)), 3, cv2.GC_INIT_WITH_RECT)
    inside = np.isin(mask, _MASK).astype(np.uint8)
    near = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (height // 4, height // 4))
    inside = cv2.morphologyEx(inside, cv2.MORPH_CLOSE, near)  # a white shirt before a white wall
    opacity = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 1.2)
    if colour:
        hsv = cv2.cvtColor(image, cv2.COLOR_BGR2HSV)
        hsv[:, :, 0] = {"red": 178, "blue": 112}[colour]
        hsv[:, :, 1] = np.maximum(hsv[:, :, 1], 205)
        image = cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR)
    return np.dstack([image[:, :, ::-1].astype(np.float32), opacity])
