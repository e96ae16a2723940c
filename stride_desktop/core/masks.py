"""Masks: parts of a source's picture that must not be seen, as the user marked them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.screen_part import ScreenPart

_SCREEN = "screen:"

Box = tuple[int, int, int, int]
"""Pixels of a picture: left ≤ x < right and top ≤ y < bottom, in the order left, top, right, bottom."""

_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,9})?)(%?)", re.ASCII)
_SLACK = 1e-4
"""Share of a picture; rounded fractions of a mask at an edge may reach beyond it by this much."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A rectangle in shares of a picture's width and height, 0 to 1 from its top left corner."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def parse(cls, text: str) -> Mask:
        """The mask of "X,Y,WIDTH,HEIGHT", in fractions or percent, "0.5,0,50%,20%". Raises SettingsError."""
        numbers = [_NUMBER.fullmatch(part.strip()) for part in text.split(",")]
        shares = [float(item[1]) / (100 if item[2] else 1) for item in numbers if item is not None]
        if len(numbers) != 4 or len(shares) != 4:
            raise SettingsError(
                f"“{text}” is not a part of a picture.",
                "Give the left and the top edge, the width and the height as shares of the picture, "
                "such as 0.5,0,0.5,0.2 or 50%,0%,50%,20%.",
            )
        mask = cls(*shares)
        across, down = mask.left + mask.width, mask.top + mask.height
        if min(mask.width, mask.height) <= 0 or max(across, down) > 1 + _SLACK:
            raise SettingsError(
                f"The part “{text}” does not lie in the picture.",
                "Width and height must be above 0, and no edge may lie beyond 1 (100%).",
            )
        return mask

    def __str__(self) -> str:
        return f"{self.left:.6f},{self.top:.6f},{self.width:.6f},{self.height:.6f}"

    def box(self, width: int, height: int) -> Box:
        """Its pixels in a picture of this size; every pixel that it touches belongs to it."""
        left, top = floor(self.left * width + _SLACK), floor(self.top * height + _SLACK)
        right = ceil((self.left + self.width) * width - _SLACK)
        bottom = ceil((self.top + self.height) * height - _SLACK)
        return left, top, min(width, max(right, left + 1)), min(height, max(bottom, top + 1))


def blackened(image: NDArray[np.uint8], masks: Sequence[Mask]) -> NDArray[np.uint8]:
    """The picture (height, width, 3) with these parts black; the array itself if there are none."""
    if not masks:
        return image
    image = image.copy()
    height, width = image.shape[:2]
    for mask in masks:
        left, top, right, bottom = mask.box(width, height)
        image[top:bottom, left:right] = 0
    return image


@dataclass(frozen=True, slots=True)
class SourceMask:
    """A mask, and the source in whose picture it was marked.

    A mask in the picture of a screen, or of a region of one, is a place on the screen: it holds in every
    picture of that screen, moved and cut to it. address, identity: as in SourceInfo; name: for the user.
    """

    mask: Mask
    address: str
    identity: str
    name: str

    @classmethod
    def parse(cls, text: str) -> SourceMask:
        """Read what `str` wrote. Raises SettingsError."""
        mask, _, source = text.partition("\t")
        parts = source.rsplit("\t", 2)  # the name of a file may have tabs
        if len(parts) != 3:
            raise SettingsError(f"“{text}” does not name a part of a picture and its source.")
        return cls(Mask.parse(mask), *parts)

    def __str__(self) -> str:
        name = " ".join(self.name.split())
        return "\t".join((str(self.mask), self.address, self.identity, name))

    def is_of(self, address: str, identity: str) -> bool:
        """Whether it is a mask of this source, or of the screen that this source shows.

        The address or the identity is enough: the command line knows no identity, and a window gets another
        one when it is opened again. Rather too much is hidden than too little.
        """
        same_kind = self.address.partition(":")[0] == address.partition(":")[0]
        mine, theirs = _device(self.address, self.identity), _device(address, identity)
        return mine[0] == theirs[0] or (same_kind and theirs[1] != "" and mine[1] == theirs[1])

    @property
    def on_screen(self) -> bool:
        """Whether it is a place on a screen."""
        return self.address.startswith(_SCREEN)

    def seen_in(self, part: ScreenPart | None) -> Mask | None:
        """The mask in a picture of this part of its screen; None where it lies outside.

        part: None for the picture in which it was marked.
        """
        if part is None or (marked := part.at(self.address)) == part:
            return self.mask
        mask, across, down = self.mask, marked.width, marked.height
        left, width = _cut(marked.left + mask.left * across, mask.width * across, part.left, part.width)
        top, height = _cut(marked.top + mask.top * down, mask.height * down, part.top, part.height)
        return Mask(left, top, width, height) if width > 0 and height > 0 else None


def _cut(start: float, length: float, begin: int, side: int) -> tuple[float, float]:
    """What lies within a side of a picture, as shares of it: start and length, which is 0 for nothing."""
    first, last = max(0.0, start - begin), min(float(side), start + length - begin)
    return (first / side, (last - first) / side) if last - first > _SLACK else (0.0, 0.0)


def _device(address: str, identity: str) -> tuple[str, str]:
    """Address and identity of the whole screen where they are those of a region of it."""
    if not address.startswith(_SCREEN):
        return address, identity
    screen, at, region = address.partition("@")
    return screen, identity.removesuffix(at + region)


def masks_of(
    texts: Iterable[str], address: str, identity: str, part: ScreenPart | None = None
) -> tuple[Mask, ...]:
    """The masks of a source among stored ones. part: as in Frame. Raises SettingsError."""
    stored = (SourceMask.parse(text) for text in texts)
    seen = (item.seen_in(part) for item in stored if item.is_of(address, identity))
    return tuple(mask for mask in seen if mask is not None)
