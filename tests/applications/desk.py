"""A desk: an X display on which a scene runs real programs, one second of stream time after the other."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import cv2
import mss
import numpy as np
from Xlib import X
from Xlib.display import Display
from Xlib.error import XError

from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import FULL
from stride_desktop.training.conditions import Condition, Span
from stride_desktop.training.recordings import SIZE
from stride_desktop.training.screens.stage import Shown
from stride_desktop.training.streams import Happening
from tests.xserver import XDisplay

PATIENCE = 30.0
"""Seconds of real time in which a program must show what it was told to show."""
_QUIET = subprocess.DEVNULL


class RecordingError(Exception):
    """A program did not show what the scene says, so a recording of it would not be true."""


class Closable(Protocol):
    """Something on the screen that can be taken away."""

    def close(self) -> None:
        """Take it away."""


class Busy(Closable, Protocol):
    """A program that does something ordinary every now and then."""

    def live(self) -> None:
        """Do it."""


class Desk:
    """Runs programs and captures what they show.

    Every capture is one second of stream time, however long it took. What happens between two of them
    gets a random time in between, so that events begin at any phase of the frames. busy: programs that do
    something ordinary while time passes, each in a share `pace` of the seconds. unasked: conditions that
    hold too often in this scene, or not clearly, to be asked about.
    """

    def __init__(self, display: XDisplay, folder: Path, material: Path | None, seed: int) -> None:
        self.display = display
        self.folder = folder
        self.material = material
        self.rng = np.random.default_rng(seed)
        self.pictures: list[Image] = []
        self.busy: list[Busy] = []
        self.pace = 0.5
        self.unasked: list[Condition] = []
        self.spans: dict[Condition, list[Span]] = {}
        self.since: dict[Condition, float] = {}
        self._open: list[Closable] = []
        self._screen = mss.MSS(display=display.name)
        self._connection = Display(display.name)
        self._latest: Image | None = None

    @property
    def second(self) -> int:
        """Seconds captured so far."""
        return len(self.pictures)

    def grab(self) -> Image:
        """What the screen shows now, BGRA."""
        return np.asarray(self._screen.grab(self._screen.monitors[0]))

    def windows(self) -> int:
        """How many windows are on the screen, those without a frame included."""
        count = 0
        for window in self._connection.screen().root.query_tree().children:
            try:
                count += window.get_attributes().map_state == X.IsViewable
            except XError:  # it is gone already
                continue
        return count

    def newest(self) -> str:
        """The number of the program window that came last, as xdotool takes it."""
        root = self._connection.screen().root
        found = root.get_full_property(self._connection.intern_atom("_NET_CLIENT_LIST"), X.AnyPropertyType)
        return str(found.value[-1]) if found is not None and len(found.value) else "0"

    def wait_for_windows(self, wanted: Callable[[int], bool]) -> None:
        """Wait until so many are there. Raises RecordingError."""
        until = time.monotonic() + PATIENCE
        while not wanted(self.windows()):
            if time.monotonic() > until:
                raise RecordingError(f"a window did not come or go in second {self.second}")
            time.sleep(0.02)

    def capture(self) -> None:
        """Take the picture of the next second, once the screen has come to rest."""
        shot = self.grab()
        if self._latest is not None and np.array_equal(shot, self._latest):
            self.pictures.append(self.pictures[-1])
            return
        until = time.monotonic() + 0.4
        while time.monotonic() < until:
            time.sleep(0.02)
            again = self.grab()
            if np.array_equal(shot, again):
                break
            shot = again
        self._latest = shot
        size = (SIZE[1], SIZE[0])
        rgb = np.ascontiguousarray(shot[:, :, 2::-1])
        self.pictures.append(np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8))

    def paint_background(self) -> None:
        """A plain colour, or a photograph of the material, behind all windows."""
        photographs = [] if self.material is None else sorted(self.material.glob("*.jpg"))
        if photographs and shutil.which("feh") and self.rng.random() < 0.7:
            photograph = str(photographs[int(self.rng.integers(len(photographs)))])
            self.start("feh", "--no-fehbg", "--bg-fill", photograph).wait()
        else:
            shade = self.rng.integers(50, 200) + self.rng.integers(-25, 26, 3)
            colour = "#{:02x}{:02x}{:02x}".format(*(int(value) for value in shade))
            self.start("xsetroot", "-solid", colour).wait()

    def work(self, seconds: int) -> Iterator[None]:
        """So many seconds in which the busy programs do their ordinary things."""
        for _ in range(seconds):
            for program in self.busy:
                if self.rng.random() < self.pace:
                    program.live()
            yield

    def between(self, least: int, most: int) -> int:
        """A random number of seconds."""
        return int(self.rng.integers(least, most + 1))

    def begin(self, condition: Condition) -> None:
        """Note that a condition holds from now on; waits until the screen shows a change."""
        self._wait_for_change()
        self.since[condition] = self._between_captures()

    def end(self, condition: Condition) -> None:
        """Note that it does so no more."""
        self._wait_for_change()
        span = Span(self.since.pop(condition), self._between_captures())
        self.spans.setdefault(condition, []).append(span)

    def come_to_rest(self, condition: Condition) -> None:
        """Note that what moved until the latest capture rests from there on."""
        span = Span(self.since.pop(condition), float(self.second - 1))
        self.spans.setdefault(condition, []).append(span)

    def clip(self, name: str) -> Path:
        """A clip of the material. Raises RecordingError."""
        path = Path() if self.material is None else self.material / name
        if not path.is_file():
            raise RecordingError(f"there is no {name} in the material")
        return path

    def shown(self, condition: Condition, seconds: int, show: Callable[[], Closable]) -> Iterator[None]:
        """Show something that means a condition for so many seconds, while work goes on."""
        thing = show()
        self.begin(condition)
        yield from self.work(seconds)
        thing.close()
        self.end(condition)

    def keep(self, thing: Closable) -> None:
        """Close something at the end at the latest."""
        self._open.append(thing)

    def start(self, *command: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start a program on the display, without output unless asked for otherwise."""
        streams: dict[str, Any] = {"stdin": _QUIET, "stdout": _QUIET, "stderr": _QUIET} | options
        return subprocess.Popen(command, env=self.display.env, cwd=self.folder, **streams)

    def keys(self, *arguments: str) -> None:
        """What xdotool does: keys, typing, clicks, moved windows. A failure does no harm."""
        self.display.run("xdotool", *arguments, check=False)

    def close(self) -> None:
        """End all programs, in the reverse order."""
        for thing in reversed(self._open):
            thing.close()
        self._screen.close()
        self._connection.close()

    def _between_captures(self) -> float:
        return self.second - 1 + float(self.rng.uniform(0.02, 0.98))

    def _wait_for_change(self) -> None:
        if self._latest is None:
            return
        until = time.monotonic() + PATIENCE
        while np.array_equal(self.grab(), self._latest):
            if time.monotonic() > until:
                raise RecordingError(f"nothing changed on the screen in second {self.second}")
            time.sleep(0.02)


def happened(
    spans: Mapping[Condition, Sequence[Span]], since: Mapping[Condition, float], seconds: int
) -> tuple[Happening, ...]:
    """What happened when; what still holds, `since` some time, does so to the end."""
    found = {condition: list(items) for condition, items in spans.items()}
    for condition, start in since.items():
        found.setdefault(condition, []).append(Span(start, float(seconds)))
    return tuple(
        Happening(condition, tuple(items), Shown(FULL, tuple(items))) for condition, items in found.items()
    )
