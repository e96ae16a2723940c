"""The time left and the required memory in words."""

from __future__ import annotations

from stride_desktop.checkpoints.hardware import ComputerMemory
from stride_desktop.core.amounts import bytes_in_words


def time_left(seconds: float) -> str:
    """About how long something takes."""
    if seconds < 60:
        return "less than a minute left"
    minutes = round(seconds / 60)
    if minutes < 90:
        return "1 minute left" if minutes == 1 else f"{minutes} minutes left"
    return f"{round(minutes / 60)} hours left"


def memory_words(needed: int, memory: ComputerMemory) -> str:
    """Whether a model fits this computer."""
    if memory.graphics:
        there = bytes_in_words(memory.graphics)
        words = f"About {bytes_in_words(needed)} of graphics memory; this computer has {there}."
        return words if needed <= memory.graphics else f"{words} It does not fit there."
    words = f"About {bytes_in_words(needed)} of memory; this computer has {bytes_in_words(memory.main)}."
    if needed > memory.main:
        return f"{words} It does not fit."
    return f"{words} It has no graphics card for models: on the processor it will be slow."
