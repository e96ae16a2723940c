"""The pictures of a video file one by one, each with the time for which it is shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av

from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Image
from stride_desktop.sources.file_bytes import FileBytes
from stride_desktop.sources.files import name_of
from stride_desktop.sources.movie import Decoded, Movie
from stride_desktop.sources.pixels import rgb
from stride_desktop.sources.presentation import Stamped, placed
from stride_desktop.sources.webp import WebP, is_animated_webp

_SHORTEST = 0.001


@dataclass(frozen=True, slots=True)
class VideoPicture:
    """A decoded picture, shown from `start` until before `end`, seconds since the first one."""

    start: float
    end: float
    _decoded: Decoded

    def image(self) -> Image:
        """The picture, see `pixels.rgb`. Raises SourceError."""
        try:
            return rgb(self._decoded.frame, self._decoded.pixel_shape)
        except (av.FFmpegError, ValueError, MemoryError) as error:
            raise SourceError(
                "A picture of the video could not be decoded.",
                "Convert the file to H.264 in an MP4 and try again.",
                f"{self._decoded.frame.format.name}: {error}",
            ) from error


class VideoReader:
    """Reads a file from its beginning to its end. Owned by one thread.

    rate: pictures a second as the file announces them; 0 when it does not.
    """

    def __init__(self, path: Path, stop: threading.Event | None = None) -> None:
        """stop: ends the reading within a picture. Raises SourceError for what is no video."""
        self._name = name_of(path)
        self._stop = stop or threading.Event()
        try:
            self._data = FileBytes(path, self._stop)
        except OSError as error:
            raise SourceError(
                f"“{self._name}” cannot be opened ({error.strerror}).", "Choose a video file.", str(error)
            ) from error
        try:
            webp = is_animated_webp(self._data.head())
            self._movie = WebP(self._data, self._name) if webp else Movie(self._data, self._name)
        except BaseException:
            self._data.close()
            raise
        self.rate = self._movie.rate
        self._single = False
        self._begin = 0.0  # stamp of the first picture

    def close(self) -> None:
        """Close the file."""
        self._movie.close()
        self._data.close()

    def pictures(self) -> Iterator[VideoPicture]:
        """Every picture that can be decoded. What is damaged is skipped, the picture before it held.

        Raises SourceError when there is none.
        """
        return self._pictures(None)

    def pictures_from(self, second: float) -> Iterator[VideoPicture]:
        """The pictures from the key frame before a second on, once the first of all was read.

        Their times are as good as the file's time stamps, and the last one's end is not known. No `pictures`
        goes on afterwards. Raises SourceError when the file can only be read from its beginning.
        """
        self._movie.seek(self._begin + second)
        return self._pictures(self._begin)

    def _pictures(self, begin: float | None) -> Iterator[VideoPicture]:
        """begin: stamp of the first picture of all; None: it comes now."""
        movie = self._movie
        before: tuple[float, Stamped[Decoded]] | None = None
        later: float | None = None  # than `placed` counts from
        for start, stamped in placed(movie.frames(), movie.look_ahead):
            if later is None:
                first = (stamped.stamp or 0.0) - start
                self._begin = first if begin is None else begin
                later = first - self._begin
            if before is not None:
                yield VideoPicture(before[0], start + later, before[1].picture)
            before = start + later, stamped
        if before is not None:
            start, stamped = before
            end = max(movie.end_of(start, stamped), start + _SHORTEST)
            self._single = start == 0.0 and end < 1.0
            yield VideoPicture(start, end, stamped.picture)
        elif not self._stop.is_set():
            raise SourceError(
                f"“{self._name}” holds no picture that can be decoded.",
                "It may be damaged, protected, or larger than 8192 × 8192 pixels: "
                "convert it to H.264 in an MP4, or choose another one.",
            )

    @property
    def remark(self) -> str:
        """A warning about the file for the user, once all pictures were read; else ""."""
        if self._single:
            return f"“{self._name}” is a single picture: nothing begins or ends in it."
        return self._movie.remark
