"""Sizes, speeds and memory in plain words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from stride_desktop.checkpoints.hardware import Memory


def _say(text: str) -> str:
    return QCoreApplication.translate("Models", text)


def amount(size: float) -> str:
    """Bytes as people read them, such as "4.3 GB"."""
    for unit, count in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= count:
            return f"{size / count:.1f} {unit}"
    return _say("{0} bytes").format(round(size))


def time_left(seconds: float) -> str:
    """About how long something takes."""
    if seconds < 60:
        return _say("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 90:
        return _say("1 minute left") if minutes == 1 else _say("{0} minutes left").format(minutes)
    return _say("{0} hours left").format(round(minutes / 60))


def memory_words(needed: int, memory: Memory) -> str:
    """Whether a model fits this computer."""
    if memory.graphics:
        words = _say("About {0} of graphics memory; this computer has {1}.")
        words = words.format(amount(needed), amount(memory.graphics))
        return words if needed <= memory.graphics else words + " " + _say("It does not fit there.")
    words = _say("About {0} of memory; this computer has {1}.").format(amount(needed), amount(memory.main))
    if needed > memory.main:
        return words + " " + _say("It does not fit.")
    return words + " " + _say("It has no graphics card for models: on the processor it will be slow.")
