"""A screen or a region of it, one frame a second, with this program's own windows blacked out."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from dataclasses import replace
from math import ceil, floor

from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import SourceCovered, SourceError, SourceLost
from stride_desktop.core.frames import Frame, Image
from stride_desktop.core.masks import Box
from stride_desktop.core.screen_part import ScreenPart
from stride_desktop.sources.base import Frames, Opening, OwnWindows, SourceInfo
from stride_desktop.sources.catalog import SCREEN
from stride_desktop.sources.grabbers import open_grabber
from stride_desktop.sources.monitors import Monitor, SoughtMonitor, monitor_infos
from stride_desktop.sources.rectangles import Rect, share_covered
from stride_desktop.sources.region import Region
from stride_desktop.sources.schedule import Schedule
from stride_desktop.sources.shared.session_kind import is_wayland

MOST_HIDDEN = 0.85
"""Largest share of a screen under own windows. Tried with the built-in model and pictures of four desktops:
covering 0.9 at once was never taken for a screen that goes black, 0.95 was in a third of the cases."""


class ScreenSource:
    """Watches one monitor, or a region of it.

    monitor: 1 for the first, as in "screen:1". region: None for all of it.
    chosen: its entry in a list of sources; only that monitor is watched, whatever its number is by now.
        Iterated again, it is the monitor it was before, never another one.
    own_windows: called before the first grab and after each on the iterating thread. None
        asks the X server on Linux and returns no windows elsewhere, as for a command line.
    hidden: as in Opening; only where the X server is asked.

    Timestamps are stream time, taken at the grab. Images are in physical pixels.
    """

    traits = SCREEN.traits
    warning = ""

    def __init__(
        self,
        monitor: int = 1,
        own_windows: OwnWindows | None = None,
        chosen: SourceInfo | None = None,
        region: Region | None = None,
        hidden: tuple[str, ...] = (),
    ) -> None:
        self._own_windows, self._hidden = own_windows, hidden
        whole = SourceInfo(SCREEN, f"screen:{monitor}", f"Screen {monitor}")
        self.info = chosen or (whole if region is None else region.info(whole))
        screen = self.info if region is None else replace(self.info, identity=_without(region, self.info))
        self._sought, self._region = SoughtMonitor(monitor, screen), region

    def check(self) -> None:
        """Raise SourceError when the screen cannot be watched now."""
        check_capturable()
        with _Screen(self._sought, self._region):
            pass

    def frames(self, stop: threading.Event) -> Frames:
        """Yield a frame a second until `stop` is set.

        A frame of which own windows hide more than MOST_HIDDEN is left out: a model would take it for one
        of a black screen. Raises SourceError without a display, on Wayland, and when the monitor is missing;
        SourceLost when it, or the display, goes away; SourceCovered when own windows stay where they are.
        """
        check_capturable()
        with ExitStack() as opened:
            own_windows = self._own_windows or opened.enter_context(_system_windows(self._hidden))
            screen = opened.enter_context(_Screen(self._sought, self._region))
            schedule, covered = Schedule(), False
            own_windows()
            while not stop.wait(max(0.0, schedule.next() - stream_time())):
                try:
                    screen.follow_layout()
                    frame, hidden = _capture(screen, own_windows)
                except SourceError as error:
                    raise SourceLost(error.what, error.remedy, error.detail) from error
                if hidden <= MOST_HIDDEN:
                    covered = False
                    yield frame
                elif covered:
                    raise _covered(self.info.name.partition(":")[0])
                else:
                    covered = True  # a window that was only moved across is no reason to break off


def open_source(address: str, opening: Opening) -> ScreenSource:
    """The screen at an address, such as "screen:1", or a region of it, such as "screen:1@100,50,640x480".

    Raises SourceError when it is not connected, or the region does not lie on it.
    """
    number, separator, rest = address.partition(":")[2].partition("@")
    if re.fullmatch("[1-9][0-9]?", number) is None:
        raise SourceError(
            f"“screen:{number}” is not a screen.", "Screens are numbered: screen:1, screen:2, …"
        )
    region = Region.parse(rest) if separator else None
    screen = ScreenSource(int(number), opening.own_windows, opening.chosen, region, opening.hidden)
    screen.check()
    return screen


def list_sources() -> list[SourceInfo]:
    """The monitors that could be watched now; none on Wayland. Raises SourceError when none can be."""
    return [info for info, _ in screen_places()]


def screen_places() -> list[tuple[SourceInfo, Rect]]:
    """The monitors that could be watched now, and where they lie; none on Wayland. Raises SourceError."""
    if is_wayland():
        return []
    check_capturable()
    with closing(open_grabber()) as grabber:
        monitors = grabber.monitors[1:]
    return list(zip(monitor_infos(monitors), map(_place, monitors), strict=True))


def pictures_of_screens() -> Iterator[tuple[SourceInfo, Image]]:
    """The monitors as they are now, through one connection; none on Wayland.

    This program's windows are in them: they are for choosing, not to be watched or stored. Raises
    SourceError.
    """
    if is_wayland():
        return
    check_capturable()
    with closing(open_grabber()) as grabber:
        monitors = grabber.monitors[1:]
        for info, monitor in zip(monitor_infos(monitors), monitors, strict=True):
            yield info, grabber.grab(monitor)


def picture_of(info: SourceInfo) -> tuple[Image, Rect]:
    """A listed screen as it is now, and where it lies, in the pixels that regions count.

    This program's windows are in it: it is for choosing a region, not to be watched or stored. Raises
    SourceError.
    """
    check_capturable()
    with _Screen(SoughtMonitor(1, info), None) as screen:
        return screen.grab(), screen.place


def check_capturable() -> None:
    """Raise SourceError, with the reason, when screens cannot be captured in this session."""
    if not sys.platform.startswith("linux"):
        return
    if is_wayland():
        raise SourceError(
            "In a Wayland session a program cannot choose a screen itself.",
            "Watch “shared:screen” or “shared:window”: the desktop then asks which.",
        )
    if not os.environ.get("DISPLAY"):
        raise SourceError(
            "No display: this process does not run in a desktop session.",
            "Start the program inside a desktop session, or set DISPLAY to a running X server.",
        )
    from stride_desktop.sources.x_display import connect

    connect().close()


def _without(region: Region, info: SourceInfo) -> str:
    """The identity of the monitor that a region lies on."""
    return info.identity.removesuffix(f"@{region}")


class _Screen:
    """The monitor being watched, or a region of it, and the connection that grabs it.

    monitor: where it is. Raises SourceError when it is missing, SourceLost when it was there before.
    """

    def __init__(self, sought: SoughtMonitor, region: Region | None) -> None:
        self._sought, self._region = sought, region
        self._grabber = open_grabber()
        self._layout = self._grabber.monitors
        try:
            self.monitor = self._find()
        except SourceError:
            self._grabber.close()
            raise

    def __enter__(self) -> _Screen:
        return self

    def __exit__(self, *_: object) -> None:
        self._grabber.close()

    def follow_layout(self) -> None:
        """Follow changes of the monitors' layout since the last grab. Raises SourceLost.

        mss reads the layout once, so a fresh connection is asked; grabbing through a fresh one each time
        would cost ten times as much. The monitor is recognized under any number.
        """
        with closing(open_grabber()) as fresh:
            layout = fresh.monitors
        if layout == self._layout:
            return
        self._layout = layout
        self.monitor = self._find()
        self._grabber.close()
        self._grabber = open_grabber()

    def _find(self) -> Monitor:
        self._whole = self._sought.find(self._layout[1:])
        return self._whole if self._region is None else self._region.of(self._whole)

    @property
    def part(self) -> ScreenPart:
        """What is grabbed of the monitor."""
        whole, grabbed = self._whole, self.monitor
        left, top = grabbed["left"] - whole["left"], grabbed["top"] - whole["top"]
        return ScreenPart(left, top, grabbed["width"], grabbed["height"], whole["width"], whole["height"])

    @property
    def place(self) -> Rect:
        """Where the grabbed pixels lie, in global coordinates."""
        return _place(self.monitor)

    def grab(self) -> Image:
        """The monitor's pixels now, RGB; may be larger than the monitor's nominal size (HiDPI)."""
        return self._grabber.grab(self.monitor)


def _place(monitor: Monitor) -> Rect:
    left, top = monitor["left"], monitor["top"]
    return Rect(left, top, left + monitor["width"], top + monitor["height"])


def _capture(screen: _Screen, own_windows: OwnWindows) -> tuple[Frame, float]:
    """A frame without the program's own windows, wherever they have been since the frame before.

    Also the share of it that they hide, from 0 to 1.
    """
    timestamp = stream_time()
    image = screen.grab()
    rects, monitor = own_windows(), screen.monitor
    hidden = black_out(image, rects, monitor)
    return Frame(image, timestamp, hidden=hidden, part=screen.part), share_covered(screen.place, rects)


def _covered(name: str) -> SourceCovered:
    return SourceCovered(
        f"Windows of Stride Desktop cover {name}, so there is nothing to watch.",
        "Make them smaller, minimise them, or move them to another screen.",
    )


def black_out(image: Image, rects: Sequence[Rect], monitor: Monitor) -> tuple[Box, ...]:
    """Make `rects` (global coordinates) black, rounded outwards where pixels are finer than coordinates.

    Returns the pixels that are black now.
    """
    boxes: list[Box] = []
    height, width = image.shape[:2]
    across, down = width / monitor["width"], height / monitor["height"]
    for rect in rects:
        left, right = (rect.left - monitor["left"]) * across, (rect.right - monitor["left"]) * across
        top, bottom = (rect.top - monitor["top"]) * down, (rect.bottom - monitor["top"]) * down
        box = max(0, floor(left)), max(0, floor(top)), min(width, ceil(right)), min(height, ceil(bottom))
        if box[0] < box[2] and box[1] < box[3]:
            image[box[1] : box[3], box[0] : box[2]] = 0
            boxes.append(box)
    return tuple(boxes)


def _system_windows(hidden: tuple[str, ...]) -> AbstractContextManager[OwnWindows]:
    """The tracker of the windows on this system that must not be seen. hidden: as in Opening."""
    if not sys.platform.startswith("linux"):
        return nullcontext(lambda: ())
    from stride_desktop.sources.own_windows import XOwnWindows

    return XOwnWindows(hidden=hidden)
