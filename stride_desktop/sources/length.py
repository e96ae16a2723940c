"""How long a video is: as its file announces it, and as far as it came."""

from __future__ import annotations

import re
from typing import TypeVar

from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from stride_desktop.sources.media import FileBytes
from stride_desktop.sources.presentation import Stamped

T = TypeVar("T")

_MATROSKA, _AVI = "matroska", "avi"
_ANNOUNCING = ("mov", _MATROSKA, _AVI, "flv", "asf", "mxf", "rm")
"""Formats that announce a length. Of others it is estimated from their last bytes, or from a bit rate."""

_CLEARLY = 2.0
"""Seconds; less is a matter of how formats count."""

_LONGEST = 24 * 3600.0
"""Seconds for which a last picture may be shown; more is a damaged header."""

_MICROSECONDS = 1e6
_SEGMENT = bytes.fromhex("18538067")


class Length:
    """Compares what a file announces with what comes of it."""

    def __init__(self, container: InputContainer, stream: VideoStream, data: FileBytes) -> None:
        self._container = container
        self._stream = stream
        self._data = data
        self._format = container.format.name.split(",")[0]
        self._packets = 0  # of the video
        self._begin = 0.0  # its first and last stamp, on the container's clock
        self._latest = 0.0
        self._reached = 0.0  # the end of any stream so far, on that clock
        self._last = 0.0
        self._announced = 0.0
        self.unreadable = False

    def saw(self, packet: Packet[Stream]) -> None:
        """Take a packet into account."""
        stamp = packet.dts if packet.pts is None else packet.pts
        video = packet.stream.index == self._stream.index
        self._packets += video
        if stamp is None or packet.time_base is None:
            return
        at = float(stamp * packet.time_base)
        self._reached = max(self._reached, at + float((packet.duration or 0) * packet.time_base))
        if video:
            self._begin = at if self._packets == 1 else self._begin
            self._latest = max(self._latest, at)

    def end_of(self, start: float, picture: Stamped[T]) -> float:
        """When the last picture goes; `start`, and that, in seconds since the first."""
        self._last = start + picture.duration
        stamp = self._latest if picture.stamp is None else picture.stamp
        damaged = self._latest - stamp > _CLEARLY
        announced = self._of_video()
        if announced is None:
            announced = self._of_all()
            missing = announced + self._start - self._reached
        else:
            remaining = announced + self._begin - stamp
            if not damaged and remaining < _LONGEST and self._is_complete():
                return max(self._last, start + remaining)
            missing = remaining - picture.duration
        if missing > max(_CLEARLY, 0.05 * announced):
            self._announced = announced
        self.unreadable |= damaged
        return self._last

    @property
    def shortfall(self) -> str:
        """What to say when the pictures break off, else nothing."""
        if failure := self._data.failure:
            return f"After {_clock(self._last)} the file could not be read any further ({failure.strerror})."
        if self._announced:
            return (
                f"The video announces {_clock(self._announced)} but its pictures end after "
                f"{_clock(self._last)}: the file may be incomplete."
            )
        if self.unreadable:
            return f"The pictures end after {_clock(self._last)}: what follows is damaged."
        return ""

    @property
    def _start(self) -> float:
        return (self._container.start_time or 0) / _MICROSECONDS

    def _of_video(self) -> float | None:
        """The announced length of the video itself."""
        if self._format == _MATROSKA:
            end = _seconds(self._stream.metadata.get("DURATION", ""))
            if end is None and len(self._container.streams) == 1 and self._container.duration:
                end = self._container.duration / _MICROSECONDS
            return None if end is None else end - self._begin
        if self._format == _AVI and self._stream.frames and self._stream.average_rate:
            return self._stream.frames / float(self._stream.average_rate)
        duration, unit = self._stream.duration, self._stream.time_base
        if self._format not in _ANNOUNCING or duration is None or unit is None:
            return None
        return float(duration * unit)

    def _of_all(self) -> float:
        """The announced length of the longest stream, 0 when there is none."""
        if self._format not in _ANNOUNCING or self._container.duration is None:
            return 0.0
        return self._container.duration / _MICROSECONDS - (self._start if self._format == _MATROSKA else 0.0)

    def _is_complete(self) -> bool:
        """All that the file announces of the video came."""
        if self._format == _MATROSKA:
            return _segment_is_whole(self._data)
        return 0 < self._stream.frames <= self._packets


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _seconds(text: str) -> float | None:
    """Of “00:00:10.007000000”."""
    match = re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", text)
    return None if match is None else 3600 * int(match[1]) + 60 * int(match[2]) + float(match[3])


def _segment_is_whole(data: FileBytes) -> bool:
    """The segment of a Matroska file ends within the file."""
    head = data.head()
    try:
        size, begin = _variable_size(head, 4)
        if head[begin + size :][:4] != _SEGMENT:
            return False
        size, begin = _variable_size(head, begin + size + 4)
    except IndexError:
        return False
    return begin + size <= data.size


def _variable_size(data: bytes, at: int) -> tuple[int, int]:
    """A size as Matroska writes it, and where it ends. Raises IndexError."""
    length = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + length], "big")
    return value & ((1 << 7 * length) - 1), at + length
