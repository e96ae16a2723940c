"""What can be watched, and opening it by its address."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from stride_desktop.core.addresses import SourceKind, path_of
from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Source, SourceInfo
from stride_desktop.sources.files import check_file
from stride_desktop.sources.network import NetworkSource
from stride_desktop.sources.network_address import hidden
from stride_desktop.sources.qt.camera import CameraSource, list_cameras
from stride_desktop.sources.screen import OwnWindows, ScreenSource, list_monitors
from stride_desktop.sources.video import VideoSource


def list_sources(tell: Callable[[SourceError], object] = lambda _: None) -> list[SourceInfo]:
    """Cameras and screens that could be opened now. tell: hears why one of the kinds cannot be.

    Cameras are listed when a QCoreApplication exists, screens when there is a display.
    """
    found: list[SourceInfo] = []
    for listed in (list_cameras, list_monitors):
        try:
            found += listed()
        except SourceError as error:
            tell(error)
    return found


def open_source(
    address: str,
    realtime: bool = False,
    own_windows: OwnWindows | None = None,
    chosen: SourceInfo | None = None,
    contact: threading.Event | None = None,
) -> Source:
    """The source at an address, which must be there; it is not opened before its frames are iterated.

    address: "screen:1", "camera:/dev/video0", "camera:NAME", "camera:" (the default one), an rtsp or http
        URL, a path or a file:// URL. realtime: play a file at one frame a second. own_windows: see
        ScreenSource. chosen: what a list said about this address; only that device will do, whatever the
        address means by then. contact: look at a network camera already now, which takes seconds, until this
        is set; otherwise it is not contacted yet.
    Raises SourceError for an address that names nothing, for a screen or a camera that is not connected, and
    for a file that cannot be read. It looks for a camera where there is a QCoreApplication.
    """
    scheme, _, rest = address.partition(":")
    if scheme == "screen":
        screen = ScreenSource(_screen_number(rest), own_windows, chosen)
        screen.check()
        return screen
    if scheme == "camera":
        camera = CameraSource(rest, chosen)
        camera.check()
        return camera
    if scheme == "file":
        return _video(address, realtime)
    if SourceKind.of(address) is SourceKind.NETWORK:
        network = NetworkSource(address)
        if contact is not None:
            network.check(contact)
        return network
    if "://" in address:
        raise SourceError(
            f"“{hidden(address)}” cannot be watched: {scheme} addresses are not supported.",
            "Give a screen, a camera, a video file, or an address that begins with rtsp or http.",
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
