"""Encodes a tick as a few hundred bytes: its passes with every denoising call, compressed.

Probabilities are stored as float32, the precision of the models; everything else is exact. A decoded tick
encodes to the same bytes, so an export of a stored session loses nothing.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from stride_desktop.core.ticks import DenoisingCall, Pass, Segment, Tick
from stride_desktop.sessions.checks import inflate

_VERSION = 1
_MOST_BYTES = 16 << 20
"""Largest decompressed size in bytes; an hour of slots with a hundred calls takes a tenth of it."""

_TICK = struct.Struct("<BB")  # version, passes
_PASS = struct.Struct("<IIIII?")  # prefix tokens, slots, calls, completed, segments, regular grid
_SLOT_BYTES, _DECISION_BYTES, _POSITION_BYTES = 3, 5, 8
_SEGMENT = np.dtype([("start", "<f8"), ("end", "<f8"), ("completed", "?")])


def encode(tick: Tick) -> bytes:
    """The passes of a tick as bytes; its timestamp is stored separately."""
    parts = [_TICK.pack(_VERSION, len(tick.passes))]
    for item in tick.passes:
        parts += _pass_parts(item)
    return zlib.compress(b"".join(parts))


def decode(timestamp: float, data: bytes) -> Tick:
    """The tick of these bytes, its values unchecked. Raises ValueError and struct.error for invalid bytes."""
    cursor = _ByteReader(inflate(data, _MOST_BYTES))
    version, passes = cursor.unpack(_TICK)
    if version != _VERSION:
        raise ValueError("written by a newer version of the program")
    with np.errstate(all="ignore"):  # the bytes may decode to any number
        return Tick(timestamp, tuple(_read_pass(cursor) for _ in range(passes)))


def _pass_parts(item: Pass) -> list[bytes]:
    calls, slots = item.calls, len(item.labels)
    grid, regular = _grid(item)
    labels = np.array([item.labels, *(call.labels for call in calls)], dtype=np.int8)
    probabilities = np.array([item.probabilities, *(call.probabilities for call in calls)], dtype="<f4")
    counts = (item.prefix_tokens, slots, len(calls), len(item.completed), len(item.segments))
    return [
        _PASS.pack(*counts, regular),
        grid.astype("<f8").tobytes(),
        item.unseen.astype(np.bool_).tobytes(),
        item.origin.astype("<i2").tobytes(),
        np.array([call.first_position for call in calls], dtype="<i8").tobytes(),
        labels.tobytes(),
        _planes(probabilities),
        _segments(item.completed),
        _segments(item.segments),
    ]


def _read_pass(cursor: _ByteReader) -> Pass:
    prefix_tokens, slots, calls, completed, segments, regular = cursor.unpack(_PASS)
    rows = 1 + calls
    cursor.expect(slots * (_SLOT_BYTES + rows * _DECISION_BYTES) + calls * _POSITION_BYTES)
    if regular:
        origin, length = cursor.take("<f8", 2).tolist()
        starts, ends = _regular(origin, length, slots)
    else:
        starts, ends = cursor.take("<f8", slots), cursor.take("<f8", slots)
    unseen, chosen = cursor.take(np.uint8, slots) != 0, cursor.take("<i2", slots)
    positions = cursor.take("<i8", calls).tolist()
    labels = cursor.take(np.int8, rows * slots).reshape(rows, slots)
    probabilities = _from_planes(cursor.take(np.uint8, 4 * rows * slots)).reshape(rows, slots)
    return Pass(
        prefix_tokens=prefix_tokens,
        slot_starts=starts,
        slot_ends=ends,
        unseen=unseen,
        labels=labels[0],
        probabilities=probabilities[0],
        origin=chosen,
        completed=cursor.segments(completed),
        segments=cursor.segments(segments),
        calls=tuple(map(DenoisingCall, labels[1:], probabilities[1:], positions)),
    )


def _grid(item: Pass) -> tuple[NDArray[np.float64], bool]:
    """The slots as origin and length, if these reproduce the times exactly; else every time."""
    starts, ends = item.slot_starts, item.slot_ends
    if len(starts):
        origin, length = float(starts[0]), round(float(ends[-1] - starts[0]) / len(starts), 9)
        again = _regular(origin, length, len(starts))
        if np.array_equal(again[0], starts) and np.array_equal(again[1], ends):
            return np.array([origin, length]), True
    return np.concatenate([starts, ends]), False


def _regular(origin: float, length: float, slots: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Starts and ends as `slot_grid` computes them."""
    index = np.arange(slots, dtype=np.float64)
    return origin + index * length, origin + (index + 1) * length


def _planes(values: NDArray[np.float32]) -> bytes:
    """The values' bytes, all first bytes, then all second ones…: similar bytes together compress better."""
    return values.reshape(-1, 1).view(np.uint8).T.tobytes()


def _from_planes(data: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.ascontiguousarray(data.reshape(4, -1).T).view("<f4").ravel().astype(np.float64)


def _segments(segments: Sequence[Segment]) -> bytes:
    rows = [(segment.start, segment.end, segment.completed) for segment in segments]
    return np.array(rows, dtype=_SEGMENT).tobytes()


class _ByteReader:
    """Reads values one after the other. Raises ValueError or struct.error at the end of the data."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._offset = 0

    def expect(self, count: int) -> None:
        """Check that at least `count` bytes remain, before memory is allocated for them."""
        if count > len(self._data) - self._offset:
            raise ValueError("too short")

    def unpack(self, layout: struct.Struct) -> tuple[Any, ...]:
        values = layout.unpack_from(self._data, self._offset)
        self._offset += layout.size
        return values

    def take(self, kind: DTypeLike, count: int) -> NDArray[Any]:
        """The next `count` values, in this machine's byte order, as a new array."""
        values = np.frombuffer(self._data, kind, count, self._offset)
        self._offset += values.nbytes
        return values.astype(values.dtype.newbyteorder("="))

    def segments(self, count: int) -> tuple[Segment, ...]:
        return tuple(Segment(*row) for row in self.take(_SEGMENT, count).tolist())
