"""Settings as a JSON object, and back."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any, TypeVar

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.settings import Settings
from stride_desktop.core.settings_check import problems

VERSION = 1
"""Of the JSON form; a file written by a newer program is refused rather than misread."""


def to_json(settings: Settings) -> dict[str, Any]:
    """A JSON object that `from_json` reads back to an equal value."""
    return {"version": VERSION} | dataclasses.asdict(settings)


def from_json(data: object) -> Settings:
    """Read what `to_json` wrote. Missing entries get their default, unknown ones are ignored.

    Raises SettingsError when an entry has the wrong type or makes no sense.
    """
    if not isinstance(data, dict):
        raise SettingsError("The settings file is not a JSON object.")
    if data.get("version", VERSION) != VERSION:
        raise SettingsError(
            "The settings were written by another version of the program.", "They are not used."
        )
    settings = _build(Settings, _with_notifications(data), "")
    for name, words in problems(settings).items():
        raise SettingsError(
            f"The setting {name} makes no sense: {words}", "Correct it or reset the settings."
        )
    return settings


def _with_notifications(data: dict[str, Any]) -> dict[str, Any]:
    """The file as it is written now: whether to notify once was a matter of appearance."""
    appearance = data.get("appearance")
    if "notifications" in data or not isinstance(appearance, dict) or "notifications" not in appearance:
        return data
    return data | {"notifications": {"enabled": appearance["notifications"]}}


_Section = TypeVar("_Section")


def _build(kind: type[_Section], data: object, path: str) -> _Section:
    """A dataclass of this kind from a JSON object, section by section."""
    if not isinstance(data, dict):
        raise SettingsError(f"The settings section {path} is not a JSON object.")
    hints = typing.get_type_hints(kind)
    values = {}
    for item in dataclasses.fields(kind):  # type: ignore[arg-type]
        if item.name in data:
            values[item.name] = _read(hints[item.name], data[item.name], f"{path}.{item.name}".lstrip("."))
    return kind(**values)


def _read(hint: Any, value: object, path: str) -> Any:  # noqa: ANN401
    """`value` as the annotated type; JSON has neither tuples nor a difference of 1 and 1.0."""
    if dataclasses.is_dataclass(hint):
        return _build(typing.cast("type", hint), value, path)
    if isinstance(hint, types.UnionType):
        if value is None:
            return None
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if hint in (int, str, bool) and type(value) is hint:
        return value
    if typing.get_origin(hint) is tuple and isinstance(value, list | tuple):
        return tuple(_read(str, item, path) for item in value)
    raise SettingsError(f"The setting {path} has the wrong type.")
