"""Measured, not learned, features of pictures: shares of vivid colours, and change."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

MOTION_STATISTICS = 6
HUES = 12


def hue_statistics(images: Tensor, cell: int) -> Tensor:
    """Share of each of `HUES` vivid colours in each cell: (B, HUES, rows, columns), 0–1.

    images: float (B, 3, height, width) in 0–1. Naming a colour is the commonest way to name a thing;
    given as an input, it need not be learned.
    """
    images = functional.avg_pool2d(images, 2)  # half the size is enough for colours
    red, green, blue = images.unbind(1)
    value, which = images.max(1)
    chroma = value - images.min(1).values
    scale = 1 / chroma.clamp(min=1e-4)
    sectors = torch.stack([(green - blue) * scale, (blue - red) * scale + 2, (red - green) * scale + 4], 1)
    hue = sectors.gather(1, which.unsqueeze(1)) * (HUES / 6) % HUES
    distance = (hue - torch.arange(HUES, device=images.device).view(1, -1, 1, 1)).abs()
    near = (1 - torch.minimum(distance, HUES - distance)).clamp(min=0)
    saturation = chroma / value.clamp(min=1e-4)
    vivid = ((saturation - 0.3) / 0.3).clamp(0, 1) * ((value - 0.2) / 0.2).clamp(0, 1)
    return functional.avg_pool2d(near * vivid.unsqueeze(1), cell // 2)


def motion_statistics(images: Tensor, earlier: Tensor, known: Tensor, cell: int) -> Tensor:
    """Differences of each cell from the frame before.

    images, earlier: float (B, 3, height, width) in 0–1; known: bool (B,), whether there is one.
    Returns float (B, MOTION_STATISTICS, rows, columns): mean and largest absolute difference,
    the same after removing the picture's mean change, signed mean, and whether it is known.
    """
    known = known.to(images.dtype).view(-1, 1, 1, 1)
    change = (images - earlier).mean(1, keepdim=True) * known
    local = change - change.mean((2, 3), keepdim=True)
    size, sharp = change.abs(), local.abs()
    grids = [
        functional.avg_pool2d(size, cell),
        functional.max_pool2d(size, cell),
        functional.avg_pool2d(sharp, cell),
        functional.max_pool2d(sharp, cell),
        functional.avg_pool2d(change, cell),
    ]
    return torch.cat([*(grid * 4 for grid in grids), known.expand_as(grids[0])], 1)
