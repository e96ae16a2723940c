"""Pausing and slowing down, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stride_desktop.app.power.base import PowerState
from stride_desktop.app.power.rule import BATTERY, LOCKED, Effort


@dataclass(frozen=True, slots=True)
class PauseWords:
    """A pause in words. line: for the line at the bottom; title, text: in place of the picture."""

    line: str
    title: str
    text: str


def pause_words(reason: str) -> PauseWords:
    """The notice of a pause with this reason: BATTERY, LOCKED, or the user's own."""
    if reason == BATTERY:
        return PauseWords(
            "Paused on battery – nothing is looked at",
            "Paused on battery",
            "Watching goes on by itself with mains power, or now when you press Resume.",
        )
    if reason == LOCKED:
        return PauseWords(
            "Paused, screen locked – nothing is looked at",
            "Paused while the screen is locked",
            "Watching goes on by itself when it is unlocked, or now when you press Resume.",
        )
    return PauseWords(
        "Paused – nothing is looked at", "Paused", "Nothing is looked at until you press Resume."
    )


def slower_words(effort: Effort) -> str:
    """The text of the status line while detection runs less often, else empty."""
    if effort.what != "slower":
        return ""
    if effort.why == BATTERY:
        return "deciding less often (on battery)"
    return "deciding less often (screen locked)"


def unavailable(state: PowerState | None) -> Mapping[str, str]:
    """Why a setting has no effect on this computer, by "section.field". state: None when not known yet."""
    found = {}
    if state is not None and state.on_battery is None:
        found["power.battery"] = "Not available: no battery was found in this computer."
    if state is not None and state.locked is None:
        found["power.locked"] = "Not available: this desktop does not tell other programs when it is locked."
    return found
