"""The progress of a command, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from stride_desktop.core.terminal import steering


@contextmanager
def printed_progress() -> Iterator[Callable[[float, str], None]]:
    """Context manager: a function that prints a share, 0..1, in percent, and some words behind it.

    In one place on a terminal, whose line the block ends; else a line for every ten percent.
    """
    shown, terminal = -1, sys.stderr.isatty()

    def show(share: float, words: str) -> None:
        nonlocal shown
        percent = int(100 * share)
        if percent != shown and (terminal or percent % 10 == 0):
            shown = percent
            line = f"\r{percent:3} %  {words:<24}" if terminal else f"{percent} %  {words}".rstrip() + "\n"
            steering(sys.stderr).write(line)
            sys.stderr.flush()

    try:
        yield show
    finally:
        if terminal and shown >= 0:
            sys.stderr.write("\n")
