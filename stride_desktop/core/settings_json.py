"""Converts settings to a JSON object and back: every valid value is read, whatever the others are."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from typing import Any, TypeVar

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.events import EventSettings
from stride_desktop.core.settings import Settings

VERSION = 1
"""Version of the JSON form; a file written by a newer program is refused rather than misread."""

_LARGEST = 2**53
"""Largest whole number that is exact in any program that reads the file."""

Refused = dict[str, str]
"""Error messages of refused values, by "section.field" or "section"."""

Check = Callable[[Settings], dict[str, str]]
"""Function that returns the error messages of settings, by "section.field"."""


def to_json(settings: Settings) -> dict[str, Any]:
    """A JSON object that `from_json` reads back to an equal value."""
    return {"version": VERSION} | dataclasses.asdict(settings)


def from_json(data: object, problems: Check = Settings.problems) -> tuple[Settings, Refused]:
    """Read an object written by `to_json`. Missing entries get their default, unknown ones are ignored.

    problems: finds invalid values. Such a value, or one of the wrong type, is refused, and its default is
    used. Raises SettingsError when nothing can be read: no JSON object, or the file of a newer program.
    """
    if not isinstance(data, dict):
        raise SettingsError("The settings file is not a JSON object.")
    version = data.get("version", VERSION)
    if isinstance(version, int) and version > VERSION:
        raise SettingsError("The settings were written by a newer version of the program.")
    refused: Refused = {}
    settings = section_from_json(Settings(), migrated(data), "", refused)
    return _with_sense(settings, problems, refused), refused


def events_from_json(data: object, default: EventSettings) -> EventSettings:
    """The events section alone; missing and refused values are taken from `default`."""
    events = section_from_json(default, data, "events", {})
    return _with_sense(dataclasses.replace(Settings(), events=events), Settings.problems, {}).events


def _with_sense(settings: Settings, problems: Check, refused: Refused) -> Settings:
    """The settings with defaults in place of values that are invalid, alone or together."""
    default = Settings()
    while found := problems(settings):
        path, words = next(iter(found.items()))  # the other errors may follow from it
        refused.setdefault(path, words)
        changed = settings.having({path: default.value(path)})
        if changed == settings:  # the default is invalid, too, because of the setting that requires it
            # The setting of the section whose default makes all the others optional.
            section, declared = path.partition(".")[0], settings.declared().items()
            gate = next(p for p, setting in declared if setting.gates and p.startswith(f"{section}."))
            changed = settings.having({gate: default.value(gate)})
        settings = changed
    return settings


Part = TypeVar("Part")


def section_from_json(default: Part, data: object, path: str, refused: Refused) -> Part:
    """A dataclass like `default` from a JSON object; refused values are added to `refused`.

    Missing and refused values are taken from `default`. Checks types alone, not ranges.
    """
    if not isinstance(data, dict):
        refused[path] = "It is not a JSON object."
        return default
    hints = typing.get_type_hints(type(default))
    values = {}
    for item in dataclasses.fields(default):  # type: ignore[arg-type]
        place = f"{path}.{item.name}".lstrip(".")
        if item.name not in data:
            continue
        if dataclasses.is_dataclass(hints[item.name]):
            part = getattr(default, item.name)
            values[item.name] = section_from_json(part, data[item.name], place, refused)
            continue
        try:
            values[item.name] = _read(hints[item.name], data[item.name])
        except ValueError as error:
            refused[place] = str(error)
    return dataclasses.replace(default, **values)  # type: ignore[type-var]


def _read(hint: Any, value: object) -> Any:  # noqa: ANN401
    """`value` as the annotated type; JSON has neither tuples nor a difference of 1 and 1.0.

    Raises ValueError.
    """
    if isinstance(hint, types.UnionType):
        if value is None:
            return None
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise ValueError("The number is too large.")
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if hint in (int, str, bool) and type(value) is hint:
        return _encodable(value) if isinstance(value, str) else value
    if typing.get_origin(hint) is tuple and isinstance(value, list | tuple):
        return tuple(_read(str, item) for item in value)
    raise ValueError("It has the wrong type.")


def _encodable(text: str) -> str:
    """Raises ValueError for half of a surrogate pair, which could not be saved again."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("A character in it is not valid.") from error
    return text


def migrated(data: dict[str, Any]) -> dict[str, Any]:
    """The JSON object of a settings file in the form of this version."""
    # `notifications` was a field of `appearance` before it was a section.
    appearance = data.get("appearance")
    if "notifications" in data or not isinstance(appearance, dict) or "notifications" not in appearance:
        return data
    return data | {"notifications": {"enabled": appearance["notifications"]}}
