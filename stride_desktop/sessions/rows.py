"""Converts entries of a session to rows of its database, and back."""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from itertools import groupby
from typing import Any

from stride_desktop.core.events import Event, EventChange, EventState, Trigger
from stride_desktop.core.files import parse_json
from stride_desktop.core.text import valid
from stride_desktop.core.timeline import Gap, TimelineSnapshot
from stride_desktop.sessions.checks import check
from stride_desktop.sessions.damage import possible
from stride_desktop.sessions.records import (
    AnswerRecord,
    Beginning,
    ClockRecord,
    EventRecord,
    GapRecord,
    HealthRecord,
    PictureRecord,
    Record,
    RequestRecord,
    TickRecord,
    TimelineRecord,
)
from stride_desktop.sessions.tick_codec import decode, encode
from stride_desktop.sessions.timeline_codec import decode_seconds, encode_seconds

Row = tuple[Any, ...]


def insert_beginning(connection: sqlite3.Connection, what: Beginning) -> None:
    """Insert the session's own row."""
    row = (what.started, what.source, what.address, what.live, what.model, what.kept, what.settings)
    connection.execute(
        "INSERT INTO session (id, started, source, address, live, model, kept, settings)"
        " VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
        storable(row),
    )


Rows = list[tuple[str, Row]]
"""Table and values of rows, in the order of insertion."""


def _rows_of_tick(record: TickRecord, seq: int) -> Rows:
    segments = [("segments", (seq, segment.start, segment.end)) for segment in record.tick.completed]
    return [("ticks", (seq, record.tick.timestamp, record.cost, encode(record.tick))), *segments]


def _tick(row: Row) -> TickRecord:
    _, at, cost, passes = row
    return TickRecord(decode(at, passes), cost)


def _rows_of_event(record: EventRecord, seq: int) -> Rows:
    event, trigger = record.change.event, record.change.trigger
    bounds = (event.onset, event.reach, event.triggered_at, event.late, event.suppressed_at)
    fate = (event.reason, event.from_start)
    rows: Rows = [("events", (seq, record.at, event.id, event.state, record.change.previous, *bounds, *fate))]
    if trigger is not None:
        span = (trigger.onset, trigger.reach, trigger.ongoing)
        rows.append(("triggers", (seq, trigger.event_id, trigger.time, *span)))
    return rows


def _event(row: Row) -> EventRecord:
    _, at, number, state, previous, onset, reach, triggered_at, late, suppressed_at, reason, start = row[:12]
    spoke = (triggered_at, bool(late), suppressed_at)
    event = Event(number, onset, reach, EventState(state), *spoke, reason, bool(start))
    before = None if previous is None else EventState(previous)
    owner, time, onset, reach, ongoing = row[12:]
    trigger = None if time is None else Trigger(owner, time, onset, reach, bool(ongoing), bool(start))
    return EventRecord(at, EventChange(event, before, trigger))


def _rows_of_answer(record: AnswerRecord, seq: int) -> Rows:
    texts = (record.responder, record.text, record.error, record.question, json.dumps(record.sent))
    about = (record.occasion, record.start, record.end, record.answer_style, record.cut_off)
    return [("answers", (seq, record.at, record.event_id, *texts, *about))]


def _answer(row: Row) -> AnswerRecord:
    _, at, event, responder, text, error, question, sent, *about = row
    return AnswerRecord(at, event, responder, text, error, question, tuple(parse_json(sent)), *about)


def _rows_of_timeline(record: TimelineRecord, seq: int) -> Rows:
    snapshot = record.snapshot
    window = snapshot.window or (None, None)
    row = (seq, snapshot.newest, snapshot.first_second, *window, encode_seconds(snapshot))
    return [("timelines", row)]


def _timeline(row: Row) -> TimelineRecord:
    """The stored timeline without its events, triggers and gaps, which are entries of their own."""
    _, newest, first_second, start, end, seconds = row
    columns: dict[str, Any] = dict(decode_seconds(seconds))
    window = None if start is None else (start, end)
    return TimelineRecord(
        TimelineSnapshot(
            first_second=first_second,
            window=window,
            events=(),
            triggers=(),
            gaps=(),
            newest=newest,
            **columns,
        )
    )


@dataclass(frozen=True, slots=True)
class Table:
    """How one kind of entry is stored. rows: of an entry and its number; select, record: back again."""

    name: str
    rows: Callable[[Any, int], Rows]
    select: str
    record: Callable[[Row], Record]


def _table(name: str, values: Callable[[Any], Row], record: Callable[..., Record]) -> Table:
    """A table whose rows are the number of the entry and these values, of which `record` is made again."""
    return Table(
        name,
        lambda entry, seq: [(name, (seq, *values(entry)))],
        f"SELECT * FROM {name}",  # noqa: S608
        lambda row: record(*row[1:]),
    )


TABLES: Mapping[type, Table] = {
    RequestRecord: _table("requests", lambda item: (item.at, item.query), RequestRecord),
    ClockRecord: _table("clocks", lambda item: (item.at, item.offset), ClockRecord),
    TickRecord: Table("ticks", _rows_of_tick, "SELECT * FROM ticks", _tick),
    EventRecord: Table(
        "events", _rows_of_event, "SELECT * FROM events LEFT JOIN triggers USING (seq)", _event
    ),
    GapRecord: _table("gaps", lambda item: astuple(item.gap), lambda *gap: GapRecord(Gap(*gap))),
    AnswerRecord: Table("answers", _rows_of_answer, "SELECT * FROM answers", _answer),
    HealthRecord: _table("health", lambda item: (item.at, item.wall, item.kind, item.words), HealthRecord),
    TimelineRecord: Table("timelines", _rows_of_timeline, "SELECT * FROM timelines", _timeline),
}
"""The table of each kind of entry. Pictures are files, and are read one by one instead."""


def rows_of(record: Record, seq: int) -> Rows:
    """The rows of an entry, for `insert`. seq: its number."""
    if isinstance(record, PictureRecord):
        size = len(record.jpeg) + len(record.thumbnail)
        return [("frames", (seq, record.at, record.width, record.height, size))]
    return TABLES[type(record)].rows(record, seq)


def insert(connection: sqlite3.Connection, rows: Iterable[tuple[str, Row]]) -> None:
    """Insert rows; consecutive rows of one table are inserted together."""
    for table, group in groupby(rows, key=lambda row: row[0]):
        values = [storable(row) for _, row in group]
        marks = ", ".join("?" * len(values[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608


def storable(row: Row) -> Row:
    """The row with valid Unicode: SQLite accepts no other text."""
    return tuple(valid(value) if isinstance(value, str) else value for value in row)


def records(connection: sqlite3.Connection, *kinds: type) -> Iterator[Record]:
    """Entries of these kinds, in the order in which they were appended.

    A timeline comes without its events, triggers and gaps, which are entries of their own. Raises
    NotPossible and sqlite3.Error.
    """
    read = (read_table(connection, kind) for kind in kinds)
    return (record for _, record in heapq.merge(*read, key=lambda entry: entry[0]))


def read_table(
    connection: sqlite3.Connection, kind: type, condition: str = "", values: Row = ()
) -> Iterator[tuple[int, Record]]:
    """Entries of one kind with their numbers, in order. Raises as `records`."""
    table, before = TABLES[kind], None
    for row in connection.execute(f"{table.select}{condition} ORDER BY seq", values):
        with possible(f"entry {row[0]} of {table.name}"):
            record = table.record(row)
            check(record)
            if before is not None and row[0] <= before:
                raise ValueError("it is not in order")  # as in a tree of pages that goes in circles
        before = row[0]
        yield before, record
