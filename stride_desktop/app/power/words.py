"""Pausing and slowing down, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stride_desktop.app.live.task import PRIVATE
from stride_desktop.app.power.base import PowerState
from stride_desktop.app.power.rule import BATTERY, LOCKED, Effort


@dataclass(frozen=True, slots=True)
class PauseWords:
    """A pause in words. line: for the status bar; title, text: in place of the picture."""

    line: str
    title: str
    text: str


_BY_USER = PauseWords(
    "Paused – no frames are processed", "Paused", "No frames are processed until you press Resume."
)

_PAUSES = {
    PRIVATE: PauseWords(
        "Private – nothing is seen or stored",
        "Private mode",
        "Nothing is seen or stored, and a camera is switched off. Press Resume to watch again.",
    ),
    BATTERY: PauseWords(
        "Paused on battery – no frames are processed",
        "Paused on battery",
        "Watching goes on by itself with mains power, or now when you press Resume.",
    ),
    LOCKED: PauseWords(
        "Paused, screen locked – no frames are processed",
        "Paused while the screen is locked",
        "Watching goes on by itself when it is unlocked, or now when you press Resume.",
    ),
}


def pause_words(reason: str) -> PauseWords:
    """The words for a pause with this reason: BATTERY, LOCKED, or the user's own."""
    return _PAUSES.get(reason, _BY_USER)


def slower_words(effort: Effort) -> str:
    """The text of the status line while detection runs less often, else empty."""
    why = "on battery" if effort.why == BATTERY else "screen locked"
    return f"deciding less often ({why})" if effort.what == "slower" else ""


def unavailable(state: PowerState | None) -> Mapping[str, str]:
    """Why a setting has no effect on this computer, by "section.field". state: None when not known yet."""
    found = {}
    if state is not None and state.on_battery is None:
        found["power.battery"] = "Not available: no battery was found in this computer."
    if state is not None and state.locked is None:
        found["power.locked"] = "Not available: this desktop does not tell other programs when it is locked."
    return found
