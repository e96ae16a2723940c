"""A server that does not answer: no more is tried than needed, nothing is lost, and it goes on by itself."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from dataclasses import replace as changed
from time import monotonic

import pytest

from stride_desktop.app.live.task import Task
from stride_desktop.core.answers import AnswerState
from stride_desktop.core.circuit import Circuit
from stride_desktop.core.errors import ResponderError
from stride_desktop.pipeline.answering import MAX_WAITING
from stride_desktop.responders.openai import OpenAICompatibleResponder
from stride_desktop.responders.server import ModelServer
from tests.app.fakes import LiveSource, ScriptedResponder
from tests.app.rigs.asking import ask
from tests.app.rigs.recording import Rig
from tests.responders.chat_server import DONE, ChatServer, delta, models

EVENT = "...######..." + "." * 6


def refuse(exchange):
    exchange.send(b'{"error": {"message": "out of luck"}}', content_type="application/json", status=500)


def answer(exchange):
    exchange.send(delta("It happened."), DONE)


class Scene(Rig):
    """The window, a camera and a model server that can be switched off."""

    def __init__(self, qtbot, folder):
        super().__init__(qtbot, folder, "spans")
        self.server = ChatServer()
        self.responder = OpenAICompatibleResponder(ModelServer(self.server.url, "key"), "vlm")
        self.outage = self.program.controllers.breaker
        self.source = LiveSource()
        self.show()
        self.live.start(Task(self.source, "Tell me when it is bright"))

    def pauses(self, first):
        self.outage.circuit = Circuit(monotonic, 3, first, 10 * first)

    def power(self, on):
        self.server.answer = answer if on else refuse
        listed = models("vlm")
        self.server.list_models = (
            (lambda exchange: exchange.send(listed, content_type="application/json")) if on else refuse
        )

    @property
    def cards(self):
        chat = self.window.chat
        return list(chat.cards.values())

    def states(self):
        return [card.state for card in self.cards]

    def happen(self, times, state):
        """So many events, and wait until the cards of all are in this state."""
        for _ in range(times):
            count = len(self.cards)
            self.source.give(EVENT)
            self.until(lambda count=count: len(self.cards) > count and self.states()[-1] is state)

    def asked(self):
        return sum(exchange.path.endswith("completions") for exchange in self.server.exchanges)

    def banner(self):
        notice = self.window.banner.notice
        return "" if notice is None else f"{notice.what} {notice.remedy}"

    def close(self):
        super().close()
        self.server.close()


@pytest.fixture
def scene(qtbot, tmp_path):
    scene = Scene(qtbot, tmp_path)
    yield scene
    scene.close()


def test_after_three_failures_nobody_is_asked_any_more(scene):
    scene.pauses(3600)
    scene.power(on=False)
    scene.happen(3, AnswerState.FAILED)
    assert "does not answer" in scene.banner()
    scene.happen(2, AnswerState.HELD)
    assert scene.asked() == 3
    assert "2 moments are waiting" in scene.banner()
    held = scene.cards[-1]
    assert held.buttons.now.isVisible()
    assert held.page.status == "Not asked: the model server does not answer."
    assert "Not asked" in held.accessibleDescription()


def test_a_banner_that_was_put_away_stays_away_until_something_changes(scene):
    scene.pauses(3600)
    scene.power(on=False)
    scene.happen(3, AnswerState.FAILED)
    scene.window.banner.dismiss()
    scene.happen(1, AnswerState.HELD)
    assert scene.banner() == ""
    scene.power(on=True)
    scene.cards[-1].buttons.now.click()
    scene.until(lambda: "answers again" in scene.banner())


def test_answer_now_asks_in_spite_of_it_and_closes_the_circuit(scene):
    scene.pauses(3600)
    scene.power(on=False)
    scene.happen(3, AnswerState.FAILED)
    scene.happen(1, AnswerState.HELD)
    card = scene.cards[-1]
    card.buttons.now.click()
    scene.until(lambda: card.state is AnswerState.FAILED)
    assert scene.asked() == 4
    scene.happen(1, AnswerState.HELD)
    scene.power(on=True)
    scene.cards[-1].buttons.now.click()
    scene.until(lambda: scene.cards[-1].state is AnswerState.DONE)
    scene.happen(1, AnswerState.DONE)
    assert "answers again" in scene.banner()


def test_what_a_person_types_is_asked_in_spite_of_it(scene):
    scene.pauses(3600)
    scene.power(on=False)
    scene.happen(3, AnswerState.FAILED)
    ask(scene, "what is it?")
    scene.until(lambda: scene.asked() == 4 and scene.cards[-1].state is AnswerState.FAILED)


def test_it_goes_on_by_itself_and_does_not_flood(scene):
    scene.pauses(3600)
    scene.power(on=False)
    scene.happen(3, AnswerState.FAILED)
    scene.happen(MAX_WAITING + 3, AnswerState.HELD)
    scene.pauses(0.05)
    for _ in range(3):
        scene.outage.circuit.failed()
    scene.outage.probe()  # in vain; the next looks come by themselves
    scene.until(lambda: scene.outage.circuit.pause > 0.2)
    assert scene.asked() == 3
    scene.power(on=True)
    scene.until(lambda: scene.states().count(AnswerState.DONE) == MAX_WAITING)
    scene.until(lambda: scene.program.controllers.answers.active is None)
    assert scene.states()[-MAX_WAITING:] == [AnswerState.DONE] * MAX_WAITING
    assert scene.states()[3:6] == [AnswerState.HELD] * 3
    assert "answers again. 3 moments can still be answered" in scene.banner()
    for card in scene.cards[3:6]:
        card.buttons.now.click()
    scene.until(lambda: scene.states()[3:] == [AnswerState.DONE] * (MAX_WAITING + 3))


def test_try_again_says_so_when_it_is_in_vain(scene):
    scene.pauses(3600)
    scene.power(on=False)
    scene.happen(3, AnswerState.FAILED)
    scene.happen(1, AnswerState.HELD)
    scene.window.banner.button.click()
    scene.until(lambda: scene.cards[-1].state is AnswerState.FAILED)
    assert "does not answer" in scene.banner()
    scene.power(on=True)
    scene.window.banner.button.click()  # nothing waits: a look
    scene.until(lambda: "answers again" in scene.banner())
    scene.happen(1, AnswerState.DONE)


def test_other_settings_are_another_chance(scene):
    scene.pauses(3600)
    scene.power(on=False)
    scene.happen(3, AnswerState.FAILED)
    scene.happen(1, AnswerState.HELD)
    scene.power(on=True)
    settings = scene.live.settings
    scene.program.settings.use(changed(settings, responder=changed(settings.responder, max_images=3)))
    assert scene.banner() == ""
    scene.until(lambda: scene.cards[-1].state is AnswerState.DONE)


@pytest.mark.parametrize(
    ("section", "values"),
    [("appearance", {"scheme": "dark"}), ("notifications", {"sound": True}), ("power", {"battery": "pause"})],
)
def test_settings_of_other_things_leave_the_breaker_alone(scene, section, values):
    scene.pauses(3600)
    scene.power(on=False)
    scene.happen(3, AnswerState.FAILED)
    scene.happen(1, AnswerState.HELD)
    asked, settings = scene.asked(), scene.live.settings
    section_changed = changed(getattr(settings, section), **values)
    scene.program.settings.use(changed(settings, **{section: section_changed}))
    assert "does not answer" in scene.banner()
    assert scene.program.controllers.answers.held
    assert scene.asked() == asked


def test_a_moment_that_is_withdrawn_waits_no_more(scene):
    scene.pauses(3600)
    scene.power(on=False)
    scene.happen(3, AnswerState.FAILED)
    scene.happen(1, AnswerState.HELD)
    assert scene.program.controllers.answers.cancel_waiting(tuple(scene.window.chat.cards)[-1])
    assert scene.program.controllers.answers.held == ()
    assert "New moments will wait" in scene.banner()


def test_a_new_start_still_says_so(scene):
    scene.pauses(3600)
    scene.power(on=False)
    scene.happen(3, AnswerState.FAILED)
    scene.live.start(Task(LiveSource(), "something else"))
    scene.until(lambda: scene.live.run_number == 2)
    assert "does not answer" in scene.banner()


@dataclass
class Unready(ScriptedResponder):
    """A model of this process that cannot be loaded."""

    tried: list[bool] = field(default_factory=list)
    broken: bool = True

    def prepare(self, _progress, _cancelled):
        self.tried.append(self.broken)
        if self.broken:
            raise ResponderError("There is not enough memory.", "Choose a smaller model.")


def test_a_model_that_cannot_be_loaded_is_tried_only_when_somebody_wants_that(scene):
    scene.pauses(0.01)
    scene.responder = Unready()
    scene.happen(3, AnswerState.FAILED)
    scene.happen(1, AnswerState.HELD)
    assert "cannot be loaded" in scene.banner()
    assert not scene.outage.probing
    assert len(scene.responder.tried) == 3
    scene.responder.broken = False
    scene.cards[-1].buttons.now.click()
    scene.until(lambda: scene.cards[-1].state is AnswerState.DONE)
    scene.until(lambda: "Answers come again" in scene.banner())


def test_a_card_that_waits_says_how_many_come_first(scene):
    scene.responder = ScriptedResponder(gate=threading.Event())
    scene.happen(3, AnswerState.WAITING)
    words = [card.page.status for card in scene.cards]
    assert words == ["Waiting…", "Waiting: it is answered next.", "Waiting: 2 are answered before it."]
    scene.responder.gate.set()
    scene.until(lambda: scene.states() == [AnswerState.DONE] * 3)
