"""A stretch of a session as an MP4: from the video that was watched, else from the stored pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import Any

from stride_desktop.core.errors import Cancelled, StoreError
from stride_desktop.core.frames import Image
from stride_desktop.exports.material import Material
from stride_desktop.exports.writing import written
from stride_desktop.sources.video import VideoReader, check_file

import cv2  # isort: skip - after sources.video, which tells FFmpeg to be quiet
import numpy as np

_USUAL_RATE = 30.0
_HIGHEST_RATE = 240.0
"""A file that announces more frames a second, or none, has no frame rate of its own."""

Step = tuple[float, Image | None]
"""How far the work is, 0..1, and the next picture, RGB; None while there is nothing to write yet."""

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

    The file that was watched gives its own frame rate, stored pictures one a second, black where there is
    none. progress: called with 0..1. Raises Cancelled, SourceError for a broken video, and StoreError when
    there is no picture in that stretch or the disk refuses; the unfinished file is removed.
    """
    if not start < end:
        raise StoreError("A clip must end after it begins.", "Give another beginning or another end.")
    with written(path, overwrite) as beside:
        rate, steps = clip_frames(material, start, end)
        with closing(steps), closing(_Film(beside, rate)) as film:
            for share, picture in steps:
                if cancelled():
                    raise Cancelled
                if picture is not None:
                    film.add(picture)
                progress(min(share, 1.0))
        film.check()


def clip_frames(material: Material, start: float, end: float) -> tuple[float, Steps]:
    """Frames a second, and the steps of the work. Raises StoreError and SourceError, the steps too."""
    if (video := material.video) is not None and video.is_file():
        check_file(video)
        reader = VideoReader(video)
        rate = reader.rate if 0 < reader.rate <= _HIGHEST_RATE else _USUAL_RATE
        return rate, _from_video(reader, rate, start, end)
    first, last = math.floor(start), math.ceil(end)
    if not any(first <= at < last for at in material.frame_times):
        raise StoreError(
            "No pictures are stored of this stretch.",
            "Choose another one; pictures are kept only when the settings, or --keep frames, say so.",
        )
    return 1.0, _from_pictures(material, first, last)


def _from_video(reader: VideoReader, rate: float, start: float, end: float) -> Steps:
    """For each moment of the clip, the last frame that is not later."""
    total, done = max(1, round((end - start) * rate)), 0
    tolerance = 0.25 / rate
    shown: Image | None = None
    with closing(reader):
        while done < total and reader.advance():
            now = reader.seconds or 0.0
            while shown is not None and done < total and start + done / rate + tolerance < now:
                done += 1
                yield done / total, shown
            following = reader.next_seconds
            if following is None or following > start:
                shown = reader.picture()
            else:
                yield 0.0, None
        last = (reader.seconds or 0.0) + 1 / rate
        while shown is not None and done < total and start + done / rate + tolerance < last:
            done += 1
            yield done / total, shown
    if not done:
        raise StoreError("The video ends before this stretch.", "Choose an earlier one.")


def _from_pictures(material: Material, first: int, last: int) -> Steps:
    """One for each second."""
    found = (material.picture(at) for at in material.frame_times if at >= first)
    black = np.zeros_like(_decoded(next(item for item in found if item is not None)[1]))
    for second in range(first, last):
        near = material.picture(second)
        yield (second + 1 - first) / (last - first), black if near is None else _decoded(near[1])


def _decoded(jpeg: bytes) -> Image:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise StoreError("A stored picture is damaged.", "Choose a stretch without it.")
    image: Image = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    return image


class _Film:
    """An MP4 that grows; as large as its first picture, others are fitted in."""

    def __init__(self, path: Path, rate: float) -> None:
        self._path = path
        self._rate = rate
        self._count = 0
        self._size = (0, 0)
        self._writer: Any = None

    def add(self, picture: Image) -> None:
        """Append a picture, RGB. Raises StoreError."""
        if self._writer is None:
            height, width = picture.shape[:2]
            self._size = max(2, width & ~1), max(2, height & ~1)  # the codec wants even sides
            codec = cv2.VideoWriter.fourcc(*"mp4v")
            self._writer = cv2.VideoWriter(str(self._path), cv2.CAP_FFMPEG, codec, self._rate, self._size)
        if not self._writer.isOpened():
            raise self._refused()
        self._writer.write(cv2.cvtColor(_fitted(picture, self._size), cv2.COLOR_RGB2BGR))
        self._count += 1

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.release()

    def check(self) -> None:
        """Raise StoreError unless all of it is there: OpenCV does not tell when a disk is full."""
        film = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        complete = film.isOpened() and round(film.get(cv2.CAP_PROP_FRAME_COUNT)) == self._count
        film.release()
        if not complete:
            raise self._refused()

    def _refused(self) -> StoreError:
        return StoreError(
            f"The clip cannot be written to “{self._path.parent}”.",
            "Choose another place, check its permissions, and make room on the disk.",
        )


def _fitted(picture: Image, size: tuple[int, int]) -> Image:
    """Scaled to fit into width and height, in the middle of black; cut by a pixel where that is enough."""
    width, height = size
    if 0 <= picture.shape[1] - width <= 1 and 0 <= picture.shape[0] - height <= 1:
        return np.ascontiguousarray(picture[:height, :width])
    scale = min(width / picture.shape[1], height / picture.shape[0])
    inner = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    fitted = np.zeros((height, width, 3), np.uint8)
    fitted[top : top + inner[1], left : left + inner[0]] = cv2.resize(
        picture, inner, interpolation=cv2.INTER_AREA
    )
    return fitted
