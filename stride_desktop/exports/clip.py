"""A time range of a session as an MP4: from the watched video file, else from the stored pictures."""

from __future__ import annotations

import math
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import numpy as np

from stride_desktop.core.errors import Cancelled, StoreError
from stride_desktop.core.frames import Image
from stride_desktop.core.masks import blackened
from stride_desktop.exports.material import Material
from stride_desktop.exports.mp4 import Mp4
from stride_desktop.exports.writing import Order, written
from stride_desktop.sessions.pictures import decompress
from stride_desktop.sessions.reader import NEAR_SECONDS
from stride_desktop.sources.watched_file import WatchedFile

Step = tuple[float, float, Image | None]
"""Start and end in seconds of the clip, and the RGB picture shown between them; None: before the clip."""

Steps = Generator[Step, None, None]


def write_clip(material: Material, path: Path, order: Order, by_second: bool = False) -> None:
    """Write the time range of the order as a clip that plays in real time.

    A watched file gives its own frames. Otherwise stored pictures are shown, each from the time it was
    taken, and black where none is stored for long. by_second: repeat stored pictures every second.
    Raises Cancelled, SourceError for a broken video, and StoreError when the range has no picture or the disk
    refuses; the unfinished file is removed.
    """
    start, end = order.start, order.end
    if not start < end:
        raise StoreError("A clip must end after it begins.", "Give another beginning or another end.")
    with written(path, order.overwrite) as beside:
        steps = _steps(material, start, end, by_second)
        with closing(steps), closing(Mp4(beside)) as film:
            for first, last, picture in steps:
                if order.cancelled():
                    raise Cancelled
                if picture is not None:
                    film.add(picture, first, last)
                order.progress(min(1.0, last / (end - start)))
            film.finish()


def _steps(material: Material, start: float, end: float, by_second: bool) -> Steps:
    """The pictures of the clip, lazily. Raises StoreError and SourceError, also while iterating."""
    if (video := material.video) is not None and video.exists:
        return _from_video(video, start, end)
    if not any(math.floor(start) <= at < math.ceil(end) for at in material.frame_times):
        raise StoreError(
            "No pictures are stored of this stretch.",
            "Choose another one; pictures are kept only when the settings, or --keep frames, say so.",
        )
    steps = _from_pictures(material, start, end)
    return _every_second(steps) if by_second else steps


def _from_video(video: WatchedFile, start: float, end: float) -> Steps:
    """The pictures of the watched file or folder in the range."""
    shown = False
    with closing(video.pictures(start, end)) as pictures:
        for begin, until, image in pictures:
            shown = image is not None
            yield max(0.0, begin - start), max(0.0, min(until, end) - start), image
    if not shown:
        raise StoreError("The video ends before this stretch.", "Choose an earlier one.")


def _from_pictures(material: Material, start: float, end: float) -> Steps:
    """Each stored picture until the next; the first also before its time, for the slot that it belongs to."""
    times = [at for at in material.frame_times if start - NEAR_SECONDS < at < end]
    stored = material.pictures.pictures_between(times[0], times[-1], len(times) + 1)
    done, black = start, None
    for (at, jpeg), following in zip(stored, [*times[1:], end], strict=True):
        picture = blackened(_decoded(jpeg), material.masks)
        black = np.zeros_like(picture) if black is None else black
        since = max(done, at - 1.0 if at == times[0] else at)
        until = min(following, at + NEAR_SECONDS, end)
        if until > since:
            yield done - start, since - start, black
            yield since - start, until - start, picture
            done = until
    yield done - start, end - start, black


def _every_second(steps: Steps) -> Steps:
    """The steps cut into one-second pieces; timestamps jitter, so boundaries go to the nearest second."""
    with closing(steps):
        for first, last, picture in steps:
            for second in range(round(first), round(last)):
                yield float(second), second + 1.0, picture


def _decoded(jpeg: bytes) -> Image:
    picture = decompress(jpeg)
    if picture is None:
        raise StoreError("A stored picture is damaged.", "Choose a stretch without it.")
    return picture
