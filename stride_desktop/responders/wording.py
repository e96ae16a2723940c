"""Stream times as readable text."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """Stream time as on a player: "01:05", from one hour on "1:01:05". Times before 0 read as 0."""
    minutes, second = divmod(int(max(0.0, seconds)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"


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
    return " ".join(count(number, noun) for number, noun in parts if number)


def closing_question(seconds: float) -> str:
    """The question about the end of an event that lasted so many seconds."""
    lasted = duration(seconds)
    return f"It stopped after {lasted}. Say in one or two sentences how it went on and how it ended."


def count(number: int, noun: str) -> str:
    """`number` with its noun in the singular or the plural: "1 minute", "2 minutes"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
