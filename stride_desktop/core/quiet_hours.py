"""Quiet hours: the part of every day in which nobody is to be disturbed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` up to, but without, `end`, as a clock on the wall shows; over midnight if end < start.

    The clock on the wall decides also when it is put forward or back: an hour that is skipped is not
    quiet, and one that comes twice is quiet twice.
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
