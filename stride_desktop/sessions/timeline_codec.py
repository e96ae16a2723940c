"""Encodes the seconds of a finished timeline, so that a long session opens without replaying its ticks.

Probabilities are float32, as in the ticks. Timelines of the first versions of the program have no `shift`:
their slots are taken to begin at full seconds.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.timeline import TimelineSnapshot
from stride_desktop.core.timeline_history import MAX_SECONDS
from stride_desktop.sessions.checks import inflate

_COLUMNS = (
    ("labels", "i1", "i1"),
    ("probabilities", "<f4", "f8"),
    ("settled", "?", "?"),
    ("origin", "<i2", "i2"),
    ("shift", "<f4", "f4"),
)
"""Name, stored type, and type in a snapshot."""

_WITH_SHIFT = b"\x02"
"""First byte of data with all columns; without it the data is a zlib stream that lacks the last column."""

_SECOND_BYTES = sum(np.dtype(kind).itemsize for _, kind, _ in _COLUMNS)
_SHIFT_BYTES = np.dtype(_COLUMNS[-1][1]).itemsize
_MOST_SECONDS = 2 * MAX_SECONDS
"""Largest number of seconds; more than a history ever holds."""


def encode_seconds(snapshot: TimelineSnapshot) -> bytes:
    """The columns of a snapshot as bytes."""
    columns = (getattr(snapshot, name).astype(kind) for name, kind, _ in _COLUMNS)
    return _WITH_SHIFT + zlib.compress(b"".join(column.tobytes() for column in columns))


def decode_seconds(data: bytes) -> dict[str, NDArray[np.generic]]:
    """The columns of a snapshot by name, read-only. Raises ValueError for invalid bytes."""
    raw = inflate(data.removeprefix(_WITH_SHIFT), _MOST_SECONDS * _SECOND_BYTES)
    if not data.startswith(_WITH_SHIFT):
        raw += bytes(len(raw) // (_SECOND_BYTES - _SHIFT_BYTES) * _SHIFT_BYTES)
    count = len(raw) // _SECOND_BYTES
    columns, offset = {}, 0
    for name, kind, wanted in _COLUMNS:
        stored = np.frombuffer(raw, kind, count, offset)
        offset += stored.nbytes
        with np.errstate(all="ignore"):  # the bytes may decode to any number
            columns[name] = stored.astype(wanted)
        columns[name].flags.writeable = False
    return columns
