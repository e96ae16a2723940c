"""A damaged session is named and left alone, whatever the damage is; the others can be used."""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
import sys
import time
import tracemalloc
import zlib
from contextlib import closing

import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.core.timeline_history import MAX_SECONDS
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.schema import MIGRATIONS, create
from tests.nobody import run_nameless
from tests.sessions.reviewed import REVIEW, rerun
from tests.sessions.samples import RECORDS, beginning, stored


def everything(library, name):
    """Read all that any caller reads of a session."""
    with library.open(name) as session:
        session.settings, session.beginning, session.ended  # noqa: B018
        for read in (session.ticks, session.steps, session.pictures, session.records):
            for _ in read():
                pass
        for read in (session.timeline, session.review, session.frame_times):
            read()
        list(session.pictures_between(0.0, 50.0, 3))
        for second in session.frame_times():
            session.picture(second, thumbnail=True)
        for lane in session.lanes(pytest.fail):
            lane.close()


def change(library, name, *statements, values=()):
    with closing(sqlite3.connect(library.folder / name / "session.db")) as connection:
        for statement in statements:
            connection.execute(statement, values)
        connection.commit()


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """A good session and one to damage, with a review and without a final timeline."""
    library = Library(tmp_path_factory.mktemp("pattern") / "sessions")
    good, bad = stored(library), stored(library)
    library.save_review(bad, REVIEW)
    everything(library, bad)
    return library.folder, good, bad


@pytest.fixture
def two(library, pattern):
    folder, good, bad = pattern
    shutil.copytree(folder, library.folder)
    return library, good, bad


def refused(two, words=""):
    """The damaged one is told in words by everything that reads it, and hides no other."""
    library, good, bad = two
    with pytest.raises(StoreError) as caught:
        everything(library, bad)
    assert words in str(caught.value)
    everything(library, good)
    sessions, damaged = library.survey()
    assert good in [info.id for info in sessions]
    assert library.interrupted() == ()
    assert library.clean_up(10.0) == ()
    assert not library.being_written()
    return [item.id for item in damaged]


# -- the file --------------------------------------------------------------------------------------


def other_database(path):
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        connection.execute("PRAGMA user_version = 3")
        connection.commit()


