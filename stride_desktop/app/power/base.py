"""What is known about the computer's power and its screen, and who finds it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PowerState:
    """How things stand. None: this computer does not tell, or has no battery."""

    on_battery: bool | None = None
    locked: bool | None = None


class PowerProbe(Protocol):
    """Looks how things stand. Threads: both are called on the power watcher's thread only."""

    def read(self) -> PowerState:
        """How things stand now. May block for a few seconds; never raises."""

    def close(self) -> None:
        """Let go of what was opened."""
