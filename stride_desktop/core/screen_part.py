"""Which part of a screen a picture shows, so that what is marked in one picture is found in another."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REGION = re.compile(r"@(\d{1,5}),(\d{1,5}),(\d{1,5})x(\d{1,5})$", re.ASCII)


@dataclass(frozen=True, slots=True)
class ScreenPart:
    """A rectangle of a screen in the screen's pixels, from its top left corner.

    across, down: width and height of the whole screen. A picture of it may have more pixels (HiDPI).
    """

    left: int
    top: int
    width: int
    height: int
    across: int
    down: int

    def at(self, address: str) -> ScreenPart:
        """What a source shows of the same screen. address: "screen:1", or "screen:1@100,50,640x480"."""
        region = _REGION.search(address)
        whole = 0, 0, self.across, self.down
        left, top, width, height = whole if region is None else map(int, region.groups())
        return ScreenPart(left, top, width, height, self.across, self.down)
