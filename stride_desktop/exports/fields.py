"""Typed access to the values of a JSON object: each is checked, since a file may hold anything."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from stride_desktop.sessions.checks import MOST

Kind = TypeVar("Kind", bound=StrEnum)


class Fields:
    """The members of one object. Every method raises ValueError that names the invalid member."""

    def __init__(self, value: object, name: str) -> None:
        if not isinstance(value, Mapping):
            raise ValueError(f"{name} is no object")
        self._members = value
        self._name = name

    def has(self, name: str) -> bool:
        """Whether the member is present and not null."""
        return self._members.get(name) is not None

    def part(self, name: str) -> Fields:
        """An object."""
        return Fields(self._member(name), self._place(name))

    def items(self, name: str) -> list[Any]:
        """An array."""
        value = self._member(name)
        return value if isinstance(value, list) else self._refuse(name, "no array")

    def parts(self, name: str) -> list[Fields]:
        """An array of objects."""
        return [Fields(item, f"{self._place(name)}[{n}]") for n, item in enumerate(self.items(name))]

    def text(self, name: str) -> str:
        """A string of valid Unicode."""
        value = self._member(name)
        if not isinstance(value, str):
            self._refuse(name, "no text")
        value.encode()  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
        return value

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._member(name)
        return value if isinstance(value, bool) else self._refuse(name, "neither true nor false")

    def whole(self, name: str, low: int = -(2**63), high: int = 2**63 - 1) -> int:
        """A whole number in low..high."""
        value = self._member(name)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self._refuse(name, f"no whole number from {low} to {high}")
        return value

    def number(self, name: str) -> float:
        """A finite number in the range of times."""
        return self._number(name, self._member(name))

    def number_or_none(self, name: str) -> float | None:
        """A finite number, None for null."""
        return None if self._member(name) is None else self.number(name)

    def choice(self, name: str, kind: type[Kind]) -> Kind:
        """A member of an enumeration, by its value."""
        return kind(self.text(name))

    def wholes(self, name: str, low: int, high: int, dtype: DTypeLike) -> NDArray[Any]:
        """An array of whole numbers in low..high."""
        items = self.items(name)
        if not all(type(item) is int and low <= item <= high for item in items):
            self._refuse(name, f"not all whole numbers from {low} to {high}")
        return np.array(items, dtype=dtype)

    def flags(self, name: str) -> NDArray[np.bool_]:
        """An array of true and false."""
        items = self.items(name)
        if not all(type(item) is bool for item in items):
            self._refuse(name, "not all true or false")
        return np.array(items, dtype=np.bool_)

    def times(self, name: str) -> NDArray[np.float64]:
        """An array of numbers in the range of times."""
        return np.array([self._number(name, item) for item in self.items(name)], dtype=np.float64)

    def probabilities(self, name: str) -> NDArray[np.float64]:
        """An array of numbers in 0..1; null is NaN."""
        items = self.items(name)
        if not all(item is None or (type(item) in (int, float) and 0 <= item <= 1) for item in items):
            self._refuse(name, "not all from 0 to 1")
        return np.array([math.nan if item is None else item for item in items], dtype=np.float64)

    def _number(self, name: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not -MOST <= value <= MOST:
            self._refuse(name, "no number that can be a time")
        return float(value)

    def _member(self, name: str) -> Any:  # noqa: ANN401
        if name not in self._members:
            self._refuse(name, "missing")
        return self._members[name]

    def _place(self, name: str) -> str:
        return f"{self._name}.{name}"

    def _refuse(self, name: str, why: str) -> NoReturn:
        raise ValueError(f"{self._place(name)}: {why}")
