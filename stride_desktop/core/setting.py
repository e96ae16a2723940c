"""The declaration of one setting, beside its dataclass field: label, help, range, flag.

The check, the form and the command line read it; nothing else has to name the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from typing import Any, TypeVar

Value = TypeVar("Value")

_DECLARED = "setting"
_TITLE = "title"
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


class Control:
    """The editing control of a setting, and its valid values."""

    __slots__ = ()

    def problem(self, _value: Any) -> str:  # noqa: ANN401
        """The error message for an invalid value; "" for a valid one."""
        return ""


@dataclass(frozen=True, slots=True)
class Choice(Control):
    """One of a few values. options: each value with the text shown for it."""

    options: Mapping[str, str]

    def problem(self, value: str) -> str:
        """The error message for an invalid value; "" for a valid one."""
        return "" if value in self.options else not_one_of(value, self.options)


@dataclass(frozen=True, slots=True)
class Number(Control):
    """A number in low..high, shown with `decimals` digits. none: the text for None, if that is allowed."""

    low: float
    high: float
    step: float = 1.0
    unit: str = ""
    none: str = ""
    decimals: int = 1

    def problem(self, value: float | None) -> str:
        """The error message for an invalid number; "" for a valid one."""
        if value is None or self.low <= value <= self.high:
            return ""
        return f"{value:g} is not between {self.low:g} and {self.high:g}."


@dataclass(frozen=True, slots=True)
class Whole(Number):
    """A whole number."""


@dataclass(frozen=True, slots=True)
class Switch(Control):
    """On or off. text: beside the switch."""

    text: str


@dataclass(frozen=True, slots=True)
class Text(Control):
    """Any text. placeholder: shown while it is empty."""

    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class TimeOfDay(Control):
    """A local time of day, such as "22:00"."""

    def problem(self, value: str) -> str:
        """The error message for an invalid time; "" for a valid one."""
        return "A time of day must look like 22:00." if parse_time(value) is None else ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A declared setting. label: may be empty where a Switch has a text. flag: of `stride-desktop watch`.

    gates: other settings of the section are required only by a value other than this one's default.
    check: what else is wrong with a value of the control's range, empty for a good one.
    """

    label: str
    control: Control
    help: str = ""
    flag: str = ""
    gates: bool = False
    check: Callable[[Any], str] | None = None

    def problem(self, value: Any) -> str:  # noqa: ANN401
        """The error message for an invalid value; "" for a valid one."""
        words = self.control.problem(value)
        return words or (self.check(value) if self.check is not None and value is not None else "")


class Section:
    """Base of a dataclass of settings. A field without a declaration is stored, but not shown or checked."""

    __slots__ = ()

    def conflicts(self) -> dict[str, str]:
        """Error messages for values that are valid by themselves but conflict, by the field to change."""
        return {}

    def problems(self) -> dict[str, str]:
        """Error messages by field; empty when the section is valid."""
        declared = declared_in(type(self)).items()
        words = {name: setting.problem(getattr(self, name)) for name, setting in declared}
        found = {name: problem for name, problem in words.items() if problem}
        return found | {name: problem for name, problem in self.conflicts().items() if name not in found}


def setting(
    default: Value,
    label: str,
    control: Control,
    help: str = "",  # noqa: A002 - what it is called everywhere
    *,
    flag: str = "",
    gates: bool = False,
    check: Callable[[Any], str] | None = None,
) -> Value:
    """A dataclass field with its default and its declaration, see `Setting`."""
    declared = Setting(label, control, help, flag, gates, check)
    made: Value = field(default=default, metadata={_DECLARED: declared})
    return made


def parse_time(text: str) -> time | None:
    """The time of day written as "07:30"; None for any other text."""
    match = _TIME.fullmatch(text)
    return None if match is None else time(int(match[1]), int(match[2]))


def page(title: str) -> dict[str, str]:
    """The metadata of a section's field: the title of its page in the form, which sections may share."""
    return {_TITLE: title}


def declared_in(section_type: type[Section]) -> dict[str, Setting]:
    """The declared settings of a section, by field, in the order in which they are shown."""
    metadata = {item.name: item.metadata for item in fields(section_type)}  # type: ignore[arg-type]
    return {name: data[_DECLARED] for name, data in metadata.items() if _DECLARED in data}


def pages_of(settings_type: type) -> dict[str, str]:
    """The title of every section's page, by field."""
    return {item.name: item.metadata[_TITLE] for item in fields(settings_type)}


def unless_auto(value: str) -> str | None:
    """The value, None for "auto"."""
    return None if value == "auto" else value


def not_one_of(value: str, allowed: Mapping[str, object]) -> str:
    """The error message that a value is not one of those allowed."""
    return f"“{value}” is not one of {', '.join(allowed)}."
