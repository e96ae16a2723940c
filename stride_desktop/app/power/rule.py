"""The rule that decides, from settings, power and screen, how much to detect."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.app.power.base import PowerState
from stride_desktop.core.settings import PowerSettings
from stride_desktop.sources.base import Traits

BATTERY = "battery"
LOCKED = "locked"
"""Reasons, also those of the gaps on the timeline."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to detect. what: "usual", "slower" or "pause"; why: BATTERY or LOCKED, "" as usual."""

    what: str = "usual"
    why: str = ""


USUAL = Effort()


def effort(settings: PowerSettings, state: PowerState, traits: Traits) -> Effort:
    """Effort while a source with these traits is watched; of two reasons, the stronger one counts."""
    found = []
    if state.locked:
        screens = "pause" if traits.locked_out else "usual"
        found.append(Effort(screens if settings.locked == "screens" else settings.locked, LOCKED))
    if state.on_battery:
        found.append(Effort(settings.battery, BATTERY))
    for what in ("pause", "slower"):
        for item in found:
            if item.what == what and not (what == "slower" and not traits.slowable):
                return item
    return USUAL
