"""A stored session, opened for reading."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, TypeVar

from stride_desktop.core.derivation import Step
from stride_desktop.core.errors import StoreError
from stride_desktop.core.files import parse_json, read_bytes
from stride_desktop.core.frames import EARLY, LATE
from stride_desktop.core.masks import Mask
from stride_desktop.core.review import Review
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.core.ticks import Tick
from stride_desktop.core.timeline import Gap, TimelineSnapshot
from stride_desktop.core.timeline_history import TimelineHistory
from stride_desktop.sessions.checks import check, check_time
from stride_desktop.sessions.damage import possible, store_errors
from stride_desktop.sessions.records import (
    AnswerRecord,
    Beginning,
    ClockRecord,
    Ending,
    EventRecord,
    GapRecord,
    Kept,
    MaskRecord,
    Record,
    RequestRecord,
    TickRecord,
    TimelineRecord,
)
from stride_desktop.sessions.reviews import read_review
from stride_desktop.sessions.rows import TABLES, read_table, records
from stride_desktop.sessions.schema import connect_to_read
from stride_desktop.sessions.session_files import SessionFiles

NEAR_SECONDS = 10.0
"""Seconds for which a picture stands for what followed it when no other was stored."""

_MOST_PICTURE_BYTES = 64 << 20

_CONTINUES = "overload"
"""Reason of a gap across which detection continues."""

_NEW_REQUEST = "new request"
"""Reason with which events are closed when the request changes."""


Entry = TypeVar("Entry", bound=Record)


class StoredSession:
    """A session opened for reading; close it, or use it in a `with`. Every method may raise StoreError."""

    def __init__(self, files: SessionFiles, name: str) -> None:
        """name: the session's name in the library."""
        if not os.path.lexists(files.database):
            raise StoreError("This session no longer exists.")
        self._files = files
        self.id = name
        with self._store_errors():
            self._connection = connect_to_read(files.database)

    def __enter__(self) -> StoredSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files."""
        self._connection.close()

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that were used."""
        settings: dict[str, Any] = parse_json(self.beginning.settings)
        return settings

    @property
    def beginning(self) -> Beginning:
        """The session's Beginning. query: the first request."""
        requests, columns = self.requests(), "started, source, address, live, model, kept, settings"
        rows = self._rows(f"SELECT {columns} FROM session")  # noqa: S608
        with self._store_errors(), possible("its description"):
            ((started, source, address, live, model, kept, settings),) = rows
            query = requests[0].query if requests else ""
            beginning = Beginning(started, source, address, bool(live), model, Kept(kept), query, settings)
            check(beginning)
            if not isinstance(parse_json(settings), dict):
                raise ValueError("its settings are no JSON object")
            return beginning

    @property
    def ended(self) -> Ending | None:
        """The session's Ending; None without one."""
        rows = self._rows("SELECT ended, reason FROM session")
        with self._store_errors(), possible("its end"):
            ((at, reason),) = rows
            if at is None:
                return None
            ending = Ending(at, reason or "")
            check(ending)
            return ending

    def lanes(self, tell: Callable[[StoreError], object]) -> tuple[StoredSession, ...]:
        """The finished lanes of other requests that can be opened, oldest first; the caller closes them.

        A lane whose request was deleted with all its content is skipped. tell: called with the error of each
        lane that cannot be opened.
        """
        with self._store_errors():
            files = self._files.lanes
        folder = self._files.lanes_folder.name
        opened = list[StoredSession]()
        for part in files:
            try:
                lane = StoredSession(part, f"{self.id}/{folder}/{part.folder.name}")
                if lane.requests():
                    opened.append(lane)
                else:
                    lane.close()
            except StoreError as error:
                tell(error)
        return tuple(opened)

    def review(self) -> Review | None:
        """The user's review of the spans, None without one."""
        with self._store_errors():
            return read_review(self._connection)

    def ticks(self, start: float = float("-inf"), end: float = float("inf")) -> Iterator[Tick]:
        """Ticks with a timestamp in start..end, stream seconds, oldest first."""
        between = (self._connection, TickRecord, " WHERE at BETWEEN ? AND ?", (start, end))
        with self._store_errors():
            yield from (record.tick for _, record in read_table(*between) if isinstance(record, TickRecord))

    def steps(self) -> Iterator[Step]:
        """The input of `core.derivation`: every decision, and the points where detection ended."""
        requested = False
        for record in self.records(RequestRecord, TickRecord, GapRecord):
            if isinstance(record, TickRecord):
                yield record.tick.outline
            elif isinstance(record, GapRecord) and record.gap.reason != _CONTINUES:
                yield record.gap.reason
            elif isinstance(record, RequestRecord):
                if requested:
                    yield _NEW_REQUEST
                elif record.at is not None:
                    yield record.at
                requested = True
        if self.ended is not None:
            yield self.ended.reason

    def timeline(self) -> TimelineSnapshot:
        """The timeline as the window last showed it. For an interrupted session the ticks are replayed."""
        return self._final_timeline() or self.replayed()

    def _final_timeline(self) -> TimelineSnapshot | None:
        """The timeline stored at the end; None without one, or when entries follow it."""
        newest = self._all(TimelineRecord)[-1:]
        followed = self._rows(
            "SELECT 1 WHERE (SELECT max(seq) FROM timelines) < max("
            "(SELECT coalesce(max(seq), 0) FROM ticks), (SELECT coalesce(max(seq), 0) FROM events),"
            "(SELECT coalesce(max(seq), 0) FROM gaps), (SELECT coalesce(max(seq), 0) FROM requests))"
        )
        if not newest or followed:
            return None
        changes = [record.change for record in self.event_records()]
        return replace(
            newest[0].snapshot,
            events=tuple({change.event.id: change.event for change in changes}.values()),
            triggers=tuple(change.trigger for change in changes if change.trigger is not None),
            gaps=self.gaps(),
        )

    def replayed(self) -> TimelineSnapshot:
        """The timeline computed anew from the stored entries."""
        history = TimelineHistory()
        for record in self.records(RequestRecord, TickRecord, EventRecord, GapRecord):
            if isinstance(record, TickRecord):
                history.see(record.tick.timestamp)
                history.add_tick(record.tick)
            elif isinstance(record, EventRecord):
                history.add_changes((record.change,))
            elif isinstance(record, GapRecord):
                if record.gap.reason != _CONTINUES:
                    history.restart()
                history.add_gap(record.gap)
            elif isinstance(record, RequestRecord):
                history.restart()
        return history.snapshot()

    def picture(self, second: float, thumbnail: bool = False) -> tuple[float, bytes] | None:
        """Time and JPEG of the frame that is shown for a stream second; None when none was stored."""
        rows = self._frames("WHERE at >= ? ORDER BY at LIMIT 1", second - EARLY)
        if not rows or rows[0][1] > second + LATE:
            return None
        return self._picture(*rows[0], thumbnail)

    def pictures(self) -> Iterator[tuple[float, bytes]]:
        """Time and JPEG of every stored frame, oldest first."""
        for seq, at in self._frames("ORDER BY at"):
            yield self._picture(seq, at)

    def pictures_between(self, start: float, end: float, most: int) -> Iterator[tuple[float, bytes]]:
        """Time and JPEG of at most `most` stored frames from start to end, evenly spread, oldest first."""
        rows = self._frames("WHERE at BETWEEN ? AND ? ORDER BY at", start, end)
        last = len(rows) - 1
        few = range(len(rows)) if last < most else (round(i * last / (most - 1)) for i in range(most))
        for index in few:
            yield self._picture(*rows[index])

    def frame_times(self) -> tuple[float, ...]:
        """Stream second of every stored picture, oldest first."""
        return tuple(at for _, at in self._frames("ORDER BY at"))

    def records(self, *kinds: type[Any]) -> Iterator[Record]:
        """Entries of these kinds, in the order they were appended; by default all but pictures."""
        with self._store_errors():
            yield from records(self._connection, *(kinds or TABLES))

    def event_records(self) -> tuple[EventRecord, ...]:
        """Every step of every event, in order."""
        return self._all(EventRecord)

    def requests(self) -> tuple[RequestRecord, ...]:
        """The requests, in order."""
        return self._all(RequestRecord)

    def masks(self, now: PrivacySettings) -> tuple[Mask, ...]:
        """What stays hidden of a watched file: what was while watching, and what the settings hide."""
        if self.beginning.video is None:
            return ()  # what is stored of another source can be no more than what was seen
        own = (*self.beginning.masks, *(Mask.parse(item.mask) for item in self._all(MaskRecord)))
        return tuple(dict.fromkeys((*own, *now.masks_of(self.beginning.address, ""))))

    def clocks(self) -> tuple[ClockRecord, ...]:
        """The settings of the wall clock, in order; empty for a file."""
        return self._all(ClockRecord)

    def gaps(self) -> tuple[Gap, ...]:
        """Ranges without frames or detection, in order."""
        return tuple(item.gap for item in self._all(GapRecord))

    def answers(self) -> tuple[AnswerRecord, ...]:
        """Every answer, oldest first."""
        return self._all(AnswerRecord)

    def _all(self, kind: type[Entry]) -> tuple[Entry, ...]:
        return tuple(item for item in self.records(kind) if isinstance(item, kind))

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._store_errors():
            return self._connection.execute(query, values).fetchall()

    def _frames(self, condition: str, *values: object) -> list[tuple[int, float]]:
        """Number and stream second of pictures."""
        rows = self._rows(f"SELECT seq, at FROM frames {condition}", *values)  # noqa: S608
        with self._store_errors(), possible("the time of a picture"):
            for _, at in rows:
                check_time(at)
        return [(seq, at) for seq, at in rows]

    def _picture(self, seq: int, at: float, thumbnail: bool = False) -> tuple[float, bytes]:
        with self._store_errors():
            return at, read_bytes(self._files.picture(seq, thumbnail), _MOST_PICTURE_BYTES)

    def _store_errors(self) -> AbstractContextManager[None]:
        """Context manager: turns errors about the session into StoreError."""
        return store_errors(self._files.folder)
