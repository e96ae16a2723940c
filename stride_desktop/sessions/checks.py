"""Validates the values of entries: a database or a file may hold anything.

Entries are checked before they are stored and after they are read, so that nothing is stored that would be
refused when read.
"""

from __future__ import annotations

import dataclasses
import types
import typing
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.masks import Mask
from stride_desktop.core.review import Review
from stride_desktop.core.ticks import ACTIVE, INACTIVE, MASKED, RETAINED, UNSEEN, Pass, Tick
from stride_desktop.core.timeline import EMPTY, TimelineSnapshot
from stride_desktop.core.timeline_history import MAX_SECONDS
from stride_desktop.sessions.records import MaskRecord

MOST = 2e10
"""Largest absolute time, stream or wall clock: a larger one may overflow a calendar or a timeline."""

MOST_PASSES = 255

_Check = Callable[[Any], bool]


def check(value: object) -> None:
    """Raises ValueError, naming the member, when an entry or a part of one is invalid.

    Members must have the types of their annotations; numbers must be finite and in the range of times.
    """
    kind: Any = type(value)
    for name, is_good in _checks(kind):
        if not is_good(getattr(value, name)):
            raise ValueError(f"{name} is not possible")
    if (as_a_whole := _AS_A_WHOLE.get(kind)) is not None:
        as_a_whole(value)


@cache
def _checks(kind: type) -> tuple[tuple[str, _Check], ...]:
    """The checks of a type's members, one by one; arrays are checked together and are not among them."""
    hints = typing.get_type_hints(kind)
    found = ((item.name, _check_of(hints[item.name])) for item in dataclasses.fields(kind))
    return tuple((name, is_good) for name, is_good in found if is_good is not None)


def _check_of(hint: Any) -> _Check | None:  # noqa: ANN401 - any annotation
    if hint is float:
        return _may_be_time
    if hint is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    if isinstance(hint, types.UnionType):
        parts = [_check_of(part) for part in typing.get_args(hint) if part is not type(None)]
        return lambda value: value is None or any(part is None or part(value) for part in parts)
    if typing.get_origin(hint) is tuple:
        each = _check_of(typing.get_args(hint)[0])
        return lambda value: isinstance(value, tuple) and (each is None or all(map(each, value)))
    if dataclasses.is_dataclass(hint):
        return _is_possible
    return (lambda value: isinstance(value, hint)) if isinstance(hint, type) else None


def _is_possible(value: object) -> bool:
    check(value)
    return True


def check_time(value: object) -> None:
    """Raises ValueError unless the value is a finite number in the range of times."""
    if not _may_be_time(value):
        raise ValueError("no number that can be a time")


def _may_be_time(value: object) -> bool:
    return isinstance(value, float | int) and not isinstance(value, bool) and -MOST <= value <= MOST


def _check_tick(tick: Tick) -> None:
    if not 1 <= len(tick.passes) <= MOST_PASSES:
        raise ValueError("a decision has no passes, or too many")


def _check_pass(item: Pass) -> None:
    starts, ends, slots = item.slot_starts, item.slot_ends, len(item.slot_starts)
    labels = (item.labels, *(call.labels for call in item.calls))
    probabilities = (item.probabilities, *(call.probabilities for call in item.calls))
    if any(len(column) != slots for column in (ends, item.unseen, item.origin, *labels, *probabilities)):
        raise ValueError("arrays of different lengths")
    if not 0 <= item.prefix_tokens < 2**32:
        raise ValueError("prefix_tokens is not possible")
    _check_grid(starts, ends)
    rounds = len(item.calls) - int((item.origin == RETAINED).any())  # retaining makes a call before them
    _check_range(item.origin, UNSEEN, rounds)
    _check_range(item.labels, INACTIVE, ACTIVE)
    _check_range(np.concatenate(labels), INACTIVE, MASKED)
    _check_probabilities(np.concatenate(probabilities))


def _check_seconds(snapshot: TimelineSnapshot) -> None:
    count = len(snapshot.labels)
    columns = (snapshot.probabilities, snapshot.settled, snapshot.origin, snapshot.shift)
    if any(len(column) != count for column in columns):
        raise ValueError("columns of different lengths")
    if not _may_be_time(snapshot.first_second):
        raise ValueError("first_second is not possible")
    _check_range(snapshot.labels, EMPTY, ACTIVE)
    _check_range(snapshot.origin, UNSEEN, 2**15 - 1)
    _check_probabilities(snapshot.probabilities)
    if not (np.abs(snapshot.shift) <= 1).all():
        raise ValueError("not every shift is from -1 to 1")


def _check_mask(record: MaskRecord) -> None:
    try:
        Mask.parse(record.mask)
    except SettingsError as error:
        raise ValueError(error.what) from error


def _check_review(review: Review) -> None:
    numbers = {span.id for span in review.spans}
    if len(numbers) < len(review.spans) or any(number >= review.next_id for number in numbers):
        raise ValueError("the numbers of the reviewed spans are not possible")


def _check_grid(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> None:
    """Raises ValueError unless the slots are in order, not empty, and span a range that can be painted."""
    possible = (
        len(starts) > 0
        and starts[0] >= -MOST
        and ends[-1] <= MOST
        and ends[-1] - starts[0] <= MAX_SECONDS
        and (starts[1:] >= starts[:-1]).all()
        and (ends[1:] >= ends[:-1]).all()
        and (ends > starts).all()
    )
    if not possible:
        raise ValueError("slots that are not possible")


def _check_range(values: NDArray[Any], low: int, high: int) -> None:
    if len(values) and (values.min() < low or values.max() > high):
        raise ValueError(f"not all values are from {low} to {high}")


def _check_probabilities(values: NDArray[np.float64]) -> None:
    """Raises ValueError unless all are in 0..1; NaN (undecided) is allowed."""
    if ((values < 0) | (values > 1)).any():
        raise ValueError("not all probabilities are from 0 to 1")


_AS_A_WHOLE: Mapping[type, Callable[[Any], None]] = {
    Tick: _check_tick,
    Pass: _check_pass,
    TimelineSnapshot: _check_seconds,
    Review: _check_review,
    MaskRecord: _check_mask,
}
"""Checks of members that must fit each other, by type."""


def inflate(data: object, most: int) -> bytes:
    """Decompressed bytes, `most` of them at most. Raises ValueError when they are more, or damaged."""
    if not isinstance(data, bytes):
        raise ValueError("no compressed bytes")
    stream = zlib.decompressobj()
    try:
        raw = stream.decompress(data, most)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not stream.eof:
        raise ValueError("compressed bytes without an end, or too many")
    return raw
