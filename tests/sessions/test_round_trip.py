"""What is appended can be read, from every table, and the timeline is the one that was seen."""

from __future__ import annotations

import sqlite3
import stat
import zlib
from dataclasses import replace

import numpy as np
import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.core.review import Review
from stride_desktop.core.timeline import Gap
from stride_desktop.core.timeline_history import TimelineHistory
from stride_desktop.sessions.checks import check
from stride_desktop.sessions.records import (
    AnswerRecord,
    ClockRecord,
    EventRecord,
    HealthRecord,
    RequestRecord,
    TickRecord,
    TimelineRecord,
)
from stride_desktop.sessions.schema import MIGRATIONS, connect, create
from stride_desktop.sessions.timeline_codec import decode_seconds
from tests.sessions.samples import EVENT, RECORDS, beginning, begun, same_tick, stored, tick


def of(kind):
    return tuple(record for record in RECORDS if isinstance(record, kind))


def test_every_table(library):
    name = stored(library)
    with library.open(name) as session:
        assert session.requests() == of(RequestRecord)
        assert session.clocks() == of(ClockRecord)
        assert session.event_records() == of(EventRecord)
        assert session.timeline().events == (EVENT,)
        assert session.timeline().triggers == (of(EventRecord)[1].change.trigger,)
        assert session.answers() == of(AnswerRecord)
        assert tuple(session.records(HealthRecord)) == of(HealthRecord)
        assert session.gaps() == (Gap(12.0, 40.0, "gap"),)
        assert session.settings == {"detection": {"unmasking_steps": 8}}
        records = tuple(session.records(TickRecord))
    assert [record.cost for record in records] == [0.031, 0.02, 0.02]
    for record, original in zip(records, of(TickRecord), strict=True):
        same_tick(record.tick, original.tick)


def test_halves_of_characters_are_stored_as_valid_text(library):
    records = [RequestRecord(0.0, "tell \ud83d me"), AnswerRecord(3.0, 1, "m", "\ud83d\ude00 and \ude00")]
    name = stored(library, records)
    library.save_review(name, Review(note="half \ud83d"))
    with library.open(name) as session:
        assert [record.query for record in session.requests()] == ["tell \ufffd me"]
        assert [record.text for record in session.answers()] == ["😀 and \ufffd"]
        assert session.review().note == "half \ufffd"


def test_what_a_session_is_about(library):
    name = stored(library, started=1_700_000_000.5, reason="source failed")
    (info,) = library.sessions()
    assert info.id == name
    assert info.started == 1_700_000_000.5
    assert info.ended is not None
    assert (info.reason, info.source, info.live) == ("source failed", "Screen 1", True)
    assert (info.kept, info.starred) == (beginning().kept, False)
    assert info.size > 4096


def test_ticks_of_a_stretch(library):
    with library.open(stored(library)) as session:
        assert [item.timestamp for item in session.ticks(11.0, 42.0)] == [12.0, 42.0]
        assert [item.timestamp for item in session.ticks()] == [10.0, 12.0, 42.0]


def test_pictures_by_second(library):
    with library.open(stored(library)) as session:
        assert session.frame_times() == (10.0, 11.0, 12.0)
        assert session.picture(11.4) == (12.0, b"\xff\xd8full")
        assert session.picture(10.0) == (10.0, b"\xff\xd8full")
        assert session.picture(10.0, thumbnail=True) == (10.0, b"\xff\xd8thumb")
        assert session.picture(30.0) is None
        assert session.picture(3.0) is None


def test_the_timeline_is_the_one_that_was_seen(library):
    seen = TimelineHistory()
    for record in RECORDS:
        if isinstance(record, TickRecord):
            seen.see(record.tick.timestamp)
            seen.add_tick(record.tick)
        elif isinstance(record, EventRecord):
            seen.add_changes((record.change,))
    seen.add_gap(Gap(12.0, 40.0, "gap"))
    with library.open(stored(library)) as session:
        again = session.timeline()
    wanted = seen.snapshot()
    for name in ("labels", "probabilities", "origin"):
        np.testing.assert_array_equal(getattr(again, name)[:12], getattr(wanted, name)[:12], name)
    for name in ("first_second", "events", "triggers", "gaps", "newest"):
        assert getattr(again, name) == getattr(wanted, name)
    assert (again.labels[20:30] == -1).all(), "nothing is known about the gap"


def test_a_session_can_be_read_while_it_is_written(library):
    told = []
    writer = library.begin(beginning(), 1.0, told.append)
    for record in RECORDS[:4]:
        writer.append(record)
    name = writer.files.folder.name
    for _ in range(300):
        if begun(library):
            break
        writer.join(0.02)
    with library.open(name) as session:
        ahead = len(session.requests())
        writer.append(RECORDS[6])
        writer.close("stopped")
        assert writer.join(30)
        assert [item.timestamp for item in session.ticks()][-1] == 12.0
    assert ahead == 1
    assert told == []


