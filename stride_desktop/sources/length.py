"""The length of a video: as its file announces it, and as measured while reading."""

from __future__ import annotations

import re
from typing import TypeVar

from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from stride_desktop.core.amounts import elapsed
from stride_desktop.sources.file_bytes import FileBytes
from stride_desktop.sources.presentation import LONGEST_HOLD, Stamped

T = TypeVar("T")

_MATROSKA, _MOV, _AVI, _FLV = "matroska", "mov", "avi", "flv"
_ALONE = ("asf", "mxf", "rm")
"""Formats that announce the length of their longest stream, so that of a video without sound. Of those not
named here it is estimated from their last bytes, or from a bit rate."""

_NOTHING_BEHIND = ("gif", "apng")
_SOME_BYTES = 4096

_CLEARLY = 2.0
"""Shortfall in seconds that is ignored; formats count differently."""

_ROUNDING = 0.25
"""Seconds by which formats and programs differ about where a video ends."""

_MICROSECONDS = 1e6
_SEGMENT = bytes.fromhex("18538067")


class Length:
    """Compares the announced length of a file with its pictures."""

    def __init__(self, container: InputContainer, video: VideoStream, data: FileBytes) -> None:
        self._container = container
        self._video = video
        self._data = data
        self._format = container.format.name.split(",")[0]
        self._unit = float(video.time_base or 0)
        self._alone = len(container.streams) == 1
        self._packets = 0
        self._position = 0  # in the file, behind the last packet
        self._begin: float | None = None  # the first and the last stamp, on the container's clock
        self._latest = 0.0
        self._last = 0.0  # the end of the last picture, on the program's clock
        self._announced: float | None = None
        self._damaged = False

    def saw(self, packet: Packet[VideoStream]) -> None:
        """Take a packet into account."""
        self._packets += 1
        self._position = (packet.pos or 0) + packet.size
        stamp = packet.dts if packet.pts is None else packet.pts
        if stamp is None or packet.is_discard:
            return
        at = stamp * self._unit
        self._begin = at if self._begin is None else self._begin
        self._latest = max(self._latest, at)

    def end_of(self, start: float, last: Stamped[T]) -> float:
        """The end of the last picture, which is shown from `start`; seconds since the first picture."""
        self._last = start + last.duration
        stamp = self._latest if last.stamp is None else last.stamp
        self._damaged = self._latest - stamp > _CLEARLY or self._much_is_left()
        end, own = self._announced_end()
        if end is None:
            return self._last
        complete = self._is_complete() and not self._damaged
        if complete and own and _ROUNDING < start + end - stamp - self._last < LONGEST_HOLD:
            return start + end - stamp
        length = end - (self._begin or 0.0)
        if not complete and end - stamp - last.duration > max(_CLEARLY, 0.05 * length):
            self._announced = length
        return self._last

    def shortfall(self, unreadable: bool) -> str:
        """The warning when the pictures end early, else "". unreadable: the container ends early."""
        last = elapsed(self._last)
        if failure := self._data.failure:
            return f"After {last} the file could not be read any further ({failure.strerror})."
        if self._announced is not None:
            return (
                f"The video announces {elapsed(self._announced)} but its pictures end after {last}: "
                "the file may be incomplete."
            )
        if unreadable or self._damaged:
            return f"The pictures end after {last}: what follows is damaged."
        return ""

    def _announced_end(self) -> tuple[float | None, bool]:
        """The end on the container's clock, if announced, and whether it is that of the video itself."""
        begin = self._begin or 0.0
        whole = (self._container.duration or 0) / _MICROSECONDS or None
        alone = self._alone
        if self._format == _MATROSKA:
            tagged = _seconds(self._video.metadata.get("DURATION", ""))
            return (whole, alone) if tagged is None else (tagged, True)
        if self._format == _FLV:
            return whole, alone
        if self._format == _AVI and self._video.frames and self._video.average_rate:
            return begin + self._video.frames / float(self._video.average_rate), True
        if self._video.duration is None or (self._format != _MOV and not (alone and self._format in _ALONE)):
            return None, False
        return begin + self._video.duration * self._unit, True

    def _much_is_left(self) -> bool:
        """Whether the file continues although the last picture should be near its end."""
        fragmented = self._format == _MOV and not self._video.frames
        if self._alone and (fragmented or self._format in _NOTHING_BEHIND):
            return self._data.size - self._position > max(_SOME_BYTES, self._data.size // 20)
        return False

    def _is_complete(self) -> bool:
        """Whether the end of the file is present, as far as its format tells."""
        if self._format == _MATROSKA:
            return _segment_is_whole(self._data)
        if self._format == _AVI:
            return 8 + int.from_bytes(self._data.head()[4:8], "little") <= self._data.size
        if self._format == _FLV:
            return _last_tag_is_whole(self._data)
        return 0 < self._video.frames <= self._packets


def _seconds(text: str) -> float | None:
    """Seconds in a text such as “00:00:10.007000000”."""
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


def _last_tag_is_whole(data: FileBytes) -> bool:
    """An FLV ends with the size of its last tag, in front of which that tag states its own size."""
    size = int.from_bytes(data.tail(4), "big")
    tag = data.tail(size + 4)[:4] if 11 < size < data.size else b""
    return len(tag) == 4 and int.from_bytes(tag[1:], "big") + 11 == size
