"""Lists and opens single windows, which is possible on X11. Imported everywhere; Xlib only on Linux."""

from __future__ import annotations

import sys
from contextlib import suppress

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Opening, Source, SourceInfo


def open_source(address: str, opening: Opening) -> Source:
    """The window at an address, such as "window:Terminal". Raises SourceError when there is none."""
    title = address.partition(":")[2].strip()
    if not title:
        raise SourceError("No window was named.", "Give its title, or a part of it, such as window:Terminal.")
    if not sys.platform.startswith("linux"):
        raise SourceError(
            "Windows can be watched one by one only on X11.", "Watch a region of the screen instead."
        )
    from stride_desktop.sources.x_window_source import WindowSource

    source = WindowSource(title, opening.chosen, opening.hidden)
    source.check()
    return source


def list_sources() -> list[SourceInfo]:
    """The windows of other programs; none where windows cannot be watched one by one."""
    if not sys.platform.startswith("linux"):
        return []
    from stride_desktop.sources.x_window_source import listed_windows

    with suppress(SourceError):  # the list of screens says why
        return listed_windows()
    return []
