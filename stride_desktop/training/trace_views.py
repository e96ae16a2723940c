"""How pictures of changes are varied, so that few streams teach as much as many."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from stride_desktop.activation.nano.changes import SIDE

_GRAIN = torch.randn(40, 6, SIDE, SIDE, generator=torch.Generator().manual_seed(5))


def varied(
    rng: np.random.Generator, pictures: Tensor, places: Tensor, inverted: bool
) -> tuple[Tensor, Tensor]:
    """The changes of one stream as another screen or camera would show them.

    pictures: float (N, 6, SIDE, SIDE), 0–1; places: float (N, PLACE). inverted: light and dark may be
    swapped.
    """
    if not len(pictures):
        return pictures, places
    if rng.random() < 0.35:
        pictures = pictures.flip(3)
        places = torch.cat([-places[:, :1], places[:, 1:]], 1)
    halves = pictures.view(-1, 2, 3, SIDE, SIDE)
    if inverted and rng.random() < 0.3:
        halves = (halves + 1 - halves.amax(2, keepdim=True) - halves.amin(2, keepdim=True)).clamp(0, 1)
    if rng.random() < 0.6:
        gain, shift = rng.uniform(0.7, 1.25), rng.uniform(-0.08, 0.08)
        tint = torch.from_numpy(rng.uniform(0.94, 1.06, 3).astype(np.float32)).view(3, 1, 1)
        halves = (halves * gain * tint + shift).clamp(0, 1)
    if rng.random() < 0.3:
        grey = halves.mean(2, keepdim=True)
        halves = (grey + (halves - grey) * rng.uniform(0.75, 1.25)).clamp(0, 1)
    pictures = halves.flatten(1, 2)
    if rng.random() < 0.35:
        pictures = _moved(rng, pictures)
    if rng.random() < 0.12:
        pictures = functional.avg_pool2d(functional.pad(pictures, (1, 1, 1, 1), mode="replicate"), 3, 1)
    if rng.random() < 0.2:
        first = int(rng.integers(len(_GRAIN)))
        grain = _GRAIN.roll(first, 0).repeat(len(pictures) // len(_GRAIN) + 1, 1, 1, 1)[: len(pictures)]
        pictures = torch.addcmul(pictures, grain, grain.new_tensor(rng.uniform(0, 0.05))).clamp(0, 1)
    return pictures, places + torch.randn_like(places) * 0.02


def _moved(rng: np.random.Generator, pictures: Tensor) -> Tensor:
    """Shifted and scaled a little."""
    scale = rng.uniform(0.85, 1.1, 2)
    move = rng.uniform(-0.1, 0.1, 2)
    matrix = torch.tensor([[scale[0], 0, move[0]], [0, scale[1], move[1]]], dtype=torch.float32)
    grid = functional.affine_grid(
        matrix.expand(len(pictures), 2, 3), list(pictures.shape), align_corners=False
    )
    return functional.grid_sample(pictures, grid, padding_mode="border", align_corners=False)
