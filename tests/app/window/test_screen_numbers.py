"""Every screen shows its number for a moment, and no screen source sees it."""

from __future__ import annotations

import sys
import threading
from contextlib import closing

import numpy as np
import pytest
from PySide6.QtGui import QColor

from stride_desktop.app.look.theme import BLUE
from stride_desktop.sources.screen import ScreenSource
from tests.sources.x_windows import grab
from tests.xserver import HEIGHT, WIDTH, XDisplay

pytestmark = pytest.mark.x11


def is_blue(image: np.ndarray) -> np.ndarray:
    return (image == QColor(BLUE).getRgb()[:3]).all(-1)


def middles(image: np.ndarray) -> list[float]:
    """How much of the middle of each monitor has the numbers' colour."""
    side = HEIGHT // 6  # half of a number's box is about this large
    rows = slice(HEIGHT // 2 - side // 2, HEIGHT // 2 + side // 2)
    lefts = [WIDTH // 4 - side // 2, WIDTH * 3 // 4 - side // 2]
    return [float(is_blue(image)[rows, left : left + side].mean()) for left in lefts]


def test_numbers_are_shown_on_their_screens_for_three_seconds_and_never_watched(
    two_monitors: XDisplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_monitors.enter(monkeypatch)
    with two_monitors.start(sys.executable, "-m", "tests.app.rigs.numbered_screens") as program:
        try:
            program.stdin.write("show\n")
            program.stdin.flush()
            assert program.stdout.readline().strip() == "shown 1,2"
            seen = middles(grab(0))
            with closing(ScreenSource(2).frames(threading.Event())) as frames:
                watched = next(frames)
            assert min(seen) > 0.3, "on both screens, with a number in the middle"
            assert not is_blue(watched.image).any()
            assert watched.hidden
            assert program.stdout.readline().strip() == "shown"
            assert max(middles(grab(0))) == 0
        finally:
            program.kill()
