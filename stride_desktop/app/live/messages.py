"""Payloads from a worker to the GUI thread. Each names its run."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.lane_set import LaneUpdate


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """A frame arrived. wall_offset: as in StreamClock."""

    run: int
    frame: Frame
    wall_offset: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Detected:
    """The updates of one frame or command. error: why a command was not carried out."""

    run: int
    updates: tuple[LaneUpdate, ...]
    error: StrideError | None = None
