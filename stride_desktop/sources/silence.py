"""Measures for how long a source has given nothing."""

from __future__ import annotations

import time

SILENT_SECONDS = 2.25
"""Seconds without a picture after which a camera counts as lost; reported within three seconds."""

LOOK_SECONDS = 0.25
"""Seconds between two checks for a picture."""


class Silence:
    """Counts the seconds in which checks found nothing.

    Time between two checks beyond LOOK_SECONDS does not count: this process was suspended meanwhile.
    """

    def __init__(self) -> None:
        self._seconds = 0.0
        self._looked = time.monotonic()

    def look(self, came: bool) -> float:
        """Seconds of silence. came: whether something arrived since the last check."""
        now = time.monotonic()
        passed, self._looked = now - self._looked, now
        self._seconds = 0.0 if came else self._seconds + min(passed, LOOK_SECONDS)
        return self._seconds
