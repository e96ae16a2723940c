"""The updates of a lane after one frame or command, for the window, the command line and the recorder."""

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
    """An event began, or its state or its bounds changed."""

    change: EventChange


@dataclass(frozen=True, slots=True, eq=False)
class Triggered:
    """An event triggered. request: everything that a responder needs to answer."""

    trigger: Trigger
    request: AnswerRequest


@dataclass(frozen=True, slots=True, eq=False)
class Ended:
    """An event that triggered while it was ongoing has ended by its offset. request: asks how it ended.

    Not for an event that triggered only after its end or was withdrawn, nor where detection broke off. The
    caller adds the answer to the trigger to the request's history.
    """

    event: Event
    request: AnswerRequest


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The user asked a question. request: everything that a responder needs to answer."""

    request: AnswerRequest


@dataclass(frozen=True, slots=True)
class GapSeen:
    """Frames were missing. Detection started over after the gap, unless its reason is "overload"."""

    gap: Gap


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """Detection ended, for the run or until the next frame. reason: why; closed events have it too.

    timeline: after the events were closed.
    """

    reason: str
    timeline: TimelineSnapshot


@dataclass(frozen=True, slots=True)
class RequestAdded:
    """A lane for one more request was added. second: of the newest frame, None before the first."""

    query: str
    second: float | None


@dataclass(frozen=True, slots=True)
class RequestRemoved:
    """The lane of a request was removed; only a deletion may still follow in it.

    reason: with which its events were closed. successor: the lane that replaces it, if any.
    """

    query: str
    reason: str
    successor: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Deleted:
    """Everything after `gap.start` was deleted, and detection starts over. timeline: what is left."""

    gap: Gap
    timeline: TimelineSnapshot


@dataclass(frozen=True, slots=True)
class MemoryShort:
    """The device ran out of memory, so the frame window was shortened.

    max_frames: its length from now on. starved: not even one group fits, and nothing was decided.
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
