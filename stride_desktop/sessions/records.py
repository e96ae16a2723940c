"""The entries of a session: appended while watching, and read back later.

Times named `at` are stream seconds of the newest decision when the entry was made, None before the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from stride_desktop.core.addresses import stored_file
from stride_desktop.core.answers import Answer, RequestKind
from stride_desktop.core.errors import SettingsError, StoreError
from stride_desktop.core.events import EventChange
from stride_desktop.core.files import parse_json
from stride_desktop.core.masks import Mask, masks_of
from stride_desktop.core.ticks import Tick
from stride_desktop.core.timeline import Gap, TimelineSnapshot


class Kept(StrEnum):
    """How much of a session is stored: its decisions, or its pictures as well."""

    SPANS = "spans"
    FRAMES = "frames"


@dataclass(frozen=True, slots=True)
class Beginning:
    """The subject of a session. started: wall-clock seconds since the epoch; settings: JSON, no secrets."""

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

    @property
    def masks(self) -> tuple[Mask, ...]:
        """The parts of the picture that were hidden when watching began. Raises StoreError."""
        try:
            texts = parse_json(self.settings).get("privacy", {}).get("masks", ())
            return masks_of(map(str, texts), self.address, "")
        except (AttributeError, TypeError, ValueError, SettingsError) as error:
            raise StoreError(
                "The session does not say which parts of its pictures are hidden.",
                "Its decisions can be reviewed; the file is not shown, as hidden parts could be seen.",
                str(error),
            ) from error


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a session. at: wall-clock seconds since the epoch."""

    at: float
    reason: str


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A change of the request: it applies from here on."""

    at: float | None
    query: str


def request_at(requests: Sequence[RequestRecord], second: float) -> str:
    """The request at a stream second: the first one before all changes; "" without any."""
    before = [item for item in requests if item.at is None or item.at <= second] or requests[:1]
    return before[-1].query if before else ""


@dataclass(frozen=True, slots=True)
class MaskRecord:
    """A part that was black in some pictures, the text of a Mask. It stays hidden in the whole session."""

    mask: str


@dataclass(frozen=True, slots=True)
class ClockRecord:
    """A setting of the wall clock. offset: wall-clock minus stream time, seconds."""

    at: float | None
    offset: float


@dataclass(frozen=True, slots=True, eq=False)
class TickRecord:
    """A decision with all its denoising calls. cost: seconds of computing."""

    tick: Tick
    cost: float


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A step in an event's life, with its trigger, if any."""

    at: float | None
    change: EventChange


@dataclass(frozen=True, slots=True)
class GapRecord:
    """A range without frames or detection."""

    gap: Gap


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer. at: when it was requested; error: why it failed, else empty.

    event_id: 0 for a question of the user. question: empty for a trigger. sent: stream seconds of the frames
    that were sent. occasion: as RequestKind.occasion. start, end: the time range that a question about the
    past concerns, None for the present. answer_style: as in AnswerRequest. cut_off: why the text is
    incomplete, as `core.answers.CutOff` names it, empty for a complete answer.
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
    answer_style: str = ""
    cut_off: str = ""

    @property
    def kind(self) -> RequestKind:
        """The kind of request; an occasion that only a newer program knows counts as a trigger."""
        if self.occasion in (RequestKind.LATER, RequestKind.CLOSING):
            return RequestKind(self.occasion)
        return RequestKind.QUESTION if self.question else RequestKind.TRIGGER


def answer_record(at: float | None, answer: Answer) -> AnswerRecord:
    """The entry for an answer that is over. at: as in AnswerRecord."""
    request, reply = answer.request, answer.reply
    start, end = request.stretch or (None, None)
    return AnswerRecord(
        at=at,
        event_id=request.event_id or 0,
        responder=answer.responder,
        text=reply.text.strip(),
        error=answer.failure,
        question=request.question,
        sent=answer.sent or (),
        occasion=request.kind.occasion,
        start=start,
        end=end,
        answer_style=request.answer_style,
        cut_off=reply.cut_off.value if reply.cut_off else "",
    )


@dataclass(frozen=True, slots=True)
class HealthRecord:
    """A remark about the running of the session. wall: seconds since the epoch; kind: one word or two."""

    at: float | None
    wall: float
    kind: str
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class TimelineRecord:
    """The timeline at the end of the session."""

    snapshot: TimelineSnapshot


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """A frame, compressed. jpeg: longer side at most 1280 pixels; thumbnail: a small JPEG of it."""

    at: float
    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DeletionRecord:
    """A deletion of everything after `gap.start` that was appended before this entry; the gap is left."""

    gap: Gap

    def covers(self, record: Record) -> bool:
        """Whether an entry that was appended earlier is deleted by this."""
        second = _second(record)
        return second is not None and second > self.gap.start


def _second(record: Record) -> float | None:
    """The stream second that decides whether an entry is deleted."""
    if isinstance(record, TickRecord):
        return record.tick.timestamp
    if isinstance(record, MaskRecord):
        return None
    if isinstance(record, GapRecord | DeletionRecord):
        return record.gap.start
    if isinstance(record, TimelineRecord):
        return record.snapshot.newest
    return record.at


Record = (
    RequestRecord
    | MaskRecord
    | ClockRecord
    | TickRecord
    | EventRecord
    | GapRecord
    | AnswerRecord
    | HealthRecord
    | TimelineRecord
    | PictureRecord
    | DeletionRecord
)
