"""Tables and rows of a session that are not possible."""

from __future__ import annotations

import sqlite3
import struct
import tracemalloc
import zlib

import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.core.timeline_history import MAX_SECONDS
from tests.sessions.damaged import change, everything, pattern, refused, two  # noqa: F401 - fixtures


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM session"],
        ["DROP TABLE session"],
        ["DROP TABLE ticks"],
        ["DROP TABLE health"],
        ["DROP TABLE review"],
        ["ALTER TABLE answers DROP COLUMN manner"],
        ["ALTER TABLE gaps RENAME COLUMN reason TO why"],
        ["DROP TABLE clocks", "CREATE TABLE clocks (seq INTEGER PRIMARY KEY, at REAL, offset TEXT)"],
        ["DROP TABLE clocks", "CREATE VIEW clocks AS SELECT 1 AS seq, 2.0 AS at, 3.0 AS offset"],
        [
            "DROP TABLE gaps",
            "CREATE VIEW gaps AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT i AS seq, 0.0 AS at, 1.0 AS \"end\", '' AS reason FROM n",
        ],
        ["PRAGMA user_version = 1"],
        ["PRAGMA user_version = 0"],
        ["PRAGMA user_version = -5"],
    ],
)
def test_damaged_tables(two, statements):
    library, _, bad = two
    change(library, bad, *statements)
    assert refused(two) == [bad]


# -- rows ------------------------------------------------------------------------------------------


TIMES = ["1e18", "-1e18", "9e999", "-9e999", "'soon'", "x'00ff'", "'nan'"]

OF_THE_SESSION = [
    *(f"UPDATE session SET {column} = {value}" for column in ("started", "ended") for value in TIMES),
    "UPDATE session SET kept = 'everything'",
    "UPDATE session SET kept = 7",
    "UPDATE session SET source = x'ff'",
    "UPDATE session SET reason = x'ff'",
    "UPDATE requests SET query = x'ff'",
]


@pytest.mark.parametrize("statement", OF_THE_SESSION)
def test_a_value_that_the_list_shows(two, statement):
    change(two[0], two[2], statement)
    assert refused(two) == [two[2]]


@pytest.mark.parametrize("count", ["9e999", "9223372036854775807"])
def test_an_impossible_size_is_listed_as_damage(two, count):
    library, good, bad = two
    change(library, bad, f"UPDATE frames SET bytes = {count}")
    sessions, damaged = library.survey()
    assert ([info.id for info in sessions], [item.id for item in damaged]) == ([good], [bad])


VALUES = [
    "UPDATE ticks SET at = 'later' WHERE seq > 5",
    *(f"UPDATE ticks SET at = {value}" for value in TIMES),
    *(f"UPDATE {table} SET at = {value}" for table in ("gaps", "frames") for value in TIMES),
    *(f"UPDATE events SET {column} = {value}" for column in ("onset", "reach") for value in TIMES),
    *(f"UPDATE clocks SET offset = {value}" for value in TIMES),
    *(f"UPDATE reviewed_spans SET start = {value}" for value in TIMES),
    *(f"UPDATE triggers SET at = {value}" for value in TIMES),
    "UPDATE ticks SET cost = 'cheap'",
    "UPDATE ticks SET passes = 'text'",
    "UPDATE ticks SET passes = 7",
    "UPDATE ticks SET passes = x''",
    "UPDATE ticks SET passes = zeroblob(100000000)",
    "UPDATE events SET state = 'asleep'",
    "UPDATE events SET previous = 'asleep'",
    "UPDATE events SET id = 1.5",
    "UPDATE events SET id = 'one'",
    "UPDATE events SET reason = x'ff'",
    "UPDATE triggers SET event = 'one'",
    "UPDATE answers SET sent = 'no json'",
    "UPDATE answers SET sent = '7'",
    "UPDATE answers SET sent = '{\"a\": 1}'",
    "UPDATE answers SET sent = '[1e999]'",
    f"UPDATE answers SET sent = '{'[' * 50_000}'",
    "UPDATE answers SET text = x'ff'",
    "UPDATE answers SET event = 1.5",
    "UPDATE health SET wall = 'now'",
    "UPDATE session SET settings = 'no json'",
    "UPDATE session SET settings = '[]'",
    f"UPDATE session SET settings = '{'[' * 50_000}'",
    "UPDATE session SET address = x'ff'",
    "UPDATE reviewed_spans SET verdict = 'perhaps'",
    "UPDATE reviewed_spans SET event = 'one'",
    "UPDATE review SET next_id = 0",
    "UPDATE review SET note = x'ff'",
]


@pytest.mark.parametrize("statement", VALUES)
def test_a_value_that_is_read_later(two, statement):
    change(two[0], two[2], statement)
    refused(two, "damaged")


def test_numbers_that_are_twice_there_are_refused_by_the_database(two):
    library, _, bad = two
    with pytest.raises(sqlite3.IntegrityError):
        change(library, bad, "INSERT INTO gaps SELECT * FROM gaps")


# -- compressed decisions --------------------------------------------------------------------------


HEAD = struct.Struct("<BB")

PASS = struct.Struct("<IIIII?")

BOMB = zlib.compress(bytes(1 << 30), 9)


def blob(slots=1, calls=0, completed=0, segments=0, regular=True, content=b"", passes=1):
    return zlib.compress(
        HEAD.pack(1, passes) + PASS.pack(7, slots, calls, completed, segments, regular) + content
    )


BLOBS = [
    BOMB,
    blob(slots=2**32 - 1),
    blob(calls=2**32 - 1),
    blob(completed=2**32 - 1),
    blob(slots=0),
    blob(passes=255),
    zlib.compress(HEAD.pack(1, 0)),
    blob(content=struct.pack("<dd", 0.0, 1e18) + bytes(100)),
    blob(content=struct.pack("<dd", float("nan"), 1.0) + bytes(100)),
    blob(content=struct.pack("<dd", 0.0, float("inf")) + bytes(100)),
    blob(content=struct.pack("<dd", 0.0, -1.0) + bytes(100)),
    blob(content=struct.pack("<dd", 0.0, MAX_SECONDS + 1.0) + bytes(100)),
    blob(content=struct.pack("<dd?hb", 0.0, 1.0, False, -1, 9) + bytes(100)),
    blob(content=struct.pack("<dd?hb", 0.0, 1.0, False, 0, 1) + bytes(100)),
    blob(content=struct.pack("<dd?hb", 0.0, 1.0, False, 1, 1) + bytes(100)),
    blob(content=struct.pack("<dd?hb", 0.0, 1.0, False, -1, 1) + struct.pack("<f", 7.0) + bytes(100)),
]


@pytest.mark.parametrize("data", BLOBS)
def test_a_decision_that_is_none_takes_neither_time_nor_memory(two, data):
    library, _, bad = two
    change(library, bad, "UPDATE ticks SET passes = ?", values=(data,))
    tracemalloc.start()
    refused(two, "entry 4 of ticks")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200e6


@pytest.mark.parametrize("data", [BOMB, b"", b"text", zlib.compress(b"\x07" * 8), zlib.compress(b"\0" * 9)])
def test_a_timeline_that_is_none(two, data):
    library, _, bad = two
    change(library, bad, "INSERT INTO timelines VALUES (99, 50.0, 0, NULL, NULL, ?)", values=(data,))
    with pytest.raises(StoreError) if data != zlib.compress(b"\0" * 9) else pytest.raises(StopIteration):
        everything(library, bad)
        raise StopIteration
    everything(library, two[1])
