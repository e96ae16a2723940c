"""The table of source kinds, and listing and opening sources by it.

The modules of the kinds are imported when they are needed: their libraries take long to load.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from stride_desktop.core.addresses import path_of
from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Opening, Source, SourceInfo, SourceKind, Traits
from stride_desktop.sources.files import is_folder
from stride_desktop.sources.masked import MaskedSource
from stride_desktop.sources.network_address import SCHEMES, hidden

SCREEN = SourceKind(
    "screen",
    "Screens",
    ("screen",),
    Traits(device=True, locked_out=True),
    "stride_desktop.sources.screen",
)
WINDOW = SourceKind(
    "window",
    "Windows",
    ("window",),
    Traits(device=True, locked_out=True, unplaced=True),
    "stride_desktop.sources.window",
)
SHARED = SourceKind(
    "shared",
    "Shared by the desktop",
    ("shared",),
    Traits(device=True, locked_out=True, unplaced=True),
    "stride_desktop.sources.shared.listing",
)
CAMERA = SourceKind(
    "camera",
    "Cameras",
    ("camera",),
    Traits(noisy=True, device=True, needs_permission=True, needs_qt=True),
    "stride_desktop.sources.qt.camera",
)
NETWORK = SourceKind(
    "network",
    "Network cameras",
    SCHEMES,
    Traits(noisy=True),
    "stride_desktop.sources.network",
)
VIDEO = SourceKind(
    "video",
    "Video files",
    ("file",),
    Traits(live=False, own_clock=True, replayable=True, slowable=False),
    "stride_desktop.sources.video",
)
FOLDER = SourceKind(
    "folder",
    "Folders of pictures",
    ("folder",),
    VIDEO.traits,
    "stride_desktop.sources.folder",
)

AS_USUAL = Opening()
"""The default way to open a source."""

KINDS = (SCREEN, WINDOW, SHARED, CAMERA, NETWORK, VIDEO, FOLDER)
"""In the order of the picker."""


def kind_of(address: str) -> SourceKind:
    """The kind of an address by its scheme; one without a known scheme is a path of a file or a folder."""
    scheme = address.strip().partition(":")[0].lower()
    kind = next((kind for kind in KINDS if scheme in kind.schemes), VIDEO)
    return FOLDER if kind is VIDEO and address.strip() and is_folder(path_of(address)) else kind


def list_sources(tell: Callable[[SourceError], object] = lambda _: None) -> list[SourceInfo]:
    """The devices that could be opened now. tell: called with the reason why a kind cannot be listed.

    Cameras are listed when a QCoreApplication exists, screens when there is a display.
    """
    found: list[SourceInfo] = []
    for kind in KINDS:
        if kind.traits.device:
            try:
                found += import_module(kind.module).list_sources()
            except SourceError as error:
                tell(error)
    return found


def open_source(address: str, opening: Opening = AS_USUAL) -> Source:
    """The source at an address, which must be there; it is not opened before its frames are iterated.

    address: "screen:1", a region of it such as "screen:1@100,50,640x480", "window:TITLE", "shared:screen" or
        "shared:window" (on Wayland), "camera:/dev/video0", "camera:NAME", "camera:" (the default one), an
        rtsp or http URL, a path of a file or folder, a file:// URL, or "folder:PATH".
    Raises SourceError for an address that names nothing, for a screen or a camera that is not connected, and
    for a file that cannot be read. Cameras need a QCoreApplication.
    """
    kind = kind_of(address)
    scheme, separator, _ = address.partition("://")
    if kind is VIDEO and separator and scheme != "file":
        raise SourceError(
            f"“{hidden(address)}” cannot be watched: {scheme} addresses are not supported.",
            "Give a screen, a camera, a video file, or an address that begins with rtsp or http.",
        )
    if not address.strip():
        raise SourceError("No source was given.", "Give a screen, a camera or a video file.")
    if not kind.traits.replayable:  # a path may begin with a space
        address = address.strip()
    source: Source = import_module(kind.module).open_source(address, opening)
    return source if opening.masks is None else MaskedSource(source, opening.masks)
