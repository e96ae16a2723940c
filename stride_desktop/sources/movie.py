"""A media file decoded with PyAV: the stream of it that is the video, frame by frame."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
from av.codec.context import ThreadType
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition
from av.video.stream import VideoStream

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.file_bytes import FileBytes
from stride_desktop.sources.length import Length
from stride_desktop.sources.pixels import MAX_PIXELS
from stride_desktop.sources.presentation import LONGEST_HOLD, Stamped

_BROADCAST = ("mpegts", "mpeg")
"""Formats whose clock may be another after each cut, which is where a key frame comes."""

_LONGEST_LOSS = 600.0
"""Seconds that may be missing at a cut."""

_LIMITS = {"max_pixels": str(MAX_PIXELS)}
_NO_VIDEO = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.dependent
_LISTS = (b"#EXTM3U", b"ffconcat version", b"v=0", b"[playlist]", b"<smil", b"<asx", b"<MPD")
_PROLOG = re.compile(rb"\s*(\xef\xbb\xbf)?\s*(<[?!][^>]*>\s*)*")
_NO_TIMESTAMPS = 0x80  # AVFMT_NOTIMESTAMPS
_MICROSECONDS = 1_000_000  # the unit of times for seeking
_MOST_FAILURES = 50  # in a row, after which the rest of a file counts as unreadable
_MOST_THREADS = 4
_LARGE = 4096 * 2304  # pixels; so that few of them are held at the same time


@dataclass(frozen=True, slots=True)
class Decoded:
    """A frame and the shape of its pixels, width to height; None: square."""

    frame: av.VideoFrame
    pixel_shape: Fraction | None = None


class Movie:
    """The video of a file of any format that is complete in itself. Owned by one thread.

    Other files and network addresses that the file refers to are not opened.

    rate: pictures a second as the file announces them; 0 when it does not. look_ahead: see
    `presentation.placed`.
    """

    def __init__(self, data: FileBytes, name: str) -> None:
        """Raises SourceError for what is no video. `data` stays open."""
        self._container = _opened(data, name)
        self._stream = stream = _video_of(self._container, name)
        for other in self._container.streams:
            if other.index != stream.index:
                other.discard = Discard.all
        if stream.width * stream.height > MAX_PIXELS:
            raise SourceError(
                f"The pictures of “{name}” are too large ({stream.width} × {stream.height}).",
                "Make a smaller version of it, of 4096 × 4096 at most.",
            )
        stream.codec_context.options = _LIMITS
        large = stream.width * stream.height > _LARGE
        stream.thread_type = ThreadType.AUTO
        stream.thread_count = 1 if large else min(_MOST_THREADS, os.cpu_count() or 1)
        self.look_ahead = 2 if large else 6
        self._broadcast = self._container.format.name in _BROADCAST
        self.rate = float(stream.average_rate or 0)
        self._unit = stream.time_base or Fraction(0)
        self._first_shape = stream.codec_context.sample_aspect_ratio
        self._length = Length(self._container, stream, data)
        self._failed = False

    def close(self) -> None:
        """Close the container."""
        self._container.close()

    def frames(self) -> Iterator[Stamped[Decoded]]:
        """Every frame that can be decoded, in the order in which they are shown."""
        for packet in self._packets():
            self._length.saw(packet)
            yield from self._decoded(packet)
        yield from self._decoded(None)

    def seek(self, stamp: float) -> None:
        """Continue with the key frame before a time on the container's clock. Raises SourceError."""
        try:
            self._container.seek(round(stamp * _MICROSECONDS), backward=True)
        except (av.FFmpegError, ValueError, OverflowError) as error:
            raise SourceError("This file can only be read from its beginning.", "", str(error)) from error

    def end_of(self, start: float, last: Stamped[Decoded]) -> float:
        """The end of the last picture, which is shown from `start`."""
        return self._length.end_of(start, last)

    @property
    def remark(self) -> str:
        """A warning about the file for the user, once all frames were read; else ""."""
        return self._length.shortfall(self._failed) or self._no_times()

    def _packets(self) -> Iterator[Packet[VideoStream]]:
        """Packets of the video. Empty ones are left out: they would end the decoding."""
        failures = 0
        while failures < _MOST_FAILURES:
            try:
                for packet in self._container.demux(self._stream):
                    if packet.size:
                        failures = 0
                        yield packet
            except IndexError:  # PyAV's, at the end of a file in which a stream begins late
                break
            except av.FFmpegError:
                failures += 1
            else:
                break
        self._failed = failures > 0  # and nothing came after that

    def _decoded(self, packet: Packet[VideoStream] | None) -> Iterator[Stamped[Decoded]]:
        """The frames that a packet completes; None: those that are left at the end."""
        try:
            frames = self._stream.codec_context.decode(packet)
        except (av.FFmpegError, MemoryError):  # a damaged packet
            return
        for frame in frames:
            stamp = None if frame.pts is None else float(frame.pts * self._unit)
            duration = float((frame.duration or 0) * self._unit)
            known = duration if 0 < duration < LONGEST_HOLD else 0.0
            hold = _LONGEST_LOSS if self._broadcast and frame.key_frame else LONGEST_HOLD
            yield Stamped(Decoded(frame, self._pixel_shape()), stamp, known, hold)

    def _pixel_shape(self) -> Fraction | None:
        """The container's value, until a picture states another."""
        of_pictures = self._stream.codec_context.sample_aspect_ratio
        return self._stream.sample_aspect_ratio if of_pictures == self._first_shape else of_pictures

    def _no_times(self) -> str:
        if not self._container.format.flags & _NO_TIMESTAMPS or self._stream.codec_context.framerate:
            return ""
        return f"The file gives no times: {self.rate:g} pictures a second are assumed."


def _opened(data: FileBytes, name: str) -> InputContainer:
    if _PROLOG.sub(b"", data.head(), count=1).startswith(_LISTS):
        raise SourceError(
            f"“{name}” is a list of other files or addresses, which are not opened.",
            "Open the video itself.",
        )
    try:
        return av.open(data, "r", options={"protocol_whitelist": "none", **_LIMITS})
    except MemoryError as error:
        raise SourceError(
            f"There is not enough memory to open “{name}”.",
            "Close other programs. If it is a small file, it is damaged.",
            str(error),
        ) from error
    except Exception as error:  # whatever a damaged file makes FFmpeg, or PyAV, raise
        raise SourceError(
            f"“{name}” is not a video that can be opened.",
            "Choose a video file such as MP4, MKV, WebM, MOV or AVI. A recording that was "
            "interrupted may have to be repaired first.",
            f"{type(error).__name__}: {error}",
        ) from error


def _video_of(container: InputContainer, name: str) -> VideoStream:
    """The stream that is the video: no cover, no preview; the default one, else the largest.

    Raises SourceError when there is none, or none that can be decoded.
    """
    videos = [video for video in container.streams.video if not video.disposition & _NO_VIDEO]
    if not videos:
        raise SourceError(f"“{name}” holds no video, only sound or a cover picture.", "Choose a video file.")
    decodable = [video for video in videos if video.codec_context is not None]
    if not decodable:
        raise SourceError(
            f"“{name}” is coded in a way that this program cannot decode.", "Convert it to H.264 in an MP4."
        )
    return max(decodable, key=_worth)


def _worth(video: VideoStream) -> tuple[bool, bool, int]:
    default = bool(video.disposition & Disposition.default)
    return video.frames != 1, default, video.width * video.height
