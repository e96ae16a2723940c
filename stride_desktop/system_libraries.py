"""Libraries of the system that Qt needs and that no Python package brings."""

from __future__ import annotations

import re

from stride_desktop.core.errors import DisplayError

DEBIAN = (
    "libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libpulse0 libxkbcommon-x11-0 libxcb-cursor0 "
    "libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)
"""Packages with all of them."""


def missing_library(error: Exception) -> DisplayError | None:
    """What to say when a library of the system could not be loaded; None for any other error."""
    found = re.search(r"[^\s/:]+\.so[.\d]*(?=:)", str(error))
    if found is None:
        return None
    return DisplayError(
        f"A library of this system is missing or damaged: {found.group()}.",
        f"Install the package that it is in. On Debian and Ubuntu: apt install {DEBIAN}",
        str(error),
    )
