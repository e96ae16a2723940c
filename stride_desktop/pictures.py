"""Pictures at another size, with less detail, and as JPEGs, for servers and for the disk."""

from __future__ import annotations

import numpy as np

from stride_desktop.core.frames import Image


def shrunk(image: Image, side: int) -> Image:
    """An RGB picture, uint8 (height, width, 3), its longer side at most `side` pixels."""
    import cv2  # 0.2 to 0.9 s, and only needed where pictures are stored or sent

    height, width = image.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return image
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def blurred(image: Image, details: int) -> Image:
    """The picture in which so many details side by side remain on its longer side; at most 640 pixels.

    The others are gone: they are averaged, and cannot be computed again as from a filtered picture.
    """
    import cv2

    height, width = shrunk(image, 640).shape[:2]
    coarse = shrunk(image, details)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def jpeg_of(image: Image, quality: int) -> bytes:
    """A JPEG of an RGB picture, uint8 (height, width, 3). quality: 0 to 100."""
    import cv2

    _, data = cv2.imencode(".jpg", image[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return bytes(data)


def centred(image: Image, height: int, width: int) -> Image:
    """The picture in the middle of a black one of that size, which must not be smaller."""
    rows, columns = image.shape[:2]
    top, left = (height - rows) // 2, (width - columns) // 2
    whole = np.zeros((height, width, 3), np.uint8)
    whole[top : top + rows, left : left + columns] = image
    return whole
