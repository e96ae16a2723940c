"""A stretch of a session as an MP4: from the video that was watched, else from the stored pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np

from stride_desktop.core.errors import Cancelled, StoreError
from stride_desktop.core.frames import Image
from stride_desktop.exports.material import Material
from stride_desktop.exports.mp4 import Mp4
from stride_desktop.exports.writing import written
from stride_desktop.sources.files import check_file
from stride_desktop.sources.reader import VideoReader

Step = tuple[float, float, Image | None]
"""From when until when a picture is shown, in seconds of the clip, and it, RGB; None: not in the clip yet."""

Steps = Generator[Step, None, None]


def write_clip(
    material: Material,
    path: Path,
    start: float,
    end: float,
    overwrite: bool = False,
    progress: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write start..end, stream seconds, as they were to be seen; plays in real time.

    The file that was watched gives its own frames at their own times, stored pictures one a second, black
    where there is none. progress: called with 0..1. Raises Cancelled, SourceError for a broken video, and
    StoreError when there is no picture in that stretch or the disk refuses; the unfinished file is removed.
    """
    if not start < end:
        raise StoreError("A clip must end after it begins.", "Give another beginning or another end.")
    with written(path, overwrite) as beside:
        steps = _steps(material, start, end)
        with closing(steps), closing(Mp4(beside)) as film:
            for first, last, picture in steps:
                if cancelled():
                    raise Cancelled
                if picture is not None:
                    film.add(picture, first, last)
                progress(min(1.0, last / (end - start)))
            film.finish()


def _steps(material: Material, start: float, end: float) -> Steps:
    """The work. Raises StoreError and SourceError, also later."""
    if (video := material.video) is not None and video.is_file():
        check_file(video)
        return _from_video(video, start, end)
    first, last = math.floor(start), math.ceil(end)
    if not any(first <= at < last for at in material.frame_times):
        raise StoreError(
            "No pictures are stored of this stretch.",
            "Choose another one; pictures are kept only when the settings, or --keep frames, say so.",
        )
    return _from_pictures(material, first, last)


def _from_video(video: Path, start: float, end: float) -> Steps:
    """The pictures that are shown in the stretch."""
    shown = False
    with closing(VideoReader(video)) as reader:
        for picture in reader.pictures():
            if picture.start >= end:
                break
            shown = picture.end > start
            first, last = max(0.0, picture.start - start), min(picture.end, end) - start
            yield first, max(0.0, last), picture.image() if shown else None
    if not shown:
        raise StoreError("The video ends before this stretch.", "Choose an earlier one.")


def _from_pictures(material: Material, first: int, last: int) -> Steps:
    """One for each second."""
    found = (material.picture(at) for at in material.frame_times if at >= first)
    black = np.zeros_like(_decoded(next(item for item in found if item is not None)[1]))
    for second in range(first, last):
        near = material.picture(second)
        picture = black if near is None else _decoded(near[1])
        yield float(second - first), second - first + 1.0, picture


def _decoded(jpeg: bytes) -> Image:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
    if picture is None:
        raise StoreError("A stored picture is damaged.", "Choose a stretch without it.")
    image: Image = picture
    return image
