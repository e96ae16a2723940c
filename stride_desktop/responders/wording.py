"""Stream times as readable text."""

from __future__ import annotations

from stride_desktop.core.amounts import counted, hours_minutes_seconds


def clock(seconds: float) -> str:
    """Stream time as on a player: "01:05", from one hour on "1:01:05". Times before 0 read as 0."""
    return hours_minutes_seconds(seconds).removeprefix("0:")


def duration(seconds: float) -> str:
    """A length in words: "less than a second", "12 seconds", "2 minutes 5 seconds", "1 hour 3 minutes".

    Two units at most; from one hour on, seconds are rounded away.
    """
    if seconds < 1:
        return "less than a second"
    whole = round(seconds)
    if whole < 3600:
        parts = [(whole // 60, "minute"), (whole % 60, "second")]
    else:
        minutes = round(seconds / 60)
        parts = [(minutes // 60, "hour"), (minutes % 60, "minute")]
    return " ".join(counted(number, noun) for number, noun in parts if number)