def test_nobody_else_can_read_it(library):
    stored(library)
    root = library.folder
    for path in (root.parent, root, *root.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_files_are_private_while_they_are_written(library):
    writer = library.begin(beginning(), 1.0, lambda _notice: None)
    for record in RECORDS:
        writer.append(record)
    for _ in range(500):
        if writer.files.database.exists() and begun(library):
            break
        writer.join(0.02)
    names = {path.name for path in writer.files.folder.iterdir()}
    assert {"session.db", "session.db-wal", "session.db-shm", "writing.lock"} <= names
    for path in writer.files.folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    writer.close("stopped")
    assert writer.join(30)


def test_nothing_appended_leaves_nothing(library):
    writer = library.begin(beginning(), 1.0, lambda _notice: None)
    writer.close("stopped")
    assert writer.join(30)
    assert not library.folder.exists()
    assert library.sessions() == ()


def test_a_name_from_outside_is_no_session(library):
    stored(library)
    for name in ("nothing", "..", "../sessions", ""):
        with pytest.raises(StoreError, match="no longer exists"):
            library.open(name)


# -- versions --------------------------------------------------------------------------------------


def test_an_older_database_is_brought_up_to_date_without_loss(library):
    path = library.folder / stored(library) / "session.db"
    newer = (*MIGRATIONS, ("ALTER TABLE session ADD COLUMN note TEXT DEFAULT 'none'",))
    with pytest.raises(sqlite3.OperationalError):
        connect(path, (*newer, ("CREATE TABLE half (x)", "this is no SQL")))
    connection = connect(path, newer)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == len(newer)
    assert connection.execute("SELECT source, note FROM session").fetchone() == ("Screen 1", "none")
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone()[0] == 0
    connection.close()


def test_answers_that_were_stored_before_they_could_be_cut_off_are_whole(library):
    folder = library.folder / "20200101-000000-abcdef"
    folder.mkdir(parents=True)
    before = next(n for n, step in enumerate(MIGRATIONS) if any("cut_off" in line for line in step))
    connection = create(folder / "session.db", MIGRATIONS[:before])
    connection.execute(
        "INSERT INTO session (id, started, source, address, live, model, kept, settings, ended)"
        " VALUES (1, 5.0, 'clip', '/clip.mp4', 0, 'stride-nano', 'spans', '{}', 9.0)"
    )
    connection.execute(
        "INSERT INTO answers (seq, at, event, responder, text, error) VALUES (1, 2.0, 1, 'vlm', 'Yes.', '')"
    )
    connection.close()
    cut = AnswerRecord(3.0, 1, "vlm", "Yes, bec", cut_off="length")
    library.add_answer(folder.name, cut)
    with library.open(folder.name) as session:
        assert session.answers() == (AnswerRecord(2.0, 1, "vlm", "Yes."), cut)


def test_a_newer_database_is_refused_in_words(library):
    name = stored(library)
    connection = sqlite3.connect(library.folder / name / "session.db")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        library.open(name)


def test_a_damaged_database_is_told_in_words_and_hides_no_other(library):
    broken, good = stored(library), stored(library)
    (library.folder / broken / "session.db").write_bytes(b"this is no database" * 500)
    with pytest.raises(StoreError, match="cannot be read"):
        library.open(broken)
    assert [info.id for info in library.sessions()] == [good]


def test_the_database_is_as_promised(library):
    connection = connect(library.folder / stored(library) / "session.db")
    for pragma, value in (("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1)):
        assert connection.execute(f"PRAGMA {pragma}").fetchone()[0] == value
    connection.close()


def test_a_timeline_of_the_first_versions_has_slots_at_full_seconds():
    """It was stored without where its slots begin."""
    columns = (np.array([-1, 0, 1], "i1"), np.array([np.nan, 0.25, 0.75], "<f4"), np.array([0, 1, 1], "?"))
    raw = b"".join(column.tobytes() for column in (*columns, np.array([-2, 1, 3], "<i2")))
    found = decode_seconds(zlib.compress(raw))
    assert found["labels"].tolist() == [-1, 0, 1]
    assert found["origin"].tolist() == [-2, 1, 3]
    assert found["shift"].tolist() == [0.0, 0.0, 0.0]


def test_where_slots_begin_comes_back(library):
    history = TimelineHistory()
    history.see(31.28)
    history.add_tick(tick(31.28, [2, 3]))
    snapshot = history.snapshot()
    name = stored(library, [*RECORDS[:1], TimelineRecord(snapshot)])
    with library.open(name) as session:
        again = session.timeline()
    np.testing.assert_array_equal(again.shift, snapshot.shift)
    assert again.begin == snapshot.begin
    with pytest.raises(ValueError, match="shift"):
        check(replace(snapshot, shift=snapshot.shift + 3))
