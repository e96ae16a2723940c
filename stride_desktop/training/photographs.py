"""Photographs and wallpapers from a folder of the caller's: backgrounds of drawn desktops and rooms."""

from __future__ import annotations

import zlib
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from stride_desktop.core.frames import Image

_ENDINGS = {".jpg", ".jpeg", ".png", ".webp"}
_WIDEST = 1280


@lru_cache(maxsize=4)
def photographs(folder: Path | None, held_out: bool = False) -> tuple[Path, ...]:
    """Pictures below a folder, one in five of which are kept for evaluation; none without a folder."""
    if folder is None:
        return ()
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _ENDINGS)
    return tuple(path for path in found if (zlib.crc32(path.name.encode()) % 5 == 0) == held_out)


def some_photographs(
    rng: np.random.Generator, folder: Path | None, count: int, held_out: bool = False
) -> list[Image]:
    """A few of them, RGB uint8, at most 1,280 pixels wide. Files that are no pictures are left out."""
    paths = photographs(folder, held_out)
    if not paths:
        return []
    return [
        image for k in rng.integers(len(paths), size=count) if (image := _read(paths[int(k)])) is not None
    ]


@lru_cache(maxsize=24)
def _read(path: Path) -> Image | None:
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None:
        return None
    scale = _WIDEST / pixels.shape[1]
    if scale < 1:
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(pixels[:, :, ::-1].astype(np.uint8))
