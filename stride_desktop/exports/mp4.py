"""Writes an MP4 picture by picture: H.264, as browsers and phones play it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.codec.context import Flags
from av.video.reformatter import Colorspace
from av.video.stream import VideoStream

from stride_desktop.core.errors import StoreError
from stride_desktop.core.frames import Image
from stride_desktop.pictures import centred

_TICKS = 90_000
"""Time units per second of the file."""

_BT709, _LIMITED = 1, 1
"""The colour coding that players assume when a file names none; written to the file explicitly."""

_NO_REORDERING = {"preset": "veryfast", "crf": "20", "bf": "0"}
"""Without B-frames the container gives each picture exactly the duration that it was added with."""


class Mp4:
    """An MP4 of its first picture's size; others are scaled to fit. Playable only after `finish`."""

    def __init__(self, path: Path) -> None:
        """Raises OSError when the file cannot be created."""
        self._container = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._stream: VideoStream | None = None
        self._next = 0  # the first free time unit

    def add(self, picture: Image, start: float, end: float) -> None:
        """Append a picture, RGB, shown from second `start` until `end`. Raises OSError, StoreError."""
        first, last = round(start * _TICKS), round(end * _TICKS)
        if first < self._next or last <= first:
            return  # its duration rounds to zero
        self._next = last
        height, width = picture.shape[:2]
        stream = self._stream or self._begin(max(2, width & ~1), max(2, height & ~1))
        fitted = _fitted(picture, (stream.width, stream.height))
        frame = av.VideoFrame.from_ndarray(fitted, format="rgb24")
        coded = frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, threads=1)
        coded.pts, coded.duration, coded.time_base = first, last - first, Fraction(1, _TICKS)
        self._encode(stream, coded)

    def finish(self) -> None:
        """Write the remaining packets. Raises OSError, StoreError."""
        if self._stream is not None:
            self._encode(self._stream, None)
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def _begin(self, width: int, height: int) -> VideoStream:
        """Open the H.264 stream; its sides are rounded to even numbers, as the codec requires."""
        stream = self._container.add_stream("libx264", options=_NO_REORDERING)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = Fraction(1, _TICKS)
        codec = stream.codec_context
        codec.time_base = Fraction(1, _TICKS)
        codec.colorspace = codec.color_primaries = codec.color_trc = _BT709
        codec.color_range = _LIMITED
        codec.flags |= Flags.frame_duration
        self._stream = stream
        return stream

    def _encode(self, stream: VideoStream, frame: av.VideoFrame | None) -> None:
        try:
            for packet in stream.encode(frame):
                self._container.mux(packet)
        except OSError:
            raise
        except av.FFmpegError as error:
            raise StoreError(
                f"The clip cannot be coded ({error.strerror}).",
                "Choose another stretch, or export the pictures in another format.",
                str(error),
            ) from error


def _fitted(picture: Image, size: tuple[int, int]) -> Image:
    """The picture scaled into width and height, centred on black; cropped where one pixel is enough."""
    width, height = size
    if 0 <= picture.shape[1] - width <= 1 and 0 <= picture.shape[0] - height <= 1:
        return np.ascontiguousarray(picture[:height, :width])
    scale = min(width / picture.shape[1], height / picture.shape[0])
    inner = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    scaled = np.asarray(cv2.resize(picture, inner, interpolation=cv2.INTER_AREA), np.uint8)
    return centred(scaled, height, width)
