"""Asking somebody else for an answer, in the whole window and with real servers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from stride_desktop.app.answers.alternatives import set_up
from stride_desktop.core.answers import AnswerState
from stride_desktop.core.responder_settings import ResponderSettings
from tests.app.rigs.local_answers import Rig
from tests.responders.chat_server import DONE, ChatServer, delta, models


@pytest.fixture
def server():
    server = ChatServer()
    server.list_models = lambda exchange: exchange.send(
        models("vlm", "other-vlm"), content_type="application/json"
    )
    server.answer = lambda exchange: exchange.send(delta(f"{exchange.body['model']} says hello"), DONE)
    yield server
    server.close()


@pytest.fixture
def rig(qtbot, tmp_path, server):
    responder = ResponderSettings(kind="openai", base_url=server.url, model="vlm")
    rig = Rig(qtbot, tmp_path, responder)
    yield rig
    rig.close()


def offered(rig):
    return [
        action.text() for action in rig.program.controllers.alternatives.menu.actions() if action.isVisible()
    ]


def choose(rig, name):
    action = next(
        action for action in rig.program.controllers.alternatives.menu.actions() if action.text() == name
    )
    action.trigger()
    rig.program.controllers.alternatives.menu.close()


def test_another_model_of_the_server_answers_beside_the_first(rig, qtbot, server):
    card = rig.answered()
    assert "vlm says hello" in card.text
    qtbot.mouseClick(card.buttons.other, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "other-vlm" in offered(rig))
    assert {"Built-in report", "vlm"} <= set(offered(rig))
    choose(rig, "other-vlm")
    qtbot.waitUntil(lambda: len(card.pages) == 2 and card.state is AnswerState.DONE)
    assert card.text == "other-vlm says hello"
    assert "other-vlm" in card.heading
    first, second = (exchange.body for exchange in server.exchanges if exchange.body)
    assert first["messages"] == second["messages"]  # the same evidence


def test_how_the_usual_one_fares_when_chosen_counts_for_the_next_answers(rig, qtbot):
    card, concluded = rig.answered(), []
    rig.program.controllers.answers.concluded.connect(concluded.append)
    for name, counted in (("Built-in report", 0), ("vlm", 1)):
        sayings = len(card.pages)
        qtbot.mouseClick(card.buttons.other, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda name=name: name in offered(rig))
        choose(rig, name)
        qtbot.waitUntil(lambda had=sayings: len(card.pages) > had and card.state is AnswerState.DONE)
        assert len(concluded) == counted


def test_the_report_can_answer_instead(rig, qtbot):
    card = rig.answered()
    qtbot.mouseClick(card.buttons.other, Qt.MouseButton.LeftButton)
    choose(rig, "Built-in report")
    qtbot.waitUntil(lambda: len(card.pages) == 2 and card.state is AnswerState.DONE)
    assert "The moment began" in card.text
    assert rig.program.live.settings.responder.kind == "openai"  # nothing was changed for the next time


def test_a_server_that_is_gone_is_told_in_the_menu(rig, qtbot, server):
    card = rig.answered()
    server.list_models = lambda exchange: exchange.send(b"no", content_type="text/plain", status=500)
    qtbot.mouseClick(card.buttons.other, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("does not tell which models" in text for text in offered(rig)))
    rig.program.controllers.alternatives.menu.close()


def test_nobody_is_offered_who_is_not_set_up_or_not_agreed_to():
    names = [name for name, _ in set_up(ResponderSettings())]
    assert names == ["Built-in report"]
    far = ResponderSettings(base_url="https://api.example.com/v1", model="far-vlm", checkpoint="/models/near")
    assert [name for name, _ in set_up(far)] == ["Built-in report", "near"]
    agreed = replace(far, consented_hosts=("api.example.com",))
    assert "far-vlm" in [name for name, _ in set_up(agreed)]
