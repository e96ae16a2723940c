"""The pictures of a video file one by one, each with the time for which it is shown."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.packet import Packet
from av.stream import Stream

from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Image
from stride_desktop.sources.files import name_of
from stride_desktop.sources.length import Length
from stride_desktop.sources.media import FileBytes, open_media, video_stream
from stride_desktop.sources.pixels import rgb
from stride_desktop.sources.presentation import Stamped, placed

_LONGEST_HOLD = 24 * 3600.0
"""Seconds; a longer leap between two stamps is another clock, not a picture that is held."""

_LONGEST_LOSS = 600.0
"""The same for broadcast formats, whose clock may be another after each cut."""

_BROADCAST = ("mpegts", "mpeg")
_MOST_FAILURES = 50  # in a row, after which a file's container counts as unreadable
_MOST_THREADS = 4
_LARGE = 4096 * 2304  # pixels; so that few of them are held at the same time
_SHORTEST = 0.001

_Decoded = tuple[av.VideoFrame, Fraction | None]
"""A frame and the shape of its pixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture, shown from `start` until before `end`, seconds since the first one."""

    start: float
    end: float
    _frame: av.VideoFrame
    _pixel_shape: Fraction | None

    def image(self) -> Image:
        """The picture, see `pixels.rgb`. Raises SourceError."""
        try:
            return rgb(self._frame, self._pixel_shape)
        except (av.FFmpegError, ValueError, MemoryError) as error:
            raise SourceError(
                "A picture of the video could not be decoded.",
                "Convert the file to H.264 in an MP4 and try again.",
                f"{self._frame.format.name}: {error}",
            ) from error


class VideoReader:
    """Decodes a file from its beginning to its end. Owned by one thread.

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
            self._container = open_media(self._data, path)
            self._stream = video_stream(self._container, path)
        except BaseException:
            self._data.close()
            raise
        large = self._stream.width * self._stream.height > _LARGE
        self._look_ahead = 2 if large else 6
        self._stream.thread_type = av.codec.context.ThreadType.AUTO
        self._stream.thread_count = 1 if large else min(_MOST_THREADS, os.cpu_count() or 1)
        self.rate = float(self._stream.average_rate or 0)
        self._first_shape = self._stream.codec_context.sample_aspect_ratio
        self._length = Length(self._container, self._stream, self._data)

    def close(self) -> None:
        """Close the file."""
        self._container.close()
        self._data.close()

    def pictures(self) -> Iterator[Picture]:
        """Every picture that can be decoded. What is damaged is skipped, the picture before it held.

        Raises SourceError when there is none.
        """
        broadcast = self._container.format.name in _BROADCAST
        hold = _LONGEST_LOSS if broadcast else _LONGEST_HOLD
        before: tuple[float, Stamped[_Decoded]] | None = None
        for start, stamped in placed(self._decoded(), hold, self._look_ahead):
            if before is not None:
                yield Picture(before[0], start, *before[1].picture)
            before = start, stamped
        if before is not None:
            start, stamped = before
            yield Picture(
                start, max(self._length.end_of(start, stamped), start + _SHORTEST), *stamped.picture
            )
        elif not self._stop.is_set():
            raise SourceError(
                f"“{self._name}” holds no picture that can be decoded.",
                "It may be damaged or protected: convert it to H.264 in an MP4, or choose another one.",
            )

    @property
    def shortfall(self) -> str:
        """What to say when, at the end, the file turned out to break off; else nothing."""
        return self._length.shortfall

    def _decoded(self) -> Iterator[Stamped[_Decoded]]:
        for packet in self._packets():
            self._length.saw(packet)
            if packet.stream.index != self._stream.index:
                continue
            yield from self._frames(packet)
        yield from self._frames(None)

    def _packets(self) -> Iterator[Packet[Stream]]:
        """All that the container holds. Empty ones are left out: they would end the decoding."""
        failures = 0
        while failures < _MOST_FAILURES:
            try:
                for packet in self._container.demux():
                    if packet.size:
                        failures = 0
                        yield packet
            except (av.FFmpegError, ValueError):
                failures += 1
            else:
                return
        self._length.unreadable = True

    def _frames(self, packet: Packet[Stream] | None) -> Iterator[Stamped[_Decoded]]:
        """The frames that a packet completes; None: those that are left at the end."""
        codec = self._stream.codec_context
        try:
            frames = codec.decode(packet)
        except (av.FFmpegError, MemoryError):
            return
        for frame in frames:
            unit = frame.time_base or self._stream.time_base or Fraction(0)
            stamp = None if frame.pts is None else float(frame.pts * unit)
            duration = float((frame.duration or 0) * unit)
            yield Stamped((frame, self._pixel_shape()), stamp, duration if duration < _LONGEST_HOLD else 0.0)

    def _pixel_shape(self) -> Fraction | None:
        """As the container says, until the pictures themselves say something new."""
        of_pictures = self._stream.codec_context.sample_aspect_ratio
        if of_pictures == self._first_shape:
            return self._stream.sample_aspect_ratio
        return of_pictures
