"""Re-runs beside a session, and what a person said about its spans."""

from __future__ import annotations

import pytest

from stride_desktop.core.errors import StoreError
from stride_desktop.core.events import Event, EventChange, EventState
from stride_desktop.core.review import Review, ReviewedSpan
from stride_desktop.sessions.records import AnswerRecord, EventRecord, RequestRecord, TickRecord
from tests.sessions.reviewed import REVIEW, rerun
from tests.sessions.samples import EVENT, RECORDS, beginning, stored, tick
from tests.sessions.traces import found, minutes


def test_a_review_is_kept_and_can_be_taken_away(library):
    name = stored(library)
    with library.open(name) as session:
        assert session.review() is None
        library.save_review(name, REVIEW)
        assert session.review() == REVIEW
        library.save_review(name, REVIEW.deleted(1))
        assert session.review() == REVIEW.deleted(1)
        library.save_review(name, None)
        assert session.review() is None


def test_lanes_are_sessions_inside_the_session(library):
    name = stored(library, started=1_700_000_000.0)
    size = library.sessions()[0].size
    records = [RequestRecord(None, "tell me when it is dark"), TickRecord(tick(12), 0.1)]
    first, second = rerun(library, name, records), rerun(library, name, records)
    library.save_review(second, REVIEW)
    with library.open(name) as session:
        lanes = session.lanes(pytest.fail)
        assert {lane.id for lane in lanes} == {first, second}
        assert [lane.beginning.query for lane in lanes] == ["tell me when it is dark"] * 2
        assert {lane.id: lane.review() for lane in lanes} == {first: None, second: REVIEW}
        assert session.review() is None
        for lane in lanes:
            lane.close()
    assert [info.id for info in library.sessions()] == [name]
    assert library.sessions()[0].size > size
    library.delete(first)
    with library.open(second) as lane:
        assert lane.ended is not None
        assert lane.ended.reason == "ended"
    with library.open(name) as session:
        assert [lane.id for lane in session.lanes(pytest.fail)] == [second]
    library.delete(name)
    assert found(library.folder) == []


def test_a_lane_that_is_being_written_is_not_shown_and_keeps_its_session(library):
    name = stored(library)
    writer = library.begin_lane(name, beginning(), lambda _notice: None)
    writer.append(RequestRecord(None, "tell me"))
    while not writer.files.database.exists():
        assert not writer.join(0.02)
    with library.open(name) as session:
        assert session.lanes(pytest.fail) == ()
    with pytest.raises(StoreError, match="being stored"):
        library.delete(name)
    assert library.interrupted() == ()
    writer.close("ended")
    assert writer.join(30)
    with library.open(name) as session:
        assert len(session.lanes(pytest.fail)) == 1
        session.lanes(pytest.fail)[0].close()


def test_a_lane_that_was_watched_along_is_saved_with_its_interrupted_session(library):
    name = stored(library)
    lane = library.folder / rerun(library, name, RECORDS)
    for folder in (library.folder / name, lane):
        (folder / "writing.lock").touch()
    (info,) = library.interrupted()
    assert info.id == name
    with library.open(name) as session:
        (along,) = session.lanes(pytest.fail)
        assert along.requests()
        along.close()


def test_half_a_rerun_goes_with_the_next_look_back(library):
    name = stored(library)
    lane = library.folder / rerun(library, name, RECORDS)
    (lane / "writing.lock").touch()
    assert library.interrupted() == ()
    assert not lane.exists()
    with library.open(name) as session:
        assert session.requests()


def test_deleting_the_last_minutes_takes_lanes_and_reviews_along(library):
    name = stored(library, minutes(30))
    lane = rerun(library, name, minutes(30))
    event = Event(1, 1.0, 1700.0, EventState.CLOSED)
    said = Review.of([event]).added(1705, 1720).annotated(2, "minute<29> again")
    for part in (name, lane):
        library.save_review(part, said)
    assert len(found(library.folder, "minute<29>")) > 1
    library.delete_last(name, 10.5)
    assert not found(library.folder, "minute<29>")
    assert found(library.folder / lane, "minute<17>")
    for part in (name, lane):
        with library.open(part) as session:
            assert session.review().spans == (ReviewedSpan(1, 1.0, 60.0 * 29 - 630, 1),)
            assert session.gaps()[-1].reason == "deleted"


@pytest.mark.parametrize(
    "name", ["..", "../x", ".", "", "{0}/lanes", "{0}/lanes/..", "{0}/lanes/../..", "{0}/frames"]
)
def test_ids_do_not_lead_out_of_the_library(library, name):
    known = stored(library)
    lane = rerun(library, known, RECORDS)
    with pytest.raises(StoreError):
        library.open(name.format(known))
    with pytest.raises(StoreError):
        library.delete(name.format(known))
    assert [info.id for info in library.sessions()] == [known]
    library.open(lane).close()


def test_answers_of_a_lane_are_its_own(library):
    name = stored(library)
    change = EventRecord(12.0, EventChange(EVENT, None))
    lane = rerun(library, name, [change, AnswerRecord(12.0, 1, "report", "of the lane")])
    with library.open(lane) as opened:
        assert [answer.text for answer in opened.answers()] == ["of the lane"]
