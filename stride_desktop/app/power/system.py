"""How things stand on this computer."""

from __future__ import annotations

import sys

from stride_desktop.app.power.base import PowerState
from stride_desktop.app.power.battery import on_battery

if sys.platform == "linux":
    from stride_desktop.app.power.lock import LockProbe


class SystemProbe:
    """The power probe of this system. Only Linux desktops are asked whether they are locked."""

    def __init__(self) -> None:
        self._lock = LockProbe() if sys.platform == "linux" else None

    def read(self) -> PowerState:
        """How things stand now."""
        return PowerState(on_battery(), None if self._lock is None else self._lock.read())

    def close(self) -> None:
        """Let go of what was opened."""
        if self._lock is not None:
            self._lock.close()
