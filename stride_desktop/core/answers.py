"""Requests to a responder, its replies, and the answers that are made of both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import Frame


class RequestKind(StrEnum):
    """What a request asks for. The values are those of the session format, see `occasion`."""

    TRIGGER = "trigger"
    """An event triggered: the standing request is answered."""
    QUESTION = "question"
    """The user typed a question."""
    LATER = "later"
    """The user requests the answer of an event that did not trigger."""
    CLOSING = "closing"
    """An event that was answered has ended: how it ended."""

    @property
    def occasion(self) -> str:
        """The kind in stored answers and JSON lines; empty for triggers and questions."""
        return self.value if self in (RequestKind.LATER, RequestKind.CLOSING) else ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question and its answer. question: empty when a trigger caused the answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, eq=False)
class AnswerRequest:
    """Everything a responder may use to answer one trigger or one question. Times are stream seconds.

    event_id: the event that it is about; None for a question. query: the standing request, verbatim.
    onset, now: start of the span and the moment of the trigger; reach: latest end so far.
    ongoing: the span is still open.
    evidence: the frames to look at, oldest first, already thinned to the responder's budget.
    instruction: system prompt. answer_style: the user's wishes for the answers of this request. question:
    typed by the user, or about the end of an event. Any of them may be empty. history: earlier questions and
    answers about the same evidence, oldest first. A question is about onset..reach when that ended before
    now. from_start: the event was on in the first frames.
    """

    event_id: int | None
    query: str
    onset: float
    reach: float
    now: float
    ongoing: bool
    evidence: tuple[Frame, ...] = ()
    instruction: str = ""
    answer_style: str = ""
    question: str = ""
    history: tuple[Exchange, ...] = ()
    kind: RequestKind = RequestKind.TRIGGER
    from_start: bool = False

    @property
    def event(self) -> tuple[float, float]:
        """Start and end of what the frames are to show; its end is infinity while it goes on."""
        return self.onset, math.inf if self.ongoing else self.reach

    @property
    def stretch(self) -> tuple[float, float] | None:
        """Start and end of the stretch of the past that a question is about; None for the present."""
        past = self.kind is RequestKind.QUESTION and not self.ongoing and self.reach < self.now
        return (self.onset, self.reach) if past else None


@dataclass(frozen=True, slots=True)
class Usage:
    """The cost of an answer. prompt, answer: tokens, None when not counted; images: frames sent."""

    images: int
    prompt: int | None = None
    answer: int | None = None


CHARACTERS_PER_TOKEN = 4
"""What a token is worth where tokens are not counted: about as much as in English."""


LONGEST_ANSWER = 4000
"""Tokens, unless something else is set."""


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """The maximum length and duration of an answer, the model's thinking included.

    tokens: each counts as CHARACTERS_PER_TOKEN. silence: seconds without any new text. seconds: in all,
    from the request on.
    """

    tokens: int = LONGEST_ANSWER
    silence: float = 120.0
    seconds: float = 600.0

    @property
    def characters(self) -> int:
        """The same length in characters."""
        return self.tokens * CHARACTERS_PER_TOKEN


class CutOff(Enum):
    """Why an answer is incomplete. The value is the one that is stored and exported."""

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
    """A piece of the model's thinking before its answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a responder has replied so far.

    text: Markdown. thinking: the model's thoughts before it; no part of the answer and never stored.
    cut_off: why it ends before its end; None while it goes on, and for a whole one.
    """

    text: str = ""
    thinking: str = ""
    cut_off: CutOff | None = None


class AnswerState(Enum):
    """The progress of an answer.

    WAITING lasts until the first word. HELD: not asked for now. WITHDRAWN: not asked for, since its event
    was retracted.
    """

    WAITING = auto()
    HELD = auto()
    ANSWERING = auto()
    DONE = auto()
    FAILED = auto()
    STOPPED = auto()
    WITHDRAWN = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """One request and what was replied to it, live or stored.

    id: unique in its store. run: number of the run; None for one about a stored session. request: without its
    frames. card_id: id of the first answer on the card; a retry has the card of the answer that it retries.
    remark_on: id of the answer that a closing remark completes. about: id of the answer that a follow-up
    question is about. lane_id: of the stored lane that it is about; the number of the lane on the command
    line. responder: its name, empty until it is asked. sent: stream seconds of the frames that were sent,
    None as long as that is not known. note: what happens before the first word, or why it is held or was
    stopped.
    """

    id: int
    run: int | None
    request: AnswerRequest
    card_id: int
    remark_on: int | None = None
    about: int | None = None
    lane_id: str = ""
    state: AnswerState = AnswerState.WAITING
    responder: str = ""
    sent: tuple[float, ...] | None = None
    reply: Reply = Reply()
    usage: Usage | None = None
    note: str = ""
    error: StrideError | None = None

    @property
    def text(self) -> str:
        """Markdown; the text received so far."""
        return self.reply.text

    @property
    def event_id(self) -> int | None:
        """The event that it is about; None for a question."""
        return self.request.event_id

    @property
    def kind(self) -> RequestKind:
        """The kind of its request."""
        return self.request.kind

    @property
    def failure(self) -> str:
        """The stored reason why it is not complete; empty for a complete one."""
        if self.state is AnswerState.STOPPED:
            return "It was stopped."
        return "" if self.error is None else str(self.error)

    @property
    def running(self) -> bool:
        """It is not over yet."""
        return self.state in (AnswerState.WAITING, AnswerState.ANSWERING)

    @property
    def over(self) -> bool:
        """It is complete, or ended without being so."""
        return not self.running and self.state is not AnswerState.HELD
