"""What a desktop can be asked to share, as the list of sources names it."""

from __future__ import annotations

from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.catalog import SHARED

_NAMES = {
    "screen": "A screen (the desktop asks which)",
    "window": "One window (the desktop asks which)",
}

CHOICES = tuple(_NAMES)
"""What follows "shared:" in an address."""


def info_of(what: str) -> SourceInfo:
    """The entry in the list. what: one of CHOICES."""
    return SourceInfo(SHARED, f"shared:{what}", _NAMES[what])
