"""What waits to be stored, and what is deleted before it ever was."""

from __future__ import annotations

from stride_desktop.core.timeline import Gap
from stride_desktop.sessions.backlog import Backlog
from stride_desktop.sessions.base import Standing
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import DeletionRecord, RequestRecord, TickRecord
from stride_desktop.sessions.writer import SessionWriter
from tests.sessions.samples import Told, beginning, picture, tick

DELETION = DeletionRecord(Gap(2.0, 5.0, "deleted"))
OLD, NEW, LATER = picture(1), picture(4), picture(6)
REQUEST = RequestRecord(None, "tell me")


def filled(*records):
    backlog = Backlog()
    for record in records:
        assert backlog.put(record)
    return backlog


def taken(backlog, refused=False):
    """The batches, until nothing waits."""
    backlog.close()
    batches = []
    while not backlog.finished:
        batches.append(backlog.wait(0.0, 512, refused))
        backlog.stored(len(batches[-1]))
    return batches


def test_what_is_deleted_is_never_handed_out():
    backlog = filled(REQUEST, OLD, NEW, DELETION, LATER)
    assert taken(backlog) == [(REQUEST, OLD), (DELETION,), (LATER,)]


def test_while_nothing_can_be_stored_deleting_comes_first():
    other = DeletionRecord(Gap(0.5, 7.0, "deleted"))
    backlog = filled(REQUEST, OLD, NEW, DELETION, LATER, other)
    assert taken(backlog, refused=True) == [(DELETION,), (other,), (REQUEST,)]


def test_there_is_always_room_for_a_deletion_but_not_after_the_end():
    backlog = Backlog(most_records=1)
    assert backlog.put(REQUEST)
    assert not backlog.put(OLD)
    assert backlog.put(DELETION)
    backlog.close()
    assert not backlog.put(DELETION)


def test_deleting_does_not_wait_until_storing_goes_on(tmp_path):
    told = Told()
    rooms = [True]

    def room():
        from stride_desktop.core.errors import StoreError

        if not rooms[0]:
            raise StoreError("There is no room.", "Make some.")

    writer = SessionWriter(
        tmp_path / "one", beginning(), told.append, room, retry_seconds=30.0, room_seconds=0.1
    )
    library = Library(tmp_path)
    for record in (REQUEST, OLD, NEW, TickRecord(tick(4), 0.01)):
        writer.append(record)
    while not library.sessions() or len(frames(library)) < 2:
        assert not writer.join(0.02)
    rooms[0] = False
    second = 5
    while Standing.PAUSED not in told.standings:
        writer.append(picture(5 + second / 1000))
        second += 1
        assert not writer.join(0.02)
    writer.append(DeletionRecord(Gap(2.0, 9.0, "deleted")))
    while frames(library) != (1.0,):
        assert not writer.join(0.02)
    assert not [path for path in tmp_path.rglob("*.jpg") if b"#4" in path.read_bytes()]
    writer.close("stopped")
    assert writer.join(30)
    with library.open("one") as session:
        assert [gap.reason for gap in session.gaps()] == ["deleted"]
        assert tuple(session.ticks()) == ()


def frames(library):
    with library.open("one") as session:
        return session.frame_times()
