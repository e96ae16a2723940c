"""A region of a screen: what follows the "@" of an address such as "screen:1@100,50,640x480"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.catalog import SCREEN
from stride_desktop.sources.monitors import Monitor

SMALLEST_SIDE = 32
"""Pixels; no model can see less."""

_SIZE = re.compile(r" \(\d+ × \d+\)$")  # of the screen, which would be taken for that of the region
_FORM = re.compile(r"(\d{1,5}),(\d{1,5}),(\d{1,5})x(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a monitor, in pixels from the monitor's top left corner."""

    left: int
    top: int
    width: int
    height: int

    @classmethod
    def parse(cls, text: str) -> Region:
        """The region of a text such as "100,50,640x480". Raises SourceError."""
        form = _FORM.fullmatch(text)
        if form is None:
            raise SourceError(
                f"“{text}” is not a region of a screen.",
                "Give the left and the top edge and the size in pixels, such as screen:1@100,50,640x480.",
            )
        region = cls(*map(int, form.groups()))
        if min(region.width, region.height) < SMALLEST_SIDE:
            raise SourceError(
                f"A region of {region.width} × {region.height} pixels is too small.",
                f"Choose one of at least {SMALLEST_SIDE} × {SMALLEST_SIDE} pixels.",
            )
        return region

    def __str__(self) -> str:
        return f"{self.left},{self.top},{self.width}x{self.height}"

    def of(self, monitor: Monitor) -> Monitor:
        """The region as a monitor of its own, to be grabbed. Raises SourceError when it lies outside."""
        if self.left + self.width > monitor["width"] or self.top + self.height > monitor["height"]:
            raise SourceError(
                f"The region {self} does not lie on the screen, which has {monitor['width']} × "
                f"{monitor['height']} pixels.",
                "Choose a region of the screen as it is now.",
            )
        place = {"left": monitor["left"] + self.left, "top": monitor["top"] + self.top}
        return monitor | place | {"width": self.width, "height": self.height}

    def info(self, screen: SourceInfo) -> SourceInfo:
        """The entry in a list of sources for this region of a listed screen."""
        name = f"Region {self.width} × {self.height} of {_SIZE.sub('', screen.name)}"
        identity = f"{screen.identity}@{self}" if screen.identity else ""
        return SourceInfo(SCREEN, f"{screen.address}@{self}", name, identity)
