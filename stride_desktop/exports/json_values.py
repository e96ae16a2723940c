"""Dataclasses as JSON values, and back by the annotations of their members: a file may hold anything."""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.ticks import Segment

_SEGMENT = ("start", "end", "completed")

_NUMBERS: dict[type, tuple[type, ...]] = {bool: (bool,), int: (int,), float: (float, int, types.NoneType)}
"""The JSON values of an array's numbers, by what its dtype is made of."""


def plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    """A JSON value that `read` reads back exactly. NaN is null, a Segment is [start, end, completed]."""
    if isinstance(value, Segment):
        return [getattr(value, name) for name in _SEGMENT]
    if isinstance(value, np.ndarray):
        return [None if item != item else item for item in value.tolist()]
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    members = _members(value.__class__)
    return {name: plain(getattr(value, name)) for name, _, _ in members} if members else value


def read(hint: Any, value: Any, place: str) -> Any:  # noqa: ANN401 - any annotation, JSON
    """The value of the annotated type. Unknown members are ignored, missing ones get their default.

    Only types are checked, not ranges. Raises ValueError that names the place of what is wrong.
    """
    try:
        return _read(hint, value, place)
    except (TypeError, OverflowError) as error:
        raise ValueError(f"{place}: {error}") from error


def _read(hint: Any, value: Any, place: str) -> Any:  # noqa: ANN401
    if isinstance(hint, types.UnionType):
        (hint,) = (part for part in typing.get_args(hint) if part is not types.NoneType)
        return None if value is None else read(hint, value, place)
    if hint is float and type(value) in (float, int):
        return float(value)
    if hint is Segment and isinstance(value, list) and len(value) == len(_SEGMENT):
        value = dict(zip(_SEGMENT, value, strict=True))
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is np.ndarray:
        return _array(np.dtype(typing.get_args(arguments[1])[0]), value)
    if origin is tuple and isinstance(value, list):
        if arguments[-1] is not ... and len(arguments) != len(value):
            raise TypeError(f"it has {len(value)} items instead of {len(arguments)}")
        return tuple(read(arguments[0], item, f"{place}[{number}]") for number, item in enumerate(value))
    if isinstance(value, dict) and (members := _members(hint)):
        found = {}
        for name, member, required in members:
            if name in value or required:
                found[name] = read(member, value.get(name), f"{place}.{name}")
        return hint(**found)
    if isinstance(value, str) and issubclass(hint, str):
        value.encode()  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
        return hint(value) if issubclass(hint, StrEnum) else value
    if type(value) is not hint:
        raise TypeError("it has another type")
    return value


def _array(dtype: np.dtype[Any], items: Any) -> NDArray[Any]:  # noqa: ANN401
    allowed = _NUMBERS[type(dtype.type(0).item())]
    if not isinstance(items, list) or any(type(item) not in allowed for item in items):
        raise TypeError(f"it is no array of {dtype}")
    return np.array([math.nan if item is None else item for item in items], dtype=dtype)


@cache
def _members(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    """Name, annotation and whether it has no default, for each field; empty for other than dataclasses."""
    if not dataclasses.is_dataclass(kind):
        return ()
    hints = typing.get_type_hints(kind)
    missing = dataclasses.MISSING
    return tuple(
        (item.name, hints[item.name], item.default is missing and item.default_factory is missing)
        for item in dataclasses.fields(kind)
    )
