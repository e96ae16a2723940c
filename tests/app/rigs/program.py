"""The program on fakes."""

from __future__ import annotations

import threading
from pathlib import Path

from stride_desktop.app.live.factories import Factories, make_lanes
from stride_desktop.app.live.task import Task
from stride_desktop.app.program import Program
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.core.errors import Cancelled, StrideError
from stride_desktop.pipeline.settings_store import SettingsStore
from tests.app.fakes import BrightModel, ScriptedResponder


class Rig:
    """The program on fakes; closed as a user closes it."""

    def __init__(self, qtbot, folder: Path):
        self.qtbot = qtbot
        self.load_gate = threading.Event()
        self.load_gate.set()
        self.load_error: StrideError | None = None
        self.responder = ScriptedResponder()
        self.store = SettingsStore(folder / "settings.json")
        self.notices = []
        parts = Factories(self.load, make_lanes, lambda _settings: lambda: self.responder)
        self.program = Program(self.store, Keychain(), parts)
        self.program.controllers.notifications.posted.connect(self.notices.append)
        self.live = self.program.live
        self.window = self.program.window
        self.ended = False

    def load(self, _settings, progress, cancelled):
        progress("Loading", 0.4)
        while not self.load_gate.wait(0.01):
            if cancelled():
                raise Cancelled
        if self.load_error is not None:
            raise self.load_error
        return BrightModel()

    def show(self):
        self.program.start()
        self.qtbot.waitExposed(self.window)

    def until(self, condition):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=20_000)

    def watch(self, source, query="Tell me when it is bright"):
        self.window.request.edit.setText(query)
        self.live.start(Task(source, query))

    def close(self):
        with self.qtbot.waitSignal(self.program.ended, timeout=30_000):
            self.window.close()
        assert not self.window.isVisible()
        self.window.deleteLater()
        self.program.deleteLater()
