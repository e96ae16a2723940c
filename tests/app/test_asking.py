"""Questions that a person types, in the real window."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from stride_desktop.app.live.task import State, Task
from stride_desktop.core.answers import Exchange
from tests.app.fakes import LiveSource, ScriptedSource
from tests.app.rigs.asking import (
    ask,
    card,
    rig,  # noqa: F401 - a fixture
    watch,
)
from tests.app.rigs.recording import EVENT


def test_there_is_nothing_to_ask_about_until_something_is_watched(rig):
    box = rig.window.chat.ask_box
    assert not box.isEnabled()
    source = LiveSource()
    rig.live.start(Task(source, "bright"))
    rig.until(lambda: rig.live.state is State.RUNNING)
    assert box.isEnabled()
    ask(rig, "what is it?")
    rig.until(lambda: rig.notices)
    assert "Nothing has been seen yet" in rig.notices[-1].what
    assert tuple(rig.window.chat.cards) == ()
    rig.live.stop()
    rig.until(lambda: not box.isEnabled())


def test_a_question_is_answered_from_what_was_just_seen(rig):
    watch(rig, "......")
    ask(rig, "what just happened?")
    rig.until(lambda: rig.responder.asked and rig.program.controllers.answers.active is None)
    (request,) = rig.responder.asked
    assert (request.event_id, request.question) == (None, "what just happened?")
    assert request.query == "Tell me when it is bright"
    assert len(request.evidence) == 6
    assert request.evidence[-1].timestamp % 86400 == request.now % 86400  # told by the time of day
    assert card(rig).card.query == "what just happened?"
    assert card(rig).text == "It happened."
    assert rig.window.chat.ask_box.edit.text() == ""
    rig.live.stop()
    with rig.stored() as session:
        (answer,) = session.answers()
    assert (answer.event_id, answer.question, answer.text) == (0, "what just happened?", "It happened.")
    assert answer.at == 1006.0


def test_how_to_answer_is_told_the_model_and_kept_with_the_answer(rig):
    bar = rig.window.request
    assert not bar.answer_style.isVisible()
    QTest.mouseClick(bar.how, Qt.MouseButton.LeftButton)
    assert bar.answer_style.isVisible()
    QTest.keyClicks(bar.answer_style, "only the score")
    watch(rig, "......")
    ask(rig, "what just happened?")
    rig.until(lambda: rig.responder.asked and rig.program.controllers.answers.active is None)
    assert rig.responder.asked[0].answer_style == "only the score"
    QTest.mouseClick(bar.how, Qt.MouseButton.LeftButton)  # closing the line takes it back
    assert not bar.answer_style.isVisible()
    ask(rig, "and now?")
    rig.until(lambda: len(rig.responder.asked) == 2 and rig.program.controllers.answers.active is None)
    assert rig.responder.asked[1].answer_style == ""
    rig.live.stop()
    with rig.stored() as session:
        assert [answer.answer_style for answer in session.answers()] == ["only the score", ""]


def test_a_question_about_an_answer_carries_what_was_said(rig):
    with rig.run(ScriptedSource(EVENT)):
        pass
    rig.until(lambda: card(rig).text == "It happened.")
    card(rig).buttons.ask.click()
    box = rig.window.chat.ask_box
    assert box.isEnabled()
    assert card(rig).card.when_text in box.about.text()
    ask(rig, "how bright?")
    rig.until(lambda: len(rig.responder.asked) == 2 and rig.program.controllers.answers.active is None)
    first, second = rig.responder.asked
    assert second.question == "how bright?"
    assert second.history == (Exchange("", "It happened."),)
    assert [f.timestamp for f in second.evidence] == [f.timestamp for f in first.evidence]
    assert not box.isEnabled()  # nothing is watched any more
    card(rig).buttons.ask.click()
    ask(rig, "and why?")
    rig.until(lambda: len(rig.responder.asked) == 3)
    assert [item.question for item in rig.responder.asked[-1].history] == ["", "how bright?"]
    card(rig, 0).buttons.ask.click()
    box.drop.click()
    assert not box.isEnabled()
    assert box.about.text() == ""


def test_a_question_does_not_stop_the_watching(rig):
    rig.responder.gate = threading.Event()
    source = watch(rig, "....")
    ask(rig, "what is it?")
    rig.until(lambda: rig.responder.asked)
    source.give("####....")
    rig.until(lambda: rig.live.newest.timestamp == 1012.0)
    rig.responder.gate.set()
    rig.until(lambda: card(rig, 0).text == "It happened.")
    rig.live.stop()
    rig.until(lambda: rig.live.state is State.IDLE)


def test_stored_answers_show_their_question_and_cannot_be_asked_about(rig):
    watch(rig, "....")
    ask(rig, "what is it?")
    rig.until(lambda: rig.responder.asked and rig.program.controllers.answers.active is None)
    rig.live.stop()
    rig.until(lambda: rig.program.controllers.review.last)
    rig.program.controllers.review.review_last.trigger()
    rig.until(lambda: rig.program.controllers.review.lanes.opened is not None)
    rig.until(lambda: rig.window.chat.cards)
    assert card(rig).card.query == "what is it?"
    assert not card(rig).buttons.ask.isVisible()


def test_a_question_about_an_answer_says_so_on_its_card(rig):
    with rig.run(ScriptedSource(EVENT)):
        pass
    rig.until(lambda: card(rig).text == "It happened.")
    card(rig).buttons.ask.click()
    ask(rig, "how bright?")
    rig.until(lambda: rig.program.controllers.answers.active is None and card(rig).text)
    assert card(rig).card.about == f"↳ about the answer of {card(rig, 0).card.when_text}"
    assert card(rig, 0).card.about == ""
    first = card(rig, 0).card
    assert first.picture_of(first.pictures[0].second).height() == 48  # as large as it was seen


def test_what_never_began_is_stored_without_the_words_of_another(rig):
    rig.responder.pieces = ("It ", "happened.")
    watch(rig, "......")
    rig.responder.gate = threading.Event()
    ask(rig, "first?")
    rig.until(lambda: rig.responder.asked)
    ask(rig, "second?")
    rig.until(lambda: rig.program.controllers.answers.waiting == 1)
    rig.program.controllers.answers.stop(tuple(rig.window.chat.cards)[-1])
    rig.responder.gate.set()
    rig.until(lambda: rig.program.controllers.answers.active is None)
    rig.live.stop()
    with rig.stored() as session:
        said = {answer.question: (answer.responder, answer.text) for answer in session.answers()}
    assert said == {"first?": ("scripted", "It happened."), "second?": ("", "")}
