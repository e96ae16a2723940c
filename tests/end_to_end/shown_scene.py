"""The real window on a real X server, used by real events."""

from __future__ import annotations

import sys


class Scene:
    """A program whose window covers part of the screen."""

    def __init__(self, display, x, y, width, height):
        place = map(str, (x, y, width, height))
        self.process = display.start(sys.executable, "-m", "tests.end_to_end.scene", *place)
        assert self.process.stdout.readline() == "shown\n"

    def show(self, name):
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == f"{name}\n"

    def close(self):
        self.process.communicate(timeout=20)
