"""What a session is given: its parts, and what to watch; and the states that it can be in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from stride_desktop.activation.base import ActivationModel
from stride_desktop.app.live.model_loader import Loader
from stride_desktop.core.settings import ResponderSettings, Settings
from stride_desktop.pipeline.lane_recording import LaneRecorder
from stride_desktop.pipeline.lane_set import LaneSet
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
    """What to watch, for what.

    interval: the shortest time between two frames, in seconds. also: further requests, each in a lane of
    its own. anyway: also if the model was not trained for them.
    """

    source: Source
    query: str
    interval: float = 0.0
    also: tuple[str, ...] = ()
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Factories:
    """What a session is made of; tests put fakes here, at the Protocols.

    record: a recorder for a run, given its number and the
    name of its model; None keeps nothing of it.
    """

    load: Loader
    make_lanes: Callable[[ActivationModel, Sequence[str], Settings], LaneSet]
    make_responder: Callable[[ResponderSettings], Callable[[], Responder]]
    record: Callable[[int, Task, Settings, str], LaneRecorder | None] = lambda *_: None
