"""Whether there is a display for a window, asked before Qt is: without one, Qt ends the process."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

from stride_desktop.core.errors import DisplayError, SourceError
from stride_desktop.system_libraries import missing_library

_NEEDS_NONE = "“stride-desktop watch” and “stride-desktop demo --headless” need no display."
_FEWEST_BITS = 15  # Qt paints on nothing that has fewer


def check_display(argv: Sequence[str] = ()) -> None:
    """Raise DisplayError, with the reason, when no window can be opened. argv: Qt's own options."""
    if not sys.platform.startswith("linux") or {"-platform", "-display"} & set(argv):
        return
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform.partition(":")[0] not in ("", "xcb", "wayland") or _compositor_listens():
        return
    if not os.environ.get("DISPLAY"):
        raise DisplayError(
            "There is no display to open a window on.", f"Start the program on a desktop. {_NEEDS_NONE}"
        )
    from stride_desktop.sources.x_display import connect

    try:
        display = connect()
    except SourceError as error:
        raise DisplayError(error.what, f"{error.remedy} {_NEEDS_NONE}", error.detail) from error
    bits = display.screen().root_depth
    display.close()
    if bits < _FEWEST_BITS:
        raise DisplayError(
            f"This display has {bits} bits a pixel; windows need at least {_FEWEST_BITS}.",
            f"Set its colours to 24 bits. {_NEEDS_NONE}",
        )
    _check_plugin()


def _check_plugin() -> None:
    """Raise DisplayError when a library is missing that Qt needs for windows on X11."""
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / "libqxcb.so"))
    except OSError as error:
        raise missing_library(error) or DisplayError("Qt cannot open windows here.", str(error)) from error


def _compositor_listens() -> bool:
    """A Wayland session is there."""
    name, folder = os.environ.get("WAYLAND_DISPLAY", ""), os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(name) and Path(folder, name).exists()
