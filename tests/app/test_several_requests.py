"""Several requests on one stream, in the real window on a model that sees bright and dark."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stride_desktop.app.live.task import State
from stride_desktop.core.detection_settings import DetectionSettings
from stride_desktop.core.events import EventState
from tests.app.fakes import LiveSource, ScriptedSource
from tests.app.rigs.several_requests import (
    BRIGHT,
    CTRL,
    DARK,
    SCRIPT,
    SHIFT,
    click,
    decided,
    finished,
    lanes,
    rig,  # noqa: F401 - a fixture
    start,
    write,
)


def test_requests_are_collected_before_the_start_and_each_has_its_cards(rig, monkeypatch):
    source = ScriptedSource(SCRIPT)
    monkeypatch.setattr("stride_desktop.sources.catalog.open_source", lambda *_args, **_more: source)
    rig.window.picker.add_file(rig.library.folder)  # anything that can be chosen
    request = rig.window.request
    write(rig, BRIGHT)
    click(rig, request.also)
    assert (request.query, request.chips.queries) == ("", (BRIGHT,))
    write(rig, DARK)
    click(rig, request.start)
    rig.until(lambda: rig.live.state is State.IDLE and rig.program.controllers.answers.active is None)
    rig.until(lambda: len(lanes(rig)) == 2)
    assert lanes(rig) == [DARK, BRIGHT]
    assert request.chips.queries == (BRIGHT,)
    told = {change.event.id: change for change in rig.moved if change.trigger is not None}
    assert len(told) == 3, "dark, bright, and dark again"
    cards = list(rig.window.chat.cards.values())
    assert sorted(card.card.query for card in cards) == [BRIGHT, DARK, DARK]
    with finished(rig) as session:
        (other,) = session.lanes(pytest.fail)
        assert (session.beginning.query, other.beginning.query) == (DARK, BRIGHT)
        assert [len(lane.answers()) for lane in (session, other)] == [2, 1]
        assert len(session.frame_times()) == len(SCRIPT)
        assert {item.change.event.id for item in other.event_records()}.isdisjoint(
            item.change.event.id for item in session.event_records()
        )
        other.close()


def test_a_request_is_added_and_taken_away_while_something_is_watched(rig):
    source, request = LiveSource(), rig.window.request
    start(rig, source, BRIGHT)
    source.give("." * 8 + "#" * 8)
    decided(rig, 1016.0)
    assert lanes(rig) == [None]  # a single lane has no header
    write(rig, DARK)
    assert request.start.text() == "&Update"
    QTest.keyClick(request.edit, Qt.Key.Key_Return, CTRL | SHIFT)
    rig.until(lambda: request.chips.queries == (DARK,))
    assert request.query == BRIGHT
    assert rig.program.controllers.alerts.tray.words.endswith(f"{BRIGHT}, and 1 more")
    source.give("." * 8)
    rig.until(lambda: lanes(rig) == [BRIGHT, DARK])
    rig.until(lambda: rig.told == [BRIGHT, DARK])
    decided(rig, 1024.0)
    (chip,) = request.chips.buttons
    click(rig, chip)
    rig.until(lambda: lanes(rig) == [None] and not request.chips.isVisible())
    assert "It happened." in rig.window.timeline.picture.rows[0].answers.values()
    assert any(change.event.reason == "removed" for change in rig.moved)
    source.give("....")
    rig.live.stop()
    with finished(rig) as session:
        (other,) = session.lanes(pytest.fail)
        assert other.beginning.query == DARK
        assert other.ended is not None
        assert [answer.text for answer in other.answers()] == ["It happened."]
        other.close()


def test_a_request_that_cannot_be_added_is_told_and_nothing_changes(rig):
    source, request = LiveSource(), rig.window.request
    start(rig, source, BRIGHT)
    source.give("....")
    rig.until(lambda: rig.window.timeline.picture.rows)
    write(rig, "impossible")
    click(rig, request.also)
    rig.until(lambda: rig.notices)
    assert "cannot be watched for" in rig.notices[-1].what
    assert request.chips.queries == ()
    assert rig.live.task.query == BRIGHT
    assert rig.live.state is State.RUNNING


def test_the_lane_that_is_clicked_is_inspected(rig):
    start(rig, ScriptedSource(SCRIPT), BRIGHT, DARK)
    rig.until(lambda: rig.live.state is State.IDLE and len(lanes(rig)) == 2)
    inspecting = rig.program.controllers.inspector
    inspecting.action.trigger()
    first = inspecting.ticks.newest
    rig.window.timeline.pointer.lane_chosen.emit(1)
    second = inspecting.ticks.newest
    assert first.newest == second.newest
    assert first is not second
    assert rig.window.timeline.picture.active == 1
    rig.window.timeline.pointer.lane_chosen.emit(0)
    assert inspecting.ticks.newest is first


def test_a_quiet_event_of_any_lane_can_be_answered(rig):
    source = LiveSource()
    start(rig, source, "Tell me when the light goes off", BRIGHT)
    source.give("." * 2)
    rig.until(lambda: lanes(rig))
    rig.live.snooze(600)
    source.give("#" * 8)
    shown = rig.window.timeline.picture

    def quiet():
        """Events of the second lane that are held back, as they are shown."""
        return [event.id for event in shown.rows[1].snapshot.events if event.state is EventState.SUPPRESSED]

    rig.until(quiet)
    rig.window.timeline.pointer.answer_requested.emit(quiet()[0])
    rig.until(lambda: rig.told == [BRIGHT])
    rig.until(lambda: rig.window.chat.cards)
    (card,) = rig.window.chat.cards.values()
    assert card.card.query == BRIGHT


def test_what_is_deleted_is_deleted_from_every_lane(rig):
    source = LiveSource()
    start(rig, source, BRIGHT, DARK)
    source.give("." * 8 + "#" * 8)
    rig.until(lambda: rig.told == [DARK, BRIGHT])
    rig.until(lambda: len(rig.window.chat.cards) == 2 and rig.program.controllers.answers.active is None)
    rig.live.delete_since(1009.5)
    source.give("..")
    rows = rig.window.timeline.picture
    rig.until(lambda: len(rows.rows) == 2 and all(row.snapshot.gaps for row in rows.rows))
    rig.until(lambda: rows.rows[0].snapshot.newest > 1017)
    for row in rows.rows:
        assert [(gap.start, gap.end, gap.reason) for gap in row.snapshot.gaps] == [
            (1009.5, 1016.0, "deleted")
        ]
    (left,) = rig.window.chat.cards.values()
    assert left.card.query == DARK
    rig.live.stop()
    with finished(rig) as session:
        lanes = session, *session.lanes(pytest.fail)
        assert [lane.gaps()[0].start for lane in lanes] == [1009.5, 1009.5]
        assert [len(lane.answers()) for lane in lanes] == [0, 1]
        for lane in lanes:
            assert not any(1009.5 < tick.timestamp <= 1016 for tick in lane.ticks())
            lane.close()


def test_what_is_asked_is_about_the_lane_that_is_looked_into(rig):
    source = LiveSource()
    start(rig, source, BRIGHT, DARK)
    source.give("....")
    rig.until(lambda: len(lanes(rig)) == 2)
    rig.window.timeline.pointer.lane_chosen.emit(1)
    rig.live.requests.ask("what is it?")
    rig.until(lambda: rig.responder.asked)
    assert rig.responder.asked[-1].query == DARK


def test_a_request_for_which_there_is_no_memory_is_refused_with_the_figure(rig):
    rig.live.settings = replace(rig.live.settings, detection=DetectionSettings(lane_memory_mb=1))
    source = LiveSource()
    start(rig, source, BRIGHT)
    source.give("....")
    rig.until(lambda: lanes(rig))
    rig.live.requests.add(DARK)
    rig.until(lambda: rig.notices)
    assert "2 requests at once need 2.0 MiB" in rig.notices[-1].what
    assert rig.window.request.chips.queries == ()
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE)
    start(rig, LiveSource(), BRIGHT, DARK)
    rig.until(lambda: len(rig.notices) == 2 and rig.live.state is State.IDLE)
    assert "only 1.0 MiB may be used" in rig.notices[-1].what


def test_another_live_source_is_watched_for_the_same_requests(rig):
    first, second = LiveSource(), LiveSource(second=1100.0)
    start(rig, first, BRIGHT, DARK)
    first.give("....")
    rig.until(lambda: len(lanes(rig)) == 2)
    start(rig, second, BRIGHT, DARK)
    assert rig.live.run_number == 1
    second.give("....")
    rows = rig.window.timeline.picture
    rig.until(
        lambda: all(gap.reason == "source changed" for row in rows.rows for gap in row.snapshot.gaps[:1])
    )
    rig.until(lambda: len(rows.rows) == 2 and all(row.snapshot.gaps for row in rows.rows))
    assert lanes(rig) == [BRIGHT, DARK]


def test_an_answer_asked_for_again_afterwards_goes_to_the_lane_of_its_event(rig):
    cards = {}
    added = rig.program.controllers.store.added
    added.append(lambda answer: cards.update({answer.request.query: answer.card_id}))
    start(rig, ScriptedSource(SCRIPT), BRIGHT, DARK)
    rig.until(lambda: rig.program.controllers.recordings.complete(1))
    rig.responder.pieces = ("Once more.",)
    rig.program.controllers.cards.retry(cards[DARK])

    def answers():
        with rig.stored() as session:
            (other,) = session.lanes(pytest.fail)
            said = [[answer.text for answer in lane.answers()] for lane in (session, other)]
            other.close()
            return said

    rig.until(lambda: "Once more." in answers()[1])
    assert answers()[0] == ["It happened."]


def test_a_request_that_is_changed_has_a_lane_of_its_own_live_and_in_the_review(rig):
    source = LiveSource()
    start(rig, source, BRIGHT)
    source.give("." * 8 + "#" * 8)
    decided(rig, 1016.0)
    rig.live.requests.change(DARK)
    rig.until(lambda: rig.live.requests.first == DARK)
    assert rig.window.request.chips.queries == ()
    source.give("." * 10)
    rig.until(lambda: rig.told == [BRIGHT, DARK] and lanes(rig) == [BRIGHT, DARK])
    shown = rig.window.timeline.picture
    rig.until(lambda: shown.rows[1].snapshot.newest == 1026.0)
    first, second = (row.snapshot for row in shown.rows)
    assert first.newest == 1016.0, "nothing of the new request is drawn over the old one's spans"
    assert [event.reason for event in first.events] == ["new request"]
    assert shown.active == 1
    assert {event.id for event in first.events}.isdisjoint(event.id for event in second.events)
    assert rig.window.chat.transcript.count(DARK) >= 1
    rig.live.stop()
    with finished(rig) as session:
        assert [item.query for item in session.requests()] == [BRIGHT]
    assert rig.library.sessions()[0].queries == (BRIGHT, DARK)
    rig.program.controllers.review.open(rig.library.sessions()[0].id)
    rig.until(lambda: rig.program.controllers.review.lanes.opened is not None)
    assert lanes(rig) == [BRIGHT, DARK]
    for row, was in zip(shown.rows, (first, second), strict=True):
        assert [event.id for event in row.snapshot.events] == [event.id for event in was.events]


def test_a_request_that_cannot_be_watched_for_is_not_noted_as_watched_for(rig):
    source = LiveSource()
    start(rig, source, BRIGHT)
    source.give("....")
    rig.until(lambda: lanes(rig))
    rig.live.requests.change("impossible")
    rig.until(lambda: rig.notices)
    assert "impossible" not in rig.window.chat.transcript
    assert lanes(rig) == [None]
    assert (rig.live.requests.first, rig.live.requests.others) == (BRIGHT, ())


def test_what_is_so_in_the_first_frames_is_told_in_those_words_also_in_the_review(rig):
    source = LiveSource()
    start(rig, source, BRIGHT)
    source.give("#" * 8 + "." * 8 + "#" * 6)
    rig.until(lambda: rig.told == [BRIGHT, BRIGHT] and rig.program.controllers.answers.active is None)

    def moments():
        return [card.card.when_text for card in rig.window.chat.cards.values()]

    words = "· already so when watching began"
    assert [words in moment for moment in moments()] == [True, False]
    first, _ = rig.window.chat.cards.values()
    rig.until(lambda: "ended" in first.heading)
    assert "lasted" not in first.heading, "how long it lasted is not known"
    source.give("..")
    rig.live.stop()
    with finished(rig) as session:
        assert [event.from_start for event in session.timeline().events] == [True, False]
    rig.program.controllers.review.open(rig.library.sessions()[0].id)
    rig.until(lambda: rig.program.controllers.review.lanes.opened is not None and len(moments()) == 2)
    assert [words in moment for moment in moments()] == [True, False]
