"""What a model server sends, in the whole window: on the card, in the store, and in a review again."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from stride_desktop.app.live.task import State, Task
from stride_desktop.core.answers import AnswerLimits, AnswerState
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.server import ModelServer
from tests.app.fakes import ScriptedSource
from tests.app.rigs.review import ReviewRig
from tests.responders.chat_server import DONE, ChatServer, delta, event
from tests.responders.transcripts import ANSWER, TEXT, added, ends

REQUEST = "Tell me when it is bright"


class Scene(ReviewRig):
    """A watch of what is bright once, and a server that answers."""

    def __init__(self, qtbot, folder):
        super().__init__(qtbot, folder, "spans")
        self.server = ChatServer()
        self.responder = OpenAICompatibleResponder(ModelServer(self.server.url), "vlm")
        self.show()

    def watch(self):
        self.live.start(Task(ScriptedSource(), REQUEST))
        self.until(lambda: self.cards and not self.card.page.running and self.live.state is State.IDLE)
        self.until(lambda: self.reviewing.last)
        return self.library.sessions()[0].id

    def answered(self, *pieces):
        self.server.answer = lambda exchange: exchange.send(*pieces)
        self.watch()
        return self.card

    @property
    def cards(self):
        chat = self.window.chat
        return list(chat.cards.values())

    @property
    def card(self):
        return self.cards[-1]

    def record(self):
        with self.stored() as session:
            return session.answers()[-1]

    def review(self):
        """The card in a review of what has been watched."""
        self.reviewing.review_last.trigger()
        self.until(lambda: self.reviewing.lanes.opened is not None)
        self.settle()
        return self.card

    def close(self):
        if not self.closed:
            super().close()
            self.server.close()


@pytest.fixture
def scene(qtbot, tmp_path):
    scene = Scene(qtbot, tmp_path)
    yield scene
    scene.close()


def test_an_answer_that_was_cut_off_says_so_everywhere(scene):
    card = scene.answered(delta("The light went off bec"), ends("length"), DONE)
    assert card.state is AnswerState.DONE
    assert card.text == "The light went off bec"
    assert "Cut off" in card.page.status
    assert "Cut off" in card.accessibleDescription()
    assert "Cut off" in scene.window.chat.transcript
    assert (scene.record().text, scene.record().cut_off) == ("The light went off bec", "length")
    assert "Cut off" in scene.review().page.status


def test_an_answer_that_failed_keeps_what_was_said(scene):
    card = scene.answered(delta("The light"), b'error: {"message":"slot unavailable"}\n\n', DONE)
    assert card.state is AnswerState.FAILED
    assert card.text == "The light"
    assert "slot unavailable" in card.page.status
    record = scene.record()
    assert record.text == "The light"
    assert "slot unavailable" in record.error
    again = scene.review()
    assert (again.state, again.text) == (AnswerState.FAILED, "The light")


def test_thoughts_are_on_the_card_but_folded_and_never_stored(scene):
    card = scene.answered(delta("<think>\nLet me look.\n</think>\n\n"), ANSWER)
    assert card.text == TEXT
    assert card.thoughts.isVisible()
    assert not card.thoughts.label.isVisible()
    card.thoughts.button.click()
    assert card.thoughts.label.isVisible()
    assert card.thoughts.label.text() == "Let me look."
    assert card.accessibleDescription() == TEXT
    assert "look" not in scene.window.chat.transcript
    assert scene.record().text == TEXT
    assert not scene.review().thoughts.isVisible()


def test_what_turns_out_to_be_a_thought_is_taken_back(scene):
    thought = threading.Event()

    def answer(exchange):
        exchange.send(delta("Let me look at the"))
        if thought.wait(20):
            exchange.more(delta(" pictures.\n</think>\n\n"), ANSWER)

    scene.server.answer = answer
    scene.live.start(Task(ScriptedSource(), REQUEST))
    scene.until(lambda: scene.cards and "Let me look" in scene.card.text)
    thought.set()
    scene.until(lambda: scene.card.state is AnswerState.DONE)
    assert scene.card.text == TEXT
    assert scene.card.thoughts.text == "Let me look at the pictures."


def test_a_model_that_thinks_is_seen_to_think(scene):
    go_on = threading.Event()

    def answer(exchange):
        exchange.send(added(reasoning_content="Let me look."))
        if go_on.wait(20):
            exchange.more(ANSWER)

    scene.server.answer = answer
    scene.live.start(Task(ScriptedSource(), REQUEST))
    scene.until(lambda: scene.cards and scene.card.page.status == "Thinking…")
    go_on.set()
    scene.until(lambda: scene.card.state is AnswerState.DONE)


def test_only_thoughts_are_a_failure_with_a_remedy(scene):
    card = scene.answered(added(reasoning_content="Let me look."), ends("length"), DONE)
    assert card.state is AnswerState.FAILED
    assert "only thought" in card.page.status
    assert "thinking off" in card.page.status


def test_the_limits_of_the_settings_count_from_the_next_answer_on(scene):
    settings = scene.live.settings
    scene.program.settings.use(replace(settings, responder=replace(settings.responder, answer_tokens=20)))
    assert scene.program.controllers.answers.settings.limits == AnswerLimits(tokens=20)
    card = scene.answered(delta("the light is off, " * 1000), DONE)
    assert len(card.text) == 80
    assert "longest answer" in card.page.status


def test_a_flood_does_not_hold_up_the_next_moment(scene):
    """Two moments; the answer to the first never ends by itself."""
    floods = iter([True, False])

    def answer(exchange):
        exchange.send()
        if not next(floods):
            exchange.more(ANSWER)
            return
        try:
            while not exchange.closing.is_set():
                exchange.more(delta("the light is off. ") * 10)
        except OSError:
            pass

    scene.server.answer = answer
    script = "." * 8 + "#" * 8 + "." * 12 + "#" * 8 + "." * 8
    scene.live.start(Task(ScriptedSource(script), REQUEST))
    scene.until(lambda: [card.state for card in scene.cards] == [AnswerState.DONE] * 2)
    first, second = scene.cards
    assert len(first.text) == AnswerLimits().characters
    assert "Cut off" in first.page.status
    assert second.text == TEXT


def test_the_window_can_be_closed_in_the_middle_of_a_flood(scene):
    def answer(exchange):
        exchange.send()
        try:
            while not exchange.closing.wait(0.001):
                exchange.more(delta("the light is off. "))
        except OSError:
            pass

    scene.server.answer = answer
    scene.live.start(Task(ScriptedSource(), REQUEST))
    scene.until(lambda: scene.cards and len(scene.card.text) > 100)
    assert scene.card.state is AnswerState.ANSWERING
    scene.close()  # waits until the program has ended


def test_an_error_in_a_success_is_no_answer(scene):
    card = scene.answered(event({"error": "Unexpected endpoint or method. (POST /chat/completions)"}))
    assert card.state is AnswerState.FAILED
    assert "should end in /v1" in card.page.status
    assert scene.record().text == ""
