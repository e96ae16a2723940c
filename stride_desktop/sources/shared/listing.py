"""Lists and opens what a Wayland desktop shares. Imported everywhere; D-Bus and PipeWire only on Wayland."""

from __future__ import annotations

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Opening, Source, SourceInfo
from stride_desktop.sources.shared.choices import CHOICES, info_of
from stride_desktop.sources.shared.session_kind import is_wayland


def open_source(address: str, _opening: Opening) -> Source:
    """The source at "shared:screen" or "shared:window". Raises SourceError where nothing can be shared."""
    what = address.partition(":")[2].lower()
    if what not in CHOICES:
        raise SourceError(f"“{address}” cannot be watched.", "Watch shared:screen or shared:window.")
    if not is_wayland():
        raise SourceError(
            "Screens are shared by the desktop only in Wayland sessions, and this is none.",
            "Watch screen:1 or another screen.",
        )
    from stride_desktop.sources.shared.source import SharedSource

    _check_parts()
    return SharedSource(what)


def list_sources() -> list[SourceInfo]:
    """What a Wayland desktop can share; elsewhere nothing. Raises SourceError when a part is missing."""
    if not is_wayland():
        return []
    _check_parts()
    return [info_of(what) for what in CHOICES]


def _check_parts() -> None:
    """Raise SourceError when the portal or PipeWire's library is not installed."""
    from stride_desktop.sources.shared.pipewire import load_library
    from stride_desktop.sources.shared.portal import find_portal

    find_portal()
    load_library()
