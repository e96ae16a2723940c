"""The settled background of a stream: what every new frame is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from stride_desktop.activation.nano.network import Background

SHORTEST = 1e-3
"""Seconds that a frame counts for at least."""


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """A mean of the frames so far; a frame counts e times less after every `seconds`.

    It counts for the time since the one before it: a few frames taken here and there give about the mean that
    all of them give.

    picture: float (3, height, width), coarse; cells: float (C, rows, columns); weight: how much the
    frames count together, 0 before the first; time: of the newest, stream seconds.
    """

    seconds: float
    picture: Tensor
    cells: Tensor
    weight: float = 0.0
    time: float = -1.0

    def background(self) -> Background:
        """The memory as a batch of one."""
        known = torch.tensor([self.weight > 0], device=self.picture.device)
        return Background(self.picture.unsqueeze(0), self.cells.unsqueeze(0), known)

    def after(self, picture: Tensor, cells: Tensor, time: float) -> Memory:
        """The memory once another frame has been seen."""
        since = min(max(time - self.time, SHORTEST), self.seconds)
        kept = self.weight * float(fading(torch.tensor(time - self.time), self.seconds))
        share = since / (kept + since)
        return Memory(
            self.seconds,
            torch.lerp(self.picture, picture, share),
            torch.lerp(self.cells, cells, share),
            kept + since,
            time,
        )


def fading(age: Tensor, seconds: float) -> Tensor:
    """Weight of a frame by its age in seconds."""
    return torch.exp(-age.clamp(min=0) / seconds)


def backgrounds(pictures: Tensor, cells: Tensor, times: Tensor, seconds: float) -> Background:
    """The background of each frame of a stream, all at once.

    pictures: float (T, 3, height, width), coarse; cells: float (T, C, rows, columns); times: float (T,),
    rising.
    """
    since = torch.diff(times, prepend=times.new_tensor([-1.0])).clamp(SHORTEST, seconds)
    weights = (fading(times.unsqueeze(1) - times, seconds) * since).tril(-1)
    weights = weights / weights.sum(1, keepdim=True).clamp(min=1e-9)
    known = torch.arange(len(times), device=times.device) > 0
    means = [torch.einsum("ts,schw->tchw", weights, part) for part in (pictures, cells)]
    return Background(means[0], means[1], known)
