"""Prepares frames for a model server: one size, and JPEG."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import numpy as np

from stride_desktop.core.errors import ResponderError
from stride_desktop.core.frames import Image

JPEG_QUALITY = 85


def alike(images: Sequence[Image]) -> list[Image]:
    """The pictures at one size, for a video: smaller ones are centred on black."""
    height = max(image.shape[0] for image in images)
    width = max(image.shape[1] for image in images)
    return [_centred(image, height, width) for image in images]


def _centred(image: Image, height: int, width: int) -> Image:
    rows, columns = image.shape[:2]
    if (rows, columns) == (height, width):
        return image
    top, left = (height - rows) // 2, (width - columns) // 2
    whole = np.zeros((height, width, 3), np.uint8)
    whole[top : top + rows, left : left + columns] = image
    return whole


def data_url(image: Image) -> str:
    """An RGB picture, uint8 (height, width, 3), as a JPEG data URL.

    Raises ResponderError when the picture cannot be encoded.
    """
    import cv2

    bgr = np.ascontiguousarray(image[:, :, ::-1])
    encoded, jpeg = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not encoded:
        raise ResponderError("A frame could not be packed for the model server.", "Try another source.")
    return "data:image/jpeg;base64," + base64.b64encode(jpeg.tobytes()).decode("ascii")
