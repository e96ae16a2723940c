"""Settings as a JSON object, and back: every value that is good is taken, whatever the others are."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any, TypeVar

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.events import EventSettings
from stride_desktop.core.settings import Settings
from stride_desktop.core.settings_check import problems

VERSION = 1
"""Of the JSON form; a file written by a newer program is refused rather than misread."""

_LARGEST = 2**53
"""Whole numbers up to here are exact in any program that reads the file."""

_NEEDS = {"responder": "kind", "notifications": "quiet"}
"""The setting of a section that makes others necessary: its default needs none of them."""

Refused = dict[str, str]
"""Why values were not taken, in words, by "section.field" or "section"."""


def to_json(settings: Settings) -> dict[str, Any]:
    """A JSON object that `from_json` reads back to an equal value."""
    return {"version": VERSION} | dataclasses.asdict(settings)


def from_json(data: object) -> tuple[Settings, Refused]:
    """Read what `to_json` wrote. Missing entries get their default, unknown ones are ignored.

    A value that has the wrong type or makes no sense is refused, and its default stands for it. Raises
    SettingsError when nothing can be read: for what is no object, and for the file of a newer program.
    """
    if not isinstance(data, dict):
        raise SettingsError("The settings file is not a JSON object.")
    version = data.get("version", VERSION)
    if isinstance(version, int) and version > VERSION:
        raise SettingsError("The settings were written by a newer version of the program.")
    refused: Refused = {}
    settings = _with_sense(section_from_json(Settings(), _with_notifications(data), "", refused), refused)
    return settings, refused


def events_from_json(data: object, default: EventSettings) -> EventSettings:
    """The events section alone; what is missing or refused is as in `default`."""
    events = section_from_json(default, data, "events", {})
    return _with_sense(dataclasses.replace(Settings(), events=events), {}).events


def _with_notifications(data: dict[str, Any]) -> dict[str, Any]:
    """The file as it is written now: whether to notify once was a matter of appearance."""
    appearance = data.get("appearance")
    if "notifications" in data or not isinstance(appearance, dict) or "notifications" not in appearance:
        return data
    return data | {"notifications": {"enabled": appearance["notifications"]}}


def _with_sense(settings: Settings, refused: Refused) -> Settings:
    """The settings without the values that make no sense, alone or together."""
    while found := problems(settings):
        name, words = next(iter(found.items()))  # the others may follow from it
        refused.setdefault(name, words)
        section, _, key = name.partition(".")
        changed = _with_default(settings, section, key)
        if changed == settings:  # the default makes no sense either, with what needs it
            changed = _with_default(settings, section, _NEEDS[section])
        settings = changed
    return settings


def _with_default(settings: Settings, section: str, key: str) -> Settings:
    default = getattr(getattr(Settings(), section), key)
    part = dataclasses.replace(getattr(settings, section), **{key: default})
    return dataclasses.replace(settings, **{section: part})


Section = TypeVar("Section")


def section_from_json(default: Section, data: object, path: str, refused: Refused) -> Section:
    """A dataclass like `default` from a JSON object; what is refused is added to `refused`.

    What is missing or refused is as in `default`. Only types are looked at, not whether the values make
    sense.
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
