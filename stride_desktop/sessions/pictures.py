"""Frames as stored pictures (a JPEG and a thumbnail), and back."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from stride_desktop.core.frames import Image
from stride_desktop.core.settings import BLURRED, CAPTURED, SMALL
from stride_desktop.pictures import blurred, jpeg_of, shrunk
from stride_desktop.sessions.records import PictureRecord

LONGER_SIDE = 1280
_SMALL_SIDE = 320
_DETAILS = 40
"""On the longer side of a blurred picture: a face that fills a third of the height is eight of them tall."""
_QUALITY = 85
_THUMBNAIL_SIDE = 192
_THUMBNAIL_QUALITY = 70


class EncodedPicture:
    """A picture as JPEGs, each of which is made when it is first asked for. Used on one thread at a time.

    image: RGB. Two pictures are the same when their arrays are one object, see `Frame`.
    """

    def __init__(self, image: Image) -> None:
        self.image = image

    @cached_property
    def jpeg(self) -> bytes:
        """The picture, its longer side at most 1280 pixels. Takes some milliseconds."""
        return jpeg_of(self._full, _QUALITY)

    def stored_as(self, look: str) -> EncodedPicture:
        """The picture as it is stored. look: one of the choices of `KeepingSettings.pictures`."""
        return {CAPTURED: lambda: self, SMALL: lambda: self._small, BLURRED: lambda: self._blurred}[look]()

    def record(self, second: float) -> PictureRecord:
        """The entry of a session for the frame of a stream second."""
        height, width = self._full.shape[:2]
        return PictureRecord(second, self.jpeg, self._thumbnail, width, height)

    @cached_property
    def _full(self) -> Image:
        return shrunk(self.image, LONGER_SIDE)

    @cached_property
    def _small(self) -> EncodedPicture:
        return EncodedPicture(shrunk(self.image, _SMALL_SIDE))

    @cached_property
    def _blurred(self) -> EncodedPicture:
        return EncodedPicture(blurred(self.image, _DETAILS))

    @cached_property
    def _thumbnail(self) -> bytes:
        return jpeg_of(shrunk(self._full, _THUMBNAIL_SIDE), _THUMBNAIL_QUALITY)


def decompress(jpeg: bytes) -> Image | None:
    """RGB pixels of a stored picture; None when it is damaged."""
    import cv2

    if not jpeg:  # a file can be empty after a power cut
        return None
    try:
        image: Image | None = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error:  # its header states an impossible size
        return None
    return image
