"""How long a source has given nothing."""

from __future__ import annotations

import time

SILENT_SECONDS = 2.25
"""A camera that has given no picture for so long counts as lost: it is told within three seconds."""

LOOK_SECONDS = 0.25
"""Between two looks whether something came."""


class Silence:
    """Counts the seconds in which looks found nothing.

    What passes between two looks beyond LOOK_SECONDS does not count: this process stood still meanwhile.
    """

    def __init__(self) -> None:
        self._seconds = 0.0
        self._looked = time.monotonic()

    def look(self, came: bool) -> float:
        """The seconds of silence, now that something came or did not."""
        now = time.monotonic()
        passed, self._looked = now - self._looked, now
        self._seconds = 0.0 if came else self._seconds + min(passed, LOOK_SECONDS)
        return self._seconds