def half_of_it(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def in_the_middle(path):
    data = bytearray(path.read_bytes())
    data[100:3000] = bytes(2900)
    path.write_bytes(data)


def pipe(path):
    path.unlink()
    os.mkfifo(path)


def folder(path):
    path.unlink()
    path.mkdir()


def endless(path):
    path.unlink()
    path.symlink_to("/dev/zero")


def circular(path):
    path.unlink()
    path.symlink_to(path.name)


def dangling(path):
    path.unlink()
    path.symlink_to("nowhere")


def without_tables(path):
    path.unlink()
    create(path).close()


FILES = [
    lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(b"\0" * 8192),
    lambda path: path.write_bytes(b"this is no database" * 500),
    lambda path: path.write_bytes(path.read_bytes()[:100]),
    half_of_it,
    in_the_middle,
    other_database,
    without_tables,
    *([pipe, folder, endless, circular, dangling] if os.name != "nt" else []),
    lambda path: path.unlink(),
]


@pytest.mark.parametrize("damage", FILES)
def test_a_damaged_file(two, damage):
    library, _, bad = two
    path = library.folder / bad / "session.db"
    damage(path)
    before = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    assert refused(two) == [bad]
    if before is not None:
        assert path.read_bytes() == before, "it is left as it is"
    assert (library.folder / bad / "frames").exists(), "and so are its pictures"
    library.delete(bad)
    assert [item.id for item in library.survey()[1]] == []


def test_the_log_of_a_database_is_no_file(two):
    library, good, bad = two
    (library.folder / bad / "session.db-wal").mkdir()
    (library.folder / bad / "session.db-shm").mkdir()
    library.survey()
    everything(library, good)


def test_what_was_stored_by_a_newer_program_says_so(two):
    library, _, bad = two
    change(library, bad, f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    assert refused(two, "newer version") == [bad]


def test_a_locked_database_is_no_damage(two):
    library, good, bad = two
    with closing(sqlite3.connect(library.folder / bad / "session.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE session SET starred = 1")
        sessions, (busy,) = library.survey()
        assert [info.id for info in sessions] == [good]
        assert "another program" in busy.error.what
        connection.execute("COMMIT")
    assert library.survey()[1] == ()


# -- tables ----------------------------------------------------------------------------------------


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


# -- beside the database ---------------------------------------------------------------------------


def test_pictures_whose_database_is_gone_are_listed_and_stay(two):
    library, good, bad = two
    (library.folder / bad / "session.db").unlink()
    (library.folder / bad / "writing.lock").touch()
    assert library.interrupted() == ()
    sessions, (orphan,) = library.survey()
    assert [info.id for info in sessions] == [good]
    assert (orphan.id, "its database is gone" in orphan.error.what) == (bad, True)
    assert orphan.size > 0
    assert list((library.folder / bad / "frames").rglob("*.jpg"))


@pytest.mark.skipif(sys.platform != "linux", reason="needs user namespaces")
def test_a_folder_that_may_not_be_looked_into_is_named(two, tmp_path):
    """As a user whom permissions hold back: root may look into any folder."""
    library, good, bad = two
    stored_there = tmp_path / "data" / "stride-desktop" / "sessions"
    shutil.copytree(library.folder, stored_there)
    (stored_there / bad).chmod(0)
    try:
        listed = run_nameless("export", env={"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")})
    finally:
        (stored_there / bad).chmod(0o700)
    assert listed.returncode == 0
    rows = [line.split() for line in listed.stdout.splitlines()[1:]]
    assert {row[0]: "damaged" in row for row in rows} == {good: False, bad: True}
    assert "Permission denied" in listed.stderr


def test_what_is_no_session_is_not_listed(library):
    good = stored(library)
    (library.folder / "notes.txt").write_text("mine")
    (library.folder / "holiday").mkdir()
    (library.folder / "circle").symlink_to("circle")
    sessions, damaged = library.survey()
    assert ([info.id for info in sessions], damaged) == ([good], ())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
def test_a_pipe_in_place_of_a_picture_or_a_lock_is_not_waited_for(two):
    library, good, bad = two
    (picture, *_) = (library.folder / bad / "frames").rglob("*.jpg")
    picture.unlink()
    os.mkfifo(picture)
    os.mkfifo(library.folder / good / "writing.lock")
    with pytest.raises(StoreError, match="Not a regular file"):
        everything(library, bad)
    assert {info.id for info in library.sessions()} == {good, bad}


def test_a_damaged_rerun_leaves_the_session_and_the_other_reruns(two):
    library, _, bad = two
    reruns = [rerun(library, bad, RECORDS[:2]) for _ in range(3)]
    (library.folder / reruns[1] / "session.db").write_bytes(b"")
    told = []
    with library.open(bad) as session:
        lanes = session.lanes(told.append)
        assert [lane.id for lane in lanes] == [reruns[0], reruns[2]]
        for lane in lanes:
            lane.close()
    assert len(told) == 1
    assert reruns[1] in str(told[0])


def test_one_interrupted_session_that_cannot_be_mended_hides_no_other(two):
    library, good, bad = two
    for name in two[1:]:
        (library.folder / name / "writing.lock").touch()
    change(library, good, "UPDATE session SET ended = NULL, reason = NULL")
    (library.folder / bad / "session.db").write_bytes(b"")
    assert [info.id for info in library.interrupted()] == [good]
    assert (library.folder / bad / "writing.lock").exists()


def test_what_a_database_claims_of_its_pictures_deletes_no_session(library):
    old, new = (stored(library, started=second) for second in (1_600_000_000.0, 1_700_000_000.0))
    change(library, new, "UPDATE frames SET bytes = 90000000000")
    assert library.clean_up(10.0) == ()
    assert {info.id for info in library.sessions()} == {old, new}


def test_an_entry_that_could_not_be_read_again_is_left_out_with_a_remark(library):
    from stride_desktop.sessions.records import AnswerRecord, ClockRecord, HealthRecord

    odd = (
        ClockRecord(None, float("inf")),
        AnswerRecord(2**70 * 1.0, 1, "report", "text"),
        AnswerRecord(12.0, 2**64, "report", "text"),
        HealthRecord(None, float("nan"), "kind", "words"),
    )
    name = stored(library, (*RECORDS, *odd))
    everything(library, name)
    with library.open(name) as session:
        assert [item.kind for item in session.records(HealthRecord)] == ["behind", *["left out"] * 4]
        assert session.answers() == tuple(item for item in RECORDS if isinstance(item, AnswerRecord))


def test_a_session_is_listed_while_it_is_being_closed(library):
    """A writer that ends takes away the lock and the database's log while others look."""
    for _ in range(3):
        writer = library.begin(beginning(), None, pytest.fail)
        for record in RECORDS:
            writer.append(record)
        name = writer.files.folder.name
        while name not in [info.id for info in library.sessions()]:
            time.sleep(0.001)
        writer.close("stopped")
        left = 5
        while left:
            assert name in [info.id for info in library.sessions()]
            assert library.interrupted() == ()
            left -= 1 if writer.join(0) else 0
        assert not (library.folder / name / "writing.lock").exists()


def test_a_copy_of_a_session_is_one(two):
    library, good, bad = two
    shutil.copytree(library.folder / bad, library.folder / "copy?of #1%")
    assert {info.id for info in library.sessions()} == {good, bad, "copy?of #1%"}
    everything(library, "copy?of #1%")


def test_a_file_in_place_of_all_sessions_is_told(tmp_path):
    (tmp_path / "sessions").write_text("a file is in the way")
    with pytest.raises(StoreError, match="cannot be used"):
        Library(tmp_path / "sessions").survey()
