"""A picture file read with Pillow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps

from stride_desktop.core.frames import Image
from stride_desktop.sources.pixels import MAX_PIXELS, MAX_SIDE

SUFFIXES = (
    *(".jpg", ".jpeg", ".jpe", ".jp2", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"),
    *(".avif", ".heic", ".heif", ".ppm", ".pgm", ".pbm", ".tga"),
)
"""Of files that are pictures, in lower case; not all of them can be read."""

_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "AVIF", "JPEG2000", "PPM", "TGA")


def read_picture(path: Path) -> Image:
    """The picture in RGB, upright as its EXIF data say, at most MAX_SIDE a side; transparent parts are white.

    Of several pictures in a file the first. Raises OSError or ValueError for what cannot be read.
    """
    try:
        with Pillow.open(path, formats=_FORMATS) as file:
            if file.width * file.height > MAX_PIXELS:
                raise ValueError("too many pixels")
            file.draft("RGB", (MAX_SIDE, MAX_SIDE))  # large JPEG files are reduced while they are read
            picture = _eight_bits(ImageOps.exif_transpose(file))
    except (SyntaxError, MemoryError, EOFError, Pillow.DecompressionBombError) as error:
        raise ValueError(str(error)) from error  # whatever a damaged file makes Pillow raise
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Pillow.Resampling.BOX)
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        picture = Pillow.new("RGBA", layer.size, "white")
        picture.alpha_composite(layer)
    return np.array(picture.convert("RGB"), np.uint8)


def _eight_bits(picture: Pillow.Image) -> Pillow.Image:
    """Pictures with 16 bits a pixel, which Pillow would clip, scaled to 8."""
    if not picture.mode.startswith("I"):
        return picture
    return Pillow.fromarray((np.asarray(picture).clip(0, 65535) // 257).astype(np.uint8))
