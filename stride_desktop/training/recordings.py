"""Streams drawn once and kept on disk: pictures a second, what holds in each, and where."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import Box, Canvas
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.streams import Happening, Light, Stream

SIZE = (576, 960)
"""Height and width of a kept picture."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where a condition showed in every second: float (T, 4), NaN where it did not."""

    boxes: NDArray[np.float64]

    def box(self, time: float) -> Box | None:
        """Its place at a time."""
        corners = self.boxes[_second(time, len(self.boxes))]
        return None if np.isnan(corners[0]) else Box(*(float(v) for v in corners))

    def draw(self, canvas: Canvas, time: float) -> None:
        """Nothing: the pictures show it."""


def _second(time: float, count: int) -> int:
    return int(np.clip(round(time), 0, count - 1))


@dataclass(eq=False)
class Recording(Stream):
    """A stream read back from disk. Its pictures exist once a second. See `Stream`.

    packed: PNG or JPEG files, one for each different picture; index: int (T,), the picture of each second.
    states: int8 (happenings, T), whether each holds. unasked: conditions that hold too often in it, or not
    clearly, to ask about them.
    """

    packed: list[NDArray[np.uint8]] = field(default_factory=list)
    index: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    states: NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, 0), np.int8))
    unasked: tuple[Condition, ...] = ()

    _unpacked: tuple[int, Image] | None = field(default=None, repr=False)

    def image(self, time: float, height: int, width: int) -> Image:
        """The picture of the nearest second, RGB uint8 (height, width, 3)."""
        number = int(self.index[_second(time, len(self.index))])
        if self._unpacked is None or self._unpacked[0] != number:
            pixels = cv2.imdecode(self.packed[number], cv2.IMREAD_COLOR)
            if pixels is None:
                raise ValueError("a recorded picture is damaged")
            self._unpacked = number, np.ascontiguousarray(pixels[:, :, ::-1].astype(np.uint8))
        image = self._unpacked[1]
        if image.shape[:2] == (height, width):
            return image
        return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)

    def _state(self, item: Happening, time: float) -> int:
        return int(self.states[self.happenings.index(item), _second(time, len(self.index))])


def record(stream: Stream, path: Path, unasked: tuple[Condition, ...] = ()) -> None:
    """Draw a stream, one picture a second, and write it so that a crash leaves a whole file or none.

    unasked: see `Recording`.
    """
    packed: list[NDArray[np.uint8]] = []
    index: list[int] = []
    latest: Image | None = None
    for second in range(int(stream.duration)):
        image = stream.image(float(second), *SIZE)
        if latest is None or not np.array_equal(image, latest):
            packed.append(_packed(image, exact=stream.light.noise == 0))
            latest = image
        index.append(len(packed) - 1)
    times = [float(second) for second in range(len(index))]
    boxes = [[_corners(item, time) for time in times] for item in stream.happenings]
    states = [[stream._state(item, time) for time in times] for item in stream.happenings]
    truth = {
        "world": stream.world,
        "seed": stream.seed,
        "covered": [[span.start, span.end] for span in stream.light.covered],
        "unasked": [[item.family, item.colour, item.shape] for item in unasked],
        "happenings": [
            [item.condition.family, item.condition.colour, item.condition.shape,
             [[span.start, span.end] for span in item.spans]]
            for item in stream.happenings
        ],
    }  # fmt: skip
    temporary = path.with_suffix(".new")
    with temporary.open("wb") as file:
        np.savez(
            file,
            bytes=np.concatenate(packed),
            sizes=np.array([len(item) for item in packed]),
            index=np.array(index),
            boxes=np.array(boxes, np.float64).reshape(len(boxes), len(index), 4),
            states=np.array(states, np.int8).reshape(len(states), len(index)),
            truth=np.array(json.dumps(truth)),
        )
    temporary.replace(path)


def _packed(image: Image, exact: bool) -> NDArray[np.uint8]:
    """A picture as the bytes of a PNG, or of a JPEG file where the sensor's noise would make a PNG large."""
    kind = (".png", [cv2.IMWRITE_PNG_COMPRESSION, 1]) if exact else (".jpg", [cv2.IMWRITE_JPEG_QUALITY, 92])
    return np.asarray(cv2.imencode(kind[0], image[:, :, ::-1], kind[1])[1], np.uint8)


def _corners(item: Happening, time: float) -> tuple[float, float, float, float]:
    box = item.element.box(time) if item.element else Box(0.0, 0.0, 1.0, 1.0)
    nan = float("nan")
    return (box.x0, box.y0, box.x1, box.y1) if box else (nan, nan, nan, nan)


def play(path: Path) -> Recording:
    """Read a recorded stream. Raises OSError, ValueError or KeyError."""
    with np.load(path, allow_pickle=False) as content:
        truth = json.loads(str(content["truth"]))
        packed = np.split(content["bytes"], np.cumsum(content["sizes"])[:-1])
        index, boxes, states = content["index"], content["boxes"], content["states"]
    happenings = tuple(
        Happening(
            Condition(Family(family), colour, shape), tuple(Span(*pair) for pair in spans), _Placed(places)
        )
        for (family, colour, shape, spans), places in zip(truth["happenings"], boxes, strict=True)
    )
    light = Light(covered=tuple(Span(*pair) for pair in truth["covered"]))
    unasked = tuple(
        Condition(Family(family), colour, shape) for family, colour, shape in truth.get("unasked", ())
    )
    return Recording(
        truth["world"], truth["seed"], float(len(index)), lambda _canvas, _rng: None, (), happenings, light,
        packed=packed, index=index, states=states, unasked=unasked,
    )  # fmt: skip


def recordings_in(folder: Path) -> list[Path]:
    """The recorded streams of a folder. Raises StrideError when there are none."""
    paths = sorted(folder.glob("*.npz"))
    if not paths:
        raise StrideError(f"The folder {folder} holds no recorded streams.", "Choose another one.")
    return paths
