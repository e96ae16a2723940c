"""The task of a session (source and request), and the states of watching."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stride_desktop.sources.base import Source


class State(Enum):
    """State of the session. QUEUED: it starts when a model is loaded and the previous run is over."""

    IDLE = "idle"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """The source and request of a session.

    interval: the shortest time between two frames, in seconds. also: further requests, each in a lane of
    its own. anyway: also if the model was not trained for them.
    """

    source: Source
    query: str
    interval: float = 0.0
    also: tuple[str, ...] = ()
    anyway: bool = False
