"""Quiet hours: the daily period without notifications and sounds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` up to, but excluding, `end`, in local time; over midnight if end < start.

    Local time also decides when the clock is put forward or back: a skipped hour is not quiet, and a repeated
    one is quiet twice.
    """

    start: time
    end: time

    def contain(self, moment: datetime) -> bool:
        """Whether it is quiet; the zone of `moment` is the one that the wall clock shows."""
        now = moment.time()
        if self.start <= self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end


def parse_time(text: str) -> time | None:
    """The time of day that is written as "07:30"; None if it is none."""
    match = _TIME.fullmatch(text)
    return None if match is None else time(int(match[1]), int(match[2]))
