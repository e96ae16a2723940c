"""What can be watched, and opening it by its address."""

from __future__ import annotations

import re

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Source, SourceInfo
from stride_desktop.sources.files import check_file, path_of
from stride_desktop.sources.qt.camera import CameraSource, list_cameras
from stride_desktop.sources.screen import OwnWindows, ScreenSource, list_monitors
from stride_desktop.sources.video import VideoSource


def list_sources() -> list[SourceInfo]:
    """Cameras and screens that could be opened now; never raises.

    Cameras are listed when a QCoreApplication exists, screens when there is a display.
    """
    return [*_cameras(), *_screens()]


def open_source(
    address: str,
    realtime: bool = False,
    own_windows: OwnWindows | None = None,
    chosen: SourceInfo | None = None,
) -> Source:
    """The source at an address. A file must be there; nothing is opened before its frames are iterated.

    address: "screen:1", "camera:/dev/video0", "camera:NAME", "camera:" (the default one), a path or a
        file:// URL. realtime: play a file at one frame a second. own_windows: see ScreenSource. chosen: what
        a list said about this address; only that device will do, whatever the address means by then.
    Raises SourceError for an address that names nothing and for a file that cannot be read.
    """
    scheme, _, rest = address.partition(":")
    if scheme == "screen":
        return ScreenSource(_screen_number(rest), own_windows, chosen)
    if scheme == "camera":
        return CameraSource(rest, chosen)
    if scheme == "file":
        return _video(address, realtime)
    if "://" in address:
        raise SourceError(
            f"“{address}” cannot be watched: {scheme} addresses are not supported.",
            "Give a screen, a camera or a video file on this computer.",
        )
    if not address.strip():
        raise SourceError("No source was given.", "Give a screen, a camera or a video file.")
    return _video(address, realtime)


def _video(address: str, realtime: bool) -> VideoSource:
    path = path_of(address)
    check_file(path)
    return VideoSource(path, realtime)


def _screen_number(text: str) -> int:
    """The number in "screen:1". Raises SourceError."""
    if re.fullmatch("[1-9][0-9]?", text) is None:
        raise SourceError(f"“screen:{text}” is not a screen.", "Screens are numbered: screen:1, screen:2, …")
    return int(text)


def _screens() -> list[SourceInfo]:
    try:
        return list_monitors()
    except SourceError:
        return []


def _cameras() -> list[SourceInfo]:
    try:
        return list_cameras()
    except SourceError:
        return []
