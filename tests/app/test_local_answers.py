"""An answer from a model in this process, in the whole window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stride_desktop.app.live.factories import make_lanes, real_factories
from stride_desktop.app.live.task import Task
from stride_desktop.app.program import Program
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.core.answers import AnswerState
from stride_desktop.core.settings import ResponderSettings, Settings
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.responders.kinds import foreign_host, responder_name
from tests.app.fakes import BrightModel, ScriptedSource
from tests.responders.tiny_models import save_tiny


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    return save_tiny("qwen3_vl", tmp_path_factory.mktemp("answering") / "tiny-qwen")


class Rig:
    """The program with its real responders, on a model that finds bright pictures."""

    def __init__(self, qtbot, folder, responder):
        self.qtbot = qtbot
        store = SettingsStore(folder / "settings.json")
        store.save(replace(Settings(), responder=responder))
        keychain = Keychain()
        parts = replace(real_factories(keychain), load=lambda *_: BrightModel(), make_lanes=make_lanes)
        self.program = Program(store, keychain, parts)
        self.prepared = []
        self.program.controllers.store.changed.append(self.on_changed)
        self.program.start()
        qtbot.waitExposed(self.program.window)

    def on_changed(self, before, after):
        if after.note not in ("", before.note):
            self.prepared.append(self.card(after.card_id)._status.text())

    def card(self, number=1):
        return self.program.window.chat._cards.get(number)

    def answered(self):
        source = ScriptedSource()
        self.program.window.request.set_query("Tell me when it is bright")
        self.program.session.start(Task(source, "Tell me when it is bright"))
        over = (AnswerState.DONE, AnswerState.FAILED)
        self.qtbot.waitUntil(lambda: self.card() is not None and self.card().state in over, timeout=30_000)
        return self.card()

    def close(self):
        with self.qtbot.waitSignal(self.program.ended, timeout=30_000):
            self.program.window.close()
        self.program.window.deleteLater()
        self.program.deleteLater()


def local(path):
    return ResponderSettings(kind="local", checkpoint=str(path), device="cpu", answer_tokens=16)


def test_the_card_tells_of_loading_and_gets_the_answer(qtbot, tmp_path, checkpoint):
    rig = Rig(qtbot, tmp_path, local(checkpoint))
    card = rig.answered()
    assert card.state is AnswerState.DONE, card.page.failure
    assert card.text
    assert card.card.responder == "tiny-qwen"
    assert "Loading tiny-qwen…" in rig.prepared
    assert "⚠" not in rig.program.window.health.answers.text()
    rig.close()


def test_a_missing_model_is_told_on_the_card(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path, local(tmp_path / "nothing here"))
    card = rig.answered()
    assert card.state is AnswerState.FAILED
    assert "does not exist" in card._status.text()
    rig.close()


def test_it_is_named_and_sends_nothing():
    settings = replace(Settings(), responder=local("Qwen/Qwen3-VL-2B-Instruct"))
    assert responder_name(settings.responder) == "Qwen3-VL-2B-Instruct"
    assert foreign_host(settings.responder) == ""
