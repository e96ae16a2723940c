"""One setting in the form, and the fields that several of them have in common."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.app.settings.fields import ChoiceField, Field, NumberField, WholeField
from stride_desktop.core.settings_check import RANGES


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting: its place in Settings as "section.field", its words, its field."""

    path: str
    label: str
    field: Field
    hint: str = ""


def whole(path: str, step: int = 1, suffix: str = "", none: str = "") -> WholeField:
    """A whole number in the range of the setting."""
    low, high = RANGES[path]
    return WholeField(int(low), int(high), step, suffix, none)


def number(path: str, step: float, suffix: str = "", none: str = "", decimals: int = 1) -> NumberField:
    """A number in the range of the setting."""
    low, high = RANGES[path]
    return NumberField(low, high, step, suffix, none, decimals)


def devices() -> ChoiceField:
    """Where a model can run."""
    names = [
        ("auto", "Automatic"),
        ("cpu", "Processor (CPU)"),
        ("cuda", "NVIDIA graphics card (CUDA)"),
        ("mps", "Apple graphics (MPS)"),
    ]
    return ChoiceField(names)


def number_formats(*more: str) -> ChoiceField:
    """In which number format; more: beyond those that every model takes."""
    types = [(name, name) for name in ("float32", "bfloat16", "float16", *more)]
    return ChoiceField([("auto", "Automatic"), *types])
