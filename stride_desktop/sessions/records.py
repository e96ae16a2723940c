"""What a session is made of: the entries that are appended while watching, and read back later.

Times named `at` are stream seconds of the newest decision when the entry was made, None before the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from stride_desktop.core.addresses import stored_file
from stride_desktop.core.answers import AnswerRequest, Reply, RequestKind
from stride_desktop.core.events import EventChange
from stride_desktop.core.ticks import Tick
from stride_desktop.core.timeline import Gap, TimelineSnapshot


class Kept(StrEnum):
    """How much of a session is stored: its decisions, or its pictures as well."""

    SPANS = "spans"
    FRAMES = "frames"


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a session is about. started: wall-clock seconds since the epoch; settings: JSON, no secrets."""

    started: float
    source: str
    address: str
    live: bool
    model: str
    kept: Kept
    query: str
    settings: str

    @property
    def video(self) -> Path | None:
        """The video file that was watched, whether it still exists or not; None for other sources."""
        return stored_file(self.address)


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """From here on this is watched for."""

    at: float | None
    query: str


def request_at(requests: Sequence[RequestRecord], second: float) -> str:
    """What was watched for at a stream second: before all of these, the first; empty where there is none."""
    before = [item for item in requests if item.at is None or item.at <= second] or requests[:1]
    return before[-1].query if before else ""


@dataclass(frozen=True, slots=True)
class ClockRecord:
    """The wall clock was set. offset: wall-clock minus stream time, seconds."""

    at: float | None
    offset: float


@dataclass(frozen=True, slots=True, eq=False)
class TickRecord:
    """A decision with all its denoising calls. cost: seconds that it took."""

    tick: Tick
    cost: float


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A step in an event's life, with the trigger that it caused, if any."""

    at: float | None
    change: EventChange


@dataclass(frozen=True, slots=True)
class GapRecord:
    """A stretch without frames or detection."""

    gap: Gap


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """What was said about an event. at: when it was asked for; error: why nothing was said, else empty.

    event_id: 0 where the user asked a question. question: empty where a trigger asked. sent: the frames that
    were sent, by stream second. occasion: as RequestKind.occasion. start, end: the stretch of the past that
    the question is about, None for the present. manner: how the user wanted it answered. cut_off: why the
    text ends before its end, as `core.answers.CutOff` calls it, empty for a whole answer.
    """

    at: float | None
    event_id: int
    responder: str
    text: str
    error: str = ""
    question: str = ""
    sent: tuple[float, ...] = ()
    occasion: str = ""
    start: float | None = None
    end: float | None = None
    manner: str = ""
    cut_off: str = ""

    @property
    def kind(self) -> RequestKind:
        """What was asked for; an occasion that only a newer program knows counts as a trigger."""
        if self.occasion in (RequestKind.LATER, RequestKind.CLOSING):
            return RequestKind(self.occasion)
        return RequestKind.QUESTION if self.question else RequestKind.TRIGGER


def answer_record(
    at: float | None,
    request: AnswerRequest,
    responder: str,
    reply: Reply,
    error: str = "",
    sent: tuple[float, ...] = (),
) -> AnswerRecord:
    """The entry for an answer; fields as in AnswerRecord."""
    start, end = request.stretch or (None, None)
    cut_off = reply.cut_off.value if reply.cut_off else ""
    about = (request.question, sent, request.kind.occasion, start, end, request.manner, cut_off)
    return AnswerRecord(at, request.event_id or 0, responder, reply.text.strip(), error, *about)


@dataclass(frozen=True, slots=True)
class HealthRecord:
    """Something about the watching itself. wall: seconds since the epoch; kind: one word or two."""

    at: float | None
    wall: float
    kind: str
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class TimelineRecord:
    """How everything stood in the end."""

    snapshot: TimelineSnapshot


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame, compressed. jpeg: longer side at most 1280 pixels; thumbnail: a small JPEG of it."""

    at: float
    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DeletionRecord:
    """Everything after `gap.start` that was appended before this is to be deleted; the gap is left."""

    gap: Gap

    def covers(self, record: Record) -> bool:
        """Whether an entry that was appended before belongs to what is deleted."""
        second = _second(record)
        return second is not None and second > self.gap.start


def _second(record: Record) -> float | None:
    """The stream second by which an entry is deleted or not."""
    if isinstance(record, TickRecord):
        return record.tick.timestamp
    if isinstance(record, GapRecord | DeletionRecord):
        return record.gap.start
    if isinstance(record, TimelineRecord):
        return record.snapshot.newest
    return record.at


Record = (
    RequestRecord
    | ClockRecord
    | TickRecord
    | EventRecord
    | GapRecord
    | AnswerRecord
    | HealthRecord
    | TimelineRecord
    | Picture
    | DeletionRecord
)
