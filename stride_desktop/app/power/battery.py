"""Whether the computer runs on battery."""

from __future__ import annotations

import sys
from pathlib import Path

POWER_SUPPLIES = Path("/sys/class/power_supply")


def on_battery() -> bool | None:
    """Whether it does now; None without a battery, or if unknown. Reads files, which may block."""
    if sys.platform == "linux":
        return on_battery_by(POWER_SUPPLIES)
    import psutil

    battery = psutil.sensors_battery()
    return None if battery is None or battery.power_plugged is None else not battery.power_plugged


def on_battery_by(folder: Path) -> bool | None:
    """The state from a Linux folder with one folder for each power supply.

    Batteries of mice and the like (scope "Device") do not count. A mains supply that is online means no,
    regardless of the batteries: a full one may not be charging.
    """
    try:
        supplies = [_Supply(path) for path in folder.iterdir()]
    except OSError:
        return None
    batteries = [supply for supply in supplies if supply.is_battery]
    if not batteries:
        return None
    mains = [supply for supply in supplies if supply.is_mains]
    if any(supply["online"] == "1" for supply in mains):
        return False
    return bool(mains) or any(supply["status"] == "Discharging" for supply in batteries)


class _Supply:
    """One supply's folder: a small text file for every property."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> str:
        try:
            return (self._folder / name).read_text().strip()
        except (OSError, ValueError):
            return ""  # not every supply has every property, and a dock may vanish at any moment

    @property
    def is_battery(self) -> bool:
        return self["type"] == "Battery" and self["scope"] != "Device" and self["present"] != "0"

    @property
    def is_mains(self) -> bool:
        return self["type"] in ("Mains", "USB") and self["scope"] != "Device" and bool(self["online"])
