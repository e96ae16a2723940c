"""A look at everything that could be watched now, with small pictures of screens and windows."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2

from stride_desktop.core.addresses import path_of
from stride_desktop.core.errors import SourceError
from stride_desktop.core.frames import Image
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.catalog import list_sources
from stride_desktop.sources.screen import pictures_of_screens
from stride_desktop.sources.stills import stills

if TYPE_CHECKING:
    from stride_desktop.sources.x_window_pictures import WindowPictures

_WIDTH, _HEIGHT = 480, 270
"""Most pixels of a small picture: about twice what is shown, for screens with fine pixels."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look has found. problems: why others cannot be listed; pictures: of devices that can be seen."""

    found: list[SourceInfo]
    problems: list[SourceError]
    pictures: list[tuple[SourceInfo, Image]]


class Looker:
    """Looks again and again; used and closed on one thread.

    Cameras are listed, but not opened: that would light their lamps. hidden: as in Opening. This program's
    own windows are in pictures of screens: they are for choosing, not to be watched or stored.
    """

    def __init__(self, hidden: tuple[str, ...] = ()) -> None:
        self._seen_files: set[str] = set()
        self._windows: WindowPictures | None = None
        if sys.platform.startswith("linux"):
            from stride_desktop.sources.x_window_pictures import WindowPictures

            self._windows = WindowPictures(hidden)

    def look(self, files: Sequence[SourceInfo] = ()) -> Look:
        """Everything as it is now. files: video files and folders, whose first pictures are given once."""
        problems: list[SourceError] = []
        found, pictures = list_sources(problems.append), list[tuple[SourceInfo, Image]]()
        with suppress(SourceError):  # the list says why
            pictures += [(info, reduced(image)) for info, image in pictures_of_screens()]
            if self._windows is not None:
                seen = self._windows.look()
                pictures += [(info, reduced(image)) for info, image in seen if image is not None]
        with suppress(SourceError):  # said when it is chosen
            pictures += self._first_of_one(files)
        return Look(found, problems, pictures)

    def _first_of_one(self, files: Sequence[SourceInfo]) -> list[tuple[SourceInfo, Image]]:
        """The first picture of a file that was not looked at yet; one a look, as it may take a while."""
        file = next((info for info in files if info.address not in self._seen_files), None)
        if file is None:
            return []
        self._seen_files.add(file.address)
        return [(file, reduced(frame.image)) for frame in stills(path_of(file.address), [0.0])]

    def close(self) -> None:
        """Close what it opened."""
        if self._windows is not None:
            self._windows.close()


def reduced(image: Image) -> Image:
    """The picture at a size for choosing; one that is small enough is the same."""
    height, width = image.shape[:2]
    scale = min(_WIDTH / width, _HEIGHT / height)
    if scale >= 1:
        return image
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small: Image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return small
