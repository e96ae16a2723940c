"""Measures what one captured frame costs until it is ready for the model, by stage."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

import cv2
import numpy as np

from stride_desktop.bench.times import Times
from stride_desktop.core.errors import SourceError
from stride_desktop.core.frame_cache import FrameCache
from stride_desktop.core.frames import Frame, Image
from stride_desktop.sessions.pictures import EncodedPicture
from stride_desktop.sources.base import Frames, SourceInfo, Traits
from stride_desktop.sources.catalog import SCREEN
from stride_desktop.sources.persistent import Persistent

T = TypeVar("T")

_STAGES = {
    "compare": "Compared with the frame before",
    "jpeg": "JPEG, for memory and for the disk",
    "thumbnail": "Thumbnail, where pictures are stored",
    "evidence": "Scaled down for answers",
}
_BLOCK = 40
"""Pixels of the stripe that moves."""


@dataclass(frozen=True, slots=True)
class CaptureFigures:
    """CPU milliseconds of one frame of `size` (width, height) by stage.

    still: the same stages where no pixel changes. grab: of a whole screen of this computer, with the size of
    the screen; None without one.
    """

    size: tuple[int, int]
    changing: dict[str, Times]
    still: dict[str, Times]
    grab: Times | None
    screen: tuple[int, int] | None

    def to_json(self) -> dict[str, Any]:
        """Medians in milliseconds."""
        changing, still = (
            {name: round(times.median, 3) for name, times in stages.items()}
            for stages in (self.changing, self.still)
        )
        grab = None if self.grab is None else round(self.grab.median, 3)
        return {
            "subject": "capture",
            "size": list(self.size),
            "changing_ms": changing,
            "still_ms": still,
            "grab_ms": grab,
            "screen": self.screen and list(self.screen),
        }

    def table(self) -> str:
        """The figures as text; a frame a second of 10 ms costs 1 % of a core."""
        rows = [f"{'CPU for a frame of {}×{} pixels'.format(*self.size):<40}changing     still"]
        for name, times in self.changing.items():
            rows.append(f"{_STAGES[name]:<36}{times.median:9.2f} ms{self.still[name].median:7.2f} ms")
        totals = (sum(times.median for times in part.values()) for part in (self.changing, self.still))
        rows.append("{:<36}{:9.2f} ms{:7.2f} ms".format("All of these", *totals))
        if self.grab is not None and self.screen is not None:
            words = "Grab of the screen ({}×{})".format(*self.screen)
            rows.append(f"{words:<36}{self.grab.median:9.2f} ms")
        return "\n".join(rows)


class _GeneratedSource:
    """Gives frames of one size, of which all or none differ from the one before."""

    info = SourceInfo(SCREEN, "generated:", "generated frames")
    traits = Traits()
    warning = ""

    def __init__(self, width: int, height: int, count: int, changing: bool) -> None:
        self._size, self._count, self._changing = (height, width), count, changing

    def frames(self, stop: threading.Event) -> Frames:  # noqa: ARG002
        """Yield the frames as fast as they are taken."""
        picture = _desktop(*self._size)
        for number in range(self._count):
            image = picture.copy()  # as a grab does
            if self._changing:
                left = number * _BLOCK % (self._size[1] - _BLOCK)
                image[:, left : left + _BLOCK] //= 2
            yield Frame(image, float(number))


def measure(width: int, height: int, frames: int, tell: Callable[[str], object]) -> CaptureFigures:
    """All figures. tell: called with each step."""
    tell(f"Frames of {width}×{height} pixels that change")
    changing = _stages(_GeneratedSource(width, height, frames, changing=True))
    tell("Frames that do not change")
    still = _stages(_GeneratedSource(width, height, frames, changing=False))
    tell("The screen")
    return CaptureFigures((width, height), changing, still, *_grab(frames))


def _stages(source: _GeneratedSource) -> dict[str, Times]:
    """Every stage after the grab, in the order of the live loop."""
    times: dict[str, list[float]] = {name: [] for name in _STAGES}
    cache, picture = FrameCache(), None
    with closing(Persistent(source, lambda _: None).frames(threading.Event())) as frames:
        for frame in _timed(frames, times["compare"]):
            if picture is None or picture.image is not frame.image:
                picture = EncodedPicture(frame.image)
            for name, work in (
                ("jpeg", lambda picture=picture: picture.jpeg),
                ("thumbnail", lambda picture=picture, at=frame.timestamp: picture.record(at)),
                ("evidence", lambda frame=frame: cache.add(frame)),
            ):
                began = time.thread_time()
                work()
                times[name].append(1000 * (time.thread_time() - began))
    return {name: Times(values[1:]) for name, values in times.items()}  # the first frame has none before it


def _timed(items: Iterator[T], into: list[float]) -> Iterator[T]:
    """The items, noting the milliseconds of CPU that each took to come."""
    while True:
        began = time.thread_time()
        item = next(items, None)
        if item is None:
            return
        into.append(1000 * (time.thread_time() - began))
        yield item


def _grab(count: int) -> tuple[Times | None, tuple[int, int] | None]:
    from stride_desktop.sources.grabbers import open_grabber
    from stride_desktop.sources.screen import check_capturable

    try:
        check_capturable()
        grabber = open_grabber()
    except SourceError:
        return None, None
    values = []
    with closing(grabber):
        screen = grabber.monitors[1]
        for _ in range(count):
            began = time.thread_time()
            grabber.grab(screen)
            values.append(1000 * (time.thread_time() - began))
    return Times(values), (screen["width"], screen["height"])


def _desktop(height: int, width: int) -> Image:
    """A picture with as much detail as a desktop: lines of text on two windows before a soft background."""
    rng = np.random.default_rng(0)
    small = rng.integers(60, 200, (6, 8, 3)).astype(np.uint8)
    image = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    for left, top, shade in ((0.05, 0.1, 250), (0.45, 0.3, 30)):
        x, y = int(left * width), int(top * height)
        image[y : y + height // 2, x : x + width // 2] = shade
        for line in range(y + 20, y + height // 2 - 8, 18):
            text = "".join(map(chr, rng.integers(97, 123, width // 28)))
            cv2.putText(image, text, (x + 8, line), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255 - shade,) * 3)
    return image
