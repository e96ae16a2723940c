"""The task of a run (source and requests), and the states of watching."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stride_desktop.sources.base import Source

PAUSED_BY_USER = "paused"
PRIVATE = "private"
"""Reasons of pauses that only the user ends."""


class State(Enum):
    """State of watching. QUEUED: a run starts when a model is loaded and the previous run is over."""

    IDLE = "idle"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What to watch and for which requests.

    interval: the shortest time between two frames, in seconds. also: additional requests, each in its own
    lane. anyway: start even if the model was not trained for a request.
    """

    source: Source
    query: str
    interval: float = 0.0
    also: tuple[str, ...] = ()
    anyway: bool = False

    def continues(self, other: Task) -> bool:
        """Whether the run of the other task can go on with this one: same requests, both sources live."""
        same = (self.query.strip(), self.also) == (other.query, other.also)
        return same and self.source.traits.live and other.source.traits.live
