"""Answers: one at a time, a bounded backlog, and what happens to those nobody wants any more."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer

from stride_desktop.app.answers.queue import REPLY_MILLISECONDS, AnswerQueue
from stride_desktop.core.answers import AnswerState, RequestKind
from stride_desktop.core.errors import ResponderError
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.pipeline.answer_store import AnswerStore
from stride_desktop.pipeline.answering import MAX_WAITING
from tests.app.fakes import ScriptedResponder, frame
from tests.app.requests import request


class Rig:
    def __init__(self, qtbot):
        self.qtbot = qtbot
        self.responder = ScriptedResponder(gate=threading.Event())
        self.store = AnswerStore()
        self.queue = AnswerQueue(self.store, lambda: self.responder)
        self.texts, self.finished, self.failed, self.stopped = {}, [], [], []
        self.held, self.released, self.begun, self.said = [], [], [], []
        self.store.changed.append(self.on_changed)

    def submit(self, request):
        self.queue.submit(self.store.ask(1, request), request)

    def on_changed(self, before, after):
        if after.responder != before.responder:
            self.begun.append(after.id)
        if after.reply != before.reply and after.text:
            self.texts[after.card_id] = after.text
            self.said.append(after)
        if after.state is before.state:
            return
        if before.state is AnswerState.HELD:
            self.released.append(after.id)
        if after.state is AnswerState.FAILED:
            self.failed.append((after.id, after.error))
        ways = {AnswerState.DONE: self.finished, AnswerState.STOPPED: self.stopped}
        ways.get(after.state, self.held if after.state is AnswerState.HELD else []).append(after.card_id)

    def until(self, condition):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=20_000)

    def close(self):
        with self.qtbot.waitSignal(self.queue.closed, timeout=20_000):
            self.queue.close()
        self.queue.deleteLater()


@pytest.fixture
def rig(qtbot):
    rig = Rig(qtbot)
    yield rig
    rig.close()


def test_answers_come_one_after_the_other(rig):
    for card in (1, 2, 3):
        rig.submit(request(card))
    assert (rig.queue.active, rig.queue.waiting) == (1, 2)
    rig.responder.gate.set()
    rig.until(lambda: rig.finished == [1, 2, 3])
    assert rig.texts == dict.fromkeys((1, 2, 3), "It happened.")


def test_a_waiting_answer_can_be_taken_back_but_a_running_one_goes_on(rig):
    rig.submit(request())
    rig.submit(request())
    assert rig.queue.cancel_waiting(2)
    assert not rig.queue.cancel_waiting(1)
    rig.responder.gate.set()
    rig.until(lambda: rig.finished == [1])
    assert len(rig.responder.asked) == 1


def test_a_running_answer_can_be_stopped(rig):
    rig.submit(request())
    rig.until(lambda: rig.responder.asked)
    rig.queue.stop(1)
    rig.until(lambda: rig.stopped == [1])
    assert rig.queue.active is None


def test_the_backlog_is_bounded_and_says_so(rig):
    for card in range(MAX_WAITING + 3):
        rig.submit(request(card))
    assert rig.queue.waiting == MAX_WAITING
    assert [card for card, _ in rig.failed] == [2, 3]
    assert all(isinstance(error, ResponderError) for _, error in rig.failed)


def test_every_waiting_answer_has_a_place(rig):
    for card in (1, 2, 3):
        rig.submit(request(card))
    first, second = "Waiting: it is answered next.", "Waiting: 2 are answered before it."
    assert [answer.note for answer in rig.store][1:] == [first, second]
    rig.queue.cancel_waiting(2)
    assert rig.store.get(3).note == first


def test_held_answers_are_asked_for_only_when_they_are_released(rig):
    rig.responder.gate.set()
    rig.submit(request(1))
    rig.until(lambda: rig.finished == [1])
    rig.queue.hold("Not asked.")
    for card in (2, 3, 4):
        rig.submit(request(card))
    question = replace(request(None), kind=RequestKind.QUESTION, question="what is it?")
    rig.submit(question)
    rig.until(lambda: rig.finished == [1, 5])
    assert rig.held == [2, 3, 4]
    assert rig.queue.held == (2, 3, 4)
    rig.queue.release(2)
    rig.until(lambda: rig.finished == [1, 5, 3, 4])
    assert rig.released == [3, 4]
    assert rig.queue.held == (2,)
    assert rig.queue.retry(2)
    rig.until(lambda: rig.finished == [1, 5, 3, 4, 2])


def test_a_failed_answer_can_be_retried(rig):
    rig.responder.gate.set()
    rig.responder.fails = ResponderError("The server is off.", "Start it.")
    rig.submit(request())
    rig.until(lambda: rig.failed)
    rig.responder.fails = None
    assert rig.queue.retry(1)
    rig.until(lambda: rig.finished == [1])
    assert not rig.queue.retry(99)


def test_unanswered_requests_are_kept_only_while_there_is_room(rig):
    rig.responder.gate.set()
    rig.responder.fails = ResponderError("The server is off.", "Start it.")
    large = frame(1.0, True, (2000, 2000))
    for card in (1, 2, 3, 4):
        rig.submit(replace(request(card), evidence=(large,)))
    rig.until(lambda: len(rig.failed) == 4)
    assert [rig.queue.retry(card) for card in (1, 2, 4)] == [False, False, True]
    rig.until(lambda: len(rig.failed) == 5)


def test_a_responder_that_cannot_be_made_fails_the_card(rig):
    def refuse():
        raise ResponderError("No server is set.")

    rig.queue.set_responder(refuse)
    rig.submit(request())
    rig.until(lambda: rig.failed)
    assert rig.failed[0][1].what == "No server is set."


def test_how_somebody_else_did_says_nothing_about_the_usual_one(rig):
    """Or one answer of the built-in report would make a dead server look well again."""
    concluded = []
    rig.queue.concluded.connect(lambda ended: concluded.append(ended.answer_id))
    rig.responder.gate.set()
    rig.submit(request())
    rig.until(lambda: rig.finished == [1])
    other = ScriptedResponder(("Something ", "else."))
    assert rig.queue.retry(1, lambda: other)
    rig.until(lambda: rig.finished == [1, 1])
    assert len(other.asked) == 1
    assert concluded == [1]


def test_of_a_flood_one_message_waits_and_all_of_it_arrives(rig):
    """Nothing looks at the messages before the last word is said."""
    over = threading.Event()

    class Flooding(ScriptedResponder):
        def respond(self, request, cancelled):  # noqa: ARG002
            for number in range(10_000):
                yield str(number % 10)
            over.set()

    rig.responder = Flooding()
    rig.submit(request())
    assert over.wait(20)
    rig.until(lambda: rig.finished == [1])
    assert [len(answer.text) for answer in rig.said] == [10_000]


def test_what_is_said_is_passed_on_now_and_then_however_fast_it_comes(rig):
    rig.queue.settings = ResponderSettings(answer_tokens=500)

    class Endless(ScriptedResponder):
        def respond(self, request, cancelled):  # noqa: ARG002
            while not cancelled():
                yield "a"
                time.sleep(0.0001)

    rig.responder = Endless()
    begun = time.monotonic()
    rig.submit(request())
    rig.until(lambda: rig.finished == [1])
    said = [answer.text for answer in rig.said]
    assert len(said) <= 3 + 1000 * (time.monotonic() - begun) / REPLY_MILLISECONDS
    assert said[-1] == "a" * 2_000
    assert all(after.startswith(before) for before, after in pairwise(said))


def test_what_is_said_follows_the_beginning_however_late_the_window_looks(rig):
    rig.responder.gate.set()
    told, pauses = [], []

    def look(before, after):
        if after.responder != before.responder:
            told.append(("began", after.id))
        if after.reply != before.reply:
            told.append(("said", after.id))
        if after.state is AnswerState.DONE:
            pauses.append(any(timer.isActive() for timer in rig.queue.findChildren(QTimer)))

    rig.store.changed.append(look)
    for card in (1, 2, 3):
        rig.submit(request(card))
    rig.until(lambda: rig.finished == [1, 2, 3])
    assert list(dict.fromkeys(told)) == [(what, card) for card in (1, 2, 3) for what in ("began", "said")]
    assert pauses == [False] * 3, "nothing of the next answer is passed on by the clock"
