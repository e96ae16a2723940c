"""Reads the JSON of a session: returns the values that were written, or raises StoreError."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stride_desktop.core.errors import StoreError
from stride_desktop.core.events import Event, EventChange, EventState, Trigger
from stride_desktop.core.files import open_regular, parse_json
from stride_desktop.core.review import Review, ReviewedSpan, Verdict
from stride_desktop.core.ticks import ACTIVE, INACTIVE, MASKED, UNSEEN, DenoisingCall, Pass, Segment, Tick
from stride_desktop.core.timeline import EMPTY, Gap, TimelineSnapshot
from stride_desktop.exports.fields import Fields
from stride_desktop.exports.json_writing import FORMAT, VERSION
from stride_desktop.sessions.checks import check
from stride_desktop.sessions.records import (
    AnswerRecord,
    Beginning,
    ClockRecord,
    EventRecord,
    GapRecord,
    HealthRecord,
    Kept,
    Record,
    RequestRecord,
    TickRecord,
    TimelineRecord,
)

_HEAD = 4096
"""Number of first bytes that must contain the name of the format; checked before the rest is read."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """The values of a session or re-run. ended: wall-clock seconds and reason, None without an end."""

    beginning: Beginning
    ended: tuple[float, str] | None
    review: Review | None
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """The content of a file: the session and its re-runs."""

    session: Recording
    lanes: tuple[Recording, ...]


def read_json(path: Path) -> Document:
    """Read a file that `write_json` wrote. Raises StoreError for any other, or a damaged one."""
    try:
        with open_regular(path) as file:
            head = file.read(_HEAD)
            if FORMAT.encode() not in head:
                raise StoreError(
                    f"“{path.name}” is not a session of Stride Desktop.",
                    "Choose a file that was exported as JSON.",
                )
            content = parse_json(head + file.read())
        return _document(Fields(content, "file"))
    except OSError as error:
        raise StoreError(
            f"“{path}” cannot be read ({error.strerror}).", "Check its name and its permissions.", str(error)
        ) from error
    except ValueError as error:
        raise StoreError(
            f"“{path.name}” is damaged ({str(error)[:200]}).",
            "Export the session again.",
            type(error).__name__,
        ) from error


def _document(file: Fields) -> Document:
    if file.text("format") != FORMAT:
        raise ValueError("the format has another name")
    if file.whole("version", low=1) > VERSION:
        raise StoreError(
            "This file was exported by a newer version of the program.", "Update the program to import it."
        )
    return Document(_recording(file), tuple(map(_recording, file.parts("lanes"))))


def _recording(fields: Fields) -> Recording:
    ended = None
    if fields.has("ended"):
        end = fields.part("ended")
        ended = end.number("at"), end.text("reason")
    return Recording(
        beginning=_beginning(fields.part("beginning")),
        ended=ended,
        review=_review(fields.part("review")) if fields.has("review") else None,
        records=tuple(map(_record, fields.parts("entries"))),
    )


def _beginning(fields: Fields) -> Beginning:
    settings = fields.text("settings")
    Fields(parse_json(settings), "settings")  # an object
    return Beginning(
        started=fields.number("started"),
        source=fields.text("source"),
        address=fields.text("address"),
        live=fields.flag("live"),
        model=fields.text("model"),
        kept=fields.choice("kept", Kept),
        query=fields.text("query"),
        settings=settings,
    )


def _review(fields: Fields) -> Review:
    spans = tuple(
        ReviewedSpan(
            id=span.whole("id"),
            start=span.number("start"),
            end=span.number("end"),
            event=span.whole("event") if span.has("event") else None,
            verdict=span.choice("verdict", Verdict),
            note=span.text("note"),
        )
        for span in fields.parts("spans")
    )
    next_id = fields.whole("next_id")
    if len({span.id for span in spans}) < len(spans) or any(span.id >= next_id for span in spans):
        raise ValueError("the numbers of the reviewed spans are not possible")
    spans = tuple(sorted(spans, key=lambda span: (span.start, span.id)))
    return Review(spans, fields.flag("reviewed"), fields.text("note"), next_id)


# -- entries ---------------------------------------------------------------------------------------


def _record(fields: Fields) -> Record:
    kind = fields.text("type")
    if kind not in _RECORDS:
        raise ValueError(f"an entry of an unknown type: {kind[:40]}")
    record = _RECORDS[kind](fields)
    check(record)
    return record


def _tick(fields: Fields) -> TickRecord:
    passes = tuple(map(_pass, fields.parts("passes")))
    return TickRecord(Tick(fields.number("timestamp"), passes), fields.number("cost"))


def _pass(fields: Fields) -> Pass:
    return Pass(
        prefix_tokens=fields.whole("prefix_tokens", 0, 2**32 - 1),
        slot_starts=fields.times("slot_starts"),
        slot_ends=fields.times("slot_ends"),
        unseen=fields.flags("unseen"),
        labels=fields.wholes("labels", INACTIVE, ACTIVE, np.int8),
        probabilities=fields.probabilities("probabilities"),
        origin=fields.wholes("origin", UNSEEN, 2**15 - 1, np.int16),
        completed=_segments(fields, "completed"),
        segments=_segments(fields, "segments"),
        calls=tuple(map(_call, fields.parts("calls"))),
    )


def _call(fields: Fields) -> DenoisingCall:
    return DenoisingCall(
        labels=fields.wholes("labels", INACTIVE, MASKED, np.int8),
        probabilities=fields.probabilities("probabilities"),
        first_position=fields.whole("first_position"),
    )


def _segments(fields: Fields, name: str) -> tuple[Segment, ...]:
    found = []
    for item in fields.items(name):
        if not isinstance(item, list) or len(item) != 3:
            raise ValueError(f"{name}: a segment is [start, end, completed]")
        segment = Fields(dict(zip(("start", "end", "completed"), item, strict=True)), name)
        found.append(Segment(segment.number("start"), segment.number("end"), segment.flag("completed")))
    return tuple(found)


def _event(fields: Fields) -> EventRecord:
    event = fields.part("event")
    trigger = fields.part("trigger") if fields.has("trigger") else None
    number = event.whole("id")
    now = Event(
        id=number,
        onset=event.number("onset"),
        reach=event.number("reach"),
        state=event.choice("state", EventState),
        triggered_at=event.number_or_none("triggered_at"),
        late=event.flag("late"),
        suppressed_at=event.number_or_none("suppressed_at"),
        reason=event.text("reason"),
        from_start=event.has("from_start") and event.flag("from_start"),
    )
    previous = fields.choice("previous", EventState) if fields.has("previous") else None
    spoke = None if trigger is None else _trigger(trigger)
    return EventRecord(fields.number_or_none("at"), EventChange(now, previous, spoke))


def _trigger(fields: Fields) -> Trigger:
    return Trigger(
        event_id=fields.whole("event_id"),
        time=fields.number("time"),
        onset=fields.number("onset"),
        reach=fields.number("reach"),
        ongoing=fields.flag("ongoing"),
        from_start=fields.has("from_start") and fields.flag("from_start"),
    )


def _timeline(fields: Fields) -> TimelineRecord:
    window = fields.times("window") if fields.has("window") else None
    if window is not None and len(window) != 2:
        raise ValueError("a window is [start, end]")
    labels = fields.wholes("labels", EMPTY, ACTIVE, np.int8)
    shift = fields.times("shift") if fields.has("shift") else np.zeros(labels.shape)
    snapshot = TimelineSnapshot(
        first_second=int(fields.number("first_second")),
        labels=labels,
        probabilities=fields.probabilities("probabilities"),
        settled=fields.flags("settled"),
        origin=fields.wholes("origin", UNSEEN, 2**15 - 1, np.int16),
        window=None if window is None else (float(window[0]), float(window[1])),
        events=(),
        triggers=(),
        gaps=(),
        newest=fields.number_or_none("newest"),
        shift=shift.astype(np.float32),
    )
    return TimelineRecord(snapshot)


def _answer_style(fields: Fields) -> str:
    """Files of earlier versions call it "manner"; the first ones have none."""
    names = [name for name in ("answer_style", "manner") if fields.has(name)]
    return fields.text(names[0]) if names else ""


_RECORDS: Mapping[str, Callable[[Fields], Record]] = {
    "request": lambda fields: RequestRecord(fields.number_or_none("at"), fields.text("query")),
    "clock": lambda fields: ClockRecord(fields.number_or_none("at"), fields.number("offset")),
    "tick": _tick,
    "event": _event,
    "gap": lambda fields: GapRecord(Gap(fields.number("start"), fields.number("end"), fields.text("reason"))),
    "answer": lambda fields: AnswerRecord(
        fields.number_or_none("at"),
        fields.whole("event_id"),
        fields.text("responder"),
        fields.text("text"),
        fields.text("error"),
        fields.text("question") if fields.has("question") else "",
        tuple(fields.times("sent").tolist()) if fields.has("sent") else (),
        fields.text("occasion") if fields.has("occasion") else "",
        fields.number_or_none("start") if fields.has("start") else None,
        fields.number_or_none("end") if fields.has("end") else None,
        _answer_style(fields),
        fields.text("cut_off") if fields.has("cut_off") else "",
    ),
    "health": lambda fields: HealthRecord(
        fields.number_or_none("at"), fields.number("wall"), fields.text("kind"), fields.text("words")
    ),
    "timeline": _timeline,
}
