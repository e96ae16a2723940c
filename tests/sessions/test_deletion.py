"""What was deleted is not only out of sight: its bytes are not in the folder any more."""

from __future__ import annotations

from functools import partial

import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.core.timeline import Gap
from stride_desktop.sessions.base import Standing
from stride_desktop.sessions.library import GIGABYTE
from stride_desktop.sessions.records import (
    AnswerRecord,
    DeletionRecord,
    RequestRecord,
)
from stride_desktop.sessions.writer import SessionWriter
from tests.sessions.samples import Told, beginning, picture, stored
from tests.sessions.traces import found, minutes


def test_the_last_minutes_are_gone(library):
    name = stored(library, minutes(60))
    assert found(library.folder, "minute<55>")
    library.delete_last(name, 10.5)
    for minute in range(60):
        assert bool(found(library.folder, f"minute<{minute}>")) == (minute < 49), minute
    with library.open(name) as session:
        assert [answer.at for answer in session.answers()][-1] == 60.0 * 48
        assert session.frame_times()[-1] == 60.0 * 48
        assert session.gaps() == (Gap(60.0 * 59 - 630, 60.0 * 59, "deleted"),)
        assert session.timeline().events == ()


def test_the_last_minutes_of_a_running_session_are_gone(library):
    told = Told()
    writer = library.begin(beginning(), 1.0, told.append)
    for record in minutes(30):
        writer.append(record)
    newest = 60.0 * 29
    assert writer.append(DeletionRecord(Gap(newest - 60.0 * 10.5, newest, "deleted")))
    while not any("deleted" in str(gap) for gap in _gaps(library, writer)):
        assert not writer.join(0.02)
    while found(library.folder, "minute<19>"):  # deleted, but not overwritten yet
        assert not writer.join(0.02)
    assert found(library.folder, "minute<18>")
    writer.append(AnswerRecord(60.0 * 40, 99, "report", "afterwards"))
    with pytest.raises(StoreError, match="being stored"):
        library.delete_last(writer.files.folder.name, 1)
    writer.close("stopped")
    assert writer.join(30)
    assert told == []
    with library.open(writer.files.folder.name) as session:
        assert session.answers()[-1].text == "afterwards"


def _gaps(library, writer):
    if not library.sessions():
        return ()
    with library.open(writer.files.folder.name) as session:
        return session.gaps()


def test_deleting_is_refused_while_somebody_reads(library):
    name = stored(library, minutes(5))
    with library.open(name) as session:
        ticks = session.ticks()
        next(ticks)
        with pytest.raises(StoreError):
            library.delete_last(name, 1)
        ticks.close()
    library.delete_last(name, 1)
    assert not found(library.folder, "minute<4>")


def test_a_session_is_gone(library):
    name, other = stored(library, minutes(5)), stored(library)
    library.delete(name)
    assert found(library.folder) == []
    assert [info.id for info in library.sessions()] == [other]
    with pytest.raises(StoreError, match="no longer exists"):
        library.delete(name)


def test_a_session_that_is_being_written_stays(library):
    writer = library.begin(beginning(), 1.0, lambda _notice: None)
    writer.append(RequestRecord(None, "tell me"))
    while not library.sessions():
        writer.join(0.02)
    (info,) = library.sessions()
    assert info.ended is None
    with pytest.raises(StoreError, match="being stored"):
        library.delete(info.id)
    writer.close("stopped")
    assert writer.join(30)
    library.delete(info.id)
    assert library.sessions() == ()


# -- the budget ------------------------------------------------------------------------------------


def big(library, started):
    """A session of a bit more than 100 kB."""
    return stored(library, [RequestRecord(None, "tell me"), picture(1, bytes(50_000))], started=started)


def test_the_oldest_make_room_but_never_the_starred(library):
    names = [big(library, started=1_000_000.0 + day * 86_400) for day in range(5)]
    library.star(names[0])
    sizes = {info.id: info.size for info in library.sessions()}
    room = (sizes[names[0]] + sizes[names[3]] + sizes[names[4]] + 10) / GIGABYTE
    removed = library.clean_up(room)
    assert [info.id for info in removed] == [names[1], names[2]]
    assert {info.id for info in library.sessions()} == {names[0], names[3], names[4]}
    assert library.clean_up(room) == ()
    library.star(names[0], starred=False)
    assert [info.id for info in library.clean_up(sizes[names[4]] / GIGABYTE)] == [names[0], names[3]]


def test_a_new_session_makes_room_and_says_so(library):
    big(library, started=1_000_000.0)
    told = Told()
    writer = library.begin(beginning(), 0.00005, told.append)
    writer.append(RequestRecord(None, "tell me"))
    writer.close("stopped")
    assert writer.join(30)
    assert told.standings == [Standing.ROOM_MADE]
    assert "1 old session" in told[0].what
    assert [info.id for info in library.sessions()] == [writer.files.folder.name]


def test_without_room_storing_is_paused_and_the_starred_stay(library):
    name = big(library, started=1_000_000.0)
    library.star(name)
    told = Told()
    writer = library.begin(beginning(), 0.00005, told.append)
    second = 0
    while Standing.PAUSED not in told.standings:
        writer.append(picture(second))
        second += 1
        assert not writer.join(0.02)
    assert "starred" in told[0].what
    writer.close("stopped")
    assert writer.join(30)
    assert told.standings == [Standing.PAUSED], "told once"
    assert name in {info.id for info in library.sessions()}


def test_storing_goes_on_when_there_is_room_again(library):
    name = stored(library, [picture(1, bytes(2_000_000))], started=1_000_000.0)
    library.star(name)
    told = Told()
    room = partial(library.make_room, 0.003)
    writer = SessionWriter(library.folder / "mine", beginning(), told.append, room, retry_seconds=0.02)
    second = 0
    while Standing.STORING not in told.standings:
        if told.standings == [Standing.PAUSED] and (library.folder / name).exists():
            library.delete(name)
        writer.append(picture(second))
        second += 1
        assert not writer.join(0.02)
    writer.close("stopped")
    assert writer.join(30)
    with library.open("mine") as session:
        assert session.frame_times() == tuple(map(float, range(second))), "nothing was lost meanwhile"
