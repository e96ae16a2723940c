"""A second, short answer when an event has ended: only if it is set, and only after the first."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from stride_desktop.app.live.task import State, Task
from stride_desktop.core.answers import AnswerState, Exchange, RequestKind
from stride_desktop.core.errors import ResponderError
from tests.app.fakes import LiveSource, ScriptedSource
from tests.app.rigs.asking import ask, card
from tests.app.rigs.review import ReviewRig

SCRIPT = "." * 8 + "#" * 10 + "." * 12


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = ReviewRig(qtbot, tmp_path, "spans")
    settings = rig.live.settings
    rig.program.settings.use(replace(settings, responder=replace(settings.responder, closing="ask")))
    rig.show()
    yield rig
    rig.responder.gate = None
    rig.close()


def play(rig, script=SCRIPT):
    rig.live.start(Task(ScriptedSource(script), "Tell me when it is bright"))
    rig.until(lambda: rig.live.state is State.IDLE)


def settled(rig, count):
    rig.until(lambda: len(rig.responder.asked) == count and rig.program.controllers.answers.active is None)


def test_it_is_asked_on_the_same_card_and_stored(rig):
    play(rig)
    settled(rig, 2)
    first, second = rig.responder.asked
    assert first.kind is RequestKind.TRIGGER
    assert (second.kind, second.event_id) == (RequestKind.CLOSING, first.event_id)
    assert second.history == (Exchange("", "It happened."),)
    assert "It stopped after" in second.question
    assert len(rig.window.chat.cards) == 1
    assert card(rig).text == "It happened.\n\n---\n\n*When it was over*\n\nIt happened."
    assert card(rig).state is AnswerState.DONE
    assert "lasted" in card(rig).heading
    with rig.stored() as session:
        records = session.answers()
    assert [(record.occasion, record.text) for record in records] == [
        ("", "It happened."),
        (RequestKind.CLOSING, "It happened."),
    ]
    assert records[0].event_id == records[1].event_id
    rig.until(lambda: rig.reviewing.last)
    rig.reviewing.review_last.trigger()
    rig.until(lambda: rig.reviewing.lanes.opened is not None)
    rig.settle()
    assert len(rig.window.chat.cards) == 1
    assert card(rig).text.endswith("*When it was over*\n\nIt happened.")


def test_it_waits_for_the_first_answer(rig):
    rig.responder.gate = threading.Event()
    play(rig)
    assert len(rig.responder.asked) <= 1
    assert rig.program.controllers.answers.waiting == 0
    rig.responder.gate.set()
    settled(rig, 2)
    assert rig.responder.asked[1].kind is RequestKind.CLOSING
    assert rig.responder.asked[1].history == (Exchange("", "It happened."),)


def test_not_when_it_is_not_set(rig):
    settings = rig.live.settings
    rig.program.settings.use(replace(settings, responder=replace(settings.responder, closing="nothing")))
    play(rig)
    settled(rig, 1)
    assert card(rig).text == "It happened."


def test_not_after_an_answer_that_failed(rig):
    rig.responder.fails = ResponderError("The server is off.")
    play(rig)
    settled(rig, 1)
    assert card(rig).state is AnswerState.FAILED


def test_not_for_what_a_person_asked(rig):
    source = LiveSource()
    rig.live.start(Task(source, "tell me"))
    source.give("....")
    rig.until(lambda: rig.live.newest is not None and rig.live.newest.timestamp == 1004.0)
    rig.until(lambda: rig.program.controllers.inspector.ticks.newest is not None)
    ask(rig, "what is it?")
    settled(rig, 1)
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE)
    assert len(rig.responder.asked) == 1


def test_a_failed_second_answer_leaves_the_first_and_can_be_ignored(rig):
    respond = rig.responder.respond

    def only_once(request, cancelled):
        if request.kind is RequestKind.CLOSING:
            rig.responder.asked.append(request)
            raise ResponderError("The server is off.")
        yield from respond(request, cancelled)

    rig.responder.respond = only_once
    play(rig)
    settled(rig, 2)
    assert card(rig).text == "It happened.\n\n---\n\n*When it was over*\n\nThe server is off."
    assert card(rig).state is AnswerState.DONE
    rig.responder.respond = respond
    card(rig).buttons.ask.click()
    ask(rig, "how bright?")
    settled(rig, 3)
    assert rig.responder.asked[-1].kind is RequestKind.QUESTION


def ending(rig):
    """An event is over, its first answer is complete, and how it ended is being said."""
    source = LiveSource()
    rig.live.start(Task(source, "tell me"))
    source.give(SCRIPT[:18])
    rig.until(lambda: rig.window.chat.cards and card(rig).state is AnswerState.DONE)
    rig.until(lambda: rig.live.newest.timestamp == 1018.0)
    rig.responder.gate = threading.Event()
    source.give("." * 10)
    rig.until(lambda: len(rig.responder.asked) == 2 and "over" in card(rig).text)


def test_it_can_be_stopped(rig):
    ending(rig)
    rig.window.chat.clicks.stop.emit(tuple(rig.window.chat.cards)[-1])
    rig.until(lambda: rig.program.controllers.answers.active is None)
    assert card(rig).text == "It happened.\n\n---\n\n*When it was over*\n\nStopped."
    assert card(rig).state is AnswerState.DONE


def test_what_is_deleted_is_not_told_any_more(rig):
    ending(rig)
    rig.live.delete_since(1000.0)
    rig.responder.gate.set()
    rig.until(lambda: rig.program.controllers.answers.active is None)
    assert tuple(rig.window.chat.cards) == ()
    rig.live.stop()
    with rig.stored() as session:
        assert session.answers() == ()


def test_not_while_nobody_answers(rig):
    rig.responder.gate = threading.Event()
    source = LiveSource()
    rig.live.start(Task(source, "tell me"))
    source.give(SCRIPT[:18])
    rig.until(lambda: len(rig.responder.asked) == 1)
    rig.program.controllers.answers.hold("Not asked.")
    rig.responder.gate.set()
    source.give("." * 10)
    rig.until(lambda: "lasted" in card(rig).heading)
    rig.until(lambda: card(rig).state is AnswerState.DONE)
    assert len(rig.responder.asked) == 1
    assert rig.program.controllers.answers.held == ()
