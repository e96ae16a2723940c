"""What is watched, and the states of watching."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stride_desktop.sources.base import Source


class State(Enum):
    """What the session is doing. QUEUED: it will start when a model is loaded and the run before is over."""

    IDLE = "idle"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What to watch, for what.

    interval: the shortest time between two frames, in seconds. also: further requests, each in a lane of
    its own. anyway: also if the model was not trained for them.
    """

    source: Source
    query: str
    interval: float = 0.0
    also: tuple[str, ...] = ()
    anyway: bool = False
