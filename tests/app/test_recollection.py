"""Questions about what is over: stretches of the timeline, and events that closed without a word."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stride_desktop.app.live.task import State, Task
from stride_desktop.core.answers import RequestKind
from stride_desktop.core.events import EventState
from tests.app.fakes import BRIGHT, LiveSource, ScriptedSource
from tests.app.rigs.asking import ask, card, watch
from tests.app.rigs.recording import Rig
from tests.app.rigs.review import ReviewRig

SHIFT = Qt.KeyboardModifier.ShiftModifier


QUIET = "....########......"
"""One event from the fifth second on."""


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path, "spans")
    rig.show()
    yield rig
    rig.close()


def events(rig):
    return [event for row in rig.window.timeline.picture.rows for event in row.snapshot.events]


def choose(rig, start, end):
    """Choose a stretch and press the key that asks about it."""
    timeline = rig.window.timeline
    rig.until(lambda: timeline.navigation.bounds[1] >= end)
    timeline.stretch.select((start, end))
    timeline.setFocus()
    QTest.keyClick(timeline, Qt.Key.Key_A)


def answered(rig, count):
    rig.until(lambda: len(rig.responder.asked) == count and rig.program.controllers.answers.active is None)
    return rig.responder.asked[-1]


def quiet(rig, script=QUIET):
    """Watch something while snoozed; nothing is said of it, and it is over at the end."""
    source = LiveSource()
    rig.live.start(Task(source, "Tell me when it is bright"))
    source.give("..")
    rig.until(lambda: rig.live.newest is not None)
    rig.live.snooze(3600)
    source.give(script)
    last = source.second + len(script) - rig.live.newest.timestamp
    rig.until(lambda: any(event.state is EventState.CLOSED for event in events(rig)))
    assert last >= 0
    assert rig.responder.asked == []
    return source


def test_a_stretch_is_asked_about_while_watching(rig):
    watch(rig, "....####........")
    answered(rig, 1)
    choose(rig, 1003.0, 1009.0)
    box = rig.window.chat.ask_box
    assert box.edit.hasFocus() or not rig.window.isActiveWindow()
    clock = rig.program.controllers.preview.clock
    assert box.about.text() == f"About {clock.stretch(1003.0, 1009.0)}"
    ask(rig, "what was it?")
    request = answered(rig, 2)
    assert (request.event_id, request.question, request.query) == (
        None,
        "what was it?",
        "Tell me when it is bright",
    )
    length = request.reach - request.onset
    assert length == 6.0
    assert request.evidence[0].timestamp == request.onset
    assert request.evidence[-1].timestamp == request.reach
    bright = [frame.image.mean() > BRIGHT for frame in request.evidence]
    assert any(bright)
    assert not all(bright)
    assert card(rig).card.when_text == clock.stretch(1003.0, 1009.0)
    ask(rig, "and then?")  # still about the same
    assert answered(rig, 3).onset == request.onset
    box.drop.click()
    assert box.about.text() == ""
    assert rig.window.timeline.stretch.bounds is None
    rig.live.stop()
    with rig.stored() as session:
        records = session.answers()
    assert [(record.question, record.start, record.end) for record in records[1:]] == [
        ("what was it?", 1003.0, 1009.0),
        ("and then?", 1003.0, 1009.0),
    ]
    assert (records[0].start, records[0].end) == (None, None)


def test_another_choice_is_what_is_asked_about_next(rig):
    watch(rig, "." * 20)
    choose(rig, 1003.0, 1009.0)
    rig.window.timeline.stretch.select((1005.0, 1007.0))
    ask(rig, "what was it?")
    request = answered(rig, 1)
    assert request.reach - request.onset == 2.0
    rig.window.timeline.stretch.select(None)
    assert rig.window.chat.ask_box.about.text() == ""
    ask(rig, "what is it?")
    assert answered(rig, 2).stretch is None


def test_a_stretch_can_be_asked_about_after_watching_ended(rig):
    with rig.run(ScriptedSource("." * 8 + "#" * 8 + "." * 8)):
        pass
    answered(rig, 1)
    choose(rig, 2.0, 6.0)
    assert rig.window.chat.ask_box.isEnabled()
    ask(rig, "what was it?")
    request = answered(rig, 2)
    assert [frame.timestamp for frame in request.evidence][0 :: len(request.evidence) - 1] == [2.0, 6.0]


def test_a_stretch_without_pictures_says_so(rig):
    watch(rig, "." * 20)
    rig.live.frames.clear()
    choose(rig, 1003.0, 1009.0)
    ask(rig, "what was it?")
    rig.until(lambda: rig.notices)
    assert "No pictures of this time are left" in rig.notices[-1].what
    assert rig.responder.asked == []
    assert tuple(rig.window.chat.cards) == ()


def test_a_held_event_is_answered_after_it_closed(rig):
    quiet(rig)
    (event,) = events(rig)
    assert event.suppressed_at is not None
    rig.window.timeline.pointer.answer_requested.emit(event.id)
    request = answered(rig, 1)
    assert (request.event_id, request.kind, request.ongoing) == (event.id, RequestKind.LATER, False)
    assert any(frame.image.mean() > BRIGHT for frame in request.evidence)
    clock = rig.program.controllers.preview.clock
    assert card(rig).card.when_text == clock.stretch(event.onset, event.reach)
    assert card(rig).text == "It happened."
    assert dict(rig.window.timeline.picture.rows[0].answers) == {event.id: "It happened."}
    rig.window.timeline.pointer.answer_requested.emit(event.id)  # once is enough
    rig.until(lambda: rig.notices)
    assert "already" in rig.notices[-1].what
    assert len(rig.responder.asked) == 1
    rig.live.stop()
    with rig.stored() as session:
        (record,) = session.answers()
        assert (record.event_id, record.occasion) == (event.id, RequestKind.LATER)
        assert session.timeline().triggers == ()  # an answer that was asked for later is no trigger


def test_it_is_asked_with_the_request_of_its_time(rig):
    source = quiet(rig)
    (event,) = events(rig)
    rig.live.requests.change("Tell me when it goes off")
    source.give("....")
    rig.until(lambda: rig.live.task.query == "Tell me when it goes off")
    rig.window.timeline.pointer.answer_requested.emit(event.id)
    assert answered(rig, 1).query == "Tell me when it is bright"


def test_an_event_that_is_going_on_still_triggers(rig):
    source = LiveSource()
    rig.live.start(Task(source, "tell me"))
    source.give("....")
    rig.until(lambda: rig.live.newest is not None)
    rig.live.snooze(3600)
    source.give("########")
    rig.until(lambda: any(event.state is EventState.SUPPRESSED for event in events(rig)))
    rig.window.timeline.pointer.answer_requested.emit(events(rig)[-1].id)
    request = answered(rig, 1)
    assert request.kind is RequestKind.TRIGGER
    assert request.ongoing


def test_an_event_that_closes_before_the_watch_hears_of_it_is_answered_all_the_same(rig):
    source = LiveSource()
    rig.live.start(Task(source, "tell me"))
    source.give("....")
    rig.until(lambda: rig.live.newest is not None)
    rig.live.snooze(3600)
    source.give("########")
    rig.until(lambda: any(event.state is EventState.SUPPRESSED for event in events(rig)))
    requests = rig.live.requests
    order, requests.answer_now = requests.answer_now, lambda _event: None  # it gets lost on its way
    rig.window.timeline.pointer.answer_requested.emit(events(rig)[-1].id)
    source.give("..........")
    assert answered(rig, 1).kind is RequestKind.LATER
    requests.answer_now = order


@pytest.fixture
def stored(qtbot, tmp_path):
    rig = ReviewRig(qtbot, tmp_path, "frames")
    rig.show()
    yield rig
    rig.close()


def test_a_stretch_of_a_stored_session_is_asked_about_and_the_answer_is_kept(stored):
    name = stored.open()
    asked = len(stored.responder.asked)
    choose(stored, 5.0, 12.0)
    assert stored.window.chat.ask_box.isEnabled()
    ask(stored, "what was it?")
    request = answered(stored, asked + 1)
    assert request.query == "Tell me when it is bright"
    assert (request.onset, request.reach) == (5.0, 12.0)
    assert (request.evidence[0].timestamp, request.evidence[-1].timestamp) == (5.0, 12.0)
    stored.until(lambda: card(stored).text == "It happened.")
    stored.until(lambda: not stored.program.controllers.answer_recording.busy)
    with stored.library.open(name) as session:
        record = session.answers()[-1]
    assert (record.question, record.start, record.end, record.text) == (
        "what was it?",
        5.0,
        12.0,
        "It happened.",
    )
    stored.reviewing.close()
    assert not stored.window.chat.ask_box.isEnabled()


def test_a_stored_session_without_pictures_says_so(qtbot, tmp_path):
    rig = ReviewRig(qtbot, tmp_path, "spans")
    rig.show()
    try:
        rig.open()
        rig.live.frames.clear()
        choose(rig, 5.0, 12.0)
        ask(rig, "what was it?")
        rig.until(lambda: rig.notices)
        assert "No pictures of this time were kept" in rig.notices[-1].what
    finally:
        rig.close()


def test_what_is_in_memory_no_more_comes_from_the_disk(stored):
    source = quiet(stored)
    (event,) = events(stored)
    stored.until(lambda: stored.library.sessions())
    with stored.library.open(stored.library.sessions()[0].id) as session:
        stored.until(lambda: session.frame_times()[-1:] >= (event.reach,))
    stored.live.frames.clear()
    stored.window.timeline.pointer.answer_requested.emit(event.id)
    request = answered(stored, 1)
    assert request.kind is RequestKind.LATER
    assert any(frame.image.mean() > BRIGHT for frame in request.evidence)
    assert source.opened == 1


def test_an_event_of_a_stored_session_is_answered(stored):
    quiet(stored)
    stored.live.stop()
    stored.until(lambda: stored.live.state is State.IDLE and stored.reviewing.last)
    stored.reviewing.review_last.trigger()
    stored.until(lambda: stored.reviewing.lanes.opened is not None)
    stored.settle()
    (event,) = stored.reviewing.lanes.active.lane.snapshot.events
    stored.timeline.pointer.answer_requested.emit(event.id)
    assert answered(stored, 1).kind is RequestKind.LATER
