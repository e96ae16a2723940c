"""A full disk or a read-only folder pauses storing; what waited is stored when it can be."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import closing, suppress

import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.sessions.base import NoticesOnce, Standing
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import Kept, RequestRecord, TickRecord
from stride_desktop.sessions.rows import insert_beginning
from stride_desktop.sessions.schema import MIGRATIONS, create
from stride_desktop.sessions.writer import SessionWriter
from tests.sessions.samples import RECORDS, Told, beginning, begun, picture, stored, tick


def writer_on(place, told):
    return SessionWriter(place / "sessions" / "one", beginning(), told.append, retry_seconds=0.05)


def wait_for(writer, condition):
    while not condition():
        assert not writer.join(0.02)


def test_a_full_disk_pauses_storing_and_nothing_is_lost(small_disk):
    told = Told()
    filler = small_disk / "filler"
    writer = writer_on(small_disk, told)
    writer.append(RequestRecord(None, "tell me"))
    wait_for(writer, lambda: begun(Library(small_disk / "sessions")))
    filler.write_bytes(bytes(1_000_000))
    for second in range(200):
        assert writer.append(picture(second, bytes(3_000)))
        assert writer.append(TickRecord(tick(second, slots=64, calls=8, seed=second), 0.01))
    wait_for(writer, lambda: Standing.PAUSED in told.standings)
    wait_for(writer, lambda: not writer.join(0.3))
    assert told.standings == [Standing.PAUSED], "told once, however often it is tried"
    assert "Watching goes on" in told[0].what
    for second in range(200, 210):
        assert writer.append(TickRecord(tick(second), 0.01)), "nothing waits for the disk"
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    wait_for(writer, lambda: told.standings == [Standing.PAUSED, Standing.STORING])
    writer.close("stopped")
    assert writer.join(30)
    with Library(small_disk / "sessions").open("one") as session:
        assert [item.timestamp for item in session.ticks()] == [float(second) for second in range(210)]
        assert session.frame_times() == tuple(float(second) for second in range(200))
        for second in range(200):
            assert session.picture(second) is not None
            assert session.picture(second, thumbnail=True) is not None


def test_ending_on_a_full_disk_leaves_a_session_that_can_be_read(small_disk):
    told = Told()
    writer = writer_on(small_disk, told)
    writer.append(RequestRecord(None, "tell me"))
    library = Library(small_disk / "sessions")
    wait_for(writer, lambda: begun(library))
    for second in range(100):
        writer.append(picture(second, bytes(100_000)))
    wait_for(writer, lambda: told.standings == [Standing.PAUSED])
    writer.close("stopped")
    assert writer.join(30)
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    (info,) = library.interrupted()
    assert info.reason == "interrupted"
    with library.open("one") as session:
        assert [request.query for request in session.requests()] == ["tell me"]
        for second in session.frame_times():
            assert session.picture(second) is not None


def test_a_read_only_folder_pauses_storing_from_the_beginning(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    told = Told()
    writer = writer_on(small_disk, told)
    writer.append(RequestRecord(None, "tell me"))
    wait_for(writer, lambda: told.standings == [Standing.PAUSED])
    assert "Read-only" in told[0].what
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    wait_for(writer, lambda: Standing.STORING in told.standings)
    writer.close("stopped")
    assert writer.join(30)
    with Library(small_disk / "sessions").open("one") as session:
        assert [request.query for request in session.requests()] == ["tell me"]


def test_a_folder_that_becomes_read_only_pauses_storing(small_disk):
    told = Told()
    writer = writer_on(small_disk, told)
    writer.append(TickRecord(tick(0), 0.01))
    wait_for(writer, lambda: begun(Library(small_disk / "sessions")))
    writer.append(picture(1))
    # A file open for writing keeps a file system writable, so the folder itself is made so.
    frames = small_disk / "sessions" / "one" / "frames"
    wait_for(writer, frames.exists)
    subprocess.run(["mount", "--bind", str(frames), str(frames)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(frames)], check=True)
    writer.append(picture(2))
    wait_for(writer, lambda: told.standings == [Standing.PAUSED])
    subprocess.run(["umount", str(frames)], check=True)
    wait_for(writer, lambda: Standing.STORING in told.standings)
    writer.close("stopped")
    assert writer.join(30)
    with Library(small_disk / "sessions").open("one") as session:
        assert session.frame_times() == (1.0, 2.0)


# -- reading where nothing can be written ----------------------------------------------------------


def read_only(disk):
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


def full(disk):
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while filler.write(bytes(4096)):
            continue


@pytest.mark.parametrize("refuse", [read_only, full])
def test_sessions_are_listed_and_opened_on_a_disk_that_takes_nothing(small_disk, refuse):
    library = Library(small_disk / "sessions")
    name = stored(library)
    refuse(small_disk)
    (info,), damaged = library.survey()
    assert (info.id, info.reason, info.kept, damaged) == (name, "stopped", Kept.FRAMES, ())
    with library.open(name) as session:
        assert [item.timestamp for item in session.ticks()] == [10.0, 12.0, 42.0]
        assert session.picture(11.0) == (11.0, b"\xff\xd8full")
    assert library.interrupted() == ()
    with pytest.raises(StoreError, match="cannot be used"):
        library.star(name)
    if refuse is full:
        library.delete(name)
        assert library.survey() == ((), ())


def test_a_session_that_was_being_written_is_read_with_its_log_on_a_read_only_disk(small_disk):
    aside = Library(small_disk.parent / "aside")
    writer = aside.begin(beginning(), None, pytest.fail)
    for record in RECORDS:
        writer.append(record)
    wait_for(writer, lambda: begun(aside))
    shutil.copytree(aside.folder, small_disk / "sessions")  # as a backup does
    writer.close("stopped")
    assert writer.join(30)
    library = Library(small_disk / "sessions")
    read_only(small_disk)
    (info,), damaged = library.survey()
    assert (info.reason, info.ended is None, damaged) == ("interrupted", False, ())
    with library.open(info.id) as session:
        assert [item.timestamp for item in session.ticks()] == [10.0, 12.0, 42.0]
    assert library.interrupted() == ()


def test_a_session_of_an_older_version_is_read_on_a_read_only_disk(small_disk):
    library = Library(small_disk / "sessions")
    folder = library.folder / "old"
    folder.mkdir(parents=True)
    with closing(create(folder / "session.db", MIGRATIONS[:1])) as connection:
        insert_beginning(connection, beginning())
        connection.execute("INSERT INTO answers VALUES (1, 2.0, 3, 'report', 'It is bright.', '')")
    read_only(small_disk)
    assert [info.id for info in library.sessions()] == ["old"]
    with library.open("old") as session:
        (answer,) = session.answers()
        assert (answer.text, answer.question) == ("It is bright.", "")


# -- a folder that vanishes ------------------------------------------------------------------------


def writing(library, told):
    """A writer, retrying soon, of which some is on the disk."""
    writer = SessionWriter(library.folder / "one", beginning(), told.append, retry_seconds=0.05)
    writer.append(RequestRecord(None, "tell me"))
    writer.append(picture(1))
    wait_for(writer, lambda: begun(library))
    return writer


@pytest.mark.parametrize("entry", [picture(2), TickRecord(tick(2), 0.01)])
def test_a_folder_that_vanishes_is_told_once_and_nothing_is_made_in_its_place(library, entry):
    told = Told()
    writer = writing(library, told)
    shutil.rmtree(library.folder.parent)
    assert writer.append(entry)
    wait_for(writer, lambda: told)
    wait_for(writer, lambda: not writer.join(0.3))
    assert told.standings == [Standing.PAUSED]
    assert "is gone from" in told[0].what
    writer.close("stopped")
    assert writer.join(30)
    assert told.standings == [Standing.PAUSED]
    assert not library.folder.parent.exists()


def test_lanes_that_vanish_with_their_session_are_told_of_along_with_it(library):
    told = Told()
    tell = NoticesOnce(told.append)
    first = library.begin(beginning(), None, tell)
    lane = library.begin_lane(library.id_of(first), beginning(), tell)
    for writer in (first, lane):
        writer.append(RequestRecord(None, "tell me"))
        wait_for(writer, writer.files.database.exists)
    wait_for(first, lambda: begun(library))
    shutil.rmtree(library.folder)
    for writer in (first, lane):
        writer.append(TickRecord(tick(2), 0.01))
        writer.close("stopped")
        assert writer.join(30)
    assert told.standings == [Standing.PAUSED]
    assert not library.folder.exists()


def test_a_folder_that_comes_back_is_written_on(library, tmp_path):
    told = Told()
    writer = writing(library, told)
    library.folder.rename(tmp_path / "elsewhere")
    writer.append(TickRecord(tick(2), 0.01))
    wait_for(writer, lambda: told.standings == [Standing.PAUSED])
    writer.append(picture(3))
    (tmp_path / "elsewhere").rename(library.folder)
    wait_for(writer, lambda: told.standings == [Standing.PAUSED, Standing.STORING])
    writer.close("stopped")
    assert writer.join(30)
    (info,), damaged = library.survey()
    assert (info.reason, damaged) == ("stopped", ())
    with library.open("one") as session:
        assert [item.timestamp for item in session.ticks()] == [2.0]
        assert session.frame_times() == (1.0, 3.0)


def test_a_session_that_vanishes_at_its_end_is_told(library):
    told = Told()
    writer = writing(library, told)
    shutil.rmtree(library.folder)
    writer.close("stopped")
    assert writer.join(30)
    assert told.standings == [Standing.PAUSED]
    assert not library.folder.exists()


def test_a_disk_that_is_taken_away_is_told_and_nothing_is_stored_below_it(small_disk):
    told = Told()
    library = Library(small_disk / "sessions")
    writer = writing(library, told)
    subprocess.run(["umount", "-l", str(small_disk)], check=True)
    writer.append(picture(2))
    wait_for(writer, lambda: told.standings == [Standing.PAUSED])
    writer.close("stopped")
    assert writer.join(30)
    assert list(small_disk.iterdir()) == []
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(small_disk)], check=True)  # for the fixture
