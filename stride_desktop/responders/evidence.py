"""Prepares frames for a model server: one size, and JPEG."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from stride_desktop.core.frames import Image
from stride_desktop.pictures import centred, jpeg_of

JPEG_QUALITY = 85


def alike(images: Sequence[Image]) -> list[Image]:
    """The pictures at one size, for a video: smaller ones are centred on black."""
    height = max(image.shape[0] for image in images)
    width = max(image.shape[1] for image in images)
    return [centred(image, height, width) for image in images]


def data_url(image: Image) -> str:
    """An RGB picture, uint8 (height, width, 3), as a JPEG data URL."""
    return "data:image/jpeg;base64," + base64.b64encode(jpeg_of(image, JPEG_QUALITY)).decode("ascii")
