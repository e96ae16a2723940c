"""What crosses from a worker to the GUI thread. Every payload names the run that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.answers import Reply, Usage
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
    """What one frame or one command led to. error: why a command was not carried out."""

    run: int
    updates: tuple[LaneUpdate, ...]
    error: StrideError | None = None


@dataclass(frozen=True, slots=True)
class AnswerSaid:
    """An answer as far as it has come. run: the card it belongs to."""

    run: int
    answer: Reply


@dataclass(frozen=True, slots=True)
class AnswerStarted:
    """A responder began to work on a card."""

    run: int
    responder: str


@dataclass(frozen=True, slots=True)
class AnswerSent:
    """Frames of these stream seconds, and no others, are sent for a card."""

    run: int
    seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class AnswerUsed:
    """What the answer on a card took."""

    run: int
    usage: Usage


@dataclass(frozen=True, slots=True)
class AnswerPreparing:
    """A responder gets ready for a card. fraction: 0 to 1, None when unknown."""

    run: int
    text: str
    fraction: float | None


@dataclass(frozen=True, slots=True, eq=False)
class AnswerEnded:
    """An answer is complete, was cancelled, or failed. unready: whoever answers could not get ready."""

    run: int
    error: StrideError | None
    cancelled: bool
    unready: bool = False
