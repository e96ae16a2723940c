"""The program with a local responder."""

from __future__ import annotations

from dataclasses import replace

from stride_desktop.app.live.factories import make_lanes, real_factories
from stride_desktop.app.live.task import Task
from stride_desktop.app.program import Program
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.core.answers import AnswerState
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.settings_store import SettingsStore
from tests.app.fakes import BrightModel, ScriptedSource


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
            self.prepared.append(self.card(after.card_id).page.status)

    def card(self, number=1):
        return self.program.window.chat.cards.get(number)

    def answered(self):
        source = ScriptedSource()
        self.program.window.request.edit.setText("Tell me when it is bright")
        self.program.live.start(Task(source, "Tell me when it is bright"))
        over = (AnswerState.DONE, AnswerState.FAILED)
        self.qtbot.waitUntil(lambda: self.card() is not None and self.card().state in over, timeout=30_000)
        return self.card()

    def close(self):
        with self.qtbot.waitSignal(self.program.ended, timeout=30_000):
            self.program.window.close()
        self.program.window.deleteLater()
        self.program.deleteLater()
