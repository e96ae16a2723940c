"""What a session is given: its parts, and what to watch; and the states that it can be in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from stride_desktop.activation.base import ActivationModel
from stride_desktop.app.workers.loading import Loader
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.recording import Recorder
from stride_desktop.pipeline.watch import Watch
from stride_desktop.responders.base import Responder
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
    """What to watch, for what. interval: the shortest time between two frames, in seconds."""

    source: Source
    query: str
    interval: float = 0.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What a session is made of; tests put fakes here, at the Protocols.

    record: a recorder for a run, given its number and the name of its model; None keeps nothing of it.
    """

    load: Loader
    make_watch: Callable[[ActivationModel, str, Settings], Watch]
    make_responder: Callable[[Settings], Callable[[], Responder]]
    record: Callable[[int, Task, Settings, str], Recorder | None] = lambda *_: None
