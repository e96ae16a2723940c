"""The program on fakes with a library of its own."""

from __future__ import annotations

from dataclasses import replace

from stride_desktop.app.live.factories import Factories, make_lanes
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.program import Program
from stride_desktop.app.settings.keeping_dialog import KeepingDialog
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.core.settings import KeepingSettings, Settings
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.sessions.library import Library
from tests.app.fakes import BrightModel, ScriptedResponder

EVENT = "." * 8 + "#" * 8 + "." * 8


class Rig:
    """The program on fakes with a library of its own; `keep` None is somebody's first start."""

    def __init__(self, qtbot, folder, keep, model=BrightModel):
        self.qtbot = qtbot
        self.responder = ScriptedResponder()
        self.library = Library(folder / "sessions")
        self.store = SettingsStore(folder / "config" / "settings.json")
        if keep is not None:
            self.store.save(replace(Settings(), keeping=KeepingSettings(keep, asked=True)))
        parts = Factories(lambda *_: model(), make_lanes, lambda _settings: lambda: self.responder)
        self.program = Program(self.store, Keychain(), parts, library=self.library)
        self.live, self.window = self.program.live, self.program.window
        self.notices, self.kept, self.closed = [], [], False
        self.program.controllers.notifications.posted.connect(self.notices.append)
        self.program.controllers.recordings.changed.connect(self.kept.append)

    def show(self):
        self.program.start()
        self.qtbot.waitExposed(self.window)

    def until(self, condition):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=20_000)

    def run(self, source):
        self.live.start(Task(source, "Tell me when it is bright"))
        self.until(lambda: self.live.state is State.IDLE and self.program.controllers.answers.active is None)
        return self.stored()

    def stored(self):
        """The newest session, once it is complete."""
        self.until(lambda: self.library.sessions() and self.library.sessions()[0].ended is not None)
        return self.library.open(self.library.sessions()[0].id)

    @property
    def dialog(self):
        found = self.window.findChildren(KeepingDialog)
        return found[0] if found else None

    def indicator(self):
        label = self.window.health.keeping
        return label.text() if label.isVisibleTo(self.window.health) else ""

    def close(self):
        if self.closed:
            return
        self.closed = True
        with self.qtbot.waitSignal(self.program.ended, timeout=30_000):
            self.window.close()
        self.window.deleteLater()
        self.program.deleteLater()
