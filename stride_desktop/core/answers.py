"""What is asked of a downstream model when a trigger fires."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.core.frames import Frame


@dataclass(frozen=True, slots=True, eq=False)
class AnswerRequest:
    """Everything a responder may use to answer one trigger. Times are stream seconds.

    event_id: the event that triggered; query: the standing request, verbatim.
    onset, now: start of the span and the moment of the trigger; reach: latest end so far.
    ongoing: the span is still open.
    evidence: the frames to look at, oldest first, already thinned to the responder's budget.
    instruction: system prompt, may be empty.
    """

    event_id: int
    query: str
    onset: float
    reach: float
    now: float
    ongoing: bool
    evidence: tuple[Frame, ...]
    instruction: str = ""
