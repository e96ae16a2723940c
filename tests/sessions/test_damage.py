"""A damaged session is named and left alone, whatever the damage is; the others can be used."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import time
from contextlib import closing

import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.schema import MIGRATIONS, create
from tests.nobody import run_nameless
from tests.sessions.damaged import change, everything, folder, pattern, refused, two  # noqa: F401 - fixtures
from tests.sessions.reviewed import rerun
from tests.sessions.samples import RECORDS, beginning, stored

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
