"""Formats bytes and seconds for display."""

from __future__ import annotations

import math


def bytes_in_words(count: float) -> str:
    """A size, such as "4.3 GB" or "12 bytes"."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{round(count)} bytes"


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural if need be: "1 span", "2 spans"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def elapsed(seconds: float) -> str:
    """Seconds as m:ss, or h:mm:ss from an hour on: 41 → "0:41"."""
    sign = "−" if seconds <= -1 else ""
    hours, text = hours_minutes_seconds(abs(seconds)).split(":", 1)
    return f"{sign}{hours}:{text}" if hours != "0" else f"{sign}{text.removeprefix('0')}"


def hours_minutes_seconds(seconds: float) -> str:
    """Seconds as h:mm:ss: 65 → "0:01:05"; times before 0 read as 0."""
    minutes, second = divmod(math.floor(max(0.0, seconds)), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{second:02}"
