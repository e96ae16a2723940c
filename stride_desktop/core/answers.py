"""What is asked of a downstream model: when a trigger fires, or when a person asks."""

from __future__ import annotations

import math
from dataclasses import dataclass

from stride_desktop.core.frames import Frame

TYPED = 0
"""In place of an event's id where a person asked."""

LATER = "later"
"""Occasion: a person wants to hear of an event that was over and had not spoken."""

CLOSING = "closing"
"""Occasion: the offset of an event that had spoken was seen."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and answered before. question: empty where a trigger asked."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, eq=False)
class AnswerRequest:
    """Everything a responder may use to answer one trigger or one question. Times are stream seconds.

    event_id: the event that triggered, or TYPED; query: the standing request, verbatim.
    onset, now: start of the span and the moment of the trigger; reach: latest end so far.
    ongoing: the span is still open.
    evidence: the frames to look at, oldest first, already thinned to the responder's budget.
    instruction: system prompt. manner: how the person wants this request answered. question: what a person
    asks instead. Any of them may be empty.
    history: what was said about the same evidence before, oldest first.
    occasion: LATER, CLOSING, or empty for a trigger and for what a person asks. What a person asks is about
    onset..reach when that ended before now. from_start: it was already so in the first frames.
    """

    event_id: int
    query: str
    onset: float
    reach: float
    now: float
    ongoing: bool
    evidence: tuple[Frame, ...]
    instruction: str = ""
    manner: str = ""
    question: str = ""
    history: tuple[Exchange, ...] = ()
    occasion: str = ""
    from_start: bool = False

    @property
    def event(self) -> tuple[float, float]:
        """Start and end of what the frames are to show; its end is infinity while it goes on."""
        return self.onset, math.inf if self.ongoing else self.reach

    @property
    def stretch(self) -> tuple[float, float] | None:
        """Start and end of what a person asks about, if it is a stretch of the past; else None."""
        past = self.event_id == TYPED and not self.ongoing and self.reach < self.now
        return (self.onset, self.reach) if past else None


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer took. prompt, answer: tokens, None when nobody counted them; images: frames sent."""

    images: int
    prompt: int | None = None
    answer: int | None = None
