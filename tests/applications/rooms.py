"""Scenes before a camera: light, cover, movement, things that come and go, and hours of nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from tests.applications.cameras import Camera, clip, cut_out, photograph
from tests.applications.wordings import BLANK, BLUE, DARK, MOTION, RED

Room = Callable[[Camera, Path], Iterator[None]]
MINUTES = 10
COUNT = 18
"""Scenes of nothing, of so many minutes: three hours."""
_VIEWS = (
    "home.jpg", "building.jpg", "leuvenA.jpg", "aloeL.jpg", "board.jpg", "stuff.jpg", "left01.jpg",
    "left09.jpg", "right03.jpg", "zidane.jpg", "bus.jpg", "obama3.jpg", "box_in_scene.png",
    "basketball1.png", "aero1.jpg", "graf1.png",
)  # fmt: skip
_QUIET_VIEWS = "home.jpg", "building.jpg", "leuvenA.jpg", "left01.jpg", "left09.jpg", "right03.jpg"


def _place(camera: Camera, material: Path, view: str = "") -> None:
    """Set the camera up somewhere."""
    rng = camera.rng
    camera.view = photograph(material / (view or str(rng.choice(_VIEWS))))
    camera.noise = float(rng.uniform(1.0, 5.0))
    camera.shake = float(rng.choice([0.0, 0.0, 0.6, 1.6]))
    camera.flicker = float(rng.choice([0.0, 0.02, 0.05]))
    camera.quality = camera.between(55, 95)


def lamp(camera: Camera, material: Path) -> Iterator[None]:
    """The light is switched off and on, twice."""
    _place(camera, material)
    for _ in range(2):
        yield from camera.wait(camera.between(12, 24))
        camera.lamp = float(camera.rng.uniform(0.04, 0.16))
        camera.begin(DARK)
        yield from camera.wait(camera.between(9, 18))
        camera.lamp = 1.0
        camera.end(DARK)
    yield from camera.wait(camera.between(14, 24))


def covered(camera: Camera, material: Path) -> Iterator[None]:
    """A cap or a black cloth covers the lens, twice."""
    _place(camera, material)
    camera.unasked.append(DARK)  # whether a covered camera is a dark room is anybody's guess
    for _ in range(2):
        yield from camera.wait(camera.between(12, 24))
        camera.cover, camera.lamp = 1.0, 0.0
        camera.begin(BLANK)
        yield from camera.wait(camera.between(8, 16))
        camera.cover, camera.lamp = 0.0, 1.0
        camera.end(BLANK)
    yield from camera.wait(camera.between(14, 24))


def person(camera: Camera, material: Path) -> Iterator[None]:
    """Somebody walks in, stands, and walks out."""
    _place(camera, material, str(camera.rng.choice(_QUIET_VIEWS)))
    cut = cut_out(material / str(camera.rng.choice(["obama.jpg", "biden.jpg"])), 0.8)
    yield from camera.wait(camera.between(14, 24))
    aim = float(camera.rng.uniform(0.2, 0.5))
    yield from _walk(camera, cut, -0.4, aim, camera.between(8, 12))
    yield from camera.wait(camera.between(14, 24))
    yield from _walk(camera, cut, aim, 1.1, camera.between(8, 12))
    yield from camera.wait(camera.between(16, 24))


def _walk(camera: Camera, cut: np.ndarray, start: float, stop: float, seconds: int) -> Iterator[None]:  # type: ignore[type-arg]
    camera.begin(MOTION)
    for second in range(1, seconds + 1):
        x = start + (stop - start) * second / seconds
        camera.things["person"] = cut, x, 0.22 + 0.02 * math.sin(second * 2.1)
        yield
    camera.end(MOTION, moving=True)


def filmed(camera: Camera, material: Path, name: str) -> Iterator[None]:
    """A filmed clip is still, runs, and is still again, twice."""
    _place(camera, material)
    camera.shake = 0.0
    camera.clip = clip(material / name)
    camera.view = camera.clip[0].astype(np.float32)
    for _ in range(2):
        yield from camera.wait(camera.between(12, 22))
        camera.playing = True
        camera.begin(MOTION)
        yield from camera.wait(camera.between(10, 18))
        camera.playing = False
        camera.end(MOTION, moving=True)
    yield from camera.wait(camera.between(14, 22))


def thing(camera: Camera, material: Path, colour: str) -> Iterator[None]:
    """A coloured thing is put down and taken away, twice."""
    _place(camera, material, str(camera.rng.choice(_QUIET_VIEWS)))
    condition = RED if colour == "red" else BLUE
    for name in ("apple.jpg", "orange.jpg"):
        cut = cut_out(material / name, camera.between(24, 45) / 100, colour)
        yield from camera.wait(camera.between(12, 22))
        x, y = camera.rng.uniform(0.1, 0.7), camera.rng.uniform(0.3, 0.55)
        camera.things["thing"] = cut, float(x), float(y)
        camera.begin(condition)
        yield from camera.wait(camera.between(10, 16))
        del camera.things["thing"]
        camera.end(condition)
    yield from camera.wait(camera.between(14, 22))


def nothing(camera: Camera, material: Path) -> Iterator[None]:
    """Noise, dusk, steps of the exposure, slow shadows; in one of five, a street on which people walk."""
    _place(camera, material)
    rng = camera.rng
    if rng.random() < 0.2:
        camera.clip, camera.playing = clip(material / "vtest.avi"), True
        camera.unasked.append(MOTION)
    dusk, sweep = rng.random() < 0.3, rng.random() < 0.4
    seconds = MINUTES * 60
    step = 1.0
    for second in range(seconds):
        if rng.random() < 1 / 60:
            step = float(rng.uniform(0.8, 1.15))
        camera.lamp = step * (1 - 0.65 * second / seconds if dusk else 1.0)
        camera.shadow = (second % 150) / 150 if sweep else 0.0
        yield


ROOMS: dict[str, Room] = {
    **{f"lamp {k}": lamp for k in range(3)},
    **{f"covered {k}": covered for k in range(2)},
    **{f"person {k}": person for k in range(3)},
    "street": lambda camera, material: filmed(camera, material, "vtest.avi"),
    "car": lambda camera, material: filmed(camera, material, "carphone_pristine.mp4"),
    "bikes": lambda camera, material: filmed(camera, material, "bikes.mp4"),
    "red thing": lambda camera, material: thing(camera, material, "red"),
    "blue thing": lambda camera, material: thing(camera, material, "blue"),
    **{f"nothing {k}": nothing for k in range(COUNT)},
}
