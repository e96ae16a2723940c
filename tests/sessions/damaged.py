"""A library of a damaged session and a good one."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.sessions.library import Library
from tests.sessions.reviewed import REVIEW
from tests.sessions.samples import stored


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


def folder(path):
    path.unlink()
    path.mkdir()
