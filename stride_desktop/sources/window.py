"""One window, one frame a second: followed when it moves or is resized, and seen when it is covered."""

from __future__ import annotations

import sys
import threading
from contextlib import closing, suppress

from Xlib.display import Display
from Xlib.error import ConnectionClosedError, XError

from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import SourceError, SourceLost
from stride_desktop.core.frames import Frame
from stride_desktop.sources.base import Frames, Opening, SourceInfo
from stride_desktop.sources.catalog import WINDOW
from stride_desktop.sources.schedule import Schedule
from stride_desktop.sources.screen import check_capturable
from stride_desktop.sources.x_display import connect
from stride_desktop.sources.x_watched_window import WatchedWindow, WindowClosed
from stride_desktop.sources.x_windows import SoughtWindow, TitledWindow, has_one_of, titled_windows

_AWAY = (ConnectionClosedError, XError, OSError)


class WindowSource:
    """Watches the window of a title through the X server's Composite extension.

    title: see SoughtWindow. chosen: its entry in a list of sources. A window is the same one when its title
        changes. hidden: as in Opening; a window with one of the words is refused, or not seen from when it
        gets one.

    Timestamps are stream time, taken at the grab. Images change their size with the window.
    """

    traits = WINDOW.traits
    warning = ""

    def __init__(self, title: str, chosen: SourceInfo | None = None, hidden: tuple[str, ...] = ()) -> None:
        self._hidden = hidden
        self.info = chosen or SourceInfo(WINDOW, f"window:{title}", title)
        self._sought = SoughtWindow(title, self.info.identity)

    def check(self) -> None:
        """Raise SourceError when the window cannot be watched now."""
        _check_watchable()
        with closing(connect()) as display:
            found = self._find(display)
        if has_one_of(f"{found.title} {found.program}", self._hidden):
            raise SourceError(
                f"The window “{found.title}” is one of those that must not be seen.",
                "Change the words in the settings, under Privacy, if it may be.",
            )

    def frames(self, stop: threading.Event) -> Frames:
        """Yield a frame a second until `stop` is set.

        Raises SourceError when there is no such window, SourceLost when it is closed, and SourceHidden while
        it is minimised, as it has no pixels then.
        """
        _check_watchable()
        display = connect()
        try:
            watched = WatchedWindow(display, self._find(display), self._hidden, self.info.name)
            schedule = Schedule()
            while not stop.wait(max(0.0, schedule.next() - stream_time())):
                yield Frame(timestamp=stream_time(), image=watched.grab())
        except WindowClosed:
            self._sought.close()
            raise
        except _AWAY as error:
            raise SourceLost(
                "The display went away while a window was being watched.",
                "Log in again, or start the X server again.",
                str(error),
            ) from error
        finally:
            with suppress(ConnectionClosedError, OSError):
                display.close()

    def _find(self, display: Display) -> TitledWindow:
        return self._sought.find(titled_windows(display))


def open_source(address: str, opening: Opening) -> WindowSource:
    """The window at an address, such as "window:Terminal". Raises SourceError when there is none."""
    title = address.partition(":")[2].strip()
    if not title:
        raise SourceError("No window was named.", "Give its title, or a part of it, such as window:Terminal.")
    source = WindowSource(title, opening.chosen, opening.hidden)
    source.check()
    return source


def list_sources() -> list[SourceInfo]:
    """The windows of other programs; none where windows cannot be watched one by one."""
    try:
        _check_watchable()
        with closing(connect()) as display:
            windows = titled_windows(display)
    except (SourceError, *_AWAY):
        return []  # the list of screens says why
    return [SourceInfo(WINDOW, f"window:{item.title}", item.title, item.identity) for item in windows]


def _check_watchable() -> None:
    """Raise SourceError, with the reason, when windows cannot be watched one by one."""
    if not sys.platform.startswith("linux"):
        raise SourceError(
            "Windows can be watched one by one only on X11.", "Watch a region of the screen instead."
        )
    check_capturable()
