"""Stream seconds as words: elapsed time from the first frame, or the time of day."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from stride_desktop.core.amounts import elapsed
from stride_desktop.pipeline.time_of_day import time_of_day, whole_seconds

STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600)
"""Round numbers of seconds between two marks of the axis."""

_TIME = re.compile(r"\d{1,4}(:\d{1,2}){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class DisplayClock:
    """Displays stream seconds as times, in whole seconds counted from the first frame.

    So every frame has a second of its own, though stamps of a live source jitter: at 12:03:44.98 and then at
    12:03:46.01 it is one second later, not two. The marks of the axis lie at the frames.

    first: when the first frame was taken, in stream seconds.
    offset: what to add to a stream second to get seconds since the epoch; None shows elapsed time.
    """

    first: float = 0.0
    offset: float | None = None

    def text(self, second: float) -> str:
        """The time as shown in a read-out: "0:41" or "12:03:44"; never before the first frame."""
        if self.offset is None:
            return elapsed(max(0, whole_seconds(second, self.first)))
        return time_of_day(second, self.offset, self.first).strftime("%H:%M:%S")

    @property
    def _added(self) -> float:
        """Seconds to add to a stream second for the displayed time since the epoch."""
        return 0.0 if self.offset is None else math.floor(self.first + self.offset) - self.first

    def stretch(self, start: float, end: float) -> str:
        """A stretch of time as shown on a card or beside a question; a line may break after the dash."""
        return f"{self.text(start)}–\u200b{self.text(end)}"

    def mark(self, second: float, step: float) -> str:
        """The time as shown on the axis, as short as `step` seconds between marks allow."""
        if self.offset is None:
            return elapsed(round(second - self.first))
        moment = datetime.fromtimestamp(round(second + self._added))
        return moment.strftime("%H:%M" if step >= 60 else "%H:%M:%S")

    def second(self, text: str, near: float) -> float | None:
        """The stream second of a time as written by `text`, or with fewer parts; None for any other text.

        A time of day is on the day that brings it closest to `near`.
        """
        if not _TIME.fullmatch(text.strip()):
            return None
        parts = [int(part) for part in text.strip().split(":")]
        if any(part >= 60 for part in parts[1:]):
            return None
        if self.offset is None:
            seconds = 0
            for part in parts:
                seconds = seconds * 60 + part
            return self.first + seconds
        if len(parts) == 1 or parts[0] >= 24:
            return None
        now = datetime.fromtimestamp(near + self._added)
        today = now.replace(hour=parts[0], minute=parts[1], second=sum(parts[2:]), microsecond=0)
        days = (today + timedelta(days=shift) for shift in (-1, 0, 1))
        return min(days, key=lambda day: abs(day - now)).timestamp() - self._added

    def marks(self, start: float, end: float, most: int) -> tuple[list[float], int]:
        """Round times within start..end, at most about `most` of them, and the step between them."""
        wanted = (end - start) / max(1, most)
        step = next((step for step in STEPS if step >= wanted), STEPS[-1])
        origin = self._origin(start)
        first = math.ceil((start - origin) / step)
        if self.offset is None:
            first = max(0, first)  # nothing elapsed before the beginning
        last = math.floor((end - origin) / step)
        return [origin + index * step for index in range(first, last + 1)], step

    def _origin(self, near: float) -> float:
        """The stream second from which round times are counted: the first one, or local midnight."""
        if self.offset is None:
            return self.first
        day = datetime.fromtimestamp(near + self._added).replace(hour=0, minute=0, second=0, microsecond=0)
        return day.timestamp() - self._added
