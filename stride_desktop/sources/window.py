"""One window, one frame a second: followed when it moves or is resized, and seen when it is covered."""

from __future__ import annotations

import sys
import threading
from contextlib import closing, suppress

from Xlib import X
from Xlib.display import Display
from Xlib.error import BadDrawable, BadMatch, BadWindow, ConnectionClosedError, XError
from Xlib.ext import composite
from Xlib.xobject.drawable import Window

from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import SourceCovered, SourceError, SourceLost
from stride_desktop.core.frames import Frame, Image
from stride_desktop.sources.base import Frames, Opening, SourceInfo
from stride_desktop.sources.catalog import WINDOW
from stride_desktop.sources.schedule import Schedule
from stride_desktop.sources.screen import check_capturable
from stride_desktop.sources.x_display import connect
from stride_desktop.sources.x_pixels import PixelReader
from stride_desktop.sources.x_windows import find_window, has_one_of, titled_windows

_GONE = (BadWindow, BadDrawable, BadMatch)
_AWAY = (ConnectionClosedError, XError, OSError)


class WindowSource:
    """Watches the window of a title through the X server's Composite extension.

    chosen: its entry in a list of sources; that very window is watched while it exists, afterwards the one
        with its title. A window keeps being watched when its title changes. hidden: as in Opening; a window
        with one of the words is refused.

    Timestamps are stream time, taken at the grab. Images change their size with the window.
    """

    traits = WINDOW.traits
    warning = ""

    def __init__(self, title: str, chosen: SourceInfo | None = None, hidden: tuple[str, ...] = ()) -> None:
        self._title, self._hidden = title, hidden
        self.info = chosen or SourceInfo(WINDOW, f"window:{title}", title)

    def check(self) -> None:
        """Raise SourceError when the window cannot be watched now."""
        _check_watchable()
        with closing(connect()) as display:
            self._find(display)

    def frames(self, stop: threading.Event) -> Frames:
        """Yield a frame a second until `stop` is set.

        Raises SourceError when there is no such window, SourceLost when it is closed, and SourceCovered while
        it is minimised, as it has no pixels then.
        """
        _check_watchable()
        display = connect()
        try:
            watched = _Watched(display, self._find(display), self.info.name)
            schedule = Schedule()
            while not stop.wait(max(0.0, schedule.next() - stream_time())):
                yield Frame(timestamp=stream_time(), image=watched.grab())
        except _AWAY as error:
            raise SourceLost(
                "The display went away while a window was being watched.",
                "Log in again, or start the X server again.",
                str(error),
            ) from error
        finally:
            with suppress(ConnectionClosedError, OSError):
                display.close()

    def _find(self, display: Display) -> Window:
        windows = titled_windows(display)
        same = [item for item in windows if str(item.window.id) == self.info.identity]
        found = same[0] if same else find_window(windows, self._title)
        if has_one_of(f"{found.title} {found.program}", self._hidden):
            raise SourceError(
                f"The window “{found.title}” is one of those that must not be seen.",
                "Change the words in the settings, under Privacy, if it may be.",
            )
        return found.window


class _Watched:
    """A window whose pixels the X server keeps also where it is covered."""

    def __init__(self, display: Display, window: Window, name: str) -> None:
        self._display, self._window, self._name = display, window, name
        self._reader: tuple[tuple[int, int], PixelReader] | None = None
        if not display.has_extension(composite.extname):
            raise SourceError(
                "This X server cannot show single windows: it lacks the Composite extension.",
                "Watch a region of the screen instead.",
            )
        display.composite_query_version()
        window.composite_redirect_window(composite.RedirectAutomatic)
        display.sync()

    def grab(self) -> Image:
        """The window's pixels now, RGB. Raises SourceLost, SourceCovered, and errors of Xlib."""
        try:
            attributes = self._window.get_attributes()
        except _GONE as error:
            raise self._closed() from error
        if attributes.map_state != X.IsViewable:
            raise SourceCovered(
                f"The window “{self._name}” is minimised, so there is nothing to see.",
                "Show it again.",
            )
        try:
            pixmap = self._window.composite_name_window_pixmap()
            place = pixmap.get_geometry()
            try:
                reader = self._reader_for(attributes.visual, place.depth)
                return reader.read(pixmap, 0, 0, place.width, place.height)
            finally:
                pixmap.free()
        except _GONE as error:  # it was closed, or hidden, after it was asked for
            raise self._closed() from error

    def _reader_for(self, visual: int, depth: int) -> PixelReader:
        if self._reader is None or self._reader[0] != (visual, depth):
            try:
                self._reader = (visual, depth), PixelReader(self._display, visual, depth)
            except ValueError as error:
                raise SourceError(
                    f"The window “{self._name}” has {depth} bits a pixel, which cannot be captured.",
                    "Watch a region of the screen instead.",
                ) from error
        return self._reader[1]

    def _closed(self) -> SourceLost:
        return SourceLost(f"The window “{self._name}” was closed.", "Open it again.")


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
    return [SourceInfo(WINDOW, f"window:{item.title}", item.title, str(item.window.id)) for item in windows]


def _check_watchable() -> None:
    """Raise SourceError, with the reason, when windows cannot be watched one by one."""
    if not sys.platform.startswith("linux"):
        raise SourceError(
            "Windows can be watched one by one only on X11.", "Watch a region of the screen instead."
        )
    check_capturable()
