"""Converts entries of a session to rows of its database, and back."""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
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
    MaskRecord,
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


def _event_values(record: EventRecord) -> Row:
    event = record.change.event
    bounds = (event.onset, event.reach, event.triggered_at, event.late, event.suppressed_at)
    return (record.at, event.id, event.state, record.change.previous, *bounds, event.reason, event.from_start)


def _event(*row: Any) -> EventRecord:  # noqa: ANN401 - values of a database
    at, number, state, previous, onset, reach, triggered_at, late, suppressed_at, reason, start = row[:11]
    spoke = (triggered_at, bool(late), suppressed_at)
    event = Event(number, onset, reach, EventState(state), *spoke, reason, bool(start))
    before = None if previous is None else EventState(previous)
    owner, time, onset, reach, ongoing = row[11:]
    trigger = None if time is None else Trigger(owner, time, onset, reach, bool(ongoing), bool(start))
    return EventRecord(at, EventChange(event, before, trigger))


def _answer_values(record: AnswerRecord) -> Row:
    """The members in their order, which is that of the columns."""
    values = {item.name: getattr(record, item.name) for item in fields(record)}
    return tuple((values | {"sent": json.dumps(record.sent)}).values())


def _answer(*row: Any) -> AnswerRecord:  # noqa: ANN401
    record = AnswerRecord(*row)
    return replace(record, sent=tuple(parse_json(row[6])))


def _timeline_values(record: TimelineRecord) -> Row:
    snapshot = record.snapshot
    window = snapshot.window or (None, None)
    return (snapshot.newest, snapshot.first_second, *window, encode_seconds(snapshot))


def _timeline(
    newest: float | None, first_second: int, start: float | None, end: float, seconds: bytes
) -> TimelineRecord:
    """The stored timeline without its events, triggers and gaps, which are entries of their own."""
    columns: dict[str, Any] = dict(decode_seconds(seconds))
    window = None if start is None else (start, end)
    own: dict[str, Any] = {"events": (), "triggers": (), "gaps": ()}
    return TimelineRecord(
        TimelineSnapshot(first_second=first_second, window=window, newest=newest, **own, **columns)
    )


@dataclass(frozen=True, slots=True)
class Table:
    """How one kind of entry is stored: its values, behind its number, of which `record` is made again.

    triggers: the values are joined with those of the event's trigger.
    """

    name: str
    values: Callable[[Any], Row]
    record: Callable[..., Record]
    triggers: bool = False

    @property
    def select(self) -> str:
        """The query for all rows."""
        return f"SELECT * FROM {self.name}{' LEFT JOIN triggers USING (seq)' if self.triggers else ''}"  # noqa: S608


TABLES: Mapping[type, Table] = {
    RequestRecord: Table("requests", astuple, RequestRecord),
    MaskRecord: Table("masks", lambda item: (None, item.mask), lambda _at, mask: MaskRecord(mask)),
    ClockRecord: Table("clocks", astuple, ClockRecord),
    TickRecord: Table(
        "ticks",
        lambda item: (item.tick.timestamp, item.cost, encode(item.tick)),
        lambda at, cost, passes: TickRecord(decode(at, passes), cost),
    ),
    EventRecord: Table("events", _event_values, _event, triggers=True),
    GapRecord: Table("gaps", lambda item: astuple(item.gap), lambda *gap: GapRecord(Gap(*gap))),
    AnswerRecord: Table("answers", _answer_values, _answer),
    HealthRecord: Table("health", astuple, HealthRecord),
    TimelineRecord: Table("timelines", _timeline_values, _timeline),
}
"""The table of each kind of entry. Pictures are files, and are read one by one instead."""


def rows_of(record: Record, seq: int) -> Rows:
    """The rows of an entry, for `insert`. seq: its number."""
    if isinstance(record, PictureRecord):
        size = len(record.jpeg) + len(record.thumbnail)
        return [("frames", (seq, record.at, record.width, record.height, size))]
    table = TABLES[type(record)]
    rows: Rows = [(table.name, (seq, *table.values(record)))]
    if isinstance(record, EventRecord) and (trigger := record.change.trigger) is not None:
        rows.append(("triggers", (seq, *astuple(trigger)[:5])))  # from_start is the event's
    return rows


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
            record = table.record(*row[1:])
            check(record)
            if before is not None and row[0] <= before:
                raise ValueError("it is not in order")  # as in a tree of pages that goes in circles
        before = row[0]
        yield before, record
