"""A screen, one frame a second, with this program's own windows blacked out."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from math import ceil, floor
from typing import Any

from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Frame, Image
from stride_desktop.sources.base import SourceInfo, SourceKind, Traits
from stride_desktop.sources.grabbers import open_grabber
from stride_desktop.sources.rectangles import Rect
from stride_desktop.sources.schedule import Schedule

OwnWindows = Callable[[], Sequence[Rect]]
"""Says which pixels this program's windows have shown since it was last asked (now, at first), in the
coordinates mss gives monitors in."""

_Monitor = dict[str, Any]


class ScreenSource:
    """Watches one monitor.

    monitor: 1 for the first, as in "screen:1".
    own_windows: called before the first grab and after each on the iterating thread. None
        asks the X server on Linux and means "no windows" elsewhere, which is right for a command line.

    Timestamps are stream time, taken at the grab. Images are in physical pixels.
    """

    traits = Traits(live=True)

    def __init__(self, monitor: int = 1, own_windows: OwnWindows | None = None) -> None:
        self._monitor = monitor
        self._own_windows = own_windows
        self.info = SourceInfo(SourceKind.SCREEN, f"screen:{monitor}", f"Screen {monitor}")

    def check(self) -> None:
        """Raise SourceError when it cannot be watched now."""
        check_capturable()
        with _Screen(self._monitor):
            pass

    def frames(self, stop: threading.Event) -> Iterator[Frame]:
        """Yield a frame a second until `stop` is set.

        Raises SourceError without a display, on Wayland, and when the monitor is missing or goes away.
        """
        check_capturable()
        with ExitStack() as opened:
            own_windows = self._own_windows or opened.enter_context(_system_windows())
            screen = opened.enter_context(_Screen(self._monitor))
            schedule = Schedule()
            own_windows()
            while not stop.wait(max(0.0, schedule.next() - stream_time())):
                screen.follow_layout()
                yield _capture(screen, own_windows)


def list_monitors() -> list[SourceInfo]:
    """The monitors that could be watched now. Raises SourceError when none can be."""
    check_capturable()
    with closing(open_grabber()) as grabber:
        monitors = grabber.monitors[1:]
    return [
        SourceInfo(SourceKind.SCREEN, f"screen:{index}", _describe(index, monitor))
        for index, monitor in enumerate(monitors, 1)
    ]


def check_capturable() -> None:
    """Raise SourceError, with the reason, when screens cannot be captured in this session."""
    if not sys.platform.startswith("linux"):
        return
    session = os.environ.get("XDG_SESSION_TYPE", "")
    if session == "wayland" or (session != "x11" and os.environ.get("WAYLAND_DISPLAY")):
        raise SourceError(
            "Screens cannot be watched in a Wayland session yet.",
            "Choose an X11 (Xorg) session when you log in, or watch a camera or a video file.",
        )
    if not os.environ.get("DISPLAY"):
        raise SourceError(
            "No display: this process does not run in a desktop session.",
            "Start the program inside a desktop session, or set DISPLAY to a running X server.",
        )
    from stride_desktop.sources.x_display import connect

    connect().close()


class _Screen:
    """The monitor being watched and the connection that grabs it."""

    def __init__(self, index: int) -> None:
        self._index = index
        self._grabber = open_grabber()
        self._layout = self._grabber.monitors
        self._identity = _identity(self.monitor)

    def __enter__(self) -> _Screen:
        return self

    def __exit__(self, *_: object) -> None:
        self._grabber.close()

    @property
    def monitor(self) -> _Monitor:
        """Where the monitor is. Raises SourceError when there is none of that number."""
        if not 1 <= self._index < len(self._layout):
            count = len(self._layout) - 1
            raise SourceError(
                f"There is no screen {self._index}.",
                f"{count} {'screen is' if count == 1 else 'screens are'} connected: choose one of them.",
            )
        return self._layout[self._index]

    def follow_layout(self) -> None:
        """Notice that monitors came, went or changed size since the last grab.

        mss reads the layout once, so a fresh connection is asked; grabbing through a fresh one each
        time would cost ten times as much. A number that now means another monitor is an error:
        nobody asked to watch that one.
        """
        with closing(open_grabber()) as fresh:
            layout = fresh.monitors
        if layout == self._layout:
            return
        self._layout = layout
        if _identity(self.monitor) != self._identity:
            raise SourceError(
                f"Screen {self._index} was disconnected.", "Choose the screen to watch and start again."
            )
        self._grabber.close()
        self._grabber = open_grabber()

    def grab(self) -> Image:
        """The monitor's pixels now, RGB; may be larger than the monitor's nominal size (HiDPI)."""
        return self._grabber.grab(self.monitor)


def _capture(screen: _Screen, own_windows: OwnWindows) -> Frame:
    """One frame without our own windows, wherever they have been since the one before."""
    timestamp = stream_time()
    image = screen.grab()
    _black_out(image, own_windows(), screen.monitor)
    return Frame(image, timestamp)


def _black_out(image: Image, rects: Sequence[Rect], monitor: _Monitor) -> None:
    """Make `rects` (global coordinates) black, rounded outwards where pixels are finer than coordinates."""
    height, width = image.shape[:2]
    across, down = width / monitor["width"], height / monitor["height"]
    for rect in rects:
        left, right = (rect.left - monitor["left"]) * across, (rect.right - monitor["left"]) * across
        top, bottom = (rect.top - monitor["top"]) * down, (rect.bottom - monitor["top"]) * down
        image[max(0, floor(top)) : max(0, ceil(bottom)), max(0, floor(left)) : max(0, ceil(right))] = 0


def _system_windows() -> AbstractContextManager[OwnWindows]:
    """Our own windows as the system knows them."""
    if not sys.platform.startswith("linux"):
        return nullcontext(lambda: ())
    from stride_desktop.sources.own_windows import XOwnWindows

    return XOwnWindows()


def _identity(monitor: _Monitor) -> object:
    """What stays the same while it is the same monitor: what the system calls it, or where it lies."""
    return monitor.get("unique_id") or monitor.get("output") or (monitor["left"], monitor["top"])


def _describe(index: int, monitor: _Monitor) -> str:
    """A name for the picker, such as "Screen 2: DELL U2720Q (3840 × 2160)"."""
    name = monitor.get("name") or monitor.get("output")
    called = f"Screen {index}: {name}" if name else f"Screen {index}"
    return f"{called} ({monitor['width']} × {monitor['height']})"
