"""Flags of a command for the settings that declare one."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.setting import Choice, Number, Setting, Switch, Whole
from stride_desktop.core.settings import Settings
from stride_desktop.responders.kinds import problems

_NONE = "none"
"""Value of a flag for a setting without a number."""


def add_flags(parser: argparse.ArgumentParser, *sections: str) -> None:
    """Add the flags of these sections of Settings. A flag that is not given leaves the setting."""
    for path, declared in Settings().declared().items():
        if declared.flag and path.partition(".")[0] in sections:
            options: dict[str, Any] = {"type": partial(_read, declared), "metavar": _metavar(declared)}
            if isinstance(declared.control, Switch):
                options = {"action": argparse.BooleanOptionalAction}
            parser.add_argument(
                declared.flag, dest=path, default=argparse.SUPPRESS, help=_help(declared), **options
            )


def with_flags(settings: Settings, args: argparse.Namespace) -> Settings:
    """The settings with the flags that were given. Raises SettingsError when they make no sense together."""
    declared = settings.declared()
    settings = settings.having({path: value for path, value in vars(args).items() if path in declared})
    for path, words in problems(settings).items():
        raise SettingsError(f"{declared[path].flag or path}: {words}", "Give another value.")
    return settings


def _read(declared: Setting, text: str) -> object:
    """The value of a flag. Raises ArgumentTypeError, which argparse shows with the flag's name."""
    control = declared.control
    value: object = text
    try:
        if isinstance(control, Number):
            kind = int if isinstance(control, Whole) else float
            value = None if control.none and text == _NONE else kind(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number.") from None
    if words := declared.problem(value):
        raise argparse.ArgumentTypeError(words)
    return value


def _metavar(declared: Setting) -> str:
    control = declared.control
    if isinstance(control, Choice):
        return "|".join(control.options)
    if isinstance(control, Number):
        return control.unit.strip().upper() or "N"
    return "TEXT"


def _help(declared: Setting) -> str:
    control = declared.control
    words = control.text if isinstance(control, Switch) else declared.label
    text = f"{words[:1].lower()}{words[1:]}. {declared.help}".strip()
    if isinstance(control, Number) and control.none:
        text = f"{text} “{_NONE}”: {control.none.lower()}."
    return f"{text} (default: the saved setting)".replace("%", "%%")
