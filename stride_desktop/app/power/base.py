"""The state of the computer's power and screen, and the probe that reads it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Protocol

from stride_desktop.app.power.battery import on_battery


@dataclass(frozen=True, slots=True)
class PowerState:
    """On battery, locked. None: unknown, or without a battery."""

    on_battery: bool | None = None
    locked: bool | None = None


class PowerProbe(Protocol):
    """Reads the state of power and screen. Threads: both are called on the power watcher's thread only."""

    def read(self) -> PowerState:
        """The current state. May block for a few seconds; never raises."""

    def close(self) -> None:
        """Close connections."""


if sys.platform == "linux":
    from stride_desktop.app.power.lock import LockProbe


class SystemProbe:
    """The power probe of this system. Only Linux desktops report whether they are locked."""

    def __init__(self) -> None:
        self._lock = LockProbe() if sys.platform == "linux" else None

    def read(self) -> PowerState:
        """The current state."""
        return PowerState(on_battery(), None if self._lock is None else self._lock.read())

    def close(self) -> None:
        """Close connections."""
        if self._lock is not None:
            self._lock.close()
