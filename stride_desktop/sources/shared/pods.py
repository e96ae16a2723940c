"""The parameters of a PipeWire video stream as bytes, in the format that SPA calls "plain old data".

A value is its size and type, each four bytes, and its content, filled up to a multiple of eight bytes.
The numbers are those of SPA's headers, which never change.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_ID, _INT, _RECTANGLE, _FRACTION, _OBJECT, _CHOICE = 3, 4, 10, 11, 15, 19
_RANGE, _ENUM, _FLAGS = 1, 3, 4

_FORMAT_OBJECT, _BUFFERS_OBJECT, _META_OBJECT = 0x40003, 0x40004, 0x40005
_ENUM_FORMAT, FORMAT, _BUFFERS, _META = 3, 4, 5, 6

_MEDIA_TYPE, _MEDIA_SUBTYPE = 1, 2
_PIXELS, _SIZE, _FRAME_RATE, _MOST_FRAME_RATE = 0x20001, 0x20003, 0x20004, 0x20005
_VIDEO, _RAW = 2, 1
_DATA_TYPE, _META_TYPE, _META_SIZE = 6, 1, 2
_IN_MEMORY = 1 << 1 | 1 << 2  # memory of the process, or shared memory; never of a graphics card

CROP = 2
"""Type of the metadata that says which part of a buffer is the picture."""

CROP_BYTES = 16
_LARGEST = 16384


LAYOUTS = {
    8: (4, (2, 1, 0)),  # BGRx
    12: (4, (2, 1, 0)),  # BGRA
    7: (4, (0, 1, 2)),  # RGBx
    11: (4, (0, 1, 2)),  # RGBA
    9: (4, (1, 2, 3)),  # xRGB
    13: (4, (1, 2, 3)),  # ARGB
    10: (4, (3, 2, 1)),  # xBGR
    14: (4, (3, 2, 1)),  # ABGR
    15: (3, (0, 1, 2)),  # RGB
    16: (3, (2, 1, 0)),  # BGR
}
"""The bytes of a pixel, and where red, green and blue are among them, by SPA's number of the format.

The first is the one that desktops have at hand.
"""


@dataclass(frozen=True, slots=True)
class VideoFormat:
    """The format that both sides agreed on.

    width, height: in pixels. pixel_bytes, channels: as in LAYOUTS.
    """

    width: int
    height: int
    pixel_bytes: int
    channels: tuple[int, int, int]


def acceptable_formats(frames_per_second: int) -> bytes:
    """Any size, any of LAYOUTS; at most so many frames a second where the desktop can limit them."""
    rate, slow, fast = (struct.pack("<II", count, 1) for count in (frames_per_second, 1, 1000))
    still = struct.pack("<II", 0, 1)
    size = [struct.pack("<II", side, side) for side in (1024, 1, _LARGEST)]
    layouts = [struct.pack("<I", number) for number in LAYOUTS]
    return _object(
        _FORMAT_OBJECT,
        _ENUM_FORMAT,
        (_MEDIA_TYPE, _pod(_ID, struct.pack("<I", _VIDEO))),
        (_MEDIA_SUBTYPE, _pod(_ID, struct.pack("<I", _RAW))),
        (_PIXELS, _choice(_ENUM, _ID, [layouts[0], *layouts])),
        (_SIZE, _choice(_RANGE, _RECTANGLE, size)),
        (_FRAME_RATE, _choice(_RANGE, _FRACTION, [still, still, fast])),
        (_MOST_FRAME_RATE, _choice(_RANGE, _FRACTION, [rate, slow, fast])),
    )


def wanted_buffers() -> bytes:
    """Buffers that can be read without a graphics card."""
    kinds = _choice(_FLAGS, _INT, [struct.pack("<i", _IN_MEMORY)])
    return _object(_BUFFERS_OBJECT, _BUFFERS, (_DATA_TYPE, kinds))


def wanted_crop() -> bytes:
    """Which part of the buffer is the picture: that of a window is often smaller."""
    return _object(
        _META_OBJECT,
        _META,
        (_META_TYPE, _pod(_ID, struct.pack("<I", CROP))),
        (_META_SIZE, _pod(_INT, struct.pack("<i", CROP_BYTES))),
    )


def agreed_format(pod: bytes) -> VideoFormat | None:
    """The format in a Format object; None when it is none that was offered."""
    values = _values(pod)
    layout = LAYOUTS.get(_first(values.get(_PIXELS, b""), "<I")[0])
    width, height = _first(values.get(_SIZE, b""), "<II")
    return VideoFormat(width, height, *layout) if layout is not None and width and height else None


def _pod(kind: int, content: bytes) -> bytes:
    return struct.pack("<II", len(content), kind) + content + bytes(-len(content) % 8)


def _choice(kind: int, of: int, values: Sequence[bytes]) -> bytes:
    """A choice among values, the first of which is the default."""
    head = struct.pack("<IIII", kind, 0, len(values[0]), of)
    return _pod(_CHOICE, head + b"".join(values))


def _object(kind: int, number: int, *properties: tuple[int, bytes]) -> bytes:
    body = b"".join(struct.pack("<II", key, 0) + value for key, value in properties)
    return _pod(_OBJECT, struct.pack("<II", kind, number) + body)


def _values(pod: bytes) -> dict[int, bytes]:
    """The values of an object, by key, each with its size and type before it."""
    size = struct.unpack_from("<I", pod)[0]
    end, place = min(8 + size, len(pod)), 16
    found: dict[int, bytes] = {}
    while place + 16 <= end:
        key, _, length = struct.unpack_from("<III", pod, place)
        found[key] = pod[place + 8 : place + 16 + length]
        place += 16 + length + (-length % 8)
    return found


def _first(value: bytes, layout: str) -> tuple[int, ...]:
    """The numbers of a value, or of the first one of a choice; zeros when there is none."""
    size = struct.calcsize(layout)
    at = 24 if len(value) >= 8 and struct.unpack_from("<I", value, 4)[0] == _CHOICE else 8
    return struct.unpack_from(layout, value, at) if len(value) >= at + size else (0,) * (size // 4)
