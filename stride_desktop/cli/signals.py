"""Signals that a watching command line obeys: interruption, and private mode."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from stride_desktop.cli.streams import standard_output


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """An event that the first Ctrl+C (or SIGTERM) sets; the second one ends the program at once.

    It is set, too, when nothing can be printed any more.
    """
    interrupted = threading.Event()
    if (output := standard_output()) is not None:
        output.on_lost = interrupted.set

    def interrupt(number: int, _frame: object) -> None:
        interrupted.set()
        signal.signal(number, before[number])

    before: dict[int, Any] = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, interrupt)
    try:
        yield interrupted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def private_mode() -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether private mode is wanted: SIGUSR1 begins and ends it.

    Never where the system does not have that signal.
    """
    number, wanted = getattr(signal, "SIGUSR1", None), False

    def toggle(_number: int, _frame: object) -> None:
        nonlocal wanted
        wanted = not wanted

    before = None if number is None else signal.signal(number, toggle)
    try:
        yield lambda: wanted
    finally:
        if number is not None:
            signal.signal(number, before)
