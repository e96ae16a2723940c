"""A video file: the picture on display at every full second of its presentation time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

# What FFmpeg and OpenCV say about broken files goes to stderr; a person gets a SourceError instead.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2

from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Frame, Image
from stride_desktop.sources.base import SourceInfo, SourceKind, Traits
from stride_desktop.sources.packet_times import PacketTimes

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)

MAX_SIDE = 4096
"""Larger pictures are reduced to this many pixels on the longer side (8K video: 100 MB a frame)."""

_FALLBACK_STEP = 0.04  # seconds between frames of a file that gives no times at all
_LONGEST_HOLD = 3600.0  # seconds; a longer leap between two frames is a broken timestamp


class VideoSource:
    """Reads a file, as fast as it is asked or, with `realtime`, one frame a second.

    Timestamps are 0.0, 1.0, 2.0, …: the frame at k is the one a player shows k seconds after the first
    picture, by the presentation times in the container, whatever the frame rate says or how it varies.
    The last frame is that of the last full second that has begun. Rotation in the container is applied.

    warning: empty, or, once the frames ended, why the file may be incomplete.
    """

    def __init__(self, path: str | Path, realtime: bool = False) -> None:
        self._path = Path(path).absolute()
        self.traits = Traits(live=realtime, own_clock=True)
        self.info = SourceInfo(SourceKind.VIDEO, str(self._path), self._path.name)
        self.warning = ""

    def frames(self, stop: threading.Event) -> Iterator[Frame]:
        """Yield one frame per second of presentation time.

        Raises SourceError when the file is missing, empty, not a video, or holds no picture. A
        file that breaks off yields what it has; `warning` then says so.
        """
        self.warning = ""
        check_file(self._path)
        with closing(VideoReader(self._path)) as reader:
            started = stream_time()
            for second, image in _by_second(reader, stop):
                if self.traits.live and stop.wait(max(0.0, started + second - stream_time())):
                    return
                yield Frame(image, float(second))
            if stop.is_set():
                return
            if reader.seconds is None:
                raise SourceError(
                    f"“{self._path.name}” holds no picture that can be read.",
                    "It may be damaged, or use a video format that is not supported: convert it to MP4.",
                )
            self.warning = reader.shortfall()


class VideoReader:
    """Decodes a file frame by frame on a timeline that never runs backwards. Owned by one thread.

    seconds: when the current frame is shown; None before the first. Raises SourceError for what is no video.
    """

    def __init__(self, path: Path) -> None:
        self._capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            raise SourceError(
                f"“{path.name}” is not a video that can be opened.",
                "Choose a video file such as MP4, MKV, WebM, MOV or AVI. A recording that was "
                "interrupted may have to be repaired first.",
            )
        self._capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
        self._packets = PacketTimes(path)
        self._raw = 0.0
        self._offset = 0.0  # added to the container's times where these leap
        self._step = _FALLBACK_STEP
        self.seconds: float | None = None

    def close(self) -> None:
        """Close the file."""
        self._packets.close()
        self._capture.release()

    def advance(self) -> bool:
        """Decode the next frame; False at the end."""
        if not self._capture.grab():
            return False
        self._raw = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        if self.seconds is None:
            self._offset = -self._raw if abs(self._raw) > _LONGEST_HOLD else 0.0
            self.seconds = self._raw + self._offset
            return True
        step = self._raw + self._offset - self.seconds
        if 0 < step <= _LONGEST_HOLD:
            self._step = step
        else:  # no time, a repeated one, or a leap: the frame follows at the pace so far
            self._offset += self._step - step
        self.seconds = self._raw + self._offset
        return True

    @property
    def rate(self) -> float:
        """Frames a second as the file announces them; 0 when it does not."""
        return float(self._capture.get(cv2.CAP_PROP_FPS))

    @property
    def next_seconds(self) -> float | None:
        """When the frame after this one is shown, as far as known."""
        following = self._packets.after(self._raw)
        return None if following is None else following + self._offset

    def picture(self) -> Image:
        """The current frame, RGB, at most MAX_SIDE pixels a side."""
        read, picture = self._capture.retrieve()
        if not read:
            raise SourceError(
                "A picture of the video could not be decoded.", "Convert the file to MP4 and try again."
            )
        height, width = picture.shape[:2]
        scale = MAX_SIDE / max(height, width)
        if scale < 1:
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        image: Image = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
        return image

    def shortfall(self) -> str:
        """What to say when the file ended much earlier than it announces, else nothing."""
        frames, rate = self._capture.get(cv2.CAP_PROP_FRAME_COUNT), self._capture.get(cv2.CAP_PROP_FPS)
        if frames <= 0 or rate <= 0 or self.seconds is None:
            return ""
        announced = frames / rate
        if announced < 1.05 * self.seconds + 2:
            return ""
        return (
            f"The video announces {announced:.0f} s but ended after {self.seconds:.0f} s: "
            "the file may be incomplete."
        )


def _by_second(reader: VideoReader, stop: threading.Event) -> Iterator[tuple[int, Image]]:
    """For each full second, the picture on display then: the last one not later than it."""
    second = 0
    shown: Image | None = None
    skipped = False  # the frame before this one was not converted
    while not stop.is_set() and reader.advance():
        assert reader.seconds is not None  # noqa: S101 - advanced
        while shown is not None and reader.seconds > second:
            if skipped:  # the look-ahead was wrong: this frame, just after the second, is the nearest left
                shown, skipped = reader.picture(), False
            yield second, shown
            second += 1
            if stop.is_set():
                return
        following = reader.next_seconds
        skipped = shown is not None and following is not None and following <= second
        if not skipped:
            shown = reader.picture()
    if shown is not None and reader.seconds is not None and reader.seconds >= second and not stop.is_set():
        yield second, shown


def check_file(path: Path) -> None:
    """Raise SourceError for what cannot be a video."""
    choose = "Choose a video file."
    try:
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise SourceError(f"There is no file “{path}”.", choose, str(error)) from error
    if path.is_dir():
        raise SourceError(f"“{path.name}” is a folder.", choose)
    if not path.is_file():
        raise SourceError(f"“{path.name}” is not a file.", choose)
    if size == 0:
        raise SourceError(f"“{path.name}” is empty (0 bytes).", "Record or download it again.")
    if not os.access(path, os.R_OK):
        raise SourceError(
            f"“{path.name}” may not be read.", "Change its permissions, or choose another file."
        )
