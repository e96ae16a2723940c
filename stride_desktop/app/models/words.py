"""Sizes, speeds and memory in plain words."""

from __future__ import annotations

from stride_desktop.checkpoints.hardware import Memory


def amount(size: float) -> str:
    """Bytes as people read them, such as "4.3 GB"."""
    for unit, count in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= count:
            return f"{size / count:.1f} {unit}"
    return f"{round(size)} bytes"


def time_left(seconds: float) -> str:
    """About how long something takes."""
    if seconds < 60:
        return "less than a minute left"
    minutes = round(seconds / 60)
    if minutes < 90:
        return "1 minute left" if minutes == 1 else f"{minutes} minutes left"
    return f"{round(minutes / 60)} hours left"


def memory_words(needed: int, memory: Memory) -> str:
    """Whether a model fits this computer."""
    if memory.graphics:
        words = f"About {amount(needed)} of graphics memory; this computer has {amount(memory.graphics)}."
        return words if needed <= memory.graphics else f"{words} It does not fit there."
    words = f"About {amount(needed)} of memory; this computer has {amount(memory.main)}."
    if needed > memory.main:
        return f"{words} It does not fit."
    return f"{words} It has no graphics card for models: on the processor it will be slow."
