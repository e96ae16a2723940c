"""Sessions that older versions of the program stored."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from stride_desktop.core.ticks import Segment
from stride_desktop.sessions.records import TickRecord
from stride_desktop.sessions.rows import insert, rows_of
from stride_desktop.sessions.schema import MIGRATIONS, create
from tests.sessions.reviewed import REVIEW
from tests.sessions.samples import same_tick, tick

TICK = tick(12, (6, 7), completed=(Segment(3.0, 5.0, True),))


@pytest.fixture
def old(library):
    """The database of a session of the first version, with one tick."""
    folder = library.folder / "20200101-000000-abcdef"
    folder.mkdir(parents=True)
    with closing(create(folder / "session.db", MIGRATIONS[:1])) as connection:
        connection.execute(
            "INSERT INTO session (id, started, source, address, live, model, kept, settings, ended)"
            " VALUES (1, 5.0, 'clip', '/clip.mp4', 0, 'stride-nano', 'spans', '{}', 9.0)"
        )
        insert(connection, rows_of(TickRecord(TICK, 0.02), 7))
        connection.execute("INSERT INTO segments VALUES (7, 3.0, 5.0)")
    return folder / "session.db"


def test_a_session_of_the_first_version_can_be_reviewed(library, old):
    """What was stored before reviews existed opens, and takes one."""
    library.save_review(old.parent.name, REVIEW)
    with library.open(old.parent.name) as session:
        assert session.review() == REVIEW
        assert session.beginning.address == "/clip.mp4"
        assert session.beginning.live is False


def test_the_ticks_stay_and_their_copied_segments_go(library, old):
    with library.open(old.parent.name) as session:
        (found,) = session.ticks()
    same_tick(found, TICK)
    assert found.passes[0].segments == TICK.passes[0].segments
    with closing(sqlite3.connect(old)) as connection:
        kept = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert "ticks" in kept
    assert not [name for name in kept if "segments" in name]
