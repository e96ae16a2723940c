"""A video file: the picture on display at every full second of its presentation time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from stride_desktop.core.addresses import address_of, path_of
from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Frame, Image
from stride_desktop.sources.base import Frames, Opening, SourceInfo
from stride_desktop.sources.catalog import VIDEO
from stride_desktop.sources.files import check_file, name_of
from stride_desktop.sources.reader import VideoPicture, VideoReader


class VideoSource:
    """Reads a file, as fast as frames are taken or, with `realtime`, one frame a second.

    Timestamps are 0.0, 1.0, 2.0, …: the frame at k is the one a player shows k seconds after the first
    picture that can be decoded, by the presentation times in the container, whatever the stated frame
    rate. A picture lasts until the next one, the last one as long as the container states.

    warning: empty, or, once the frames ended, what the user should know about the file, such as that it
        may be incomplete.
    """

    def __init__(self, path: str | Path, realtime: bool = False) -> None:
        self._path = Path(path).absolute()
        self.traits = replace(VIDEO.traits, live=realtime)
        self.info = SourceInfo(VIDEO, address_of(self._path), name_of(self._path))
        self.warning = ""

    def frames(self, stop: threading.Event) -> Frames:
        """Yield one frame per second of presentation time.

        Raises SourceError when the file is missing, empty, not a video, or holds no picture. A
        truncated file yields the frames it has; `warning` then reports it.
        """
        self.warning = ""
        try:
            yield from self._frames(stop)
        except SourceError:
            if not stop.is_set():  # a file cannot be read any further once it is stopped
                raise

    def _frames(self, stop: threading.Event) -> Iterator[Frame]:
        check_file(self._path)
        with closing(VideoReader(self._path, stop)) as reader:
            started = stream_time()
            for second, image in _by_second(reader.pictures(), stop):
                if self.traits.live and stop.wait(max(0.0, started + second - stream_time())):
                    return
                yield Frame(image, float(second))
            if not stop.is_set():
                self.warning = reader.remark


def open_source(address: str, opening: Opening) -> VideoSource:
    """The file at a path or a file: URL. Raises SourceError when it cannot be read."""
    path = path_of(address)
    check_file(path)
    return VideoSource(path, opening.realtime)


def _by_second(pictures: Iterator[VideoPicture], stop: threading.Event) -> Iterator[tuple[int, Image]]:
    """For each full second, the picture on display then."""
    second = 0
    for picture in pictures:
        if stop.is_set():
            return
        if second >= picture.end:
            continue
        image = picture.image()
        while second < picture.end and not stop.is_set():
            yield second, image
            second += 1
