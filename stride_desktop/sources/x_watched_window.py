"""The pixels of one window of an X server, also where other windows cover it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.error import BadDrawable, BadMatch, BadWindow, CatchError
from Xlib.ext import composite

from stride_desktop.core.errors import SourceError, SourceHidden, SourceLost
from stride_desktop.core.frames import Image
from stride_desktop.sources.region import SMALLEST_SIDE
from stride_desktop.sources.x_pixels import PixelReader
from stride_desktop.sources.x_windows import TitledWindow, has_one_of, title_of

_GONE = (BadWindow, BadDrawable, BadMatch)


class WindowClosed(SourceLost):
    """The watched window was closed."""


class WatchedWindow:
    """A window that the X server draws into memory of its own, through the Composite extension.

    hidden: words, see `Opening`; nothing is seen of the window while its title has one of them. name: for
    errors. Belongs to the thread that has the connection.
    """

    def __init__(self, display: Display, watched: TitledWindow, hidden: Sequence[str], name: str) -> None:
        """Raises SourceError where the server cannot do that."""
        self._display, self._window, self._program = display, watched.window, watched.program
        self._hidden, self._name = hidden, name
        self._reader: tuple[tuple[int, int], PixelReader] | None = None
        if not display.has_extension(composite.extname):
            raise SourceError(
                "This X server cannot show single windows: it lacks the Composite extension.",
                "Watch a region of the screen instead.",
            )
        display.composite_query_version()
        # A window that has just closed is noticed by the first grab.
        self._window.composite_redirect_window(composite.RedirectAutomatic, onerror=CatchError())
        display.sync()

    def grab(self) -> Image:
        """The window's pixels now, RGB.

        Raises WindowClosed, SourceHidden while it shows nothing or may not be seen, and errors of Xlib.
        """
        with suppress(*_GONE):  # it may have been hidden since it was looked at
            return self._grab()
        try:
            return self._grab()
        except _GONE as error:
            raise WindowClosed(f"The window “{self._name}” was closed.", "Open it again.") from error

    def _grab(self) -> Image:
        visual = self._shown_visual()
        pixmap = self._window.composite_name_window_pixmap(onerror=CatchError())
        place = pixmap.get_geometry()
        try:
            left, right, top, bottom = self._shadow()
            width, height = place.width - left - right, place.height - top - bottom
            if min(width, height) < SMALLEST_SIDE:
                raise SourceHidden(
                    f"The window “{self._name}” has only {max(width, 0)} × {max(height, 0)} pixels.",
                    f"Make it larger: at least {SMALLEST_SIDE} × {SMALLEST_SIDE} pixels.",
                )
            image = self._reader_for(visual, place.depth).read(pixmap, left, top, width, height)
        finally:
            pixmap.free()
        self._check_allowed()  # afterwards: its contents may change before its title does
        return image

    def _shown_visual(self) -> int:
        """The id of the window's visual. Raises SourceHidden where it has no pixels, or outdated ones."""
        attributes = self._window.get_attributes()
        states = self._property("_NET_WM_STATE", Xatom.ATOM)
        if self._display.intern_atom("_NET_WM_STATE_HIDDEN") in states:
            raise SourceHidden(
                f"The window “{self._name}” is minimised, so there is nothing to see.", "Show it again."
            )
        if attributes.map_state != X.IsViewable:
            raise SourceHidden(
                f"The window “{self._name}” is not shown: it is on another workspace, or rolled up.",
                "Show it.",
            )
        return int(attributes.visual)

    def _check_allowed(self) -> None:
        """Raise SourceHidden while the title has one of the words that must not be seen."""
        if self._hidden and has_one_of(
            f"{title_of(self._display, self._window)} {self._program}", self._hidden
        ):
            raise SourceHidden(
                f"The window “{self._name}” shows something that must not be seen.",
                "Change the words in the settings, under Privacy, if it may be.",
            )

    def _shadow(self) -> Sequence[int]:
        """Pixels at the left, right, top and bottom on which a program draws its window's shadow."""
        return self._property("_GTK_FRAME_EXTENTS", Xatom.CARDINAL) or (0, 0, 0, 0)

    def _property(self, name: str, kind: int) -> Sequence[int]:
        stated = self._window.get_full_property(self._display.intern_atom(name), kind)
        return () if stated is None else stated.value

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
