"""Two frames as stride-nano holds them: the changes remembered at each, as vectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from stride_desktop.activation.nano.change_memory import MOST, STATUS, ChangeMemory
from stride_desktop.activation.nano.changes import PLACE, Change
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.core.frames import Image


@dataclass(frozen=True, slots=True, eq=False)
class Remembrance:
    """A stream's memory of changes with the vector of each change, float (change_size + PLACE,)."""

    memory: ChangeMemory
    vectors: dict[Change, Tensor]

    @classmethod
    def begin(cls, picture: Image, time: float) -> Remembrance:
        """At a stream's first frame."""
        return cls(ChangeMemory.begin(picture, time), {})

    def after(self, picture: Image, time: float, network: NanoNetwork, device: str) -> Remembrance:
        """Once the next frame has been seen; only its own changes are encoded."""
        memory = self.memory.after(picture, time)
        changes = [item.change for item in memory.remembered]
        new = [change for change in changes if change not in self.vectors]
        vectors = {change: self.vectors[change] for change in changes if change in self.vectors}
        if new:
            pictures = torch.from_numpy(np.stack([change.pictures for change in new])).to(device)
            places = torch.from_numpy(np.stack([change.place for change in new])).to(device)
            encoded = network.changes(pictures.permute(0, 3, 1, 2).to(torch.float32) / 255)
            vectors |= dict(zip(new, torch.cat([encoded, places], 1), strict=True))
        return Remembrance(memory, vectors)

    def read(self, size: int, device: str) -> tuple[Tensor, Tensor, Tensor]:
        """What `FrameReader` takes of one frame: changes, present and overall, each with a batch of 1.

        size: of a change's vector.
        """
        held = len(self.memory.remembered)
        changes = torch.zeros(1, MOST, size + PLACE + STATUS, device=device)
        present = torch.zeros(1, MOST, dtype=torch.bool, device=device)
        present[0, :held] = True
        if held:
            statuses = torch.from_numpy(self.memory.statuses()).to(device)
            rows = torch.stack([self.vectors[item.change] for item in self.memory.remembered])
            changes[0, :held] = torch.cat([rows, statuses], 1)
        return changes, present, torch.from_numpy(self.memory.overall).to(device).unsqueeze(0)


@dataclass(frozen=True, slots=True, eq=False)
class NanoGroup:
    """Two encoded frames; nothing in it depends on a request.

    times: of the two frames, stream seconds. changes, present, overall: of both, see `FrameReader`.
    newest: what is remembered after the second frame, from which the next group goes on.
    """

    times: tuple[float, float]
    changes: Tensor
    present: Tensor
    overall: Tensor
    newest: Remembrance

    @property
    def seconds(self) -> float:
        """Mean of the two frames' times, stream seconds."""
        return sum(self.times) / 2
