"""What the pipeline tells its driver, a window or the command line, about one frame."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.answers import AnswerRequest
from stride_desktop.core.events import Event, EventChange, Trigger
from stride_desktop.core.ticks import Tick
from stride_desktop.core.timeline import Gap, TimelineSnapshot


@dataclass(frozen=True, slots=True, eq=False)
class Ticked:
    """The detector decided. `timeline` already contains the tick. inference_seconds: its cost."""

    tick: Tick
    timeline: TimelineSnapshot
    inference_seconds: float


@dataclass(frozen=True, slots=True)
class EventMoved:
    """An event was born, changed its state or its bounds."""

    change: EventChange


@dataclass(frozen=True, slots=True, eq=False)
class Triggered:
    """Speak now: the trigger and everything a responder needs."""

    trigger: Trigger
    request: AnswerRequest


@dataclass(frozen=True, slots=True, eq=False)
class Ended:
    """The offset of an event that had spoken was seen. request: how to ask what became of it.

    Not for one that spoke only after its end, or was withdrawn, nor where watching broke off. What was
    answered before is for whoever knows it to put into the request's history.
    """

    event: Event
    request: AnswerRequest


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A person asked something: what a responder needs to answer it."""

    request: AnswerRequest


@dataclass(frozen=True, slots=True)
class GapSeen:
    """Frames were missing. Detection started afresh behind the gap, unless its reason is "overload"."""

    gap: Gap


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """Detection ended, for good or until the next frame. reason: as events were closed with.

    timeline: how everything stands now, all events closed.
    """

    reason: str
    timeline: TimelineSnapshot


@dataclass(frozen=True, slots=True)
class RequestAdded:
    """From here on this is watched for as well. second: of the newest frame, None before the first."""

    query: str
    second: float | None


@dataclass(frozen=True, slots=True)
class RequestRemoved:
    """From here on it is not watched for; only a deletion may still follow in its lane.

    reason: as its events were closed with. successor: the lane that is watched instead, if there is one.
    """

    query: str
    reason: str
    successor: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Deleted:
    """Everything after `gap.start` was deleted, and detection starts afresh. timeline: what is left."""

    gap: Gap
    timeline: TimelineSnapshot


@dataclass(frozen=True, slots=True)
class MemoryShort:
    """The model's memory ran out, and older frames were let go to go on.

    max_frames: what is looked back at from now on. starved: even that was too much, and nothing was decided.
    """

    max_frames: int
    starved: bool


Update = (
    Ticked
    | EventMoved
    | Triggered
    | Ended
    | Asked
    | GapSeen
    | Finished
    | RequestAdded
    | RequestRemoved
    | Deleted
    | MemoryShort
)
