"""What the settings ask for, given how things stand."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.app.power.base import PowerState
from stride_desktop.core.addresses import SourceKind
from stride_desktop.core.settings import PowerSettings

BATTERY = "battery"
LOCKED = "locked"
"""Reasons, also those of the gaps on the timeline."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to watch. what: "usual", "slower" or "pause"; why: BATTERY or LOCKED, empty as usual."""

    what: str = "usual"
    why: str = ""


USUAL = Effort()


def effort(settings: PowerSettings, state: PowerState, kind: SourceKind) -> Effort:
    """What to do while a source of this kind is watched. Of two reasons, the one that asks for more counts.

    A file is never decided less often: it gives the same at any speed.
    """
    found = []
    if state.locked:
        found.append(Effort(_while_locked(settings.locked, kind), LOCKED))
    if state.on_battery:
        found.append(Effort(settings.battery, BATTERY))
    for what in ("pause", "slower"):
        for item in found:
            if item.what == what and not (what == "slower" and kind is SourceKind.VIDEO):
                return item
    return USUAL


def _while_locked(choice: str, kind: SourceKind) -> str:
    if choice == "screens":
        return "pause" if kind is SourceKind.SCREEN else "usual"
    return choice
