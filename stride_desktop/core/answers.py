"""What is asked of a downstream model, when a trigger fires or when a person asks, and what it answers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

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
    """What an answer took. prompt, answer: tokens, None where they were not counted; images: frames sent."""

    images: int
    prompt: int | None = None
    answer: int | None = None


CHARACTERS_PER_TOKEN = 4
"""What a token is worth where tokens are not counted: about as much as in English."""


LONGEST_ANSWER = 4000
"""Tokens, unless something else is set."""


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """How far an answer may go. What is thought before it counts as much as the answer itself.

    tokens: length at most, each worth CHARACTERS_PER_TOKEN. silence: seconds without a word, thought or
    said. seconds: in all, from the moment that it is asked for.
    """

    tokens: int = LONGEST_ANSWER
    silence: float = 120.0
    seconds: float = 600.0

    @property
    def characters(self) -> int:
        """The same length in characters."""
        return self.tokens * CHARACTERS_PER_TOKEN


class CutOff(Enum):
    """Why an answer ends before its end. The value is what is stored and told to programs."""

    LENGTH = "length"
    """The limit on tokens: that of AnswerLimits, or one of the server or model."""
    FILTER = "content_filter"
    SILENCE = "silence"
    TIME = "time"
    CONNECTION = "connection"
    """The server ended it without a word that it is complete."""

    @property
    def words(self) -> str:
        """One sentence for the reader of the answer."""
        return _CUT_OFF_WORDS[self]


_CUT_OFF_WORDS = {
    CutOff.LENGTH: "Cut off: it reached the longest answer that the settings or the server allow.",
    CutOff.FILTER: "Cut off by the server's content filter.",
    CutOff.SILENCE: "Cut off: no further word came within the time that the settings allow.",
    CutOff.TIME: "Cut off: it took longer than the settings allow.",
    CutOff.CONNECTION: "Perhaps cut off: the server ended it without saying that it is complete.",
}


def cut_off_of(value: str) -> CutOff | None:
    """The reason that was stored; None for a whole answer, and for one that a newer program stored."""
    return next((reason for reason in CutOff if reason.value == value), None)


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of what a model thinks before it answers."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, as far as it has come.

    text: Markdown. thinking: what the model thought first; it is no part of the answer and never stored.
    cut_off: why it ends before its end; None while it goes on, and for a whole one.
    """

    text: str = ""
    thinking: str = ""
    cut_off: CutOff | None = None
